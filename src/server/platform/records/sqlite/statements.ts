/** All SQL of the embedded store: its schema and its statements, prepared once. */
import type Sqlite from "better-sqlite3";
import { cellDecoder, cellEncoder, type StoredCell } from "../cells.ts";
import type { Cell, ColumnSpec, TableSpec } from "../port.ts";

type Database = Sqlite.Database;
export type Statement = Sqlite.Statement<unknown[], unknown>;

/** "Bast", so that `file(1)` and we know the store from any other database. */
export const APPLICATION_ID = 0x42617374;
/** Version of the tables below, not of the records' (that is the ledger's last number). */
export const LAYOUT = 1;

export const PRAGMAS = [
  // WAL: readers and the snapshot's connection never wait for the writer.
  "journal_mode = WAL",
  // FULL, not NORMAL: in WAL mode only FULL syncs the log at each commit, and an acknowledged write must outlive a power cut.
  "synchronous = FULL",
  // Deleted and overwritten cells are zeroed: a shredded key must not be found in a free page.
  "secure_delete = ON",
  // Sorters and VACUUM leave no temporary files that a canary scan would have to find.
  "temp_store = MEMORY",
  // A schema made by somebody else runs no functions.
  "trusted_schema = OFF",
  "cell_size_check = ON",
  "cache_size = -32000",
  // Every 16 MB instead of 4: fewer syncs of the database itself under load.
  "wal_autocheckpoint = 4000",
  "journal_size_limit = 67108864",
];

/** Tables of the adapter itself. Their names begin with "store_", which no record type's can. */
export const LAYOUT_SQL = `
CREATE TABLE store_shards (
  shard INTEGER PRIMARY KEY,
  trimmed INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE store_journal (
  shard INTEGER NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),
  at INTEGER NOT NULL,
  op BLOB NOT NULL CHECK (length(op) = 32),
  digest BLOB CHECK (length(digest) = 32),
  refs BLOB NOT NULL,
  PRIMARY KEY (shard, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX store_operations ON store_journal (shard, op);
CREATE TABLE store_meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE store_migrations (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  at INTEGER NOT NULL,
  oldestReader INTEGER NOT NULL,
  oldestWriter INTEGER NOT NULL
) STRICT;
CREATE TABLE store_probe (id INTEGER PRIMARY KEY, filler BLOB NOT NULL) STRICT;
`;

const TYPES: Record<ColumnSpec["kind"], string> = { id: "BLOB", digest: "BLOB", counter: "INTEGER", instant: "INTEGER", code: "TEXT" };

// Names and codes are closed alphabets (`checkTable`), so quoting is all that they need.
const name = (text: string): string => `"${text}"`;
const text = (value: string): string => `'${value}'`;

function columnSql(column: ColumnSpec): string {
  const it = name(column.name);
  const check = {
    id: `length(${it}) = 16`,
    digest: `length(${it}) = 32`,
    counter: `${it} >= 0`,
    instant: `${it} >= 0`,
    code: `${it} IN (${column.codes.map(text).join(", ")})`,
  }[column.kind];
  return `${it} ${TYPES[column.kind]}${column.optional ? "" : " NOT NULL"} CHECK (${check})`;
}

const keyOf = (table: TableSpec): readonly ColumnSpec[] => [...table.partition, ...table.sort];
const namesOf = (columns: readonly ColumnSpec[]): string => columns.map((column) => name(column.name)).join(", ");
const marks = (count: number): string => Array.from({ length: count }, () => "?").join(", ");

export function createTableSql(table: TableSpec, as = table.name): string {
  const columns = [...keyOf(table), ...table.clear].map(columnSql);
  return `CREATE TABLE ${name(as)} (
  ${[...columns, "version INTEGER NOT NULL CHECK (version > 0)", "envelope BLOB NOT NULL", `PRIMARY KEY (${namesOf(keyOf(table))})`].join(",\n  ")}
) STRICT, WITHOUT ROWID`;
}

/** Makes the table anew with its wider lists of codes: SQLite can change no CHECK in place. */
export function rebuildTableSql(table: TableSpec): string {
  const columns = `${namesOf([...keyOf(table), ...table.clear])}, version, envelope`;
  return `${createTableSql(table, "store_rebuilt")};
INSERT INTO store_rebuilt (${columns}) SELECT ${columns} FROM ${name(table.name)};
DROP TABLE ${name(table.name)};
ALTER TABLE store_rebuilt RENAME TO ${name(table.name)}`;
}

