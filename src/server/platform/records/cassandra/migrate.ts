/** Brings a keyspace to the format of this program: its own tables, then the migrations, under a lock in the store. */
import { setTimeout as delay } from "node:timers/promises";
import { checksumOf, type LedgerEntry, type Migration, type MigrationPlan, planMigrations } from "../migrations.ts";
import { StoreLocked } from "../port.ts";
import { Meta } from "./claims.ts";
import { Journal } from "./journal.ts";
import type { Session } from "./session.ts";
import { quoted, Table, tableOptions } from "./table.ts";

const LOCK = "store.migrating";
/** A migrator that died holds the others up for this long. */
const LOCK_SECONDS = 120;
const LOCK_POLL_MS = 250;
const SHARDS = "store.shards";

interface StoreFormat {
  readonly plan: MigrationPlan;
  /** Fixed when the store is made. */
  readonly shards: number;
}

interface MigrateOptions {
  readonly keyspace: string;
  readonly localDataCenter: string;
  readonly migrations: readonly Migration[];
  readonly shards: number;
  readonly now: () => number;
}

/** @throws MigrationChanged, StoreTooNew, StoreLocked, StoreUnavailable */
export async function migrate(session: Session, owner: Buffer, options: MigrateOptions): Promise<StoreFormat> {
  const { keyspace, migrations } = options;
  const meta = new Meta(session, keyspace);
  const ledger = new Ledger(session, keyspace);
  const existing = await columnsOf(session, keyspace);
  const standing = existing.some(({ table }) => table === "store_migrations") ? await ledger.read() : [];
  const plan = planMigrations(migrations, standing);
  const shards = existing.some(({ table }) => table === "store_meta") ? await meta.read(SHARDS) : undefined;
  if (shards && plan.pending.length === 0) return { plan, shards: numberOf(shards) };
  await layOut(session, keyspace, options.localDataCenter, [meta.create(), ledger.create(), Journal.create(keyspace)]);
  return underLock(meta, owner, async () => {
    // Somebody else may have migrated while this process waited for the lock.
    const now = planMigrations(migrations, await ledger.read());
    for (const migration of now.pending) await apply(session, keyspace, migration);
    for (const migration of now.pending) await ledger.note(migration, options.now());
    await meta.write(SHARDS, new TextEncoder().encode(String(options.shards)), undefined);
    return { plan: now, shards: numberOf((await meta.read(SHARDS)) as Uint8Array) };
  });
}

const numberOf = (bytes: Uint8Array): number => Number(new TextDecoder().decode(bytes));

/** Three copies where there are three nodes. An operator who wants it otherwise makes the keyspace first. */
async function layOut(session: Session, keyspace: string, dataCenter: string, tables: readonly string[]): Promise<void> {
  const copies = Math.max(1, Math.min(3, session.nodes(dataCenter)));
  const replication = `{'class': 'NetworkTopologyStrategy', '${dataCenter}': ${copies}}`;
  await session.define(`CREATE KEYSPACE IF NOT EXISTS ${quoted(keyspace)} WITH replication = ${replication}`);
  for (const table of tables) await session.define(table);
}

/** Every statement may have been done by an earlier try that died: none of them minds. Codes are no business of this store. */
async function apply(session: Session, keyspace: string, migration: Migration): Promise<void> {
  for (const spec of migration.createTables) await session.define(new Table(keyspace, spec).create());
  if (migration.addColumns.length === 0) return;
  const existing = new Set((await columnsOf(session, keyspace)).map(({ table, column }) => `${table}.${column}`));
  for (const { table, columns } of migration.addColumns) {
    for (const column of columns) if (!existing.has(`${table}.${column.name}`)) await session.define(addColumn(keyspace, table, column));
  }
}

const addColumn = (keyspace: string, table: string, column: Migration["addColumns"][number]["columns"][number]): string =>
  new Table(keyspace, { name: table, write: "commit", partition: [], sort: [], clear: [], bucket: null }).addColumn(column);

async function underLock<T>(meta: Meta, owner: Buffer, work: () => Promise<T>): Promise<T> {
  for (let left = LOCK_SECONDS * 1000; !(await meta.write(LOCK, owner, undefined, LOCK_SECONDS)); left -= LOCK_POLL_MS) {
    if (left <= 0) throw new StoreLocked("another process migrates the store", undefined);
    await delay(LOCK_POLL_MS);
  }
  try {
    return await work();
  } finally {
    await meta.remove(LOCK, owner);
  }
}

export async function columnsOf(session: Session, keyspace: string): Promise<{ table: string; column: string; type: string }[]> {
  const rows = await session.read("SELECT table_name, column_name, type FROM system_schema.columns WHERE keyspace_name = ?", [keyspace]);
  return rows.map((row) => ({ table: String(row["table_name"]), column: String(row["column_name"]), type: String(row["type"]) }));
}

/** The applied migrations: one partition, so that they are read together. */
class Ledger {
  readonly #session: Session;
  readonly #table: string;

  constructor(session: Session, keyspace: string) {
    this.#session = session;
    this.#table = `${quoted(keyspace)}."store_migrations"`;
  }

  create(): string {
    return `CREATE TABLE IF NOT EXISTS ${this.#table} (
      "ledger" text, "number" bigint, "name" text, "checksum" text, "at" bigint, "oldestReader" bigint, "oldestWriter" bigint,
      PRIMARY KEY ("ledger", "number")) WITH ${tableOptions}`;
  }

  async read(): Promise<LedgerEntry[]> {
    const query = `SELECT "number", "name", "checksum", "oldestReader", "oldestWriter" FROM ${this.#table} WHERE "ledger" = 'migrations'`;
    return (await this.#session.readSerial(query, [])).map((row) => ({
      number: Number(row["number"]),
      name: String(row["name"]),
      checksum: String(row["checksum"]),
      oldestReader: Number(row["oldestReader"]),
      oldestWriter: Number(row["oldestWriter"]),
    }));
  }

  async note(migration: Migration, at: number): Promise<void> {
    const { number, name, oldestReader, oldestWriter } = migration;
    const query = `INSERT INTO ${this.#table} ("ledger", "number", "name", "checksum", "at", "oldestReader", "oldestWriter")
      VALUES ('migrations', ?, ?, ?, ?, ?, ?) IF NOT EXISTS`;
    const params = [BigInt(number), name, checksumOf(migration), BigInt(at), BigInt(oldestReader), BigInt(oldestWriter)];
    await this.#session.transact([{ query, params }]);
  }
}
