import { describe, expect, test } from "vitest";
import { type AnyRecord, code, counter, defineRecord, digest, id, instant, ownerOf } from "./define.ts";
import { checksumOf, checkTable, driftOf, type LedgerEntry, type Migration, MigrationChanged, nextMigration, planMigrations, tablesOf } from "./migrations.ts";
import { StoreTooNew, type TableSpec } from "./port.ts";

const learns = { en: "nothing", fr: "rien" };
const owners = () => [ownerOf.company("c")];
const base = { scope: "company", root: "company", partition: { company: id() }, sealed: null, owners, learns } as const;
const Plain = defineRecord("plain", { ...base, sort: { number: counter() }, clear: { state: code(["on", "off"]) } });
const Wider = defineRecord("plain", { ...base, sort: { number: counter() }, clear: { state: code(["on", "off", "lost"]), until: instant().optional() } });
const Other = defineRecord("other", { ...base, sort: {}, clear: {} });

const grow = (name: string, definitions: AnyRecord[], standing: readonly Migration[]): Migration[] => {
  const next = nextMigration(name, definitions, standing);
  return next ? [...standing, next] : [...standing];
};
const first = grow("first", [Plain], []);
const second = grow("wider", [Wider, Other], first);

describe("nextMigration", () => {
  test("ends the drift, step by step", () => {
    expect(driftOf([Plain], [])).toEqual(["plain: the table is missing"]);
    expect(driftOf([Plain], first)).toEqual([]);
    expect(nextMigration("again", [Plain], first)).toBeUndefined();
    expect(driftOf([Wider, Other], first)).toEqual([
      'plain: codes are missing in "state"',
      'plain: columns are missing: optional instant "until"',
      "other: the table is missing",
    ]);
    expect(driftOf([Wider, Other], second)).toEqual([]);
    expect(second[1]).toMatchObject({
      number: 2,
      name: "wider",
      createTables: [{ name: "other" }],
      addColumns: [{ table: "plain", columns: [{ name: "until" }] }],
      addCodes: [{ table: "plain", column: "state", codes: ["lost"] }],
    });
  });

  test("shuts older programs out unless its author says otherwise", () => {
    expect(second.map(({ oldestReader, oldestWriter }) => [oldestReader, oldestWriter])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  test.each([
    ["another key", { ...base, sort: { number: counter(), person: id() }, clear: { state: code(["on", "off"]) } }],
    ["another kind", { ...base, sort: { number: instant() }, clear: { state: code(["on", "off"]) } }],
    ["a column that went", { ...base, sort: { number: counter() }, clear: {} }],
    ["a column that isn't optional", { ...base, sort: { number: counter() }, clear: { state: code(["on", "off"]), token: digest() } }],
    ["a column in the middle", { ...base, sort: { number: counter() }, clear: { token: digest().optional(), state: code(["on", "off"]) } }],
    ["a code that went", { ...base, sort: { number: counter() }, clear: { state: code(["on"]) } }],
    ["codes in another order", { ...base, sort: { number: counter() }, clear: { state: code(["off", "on"]) } }],
    ["another way of writing", { ...base, write: "merge" as const, sort: { number: counter() }, clear: { state: code(["on", "off"]) } }],
    ["buckets", { ...base, bucket: { of: "number" as const, size: 4 }, sort: { number: counter() }, clear: { state: code(["on", "off"]) } }],
  ])("names what no migration can do: %s", (_, change) => {
    const changed = defineRecord("plain", change as Parameters<typeof defineRecord>[1]);
    expect(driftOf([changed], first).length).toBeGreaterThan(0);
    expect(() => nextMigration("impossible", [changed], first)).toThrow(TypeError);
  });
});

describe("tablesOf", () => {
  const change = (part: Partial<Migration>): Migration => ({
    number: 2,
    name: "x",
    createTables: [],
    addColumns: [],
    addCodes: [],
    oldestReader: 1,
    oldestWriter: 1,
    ...part,
  });
  const column = { name: "until", kind: "instant", optional: true, codes: [] } as const;
  test.each([
    ["a gap in the numbers", change({ number: 3 })],
    ["a table created twice", change({ createTables: first[0]!.createTables })],
    ["a column of no table", change({ addColumns: [{ table: "nothing", columns: [column] }] })],
    ["a column that isn't optional", change({ addColumns: [{ table: "plain", columns: [{ ...column, optional: false }] }] })],
    ["a column that is there", change({ addColumns: [{ table: "plain", columns: [{ ...column, name: "state" }] }] })],
    ["codes of no column", change({ addCodes: [{ table: "plain", column: "number", codes: ["x"] }] })],
    ["a code that is there", change({ addCodes: [{ table: "plain", column: "state", codes: ["on"] }] })],
  ])("refuses %s", (_, bad) => {
    expect(() => tablesOf([...first, bad])).toThrow(TypeError);
  });

  test("adds up", () => {
    expect(tablesOf(second).map((table) => [table.name, table.clear.map((one) => one.name)])).toEqual([
      ["plain", ["state", "until"]],
      ["other", []],
    ]);
  });
});

describe("checkTable", () => {
  const good = tablesOf(first)[0] as TableSpec;
  const key = good.partition[0]!;
  test.each([
    ["a name to be quoted", { ...good, name: 'x"; DROP TABLE y' }],
    ["a name of the adapters", { ...good, name: "storeJournal" }],
    ["no partition", { ...good, partition: [] }],
    ["an optional key", { ...good, partition: [{ ...key, optional: true }] }],
    ["a reserved column", { ...good, clear: [{ ...key, name: "envelope" }] }],
    ["two columns of a name", { ...good, clear: [{ ...key, name: "Company" }] }],
    ["a code with a quote", { ...good, clear: [{ name: "state", kind: "code" as const, optional: false, codes: ["it's"] }] }],
    ["a code column without codes", { ...good, clear: [{ name: "state", kind: "code" as const, optional: false, codes: [] }] }],
    ["buckets of no counter", { ...good, bucket: { of: "company", size: 4 } }],
  ])("refuses %s", (_, bad) => {
    expect(() => checkTable(bad)).toThrow(TypeError);
  });
});

describe("planMigrations", () => {
  const ledgerOf = (migrations: readonly Migration[]): LedgerEntry[] => migrations.map((migration) => ({ ...migration, checksum: checksumOf(migration) }));

  test("applies what is missing", () => {
    expect(planMigrations(second, [])).toMatchObject({ pending: second, canWrite: true });
    expect(planMigrations(second, ledgerOf(first))).toMatchObject({ pending: [second[1]], canWrite: true });
    expect(planMigrations(second, ledgerOf(second))).toMatchObject({ pending: [], canWrite: true });
  });

  test("refuses a migration that changed after it was applied, not one that was laid out anew", () => {
    const changed = [{ ...first[0]!, name: "first-and-more" }];
    expect(() => planMigrations(changed, ledgerOf(first))).toThrow(MigrationChanged);
    const relaid = Object.fromEntries(Object.entries(first[0]!).reverse()) as unknown as Migration;
    expect(planMigrations([relaid], ledgerOf(first)).pending).toEqual([]);
  });

  test("of a newer store: too new, for reading only, or as ever", () => {
    const newer = (oldestReader: number, oldestWriter: number) => ledgerOf([...first, { ...second[1]!, oldestReader, oldestWriter }]);
    expect(() => planMigrations(first, newer(2, 2))).toThrow(StoreTooNew);
    expect(planMigrations(first, newer(1, 2)).canWrite).toBe(false);
    expect(planMigrations(first, newer(1, 1)).canWrite).toBe(true);
  });
});