/**
 * Statements and encoders of one record table. Keys come partition first, then sort; rows as key, clear, version,
 * envelope. Columns that the caller names are not read again: each blob that crosses into JavaScript costs a microsecond.
 */
export class TableStatements {
  readonly spec: TableSpec;
  /** Gives the row from its clear columns on. */
  readonly get: Statement;
  readonly version: Statement;
  readonly put: Statement;
  readonly insert: Statement;
  readonly replace: Statement;
  readonly erase: Statement;
  readonly first: Statement;
  readonly next: Statement;
  readonly #db: Database;
  readonly #lists = new Map<string, Statement>();
  readonly #keyEncoders: readonly ((cell: Cell | undefined) => StoredCell)[];
  readonly #clearEncoders: readonly ((cell: Cell | undefined) => StoredCell)[];
  readonly #decoders: readonly ((stored: StoredCell) => Cell)[];

  constructor(db: Database, spec: TableSpec) {
    this.spec = spec;
    this.#db = db;
    const key = keyOf(spec);
    const table = name(spec.name);
    const columns = `${namesOf([...key, ...spec.clear])}, version, envelope`;
    const keyIs = key.map((column) => `${name(column.name)} = ?`).join(" AND ");
    const values = marks(key.length + spec.clear.length + 2);
    const content = [...spec.clear.map((column) => column.name), "version", "envelope"];
    const taken = content.map((column) => `${name(column)} = excluded.${name(column)}`).join(", ");
    const set = content.map((column) => `${name(column)} = ?`).join(", ");
    const prepare = (sql: string) => db.prepare(sql) as Statement;
    this.get = prepare(`SELECT ${spec.clear.map((column) => `${name(column.name)}, `).join("")}version, envelope FROM ${table} WHERE ${keyIs}`).raw();
    this.version = prepare(`SELECT version FROM ${table} WHERE ${keyIs}`).pluck();
    this.put = prepare(`INSERT INTO ${table} (${columns}) VALUES (${values}) ON CONFLICT DO UPDATE SET ${taken} WHERE excluded.version > ${table}.version`);
    this.insert = prepare(`INSERT INTO ${table} (${columns}) VALUES (${values}) ON CONFLICT DO NOTHING`);
    this.replace = prepare(`UPDATE ${table} SET ${set} WHERE ${keyIs} AND version = ?`);
    this.erase = prepare(`DELETE FROM ${table} WHERE ${keyIs}`);
    this.first = prepare(`SELECT ${columns} FROM ${table} ORDER BY ${namesOf(key)} LIMIT ?`).raw();
    this.next = prepare(`SELECT ${columns} FROM ${table} WHERE (${namesOf(key)}) > (${marks(key.length)}) ORDER BY ${namesOf(key)} LIMIT ?`).raw();
    this.#keyEncoders = key.map(cellEncoder);
    this.#clearEncoders = spec.clear.map(cellEncoder);
    this.#decoders = [...key, ...spec.clear].map(cellDecoder);
  }

