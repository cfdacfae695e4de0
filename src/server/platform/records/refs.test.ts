import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tablesOf } from "./migrations.ts";
import type { ColumnSpec, RowRef, TableSpec } from "./port.ts";
import { refsCodec } from "./refs.ts";
import { mark, newPlace, note, numbers, refOf } from "./suite/fixture.ts";
import { suiteMigrations } from "./suite/tables.ts";

type Columns = readonly Omit<ColumnSpec, "optional">[];
interface Vectors {
  readonly tables: readonly { readonly name: string; readonly partition: Columns; readonly sort: Columns }[];
  readonly vectors: readonly { readonly name: string; readonly refs: readonly RowRef[]; readonly bytes: string }[];
  readonly refused: readonly { readonly name: string; readonly bytes: string }[];
}

function vectorsOfPage(): Vectors {
  const page = readFileSync(new URL("../../../../docs/formats/journal.md", import.meta.url), "utf8");
  const block = /\n## Vectors\n.*?```json\n(.*?)\n```/s.exec(page);
  if (!block?.[1]) throw new Error("journal.md has no vectors");
  return JSON.parse(block[1]) as Vectors;
}

const page = vectorsOfPage();
const present = (columns: Columns): ColumnSpec[] => columns.map((column) => ({ ...column, optional: false }));
const codec = refsCodec(
  page.tables.map(
    ({ name, partition, sort }): TableSpec => ({ name, write: "commit", partition: present(partition), sort: present(sort), clear: [], bucket: null }),
  ),
);

describe("journal.md", () => {
  test.each(page.vectors)("$name", ({ refs, bytes }) => {
    expect(codec.encode(refs).toString("hex")).toBe(bytes);
    expect(codec.decode(Buffer.from(bytes, "hex"))).toEqual(refs);
    for (let end = 0; end < bytes.length; end += 2) expect(() => codec.decode(Buffer.from(bytes.slice(0, end), "hex"))).toThrow(RangeError);
  });

  test.each(page.refused)("refuses: $name", ({ bytes }) => {
    expect(() => codec.decode(Buffer.from(bytes, "hex"))).toThrow(RangeError);
  });
});

describe("references", () => {
  const suite = refsCodec(tablesOf(suiteMigrations));

  test("come back as they were given, whatever they share", () => {
    const places = numbers(1, 3).map(() => newPlace({ shards: 1 }));
    const kinds = fc.record({
      place: fc.constantFrom(...places),
      number: fc.maxSafeNat(),
      isNote: fc.boolean(),
      kind: fc.constantFrom("eye", "heart", "flag"),
    });
    fc.assert(
      fc.property(fc.array(kinds), (rows) => {
        const refs = rows.map(({ place, number, isNote, kind }) => refOf(isNote ? note(place, number) : mark(place, number, place.company, kind)));
        expect(suite.decode(suite.encode(refs))).toEqual(refs);
      }),
    );
  });

  test("any other bytes decode to nothing else than a RangeError", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        try {
          suite.decode(Uint8Array.of(1, ...bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });

  test("of an unknown table or with a wrong key are refused", () => {
    const { key } = note(newPlace({ shards: 1 }), 1);
    expect(() => suite.encode([{ table: "nothing", key }])).toThrow(TypeError);
    expect(() => suite.encode([{ table: "note", key: key.slice(1) }])).toThrow(TypeError);
    expect(() => suite.encode([{ table: "note", key: ["x", ...key.slice(1)] }])).toThrow(TypeError);
  });
});
