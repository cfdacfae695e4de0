/** One record table: its CQL, prepared by the driver at first use, and the way of its values to the store and back. */
import { types } from "cassandra-driver";
import { cellDecoder, cellEncoder, checkNumber, type StoredCell } from "../cells.ts";
import type { Cell, ColumnSpec, ListRange, Row, RowRef, TableSpec } from "../port.ts";
import type { CqlValue, Statement, StoredRow } from "./session.ts";

const TYPES: Record<ColumnSpec["kind"], string> = { id: "blob", digest: "blob", counter: "bigint", instant: "bigint", code: "text" };
/** A deletion is forgotten after a day: no remnant is left then, and no node may stay away longer than that. */
const GRACE_SECONDS = 86_400;
/** Versions above would overflow the timestamp that is made of them. */
const VERSION_LIMIT = 2 ** 46;

// Names are a closed alphabet (`checkTable`); the quotes keep their case and let them be CQL's own words.
export const quoted = (name: string): string => `"${name}"`;
const list = (names: readonly string[]): string => names.map(quoted).join(", ");
const marks = (count: number): string => Array.from({ length: count }, () => "?").join(", ");
const toCql = (stored: StoredCell): CqlValue => (typeof stored === "number" ? BigInt(stored) : stored);

export const tableOptions = `gc_grace_seconds = ${GRACE_SECONDS}`;

/** Identity of a row in memory: no cell contains a line break. */
export const rowId = (ref: RowRef): string => `${ref.table}\n${ref.key.join("\n")}`;

/**
 * The logical timestamp of a row's write: its version, then two bytes of its envelope's end, which is a random-looking
 * tag. Cassandra settles equal timestamps cell by cell; with these, two writers of one version never mix their cells.
 */
function timestampOf(row: Row): bigint {
  if (row.version >= VERSION_LIMIT) throw new RangeError(`${row.table}: a version of ${row.version}`);
  const { envelope } = row;
  const tail = ((envelope.at(-2) ?? 0) << 8) | (envelope.at(-1) ?? 0);
  return (BigInt(row.version) << 16n) | BigInt(tail);
}

/** After every write of this version, before every write of the next. */
const timestampAfter = (version: number): bigint => (BigInt(version) << 16n) | 0xffffn;