  /** One partition between inclusive bounds on the leading sort columns. Parameters: partition, from, to, limit. Gives rows from their sort columns on. */
  list(from: number, to: number, reverse: boolean): Statement {
    const id = `${from}/${to}/${reverse}`;
    let statement = this.#lists.get(id);
    if (!statement) {
      const { spec } = this;
      const bound = (count: number, sign: string) => (count === 0 ? [] : [`(${namesOf(spec.sort.slice(0, count))}) ${sign} (${marks(count)})`]);
      const where = [...spec.partition.map((column) => `${name(column.name)} = ?`), ...bound(from, ">="), ...bound(to, "<=")];
      const order = spec.sort.map((column) => `${name(column.name)}${reverse ? " DESC" : ""}`);
      const columns = [...spec.sort, ...spec.clear].map((column) => `${name(column.name)}, `).join("");
      const sql = `SELECT ${columns}version, envelope FROM ${name(spec.name)} WHERE ${where.join(" AND ")}${order.length > 0 ? ` ORDER BY ${order.join(", ")}` : ""} LIMIT ?`;
      statement = (this.#db.prepare(sql) as Statement).raw();
      this.#lists.set(id, statement);
    }
    return statement;
  }

  /** @throws TypeError when a value doesn't fit its column */
  key(cells: readonly Cell[]): StoredCell[] {
    return encodeAll(this.#keyEncoders, cells, this.spec.name);
  }

  clear(cells: readonly Cell[]): StoredCell[] {
    return encodeAll(this.#clearEncoders, cells, this.spec.name);
  }

  partition(cells: readonly Cell[]): StoredCell[] {
    return encodeAll(this.#keyEncoders.slice(0, this.spec.partition.length), cells, this.spec.name);
  }

  /** A prefix of the sort columns. */
  sortPrefix(cells: readonly Cell[]): StoredCell[] {
    const start = this.spec.partition.length;
    return encodeAll(this.#keyEncoders.slice(start, start + cells.length), cells, this.spec.name);
  }

  /** Key and clear cells of a row that SQLite gave back without its first columns, which are known. */
  cells(stored: readonly StoredCell[], known: readonly Cell[]): { key: Cell[]; clear: Cell[] } {
    const cells = [...known];
    for (let at = known.length; at < this.#decoders.length; at += 1) cells.push(this.#decoders[at]?.(stored[at - known.length] as StoredCell) ?? null);
    return { clear: cells.splice(this.#keyEncoders.length), key: cells };
  }
}

function encodeAll(encoders: readonly ((cell: Cell | undefined) => StoredCell)[], cells: readonly Cell[], table: string): StoredCell[] {
  if (cells.length !== encoders.length) throw new TypeError(`${table}: ${encoders.length} values wanted, ${cells.length} given`);
  return encoders.map((encode, at) => encode(cells[at]));
}

/** Statements over the adapter's own tables. */
export function prepareStore(db: Database) {
  const prepare = (sql: string) => db.prepare(sql) as Statement;
  return {
    begin: prepare("BEGIN IMMEDIATE"),
    commit: prepare("COMMIT"),
    rollback: prepare("ROLLBACK"),
    savepoint: prepare("SAVEPOINT one"),
    release: prepare("RELEASE one"),
    undo: prepare("ROLLBACK TO one"),
    appendEntry: prepare("INSERT INTO store_journal (shard, number, at, op, digest, refs) VALUES (?, ?, ?, ?, ?, ?)"),
    operation: prepare("SELECT number, at, op, digest, refs FROM store_journal WHERE shard = ? AND op = ?").raw(),
    entries: prepare("SELECT number, at, op, digest, refs FROM store_journal WHERE shard = ? AND number > ? ORDER BY number LIMIT ?").raw(),
    lastEntry: prepare("SELECT number, at FROM store_journal WHERE shard = ? ORDER BY number DESC LIMIT 1").raw(),
    firstEntry: prepare("SELECT number FROM store_journal WHERE shard = ? ORDER BY number LIMIT 1").pluck(),
    trim: prepare("DELETE FROM store_journal WHERE shard = ? AND number <= ?"),
    trimmed: prepare("UPDATE store_shards SET trimmed = ?, at = ? WHERE shard = ?"),
    shards: prepare("SELECT shard, trimmed, at FROM store_shards ORDER BY shard").raw(),
    readMeta: prepare("SELECT value FROM store_meta WHERE name = ?").pluck(),
    writeMeta: prepare("INSERT INTO store_meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"),
    fill: prepare("INSERT INTO store_probe (filler) VALUES (zeroblob(?))"),
    empty: prepare("DELETE FROM store_probe"),
  };
}

export const LEDGER_SQL = "SELECT number, name, checksum, oldestReader, oldestWriter FROM store_migrations ORDER BY number";
export const APPLIED_SQL = "INSERT INTO store_migrations (number, name, checksum, at, oldestReader, oldestWriter) VALUES (?, ?, ?, ?, ?, ?)";
export const META_SQL = "SELECT value FROM store_meta WHERE name = ?";
/** When the journal's newest entry was written, whether it is still there or trimmed. */
export const NEWEST_SQL = `SELECT max(max(s.at, coalesce((SELECT at FROM store_journal WHERE shard = s.shard ORDER BY number DESC LIMIT 1), 0)))
FROM store_shards AS s`;
export const NEW_SHARD_SQL = "INSERT INTO store_shards (shard, trimmed, at) VALUES (?, 0, 0)";
export const SCHEMA_SQL = `SELECT t.name AS "table", c.name AS "column", c.type AS type
FROM sqlite_schema AS t JOIN pragma_table_xinfo(t.name) AS c WHERE t.type = 'table' ORDER BY t.name, c.cid`;
export const addColumnSql = (table: string, column: ColumnSpec): string => `ALTER TABLE ${name(table)} ADD COLUMN ${columnSql(column)}`;
/** Every row of a table as `TableStatements` reads them, for a connection of its own. */
export const allRowsSql = (table: TableSpec): string => `SELECT ${namesOf([...keyOf(table), ...table.clear])}, version, envelope FROM ${name(table.name)}`;
