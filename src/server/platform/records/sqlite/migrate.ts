/** Brings a database file to the format of this program: layout, then migrations, after a checked backup. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { checksumOf, type LedgerEntry, type Migration, type MigrationPlan, planMigrations, tablesOf } from "../migrations.ts";
import type { TableSpec } from "../port.ts";
import { StoreTooNew } from "../port.ts";
import {
  APPLICATION_ID,
  APPLIED_SQL,
  addColumnSql,
  createTableSql,
  LAYOUT,
  LAYOUT_SQL,
  LEDGER_SQL,
  NEW_SHARD_SQL,
  rebuildTableSql,
  SCHEMA_SQL,
} from "./statements.ts";

type Database = Sqlite.Database;

/**
 * To be called under the store's lock. The number of shards is fixed when the store is made; a later one is passed over.
 * @throws MigrationChanged, StoreTooNew
 */
export function migrate(db: Database, folder: string, migrations: readonly Migration[], shards: number, now: number): MigrationPlan {
  layOut(db, shards);
  const ledger = db.prepare(LEDGER_SQL).all() as LedgerEntry[];
  const plan = planMigrations(migrations, ledger);
  const first = plan.pending[0];
  if (first && ledger.length > 0) backUp(db, folder, first.number);
  for (const migration of plan.pending) apply(db, migrations, migration, now);
  return plan;
}

function layOut(db: Database, shards: number): void {
  const layout = db.pragma("user_version", { simple: true }) as number;
  const isOurs = db.pragma("application_id", { simple: true }) === APPLICATION_ID;
  if (!isOurs && db.prepare(SCHEMA_SQL).get() !== undefined) throw new Error("the file is a database, but not a Bastide store");
  if (layout > LAYOUT) throw new StoreTooNew(`the store's file has layout ${layout}, this program knows ${LAYOUT}`);
  if (layout === LAYOUT) return;
  db.transaction(() => {
    db.exec(LAYOUT_SQL);
    const add = db.prepare(NEW_SHARD_SQL);
    for (let shard = 0; shard < shards; shard += 1) add.run(shard);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${LAYOUT}`);
  }).immediate();
}

/** One transaction per migration: after a fall the ledger says where to go on. */
function apply(db: Database, migrations: readonly Migration[], migration: Migration, now: number): void {
  const tables = new Map(tablesOf(migrations.slice(0, migration.number)).map((table) => [table.name, table]));
  db.transaction(() => {
    for (const table of migration.createTables) db.exec(createTableSql(table));
    for (const { table, columns } of migration.addColumns) for (const column of columns) db.exec(addColumnSql(table, column));
    for (const name of new Set(migration.addCodes.map((change) => change.table))) db.exec(rebuildTableSql(tables.get(name) as TableSpec));
    db.prepare(APPLIED_SQL).run(migration.number, migration.name, checksumOf(migration), now, migration.oldestReader, migration.oldestWriter);
  }).immediate();
}

/** `folder/backups/before-NNNN.sqlite`: whole, checked and synced before it takes its name. */
function backUp(db: Database, folder: string, number: number): void {
  const backups = join(folder, "backups");
  mkdirSync(backups, { recursive: true, mode: 0o700 });
  const path = join(backups, `before-${String(number).padStart(4, "0")}.sqlite`);
  const partial = `${path}.partial`;
  rmSync(partial, { force: true });
  closeSync(openSync(partial, "wx", 0o600));
  db.prepare("VACUUM INTO ?").run(partial);
  const copy = new Sqlite(partial, { readonly: true });
  try {
    const verdict = copy.pragma("integrity_check", { simple: true });
    const same = JSON.stringify(copy.prepare(LEDGER_SQL).all()) === JSON.stringify(db.prepare(LEDGER_SQL).all());
    if (verdict !== "ok" || !same) throw new Error(`the backup before migration ${number} is damaged; nothing was migrated`);
  } finally {
    copy.close();
  }
  sync(partial);
  renameSync(partial, path);
  sync(backups);
}

function sync(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
