/** The records port on Cassandra: what each call becomes, and nothing of how. */
import { randomBytes } from "../../../../crypto/index.ts";
import { type Migration, tablesOf } from "../migrations.ts";
import type { Cell, ClaimResult, Commit, CommitResult, JournalEntry, ListRange, RecordsPort, Row, RowRef } from "../port.ts";
import { StoreTooNew } from "../port.ts";
import { refsCodec } from "../refs.ts";
import { claim, Meta } from "./claims.ts";
import { Gate } from "./gate.ts";
import { Journal } from "./journal.ts";
import { columnsOf, migrate } from "./migrate.ts";
import { Rows } from "./rows.ts";
import { inParallel, Session } from "./session.ts";
import { Shard } from "./shard.ts";
import { Snapshots } from "./snapshots.ts";
import { rowId, Table } from "./table.ts";

export interface CassandraOptions {
  /** host or host:port. */
  readonly contactPoints: readonly string[];
  readonly localDataCenter: string;
  /** Made when absent, with three copies of everything where there are three nodes. */
  readonly keyspace: string;
  /** Fixed when the store is made; an existing store keeps its own number. */
  readonly shards?: number;
  readonly migrations: readonly Migration[];
  /** Milliseconds since the epoch; journal entries take theirs from it. */
  readonly now: () => number;
}

/**
 * Opens the keyspace's store, makes it when absent, migrates it, and takes its shards from whoever had them.
 * @throws StoreTooNew, MigrationChanged, StoreLocked, StoreUnavailable, OutcomeUnknown
 */
export async function openCassandra({ shards = 4, ...options }: CassandraOptions): Promise<RecordsPort> {
  if (!/^[a-z][a-z0-9_]{0,47}$/.test(options.keyspace)) throw new TypeError("a keyspace's name has at most 48 of a-z, 0-9 and _");
  if (!/^[A-Za-z0-9_.-]+$/.test(options.localDataCenter)) throw new TypeError("a data centre's name has only letters, digits, and _ . -");
  tablesOf(options.migrations);
  const session = new Session(options);
  try {
    await session.connect();
    const owner = randomBytes(16);
    const { plan, shards: stored } = await migrate(session, owner, { ...options, shards });
    const { keyspace, now } = options;
    const port = new CassandraPort(session, { keyspace, now, owner, shards: stored, plan });
    if (plan.canWrite) await port.hold();
    return port;
  } catch (error) {
    await session.close();
    throw error;
  }
}

interface Opened {
  readonly keyspace: string;
  readonly now: () => number;
  readonly owner: Buffer;
  readonly shards: number;
  readonly plan: Awaited<ReturnType<typeof migrate>>["plan"];
}

class CassandraPort implements RecordsPort {
  readonly shards: number;
  readonly #session: Session;
  readonly #keyspace: string;
  readonly #canWrite: boolean;
  readonly #rows: Rows;
  readonly #journal: Journal;
  readonly #meta: Meta;
  readonly #gate = new Gate();
  readonly #snapshots: Snapshots;
  readonly #owned: readonly Shard[];
  #closing: Promise<void> | undefined;

  constructor(session: Session, { keyspace, now, owner, shards, plan }: Opened) {
    this.shards = shards;
    this.#session = session;
    this.#keyspace = keyspace;
    this.#canWrite = plan.canWrite;
    this.#rows = new Rows(
      session,
      plan.tables.map((spec) => new Table(keyspace, spec)),
    );
    this.#journal = new Journal(session, keyspace, refsCodec(plan.tables));
    this.#meta = new Meta(session, keyspace);
    this.#snapshots = new Snapshots(this.#rows, this.#gate);
    const parts = { journal: this.#journal, rows: this.#rows, snapshots: this.#snapshots, gate: this.#gate, owner, now };
    this.#owned = Array.from({ length: shards }, (_, shard) => new Shard(shard, parts));
  }

  /** Takes all shards. */
  async hold(): Promise<void> {
    await Promise.all(this.#owned.map((shard) => shard.hold()));
  }

  async commit(shard: number, commit: Commit): Promise<CommitResult> {
    this.#mayWrite();
    return this.#shard(shard).commit(commit);
  }

  async claim(row: Row, expected: number): Promise<ClaimResult> {
    this.#mayWrite();
    const table = this.#rows.table(row.table, "claim");
    return this.#gate.shared(async () => {
      await this.#snapshots.keep([row]);
      return claim(this.#session, table, row, expected);
    });
  }