export class Table {
  readonly spec: TableSpec;
  readonly scanAll: string;
  readonly #name: string;
  readonly #keyNames: readonly string[];
  readonly #cql: {
    readonly insert: string;
    readonly insertIfAbsent: string;
    readonly replaceIf: string;
    readonly erase: string;
    readonly eraseIfPresent: string;
    readonly get: string;
    readonly getAll: string;
  };
  readonly #keyEncoders: readonly ((cell: Cell | undefined) => StoredCell)[];
  readonly #clearEncoders: readonly ((cell: Cell | undefined) => StoredCell)[];
  readonly #decoders: readonly ((stored: StoredCell) => Cell)[];

  constructor(keyspace: string, spec: TableSpec) {
    const key = [...spec.partition, ...spec.sort];
    const names = (columns: readonly ColumnSpec[]) => columns.map((column) => column.name);
    this.spec = spec;
    this.#name = `${quoted(keyspace)}.${quoted(spec.name)}`;
    this.#keyNames = [...names(spec.partition), ...(spec.bucket ? ["bucket"] : []), ...names(spec.sort)];
    const content = [...names(spec.clear), "version", "envelope"];
    const columns = list([...this.#keyNames, ...content]);
    const values = marks(this.#keyNames.length + content.length);
    const isKey = this.#keyNames.map((name) => `${quoted(name)} = ?`);
    const set = content.map((name) => `${quoted(name)} = ?`).join(", ");
    this.scanAll = `SELECT ${list([...names(key), ...content])} FROM ${this.#name}`;
    this.#cql = {
      insert: `INSERT INTO ${this.#name} (${columns}) VALUES (${values}) USING TIMESTAMP ?`,
      insertIfAbsent: `INSERT INTO ${this.#name} (${columns}) VALUES (${values}) IF NOT EXISTS`,
      replaceIf: `UPDATE ${this.#name} SET ${set} WHERE ${isKey.join(" AND ")} IF "version" = ?`,
      erase: `DELETE FROM ${this.#name} USING TIMESTAMP ? WHERE ${isKey.join(" AND ")}`,
      eraseIfPresent: `DELETE FROM ${this.#name} WHERE ${isKey.join(" AND ")} IF EXISTS`,
      get: `${this.scanAll} WHERE ${isKey.join(" AND ")}`,
      getAll: `${this.scanAll} WHERE ${[...isKey.slice(0, -1), `${quoted(this.#keyNames.at(-1) as string)} IN ?`].join(" AND ")}`,
    };
    this.#keyEncoders = key.map(cellEncoder);
    this.#clearEncoders = spec.clear.map(cellEncoder);
    this.#decoders = [...key, ...spec.clear].map(cellDecoder);
  }

  create(): string {
    const { spec } = this;
    const column = ({ name, kind }: ColumnSpec) => `${quoted(name)} ${TYPES[kind]}`;
    const bucket = spec.bucket ? [`"bucket" bigint`] : [];
    const columns = [...spec.partition.map(column), ...bucket, ...[...spec.sort, ...spec.clear].map(column), `"version" bigint`, `"envelope" blob`];
    const partition = list(this.#keyNames.slice(0, this.#keyNames.length - spec.sort.length));
    const key = [`(${partition})`, ...spec.sort.map(({ name }) => quoted(name))].join(", ");
    return `CREATE TABLE IF NOT EXISTS ${this.#name} (${columns.join(", ")}, PRIMARY KEY (${key})) WITH ${tableOptions}`;
  }

  addColumn(column: ColumnSpec): string {
    return `ALTER TABLE ${this.#name} ADD ${quoted(column.name)} ${TYPES[column.kind]}`;
  }

  /** The stored primary key: partition, bucket, sort. @throws TypeError when a value doesn't fit its column */
  key(cells: readonly Cell[]): CqlValue[] {
    const { spec } = this;
    const key = encodeAll(this.#keyEncoders, cells, spec.name);
    if (spec.bucket) key.splice(spec.partition.length, 0, this.#bucket(cells[spec.partition.length]));
    return key;
  }

  /** @throws TypeError unless it is a counter */
  #bucket(counter: Cell | undefined): bigint {
    return BigInt(Math.floor(checkNumber(counter ?? null) / (this.spec.bucket?.size ?? 1)));
  }

  /** Rows with one of these values share a Cassandra partition. */
  partitionId(cells: readonly Cell[]): string {
    const { name, partition, bucket } = this.spec;
    const id = `${name}\n${cells.slice(0, partition.length).join("\n")}`;
    return bucket ? `${id}\n${this.#bucket(cells[partition.length])}` : id;
  }

  /** The whole row under its version's timestamp. @throws TypeError, RangeError for what doesn't fit */
  insert(row: Row): Statement {
    // The first version of a row that only its shard's owner writes has nothing to cover: a null would be a tombstone for nothing.
    const spare = this.spec.write === "commit" && row.version === 1;
    const clear = this.#clear(row).map((value) => (value === null && spare ? types.unset : value));
    return { query: this.#cql.insert, params: [...this.key(row.key), ...clear, ...tailOf(row), timestampOf(row)] };
  }

  /** Removes this version of the row and those before it. */
  erase(key: readonly Cell[], version: number): Statement {
    return { query: this.#cql.erase, params: [timestampAfter(version), ...this.key(key)] };
  }

  insertIfAbsent(row: Row): Statement {
    return { query: this.#cql.insertIfAbsent, params: [...this.key(row.key), ...this.#clear(row), ...tailOf(row)] };
  }

  replaceIf(row: Row, expected: number): Statement {
    return { query: this.#cql.replaceIf, params: [...this.#clear(row), ...tailOf(row), ...this.key(row.key), BigInt(expected)] };
  }

  eraseIfPresent(key: readonly Cell[]): Statement {
    return { query: this.#cql.eraseIfPresent, params: this.key(key) };
  }

  get(key: readonly Cell[]): Statement {
    return { query: this.#cql.get, params: this.key(key) };
  }

  /** Rows whose keys differ in the last value only. */
  getAll(keys: readonly (readonly Cell[])[]): Statement {
    const stored = keys.map((cells) => this.key(cells));
    return { query: this.#cql.getAll, params: [...(stored[0]?.slice(0, -1) ?? []), stored.map((key) => key.at(-1) as CqlValue)] };
  }

  /** Keys with one of these values may stand in one `getAll`. */
  siblingsId(cells: readonly Cell[]): string {
    const { name, partition, bucket } = this.spec;
    const id = `${name}\n${cells.slice(0, -1).join("\n")}`;
    return bucket ? `${id}\n${this.#bucket(cells[partition.length])}` : id;
  }

  /** The statements of a list, in the order in which their rows come: one for each bucket. @throws TypeError for bounds that don't fit */
  lists(partition: readonly Cell[], range: ListRange): { count: number; at(index: number): Statement } {
    const { spec } = this;
    const start = encodeAll(this.#keyEncoders.slice(0, spec.partition.length), partition, spec.name);
    const from = range.from ?? [];
    const to = range.to ?? [];
    const bound = (cells: readonly Cell[], sign: string) =>
      cells.length === 0 ? [] : [`(${list(spec.sort.slice(0, cells.length).map((column) => column.name))}) ${sign} (${marks(cells.length)})`];
    const prefix = (cells: readonly Cell[]) =>
      encodeAll(this.#keyEncoders.slice(spec.partition.length, spec.partition.length + cells.length), cells, spec.name);
    const where = [
      ...this.#keyNames.slice(0, this.#keyNames.length - spec.sort.length).map((name) => `${quoted(name)} = ?`),
      ...bound(from, ">="),
      ...bound(to, "<="),
    ];
    const order = spec.sort.length === 0 ? "" : ` ORDER BY ${spec.sort.map((column) => `${quoted(column.name)} ${range.reverse ? "DESC" : "ASC"}`).join(", ")}`;
    const query = `${this.scanAll} WHERE ${where.join(" AND ")}${order} LIMIT ?`;
    const bounds = [...prefix(from), ...prefix(to)];
    if (!spec.bucket) return { count: 1, at: () => ({ query, params: [...start, ...bounds, range.limit] }) };
    if (from.length === 0 || to.length === 0) throw new TypeError(`${spec.name}: a bucketed table is listed between bounds`);
    const first = this.#bucket(from[0]);
    const last = this.#bucket(to[0]);
    return {
      count: Number(last - first) + 1,
      at: (index) => ({ query, params: [...start, range.reverse ? last - BigInt(index) : first + BigInt(index), ...bounds, range.limit] }),
    };
  }

  decode(stored: StoredRow): Row {
    const values = stored.values() as (Buffer | bigint | string | null)[];
    const envelope = values.pop() as Buffer;
    const version = Number(values.pop());
    const cells = this.#decoders.map((decode, at) => {
      const value = values[at] as Buffer | bigint | string | null;
      return decode(typeof value === "bigint" ? Number(value) : value);
    });
    return { table: this.spec.name, key: cells.splice(0, this.#keyEncoders.length), clear: cells, version, envelope: new Uint8Array(envelope) };
  }

  #clear(row: Row): CqlValue[] {
    return encodeAll(this.#clearEncoders, row.clear, this.spec.name);
  }
}

export const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const tailOf = (row: Row): CqlValue[] => [BigInt(row.version), bufferOf(row.envelope)];

function encodeAll(encoders: readonly ((cell: Cell | undefined) => StoredCell)[], cells: readonly Cell[], table: string): CqlValue[] {
  if (cells.length !== encoders.length) throw new TypeError(`${table}: ${encoders.length} values wanted, ${cells.length} given`);
  return encoders.map((encode, at) => toCql(encode(cells[at])));
}
