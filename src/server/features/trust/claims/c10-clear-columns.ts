import type { AnyRecord, Columns } from "../../../platform/records/define.ts";
import type { Cell, ClearKind, Row } from "../../../platform/records/port.ts";
import { columnsOf, ownColumn } from "../columns.ts";
import { indexMatches, objectsAreNumbered } from "./c10-beside.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import { rowsOf } from "./scan/rows.ts";

type Live = readonly { readonly table: string; readonly column: string; readonly type: string }[];

/** The types that a kind of column has in the engines that we know; text is a code's alone. */
const types: Readonly<Record<ClearKind | "envelope", readonly string[]>> = {
  id: ["BLOB"],
  digest: ["BLOB"],
  counter: ["INTEGER", "BIGINT"],
  instant: ["INTEGER", "BIGINT"],
  code: ["TEXT"],
  envelope: ["BLOB"],
};

/** What of the live schema no definition accounts for, and what is defined but not there. */
export function schemaFaults(records: readonly AnyRecord[], live: Live): string[] {
  const known = new Map(records.map((record) => [record.name, columnsOf(record)]));
  const faults: string[] = [];
  for (const { table, column, type } of live) {
    const columns = known.get(table);
    const own = columns?.find((one) => one.column === column && one.kind !== "text");
    // Where an engine needs it: the number of a long partition's part, computed from the key.
    const isBucket = columns !== undefined && column === "bucket" && type.toUpperCase() === "BIGINT";
    if (columns && !isBucket && (!own || !types[own.kind as ClearKind].includes(type.toUpperCase())))
      faults.push(`${table}.${column} (${type}) is not what its definition says`);
    if (!columns && !ownColumn(table, column)) faults.push(`${table}.${column} (${type}) is in no definition`);
  }
  const there = new Set(live.map(({ table, column }) => `${table}.${column}`));
  for (const { table, column, kind } of [...known.values()].flat())
    if (kind !== "text" && !there.has(`${table}.${column}`)) faults.push(`${table}.${column} is defined and not there`);
  return faults;
}

async function schemaMatches({ records }: ClaimContext): Promise<Finding> {
  const live = await records.port.liveSchema();
  const first = records.records[0]?.name ?? "";
  const planted = [
    { table: first, column: "note", type: "TEXT" },
    { table: "search", column: "words", type: "TEXT" },
  ];
  if (planted.some((column) => schemaFaults(records.records, [...live, column]).length === schemaFaults(records.records, live).length))
    return { looked: live.length, ok: false, evidence: "Its control failed: a readable column beside the defined ones was not seen." };
  const faults = schemaFaults(records.records, live);
  const tables = new Set(live.map(({ table }) => table)).size;
  return {
    looked: live.length,
    ok: faults.length === 0,
    evidence:
      faults.length === 0
        ? `${live.length} columns of ${tables} tables: each is an identifier, date, counter, keyed hash, closed code, row version or envelope.`
        : `${faults.slice(0, 5).join("; ")}.`,
  };
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const digest = /^[\w-]{43}$/;

function fits(value: Cell | undefined, kind: ClearKind, codes: readonly string[], isOptional: boolean): boolean {
  if (value === null || value === undefined) return isOptional;
  if (kind === "id") return typeof value === "string" && uuid.test(value);
  if (kind === "digest") return typeof value === "string" && digest.test(value);
  if (kind === "code") return typeof value === "string" && codes.includes(value);
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** The names of the columns whose value is not of their kind. */
export function rowFaults(record: AnyRecord, row: Row): string[] {
  const columns = Object.entries({ ...record.partition, ...record.sort, ...record.clear } as Columns);
  const values = [...row.key, ...row.clear];
  const wrong = columns.flatMap(([name, { kind, codes, isOptional }], i) => (fits(values[i], kind, codes, isOptional) ? [] : [`${record.name}.${name}`]));
  return values.length === columns.length && row.version > 0 && row.envelope[0] === 0xe1 ? wrong : [...wrong, `${record.name} as a whole`];
}

async function rowsMatch({ records, probe, pace, signal }: ClaimContext): Promise<Finding> {
  await probe();
  const faults = new Set<string>();
  let rows = 0;
  let isControlled = false;
  for (const record of records.records) {
    for await (const row of rowsOf(records, record, pace, signal)) {
      rows++;
      for (const fault of rowFaults(record, row)) faults.add(fault);
      if (isControlled) continue;
      const readable = { ...row, key: ["in clear", ...row.key.slice(1)] };
      if (rowFaults(record, readable).length === 0)
        return { looked: rows, ok: false, evidence: "Its control failed: a readable value in a key column was not seen." };
      isControlled = true;
    }
  }
  return {
    looked: rows,
    ok: faults.size === 0,
    evidence:
      faults.size === 0
        ? `${rows} stored rows: every clear value is of its column's kind, and every row ends with an envelope.`
        : `Not of their kind: ${[...faults].slice(0, 10).join(", ")}.`,
  };
}

export const clearColumns = defineClaim({
  id: "C10",
  group: "who-can-read",
  source: "privacy",
  sentence: {
    en: "Only identifiers, dates and counters are stored in clear.",
    fr: "Seuls des identifiants, des dates et des compteurs sont stockés en clair.",
  },
  clauses: [
    {
      id: "C10a",
      sentence: "The store has no column but those that the record definitions name, each of a kind that tells no content.",
      where: "instance",
      check: schemaMatches,
    },
    { id: "C10b", sentence: "Every value that stands in clear is of its column's kind, in every row.", where: "instance", check: rowsMatch },
    { id: "C10c", sentence: "The search index has no column but row numbers, keyed hashes, tokens and envelopes.", where: "instance", check: indexMatches },
    { id: "C10d", sentence: "Objects are named by ids and numbers.", where: "instance", check: objectsAreNumbered },
  ],
});
