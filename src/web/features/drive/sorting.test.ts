import { expect, test } from "vitest";
import type { Entry } from "./entry.ts";
import { freeName, inOrder, nextOrder, readOrder, writeOrder } from "./sorting.ts";

const entry = (name: string, over: Partial<Entry> = {}) => ({ name, kind: "file", size: 1, changedAt: 1, ...over }) as Entry;
const names = (entries: readonly Entry[]) => entries.map(({ name }) => name);

test("folders stay first, numbers count as numbers, what is equal goes by name", () => {
  const all = [entry("b10"), entry("b9", { size: 5 }), entry("Z", { kind: "folder" }), entry("a", { size: 5 })];
  expect(names(inOrder(all, { by: "name", down: false }))).toEqual(["Z", "a", "b9", "b10"]);
  expect(names(inOrder(all, { by: "name", down: true }))).toEqual(["Z", "b10", "b9", "a"]);
  expect(names(inOrder(all, { by: "size", down: true }))).toEqual(["Z", "a", "b9", "b10"]);
});

test("an address says the order, and a wrong one says nothing", () => {
  for (const text of [undefined, "-name", "date", "-size"]) expect(writeOrder(readOrder(text))).toBe(text);
  expect(readOrder("owner")).toEqual({ by: "name", down: false });
  expect(nextOrder(readOrder(undefined), "size")).toEqual({ by: "size", down: true });
  expect(nextOrder(readOrder("-size"), "size")).toEqual({ by: "size", down: false });
});

test("a second one of a name is numbered before its ending", () => {
  expect(freeName("report.pdf", new Set(["report.pdf", "report (2).pdf"]))).toBe("report (3).pdf");
  expect(freeName(".env", new Set([".env"]))).toBe(".env (2)");
  expect(freeName("free", new Set())).toBe("free");
});
