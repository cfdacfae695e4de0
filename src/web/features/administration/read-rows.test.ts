import { expect, test } from "vitest";
import { readRows, writeRows } from "./read-rows.ts";

test("a first line that names the columns, in any order", () => {
  expect(readRows("role,name,channels\nguest,Léa,#general #design\n,Max,")).toEqual([
    { label: "Léa", role: "guest", channels: ["general", "design"] },
    { label: "Max", role: "member", channels: [] },
  ]);
});

test("without one: label, role, channels; semicolons, tabs, quotes and a byte order mark", () => {
  expect(readRows("\uFEFFlea@example.org;invité;general\n\nmax@example.org;;")).toEqual([
    { label: "lea@example.org", role: "guest", channels: ["general"] },
    { label: "max@example.org", role: "member", channels: [] },
  ]);
  expect(readRows('"Lefèvre, Léa"\tadministrator\t"a, b"')).toEqual([{ label: "Lefèvre, Léa", role: "administrator", channels: ["a", "b"] }]);
  expect(readRows("one\ntwo").map(({ label }) => label)).toEqual(["one", "two"]);
});

test("a role that nobody knows is left for the server to refuse", () => {
  expect(readRows("Léa,boss")[0]?.role).toBe("boss");
});

test("a label is never a formula in the table that is given out", () => {
  expect(writeRows([{ label: "=HYPERLINK(1)", url: "https://x" }])).toBe('label,url\r\n"\'=HYPERLINK(1)",https://x');
});
