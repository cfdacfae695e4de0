import fc from "fast-check";
import { expect, test } from "vitest";
import { readTable } from "./read-table.ts";

test("reads quotes, breaks in them, and the separators of spreadsheets", () => {
  expect(readTable('a,b\r\n"one, two","say ""yes"""\r\n\r\n"two\nlines",\n', 10)).toEqual([
    ["a", "b"],
    ["one, two", 'say "yes"'],
    ["two\nlines", ""],
  ]);
  expect(readTable("nom;prix\nthé;1,50\n", 10)).toEqual([
    ["nom", "prix"],
    ["thé", "1,50"],
  ]);
  expect(readTable("a\tb,c\td\n1\t2\t3", 10)).toEqual([
    ["a", "b,c", "d"],
    ["1", "2", "3"],
  ]);
  expect(readTable('left "open', 10)).toEqual([['left "open']]);
  expect(readTable('"never closed,\nat all', 10)).toEqual([["never closed,\nat all"]]);
  expect(readTable("a\rb\rc", 2)).toEqual([["a"], ["b"]]);
});

test("gives back whatever was written as a table", () => {
  const cell = fc.string({ unit: fc.constantFrom(...'ab ,;\t"\r\n\u00e9'), maxLength: 8 });
  const table = fc
    .integer({ min: 2, max: 5 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));
  fc.assert(
    fc.property(table, fc.constantFrom(",", ";", "\t"), (rows, separator) => {
      const text = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(separator)).join("\r\n");
      expect(readTable(text, 100)).toEqual(rows);
    }),
    { numRuns: 500 },
  );
});
