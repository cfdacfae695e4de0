/** The inventory of everything that is stored: each column of each table, and why it is clear or sealed. */
import { type AnyRecord, type Column, shapeOf } from "../../platform/records/define.ts";

export interface StoredColumn {
  readonly table: string;
  readonly column: string;
  readonly kind: string;
  readonly sealed: boolean;
  readonly why: string;
}

const clear = (table: string, columns: Readonly<Record<string, Column<unknown>>>): StoredColumn[] =>
  Object.entries(columns).map(([column, { kind, why }]) => ({ table, column, kind, sealed: false, why }));

/** The columns of one record type in their stored order; the sealed fields, which have none of their own, stand last. */
export function columnsOf(record: AnyRecord): StoredColumn[] {
  const { name: table } = record;
  const fields = Object.keys(record.sealed?.shape ?? {});
  const bound = shapeOf(record).clear.length + shapeOf(record).key.length;
  return [
    ...clear(table, record.partition),
    ...clear(table, record.sort),
    ...clear(table, record.clear),
    { table, column: "version", kind: "counter", sealed: false, why: "how often the row was written; bound by the seal like every column before it" },
    {
      table,
      column: "envelope",
      kind: "envelope",
      sealed: true,
      why:
        fields.length > 0
          ? `holds ${fields.join(", ")}; binds ${bound} clear values`
          : `holds nothing; binds ${bound} clear values, so that no one else can write the row`,
    },
    ...fields.map((column) => ({ table, column, kind: "text", sealed: true, why: "inside the envelope, unreadable without all three key parts" })),
  ];
}

/** The adapters' own tables: identifiers, numbers and dates of commits, and facts of the store. By table, then column. */
const own: Readonly<Record<string, Readonly<Record<string, readonly [kind: string, why: string]>>>> = {
  store_journal: {
    shard: ["counter", "which of the few ordered lists of commits it stands in"],
    number: ["counter", "its place in that list, without gaps, so that a missing one shows"],
    at: ["instant", "when it was committed"],
    op: ["digest", "a random number or keyed hash that names the request, so that a repeat changes nothing"],
    digest: ["digest", "a keyed hash of the request, to tell a repeat from another request"],
    refs: ["references", "table and key of each row that it wrote: identifiers and numbers, no content"],
    epoch: ["counter", "which owner's turn it is to write"],
    owner: ["id", "the process that writes"],
    head: ["counter", "number of the last commit"],
    settled: ["counter", "up to which commit the rows are written"],
    trimmed: ["counter", "up to which commit the list was forgotten"],
    entries: ["references", "table and key of each row that was written: identifiers and numbers, no content"],
    content: ["envelope", "the rows of a flush as they are sealed, until they are written"],
  },
  store_shards: {
    shard: ["counter", "one of the few ordered lists of commits"],
    trimmed: ["counter", "up to which commit the list was forgotten"],
    at: ["instant", "when its last commit was"],
  },
  store_meta: {
    name: ["code", "names a fact of the store: its format, its id, which key parts it needs"],
    value: ["bytes", "the fact; one is the database part of the root key, useless without the other two"],
  },
  store_migrations: {
    ledger: ["code", "always the same word"],
    number: ["counter", "which change of the tables"],
    name: ["code", "the name of the change, the same in every installation"],
    checksum: ["digest", "SHA-256 of the change, so that it is never another one"],
    at: ["instant", "when it was made"],
    oldestReader: ["counter", "the oldest program that may read the tables"],
    oldestWriter: ["counter", "the oldest program that may write them"],
  },
  store_probe: {
    id: ["counter", "always the same number"],
    filler: ["bytes", "zeros, written to see whether the disk has room"],
  },
};

/** A column of the adapter itself; undefined for one that nobody has explained. */
export function ownColumn(table: string, column: string): StoredColumn | undefined {
  const known = own[table]?.[column];
  return known && { table, column, kind: known[0], sealed: known[0] === "envelope", why: known[1] };
}

/** Every stored column: of the record types, and of the tables beside them that this store really has. */
export function inventory(records: readonly AnyRecord[], live: readonly { table: string; column: string }[]): StoredColumn[] {
  const beside = live.flatMap(({ table, column }) => ownColumn(table, column) ?? []);
  return [...records.flatMap(columnsOf), ...beside];
}
