/** Open snapshots: each has a connection of its own with a read transaction, which in WAL mode blocks no writer. */
import Sqlite from "better-sqlite3";
import type { StoredCell } from "../cells.ts";
import type { TableSpec } from "../port.ts";
import { allRowsSql, TableStatements } from "./statements.ts";
import { wireRow } from "./store.ts";
import type { Packer, WireRow } from "./wire.ts";

const BATCH_ROWS = 500;
const BATCH_BYTES = 1_000_000;

interface Snapshot {
  readonly db: Sqlite.Database;
  readonly rows: Iterator<[TableStatements, StoredCell[]]>;
}

export class Snapshots {
  readonly #path: string;
  readonly #tables: readonly TableSpec[];
  readonly #open = new Map<number, Snapshot>();

  constructor(path: string, tables: readonly TableSpec[]) {
    this.#path = path;
    this.#tables = tables;
  }

  /** The next rows, at most 500 and about a megabyte; undefined at the end. The first call fixes the moment. */
  next(id: number, packer: Packer): WireRow[] | undefined {
    const snapshot = this.#open.get(id) ?? this.#begin(id);
    const batch: WireRow[] = [];
    const start = packer.length;
    while (batch.length < BATCH_ROWS && packer.length - start < BATCH_BYTES) {
      const { value, done } = snapshot.rows.next();
      if (done) break;
      batch.push(wireRow(value[0], [], value[1], packer));
    }
    return batch.length > 0 ? batch : undefined;
  }

  /** Idempotent. */
  end(id: number): void {
    const snapshot = this.#open.get(id);
    this.#open.delete(id);
    // A statement that still iterates keeps its connection from closing.
    snapshot?.rows.return?.();
    snapshot?.db.close();
  }

  endAll(): void {
    for (const id of [...this.#open.keys()]) this.end(id);
  }

  #begin(id: number): Snapshot {
    const db = new Sqlite(this.#path, { readonly: true, timeout: 0 });
    db.exec("PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; BEGIN");
    // BEGIN alone reads nothing yet: the first page read fixes the moment.
    db.pragma("schema_version");
    const snapshot = { db, rows: allRows(db, this.#tables) };
    this.#open.set(id, snapshot);
    return snapshot;
  }
}

function* allRows(db: Sqlite.Database, tables: readonly TableSpec[]): Generator<[TableStatements, StoredCell[]], undefined> {
  for (const spec of tables) {
    const table = new TableStatements(db, spec);
    for (const stored of db.prepare(allRowsSql(spec)).raw().iterate()) yield [table, stored as StoredCell[]];
  }
}
