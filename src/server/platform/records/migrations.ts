/**
 * Migrations as data, the same for every engine: forward-only, numbered from 1 without gaps, never changed once
 * released. The store's format is the number of its last one. Expand first (a new optional column that nobody writes
 * yet, so that older programs go on), one minor version later write it and raise `oldestReader` and `oldestWriter`.
 */
import { sha256 } from "../../../crypto/index.ts";
import type { AnyRecord } from "./define.ts";
import { tableSpec } from "./define.ts";
import type { ColumnSpec, TableSpec } from "./port.ts";
import { StoreTooNew } from "./port.ts";

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly createTables: readonly TableSpec[];
  /** Clear columns, always optional and always at the end: rows that stand hold null there. */
  readonly addColumns: readonly { readonly table: string; readonly columns: readonly ColumnSpec[] }[];
  /** Codes that join a column's closed list, always at its end. */
  readonly addCodes: readonly { readonly table: string; readonly column: string; readonly codes: readonly string[] }[];
  /** A program reads (writes) the store if it knows migrations up to this number. */
  readonly oldestReader: number;
  readonly oldestWriter: number;
}

/** One applied migration, as the store remembers it. */
export interface LedgerEntry {
  readonly number: number;
  readonly name: string;
  /** SHA-256 of the migration's canonical text, lower-case hex. */
  readonly checksum: string;
  readonly oldestReader: number;
  readonly oldestWriter: number;
}

/** An applied migration is not the one that this program knows under its number. */
export class MigrationChanged extends Error {
  override readonly name = "MigrationChanged";
}

/** SHA-256 over the migration as JSON with sorted keys: the layout of its source file doesn't count. */
export const checksumOf = (migration: Migration): string => sha256(JSON.stringify(sorted(migration))).toString("hex");

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** What an adapter does with a store whose ledger is this. */
export interface MigrationPlan {
  readonly pending: readonly Migration[];
  /** The tables as this program knows them, in the order of their creation. */
  readonly tables: readonly TableSpec[];
  /** False when the store was written by a newer program that lets this one only read. */
  readonly canWrite: boolean;
}

/** @throws MigrationChanged, StoreTooNew */
export function planMigrations(migrations: readonly Migration[], ledger: readonly LedgerEntry[]): MigrationPlan {
  const tables = tablesOf(migrations);
  const format = migrations.length;
  for (const applied of ledger) {
    const ours = migrations[applied.number - 1];
    if (ours && checksumOf(ours) !== applied.checksum)
      throw new MigrationChanged(`migration ${applied.number} "${applied.name}" was applied with another content than this program has`);
  }
  const oldestReader = Math.max(0, ...ledger.map((entry) => entry.oldestReader));
  const oldestWriter = Math.max(0, ...ledger.map((entry) => entry.oldestWriter));
  if (ledger.length > format && oldestReader > format)
    throw new StoreTooNew(
      `the store has format ${ledger.length}, which needs a program of format ${oldestReader} or newer; this one has ${format}`,
      oldestReader,
    );
  return { pending: migrations.slice(ledger.length), tables, canWrite: ledger.length <= format || oldestWriter <= format };
}

/** The sum of the migrations. @throws TypeError when they don't follow the rules of this file */
export function tablesOf(migrations: readonly Migration[]): TableSpec[] {
  const tables = new Map<string, TableSpec>();
  const standing = (name: string): TableSpec => {
    const table = tables.get(name);
    if (!table) throw new TypeError(`no table "${name}" to change`);
    return table;
  };
  for (const [index, migration] of migrations.entries()) {
    if (migration.number !== index + 1) throw new TypeError(`migration ${migration.number} stands in place ${index + 1}`);
    for (const table of migration.createTables) {
      if (tables.has(table.name)) throw new TypeError(`table "${table.name}" is created twice`);
      checkTable(table);
      tables.set(table.name, table);
    }
    for (const { table: name, columns } of migration.addColumns) {
      if (columns.some((column) => !column.optional)) throw new TypeError(`${name}: an added column must be optional`);
      const table = standing(name);
      const wider = { ...table, clear: [...table.clear, ...columns] };
      checkTable(wider);
      tables.set(name, wider);
    }
    for (const { table: name, column, codes } of migration.addCodes) tables.set(name, withCodes(standing(name), column, codes));
  }
  return [...tables.values()];
}

function withCodes(table: TableSpec, name: string, codes: readonly string[]): TableSpec {
  if (![...table.partition, ...table.sort, ...table.clear].some((column) => column.name === name && column.kind === "code"))
    throw new TypeError(`${table.name}: no code column "${name}"`);
  const widen = (column: ColumnSpec): ColumnSpec => (column.name === name ? { ...column, codes: [...column.codes, ...codes] } : column);
  const wider = { ...table, partition: table.partition.map(widen), sort: table.sort.map(widen), clear: table.clear.map(widen) };
  checkTable(wider);
  return wider;
}

// Both engines take these names without surprise; adapters keep names that begin with "store" for themselves.
const tableName = /^(?!store)[a-z][a-zA-Z0-9]{0,39}$/;
const columnName = /^[a-z][a-zA-Z0-9]{0,39}$/;
const codeText = /^[a-z0-9][a-z0-9._-]{0,39}$/;
const reserved = new Set(["version", "envelope", "bucket"]);

