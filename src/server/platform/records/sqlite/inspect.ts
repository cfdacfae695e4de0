/** A look at a folder's store from outside: nothing is made, migrated or written, and a running server is not disturbed. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { type LedgerEntry, type Migration, planMigrations, tablesOf } from "../migrations.ts";
import { type RecordsPort, type Row, StoreTooNew, StoreUnavailable } from "../port.ts";
import { APPLICATION_ID, LAYOUT, LEDGER_SQL, META_SQL, NEWEST_SQL, TableStatements } from "./statements.ts";

export interface StoreGlance {
  meta(name: string): Uint8Array | undefined;
  /** Milliseconds since the epoch; undefined for an empty journal. */
  readonly newestEntry: number | undefined;
}

/**
 * Never call it in a process that holds the store: closing the file would drop that process's locks (see lock.ts).
 * @returns what `look` makes of it; undefined when the folder holds no store yet
 * @throws StoreTooNew, MigrationChanged, StoreUnavailable
 */
export function inspectSqlite<Seen>(folder: string, migrations: readonly Migration[], look: (store: StoreGlance) => Seen): Seen | undefined {
  const path = join(folder, "records.sqlite");
  if (!existsSync(path)) return undefined;
  try {
    const db = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 1000 });
    try {
      return isLaidOut(db) ? look(glance(db, migrations)) : undefined;
    } finally {
      db.close();
    }
  } catch (error) {
    throw error instanceof Sqlite.SqliteError ? new StoreUnavailable(`${path} can't be read: ${error.code}`) : error;
  }
}

export type StoredRows = Pick<RecordsPort, "get" | "scan"> & { close(): void };

/**
 * Rows as they are stored, read from outside; in the same processes as `inspectSqlite`.
 * @returns undefined without a store, and for one that a start would migrate first
 */
export function readRows(folder: string, migrations: readonly Migration[]): StoredRows | undefined {
  const path = join(folder, "records.sqlite");
  if (!existsSync(path)) return undefined;
  const db = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 1000 });
  if (!isLaidOut(db) || (db.prepare(LEDGER_SQL).all() as LedgerEntry[]).length < migrations.length) {
    db.close();
    return undefined;
  }
  const statements = new Map(tablesOf(migrations).map((spec) => [spec.name, new TableStatements(db, spec)]));
  const tableOf = (name: string) => statements.get(name) as TableStatements;
  type Stored = Parameters<TableStatements["cells"]>[0];
  const rowOf = (table: TableStatements, known: Row["key"], stored: Stored): Row => ({
    table: table.spec.name,
    ...table.cells(stored, known),
    version: stored.at(-2) as number,
    envelope: stored.at(-1) as Buffer,
  });
  return {
    async get(name, key) {
      const table = tableOf(name);
      const stored = table.get.get(table.key(key)) as Stored | undefined;
      return stored && rowOf(table, key, stored);
    },
    async scan(name, after, limit) {
      const table = tableOf(name);
      const stored = (after === undefined ? table.first.all(limit) : table.next.all(table.key(JSON.parse(after) as Row["key"]), limit)) as Stored[];
      const rows = stored.map((one) => rowOf(table, [], one));
      return { rows, next: rows.length === limit ? JSON.stringify(rows.at(-1)?.key) : undefined };
    },
    close: () => void db.close(),
  };
}

/** False for the empty file that a first start leaves when it is cut off. */
function isLaidOut(db: Sqlite.Database): boolean {
  const layout = db.pragma("user_version", { simple: true }) as number;
  const application = db.pragma("application_id", { simple: true });
  if (layout === 0 && application === 0) return false;
  if (application !== APPLICATION_ID) throw new StoreUnavailable("the file is a database, but not a Bastide store");
  if (layout > LAYOUT) throw new StoreTooNew(`the store's file has layout ${layout}, this program knows ${LAYOUT}`);
  return true;
}

function glance(db: Sqlite.Database, migrations: readonly Migration[]): StoreGlance {
  planMigrations(migrations, db.prepare(LEDGER_SQL).all() as LedgerEntry[]);
  const newest = db.prepare(NEWEST_SQL).pluck().get() as number | null;
  return {
    meta: (name) => db.prepare(META_SQL).pluck().get(name) as Uint8Array | undefined,
    newestEntry: newest || undefined,
  };
}