  async merge(rows: readonly Row[]): Promise<void> {
    this.#mayWrite();
    for (const row of rows) this.#rows.table(row.table, "merge").insert(row);
    await this.#gate.shared(async () => {
      // The store itself drops what is older; what is equally old it would settle by the bytes.
      const newest = await this.#rows.versions(rows);
      const newer = new Map<string, Row>();
      for (const row of rows) {
        if (row.version <= (newest.get(rowId(row)) ?? 0)) continue;
        newest.set(rowId(row), row.version);
        newer.set(rowId(row), row);
      }
      await this.#snapshots.keep([...newer.values()]);
      await this.#rows.write([...newer.values()], false);
    });
  }

  async get(table: string, key: readonly Cell[]): Promise<Row | undefined> {
    return (await this.getMany([{ table, key }]))[0];
  }

  async getMany(refs: readonly RowRef[]): Promise<(Row | undefined)[]> {
    return this.#rows.getMany(refs);
  }

  async list(table: string, partition: readonly Cell[], range: ListRange): Promise<Row[]> {
    return this.#rows.list(table, partition, range);
  }

  async scan(table: string, after: string | undefined, limit: number): Promise<{ rows: Row[]; next: string | undefined }> {
    return this.#rows.scan(table, after, limit);
  }

  snapshot(): AsyncIterable<Row[]> {
    return this.#snapshots.take(() => (this.#canWrite ? this.#holdWhatIsOurs() : Promise.resolve()));
  }

  /** A shard that another owner took is as it is. */
  async #holdWhatIsOurs(): Promise<void> {
    await Promise.all(this.#owned.filter((shard) => !shard.isLost).map((shard) => shard.hold()));
  }

  async erase(refs: readonly RowRef[]): Promise<void> {
    this.#mayWrite();
    const isClaim = (ref: RowRef) => this.#rows.table(ref.table).spec.write === "claim";
    const plain = refs.filter((ref) => !isClaim(ref));
    await this.#gate.alone(async () => {
      await this.#snapshots.keep(refs);
      // Else the content would still stand in the journal, and a replay after the grace time would bring it back.
      await Promise.all(this.#owned.map((shard) => shard.settle()));
      await this.#rows.erase(plain);
      for (const shard of this.#owned) shard.forget(plain);
      await inParallel(refs.filter(isClaim), async (ref) => {
        await this.#session.transact([this.#rows.table(ref.table).eraseIfPresent(ref.key)]);
      });
    });
  }

  async journal(shard: number, after: number, limit: number): Promise<JournalEntry[]> {
    const { trimmed, last } = await this.#shard(shard).readable();
    return this.#journal.entries(shard, Math.max(after, trimmed), last, limit);
  }

  async heads(): Promise<number[]> {
    return Promise.all(this.#owned.map(async (shard) => (await shard.readable()).last));
  }

  async trimmed(): Promise<number[]> {
    return Promise.all(this.#owned.map(async (shard) => (await shard.readable()).trimmed));
  }

  async operation(shard: number, opId: string): Promise<JournalEntry | undefined> {
    const { last } = await this.#shard(shard).readable();
    const number = (await this.#journal.numbers(shard, [opId])).get(opId);
    if (number === undefined || number > last) return undefined;
    return (await this.#journal.entries(shard, number - 1, number, 1))[0];
  }

  async trimJournal(shard: number, upTo: number): Promise<void> {
    this.#mayWrite();
    await this.#gate.alone(() => this.#shard(shard).trim(upTo));
  }

  async readMeta(name: string): Promise<Uint8Array | undefined> {
    return this.#meta.read(name);
  }

  async writeMeta(name: string, value: Uint8Array, expected: Uint8Array | undefined): Promise<boolean> {
    this.#mayWrite();
    return this.#meta.write(name, value, expected);
  }

  async probe(): Promise<void> {
    this.#mayWrite();
    await this.#gate.shared(async () => {
      await Promise.all(this.#owned.map((shard) => shard.confirm()));
    });
  }

  async liveSchema(): Promise<{ table: string; column: string; type: string }[]> {
    return columnsOf(this.#session, this.#keyspace);
  }

  async files(): Promise<string[]> {
    return [];
  }

  async close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all(this.#owned.map((shard) => shard.close()));
    try {
      // A kindness to the next opener, who then has nothing to replay; it works without.
      if (this.#canWrite) await this.#gate.alone(() => Promise.all(this.#owned.map((shard) => shard.settle())));
    } catch {
      return;
    } finally {
      await this.#session.close();
    }
  }

  #shard(shard: number): Shard {
    const owned = this.#owned[shard];
    if (!owned) throw new TypeError(`no shard ${shard}`);
    return owned;
  }

  #mayWrite(): void {
    if (!this.#canWrite) throw new StoreTooNew("the store was written by a newer program, which lets this one only read");
  }
}