/** @throws TypeError for a table that some engine could not hold */
export function checkTable(table: TableSpec): void {
  const wrong = (why: string) => new TypeError(`table "${table.name}": ${why}`);
  if (!tableName.test(table.name)) throw wrong("not a name that every engine takes");
  if (table.partition.length === 0) throw wrong("no partition");
  const columns = [...table.partition, ...table.sort, ...table.clear];
  const seen = new Set<string>();
  for (const column of columns) {
    const name = column.name.toLowerCase();
    if (!columnName.test(column.name) || reserved.has(name)) throw wrong(`"${column.name}" can't be a column's name`);
    if (seen.has(name)) throw wrong(`two columns "${column.name}"`);
    seen.add(name);
    if ((column.kind === "code") !== column.codes.length > 0) throw wrong(`"${column.name}": codes belong to a code column`);
    if (new Set(column.codes).size !== column.codes.length || !column.codes.every((text) => codeText.test(text))) throw wrong(`"${column.name}": unfit codes`);
  }
  if ([...table.partition, ...table.sort].some((column) => column.optional)) throw wrong("a key column can't be optional");
  const first = table.sort[0];
  if (table.bucket && !(first?.name === table.bucket.of && first.kind === "counter" && table.bucket.size >= 1))
    throw wrong("buckets are made of the first sort column, a counter");
}

/** What the sum of the migrations lacks against the definitions: one sentence each, nothing when both agree. */
export function driftOf(definitions: readonly AnyRecord[], migrations: readonly Migration[]): string[] {
  const standing = new Map(tablesOf(migrations).map((table) => [table.name, table]));
  return definitions.map(tableSpec).flatMap((wanted) => {
    checkTable(wanted);
    const table = standing.get(wanted.name);
    return table ? differences(table, wanted).map((difference) => `${wanted.name}: ${difference.text}`) : [`${wanted.name}: the table is missing`];
  });
}

/** The migration that ends the drift; undefined when there is none. @throws TypeError for what no migration can do */
export function nextMigration(name: string, definitions: readonly AnyRecord[], migrations: readonly Migration[]): Migration | undefined {
  if (driftOf(definitions, migrations).length === 0) return undefined;
  const standing = new Map(tablesOf(migrations).map((table) => [table.name, table]));
  const createTables: TableSpec[] = [];
  const addColumns: { table: string; columns: ColumnSpec[] }[] = [];
  const addCodes: { table: string; column: string; codes: string[] }[] = [];
  for (const wanted of definitions.map(tableSpec)) {
    const table = standing.get(wanted.name);
    if (!table) createTables.push(wanted);
    for (const difference of table ? differences(table, wanted) : []) {
      if ("impossible" in difference) throw new TypeError(`${wanted.name}: ${difference.text}; ${difference.impossible}`);
      if ("columns" in difference) addColumns.push({ table: wanted.name, columns: difference.columns });
      else addCodes.push({ table: wanted.name, column: difference.column, codes: difference.codes });
    }
  }
  const number = migrations.length + 1;
  // Older programs are shut out unless the author says otherwise by hand: a set column that they don't know fails their
  // seals, a new table their journal. Lower both where the new program doesn't write it yet (expand first).
  return { number, name, createTables, addColumns, addCodes, oldestReader: number, oldestWriter: number };
}

type Difference = { text: string } & ({ columns: ColumnSpec[] } | { column: string; codes: string[] } | { impossible: string });

function differences(table: TableSpec, wanted: TableSpec): Difference[] {
  const found: Difference[] = [];
  const impossible = (text: string) => found.push({ text, impossible: "declare a new record type and copy the rows" });
  if (table.write !== wanted.write) impossible(`written by "${table.write}" in the migrations, by "${wanted.write}" in the definition`);
  if (JSON.stringify(table.bucket) !== JSON.stringify(wanted.bucket)) impossible("another bucket");
  for (const part of ["partition", "sort", "clear"] as const) {
    const theirs = wanted[part];
    for (const [at, column] of table[part].entries()) {
      const want = theirs[at];
      if (!want || want.name !== column.name || want.kind !== column.kind || want.optional !== column.optional)
        impossible(`${part} column ${at + 1} is ${describe(column)} in the migrations, ${want ? describe(want) : "absent"} in the definition`);
      else if (!column.codes.every((text, index) => want.codes[index] === text)) impossible(`codes of "${column.name}" left the list or moved`);
      else if (want.codes.length > column.codes.length)
        found.push({ text: `codes are missing in "${column.name}"`, column: column.name, codes: want.codes.slice(column.codes.length) });
    }
    const added = theirs.slice(table[part].length);
    if (added.length === 0) continue;
    const text = `columns are missing: ${added.map(describe).join(", ")}`;
    if (part !== "clear" || added.some((column) => !column.optional)) found.push({ text, impossible: "only optional clear columns can be added, at the end" });
    else found.push({ text, columns: added });
  }
  return found;
}

const describe = (column: ColumnSpec): string => `${column.optional ? "optional " : ""}${column.kind} "${column.name}"`;
