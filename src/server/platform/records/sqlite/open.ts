/** The calling thread's side of the embedded store: gathers calls into groups and hands them to the worker. */
import { Worker } from "node:worker_threads";
import { workerUrl } from "../../../workers.ts";
import { type Migration, MigrationChanged, tablesOf } from "../migrations.ts";
import type { Cell, ClaimResult, Commit, CommitResult, JournalEntry, ListRange, RecordsPort, Row, RowRef } from "../port.ts";
import { OutcomeUnknown, StorageFull, StoreLocked, StoreTooNew, StoreUnavailable } from "../port.ts";
import { type Answers, type FromWorker, Packer, type Request, type ToWorker, unpackRow, type WireError, type WorkerSetup } from "./wire.ts";

export interface SqliteOptions {
  /** Made when absent, mode 0700. */
  readonly folder: string;
  /** Fixed when the store is made; an existing store keeps its own number. */
  readonly shards?: number;
  readonly migrations: readonly Migration[];
  /** Milliseconds since the epoch; journal entries take theirs from it. */
  readonly now: () => number;
  /** Called for each group that found no room. */
  readonly onFull?: () => void;
  /** The database (without its log) grows no further than this. */
  readonly maxBytes?: number;
}

/** More wait for the next group: bounds the transaction and the time until its first answer. */
const GROUP_REQUESTS = 1000;
/** The second group waits in the worker's mailbox, so that the worker never idles between two. */
const GROUPS_UNDER_WAY = 2;

interface Waiting {
  readonly resolve: (answer: never, bytes: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

interface Group {
  readonly requests: Request[];
  readonly waiting: Waiting[];
  readonly packer: Packer;
}

const newGroup = (): Group => ({ requests: [], waiting: [], packer: new Packer() });

/**
 * Opens the folder's store, makes it when absent, and migrates it.
 * @throws StoreLocked, StoreTooNew, MigrationChanged, StorageFull, StoreUnavailable
 */
export async function openSqlite(options: SqliteOptions): Promise<RecordsPort> {
  tablesOf(options.migrations);
  const { folder, shards = 4, migrations, maxBytes, now } = options;
  const workerData: WorkerSetup = { folder, shards, migrations, maxBytes, now: now() };
  const worker = new Worker(workerUrl("sqlite"), { workerData, name: "records" });
  const opened = await new Promise<number>((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", (message: FromWorker) => {
      worker.off("error", reject);
      if ("opened" in message) resolve(message.opened.shards);
      else reject("failed" in message ? toError(message.failed, message.detail) : new StoreUnavailable("the store's worker spoke out of turn"));
    });
  });
  return new SqlitePort(worker, opened, options);
}

class SqlitePort implements RecordsPort {
  readonly shards: number;
  readonly #worker: Worker;
  readonly #now: () => number;
  readonly #onFull: () => void;
  #gathering = newGroup();
  readonly #ready: Group[] = [];
  readonly #underWay = new Map<number, { waiting: Waiting[]; left: number }>();
  #groups = 0;
  #snapshots = 0;
  #isFlushPlanned = false;
  #isCloseSent = false;
  #closing: Promise<void> | undefined;
  #lost: Error | undefined;
  #closed: (failure: WireError | undefined) => void = () => undefined;

  constructor(worker: Worker, shards: number, { now, onFull = () => undefined }: SqliteOptions) {
    this.shards = shards;
    this.#worker = worker;
    this.#now = now;
    this.#onFull = onFull;
    worker.on("message", (message: FromWorker) => this.#receive(message));
    worker.on("error", (error) => this.#lose(error));
    worker.on("exit", () => this.#lose());
  }

  async commit(shard: number, { opId, digest, expect, put, makesRoom = false }: Commit): Promise<CommitResult> {
    const now = this.#now();
    const answer = await this.#ask("commit", (packer) => ["commit", shard, now, opId, digest, expect, put.map((row) => packer.row(row)), makesRoom]);
    return typeof answer === "number" ? { status: "applied", number: answer } : answer;
  }

  async claim(row: Row, expected: number): Promise<ClaimResult> {
    return this.#ask(
      "claim",
      (packer) => ["claim", packer.row(row), expected],
      (answer, bytes) => (answer.held ? { status: "held" } : { status: "taken", row: answer.row && unpackRow(answer.row, bytes) }),
    );
  }

  async merge(rows: readonly Row[]): Promise<void> {
    await this.#ask("merge", (packer) => ["merge", rows.map((row) => packer.row(row))]);
  }

  async get(table: string, key: readonly Cell[]): Promise<Row | undefined> {
    return (await this.getMany([{ table, key }]))[0];
  }

  async getMany(refs: readonly RowRef[]): Promise<(Row | undefined)[]> {
    return this.#ask(
      "getMany",
      () => ["getMany", refs.map(({ table, key }) => ({ table, key }))],
      (rows, bytes) => rows.map((row) => row && unpackRow(row, bytes)),
    );
  }

  async list(table: string, partition: readonly Cell[], range: ListRange): Promise<Row[]> {
    return this.#ask(
      "list",
      () => ["list", table, partition, range],
      (rows, bytes) => rows.map((row) => unpackRow(row, bytes)),
    );
  }

  async scan(table: string, after: string | undefined, limit: number): Promise<{ rows: Row[]; next: string | undefined }> {
    return this.#ask(
      "scan",
      () => ["scan", table, after, limit],
      ({ rows, next }, bytes) => ({ rows: rows.map((row) => unpackRow(row, bytes)), next }),
    );
  }

  async *snapshot(): AsyncGenerator<Row[], undefined> {
    const id = ++this.#snapshots;
    try {
      for (;;) {
        const rows = await this.#ask(
          "snapshot",
          () => ["snapshot", id],
          (batch, bytes) => batch?.map((row) => unpackRow(row, bytes)),
        );
        if (!rows) return;
        yield rows;
      }
    } finally {
      if (!this.#closing && !this.#lost) await this.#ask("endSnapshot", () => ["endSnapshot", id]);
    }
  }

  async erase(refs: readonly RowRef[]): Promise<void> {
    await this.#ask("erase", () => ["erase", refs.map(({ table, key }) => ({ table, key }))]);
  }

  async journal(shard: number, after: number, limit: number): Promise<JournalEntry[]> {
    return this.#ask("journal", () => ["journal", shard, after, limit]);
  }

  async heads(): Promise<number[]> {
    return this.#ask("heads", () => ["heads"]);
  }

  async trimmed(): Promise<number[]> {
    return this.#ask("trimmed", () => ["trimmed"]);
  }

  async operation(shard: number, opId: string): Promise<JournalEntry | undefined> {
    return this.#ask("operation", () => ["operation", shard, opId]);
  }

  async trimJournal(shard: number, upTo: number): Promise<void> {
    await this.#ask("trim", () => ["trim", shard, upTo]);
  }

  async readMeta(name: string): Promise<Uint8Array | undefined> {
    return this.#ask("readMeta", () => ["readMeta", name]);
  }

  async writeMeta(name: string, value: Uint8Array, expected: Uint8Array | undefined): Promise<boolean> {
    // Copied: a view would drag the whole buffer below it into the message.
    return this.#ask("writeMeta", () => ["writeMeta", name, value.slice(), expected?.slice()]);
  }

  async probe(): Promise<void> {
    await this.#ask("probe", () => ["probe"]);
  }

  async liveSchema(): Promise<{ table: string; column: string; type: string }[]> {
    return this.#ask("liveSchema", () => ["liveSchema"]);
  }

  async files(): Promise<string[]> {
    return this.#ask("files", () => ["files"]);
  }

  /** Finishes what was asked before, empties the log into the database and lets the lock go. Idempotent. */
  async close(): Promise<void> {
    if (!this.#closing) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      this.#closing = promise;
      this.#closed = (failure) => (failure ? reject(toError(failure, undefined)) : resolve());
      if (this.#lost) resolve();
      else this.#flush();
    }
    return this.#closing;
  }

  #ask<K extends Request[0]>(kind: K, make: (packer: Packer) => Extract<Request, readonly [K, ...unknown[]]>): Promise<Answers[K]>;
  #ask<K extends Request[0], T>(
    kind: K,
    make: (packer: Packer) => Extract<Request, readonly [K, ...unknown[]]>,
    unpack: (answer: Answers[K], bytes: Uint8Array) => T,
  ): Promise<T>;
  async #ask(_kind: Request[0], make: (packer: Packer) => Request, unpack = (answer: never, _bytes: Uint8Array): unknown => answer): Promise<unknown> {
    if (this.#lost) throw this.#lost;
    if (this.#closing) throw new StoreUnavailable("the store is closed");
    const group = this.#gathering;
    group.requests.push(make(group.packer));
    const answer = new Promise<unknown>((resolve, reject) => {
      group.waiting.push({ resolve: (value, bytes) => resolve(unpack(value, bytes)), reject });
    });
    if (group.requests.length >= GROUP_REQUESTS) {
      this.#ready.push(group);
      this.#gathering = newGroup();
    }
    this.#planFlush();
    return answer;
  }

  /** After the present turn of the event loop: all that it asks for goes as one group. */
  #planFlush(): void {
    if (this.#isFlushPlanned || this.#underWay.size >= GROUPS_UNDER_WAY) return;
    this.#isFlushPlanned = true;
    setImmediate(() => {
      this.#isFlushPlanned = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#lost) return;
    while (this.#underWay.size < GROUPS_UNDER_WAY) {
      const group = this.#ready.shift() ?? this.#takeGathering();
      if (!group) break;
      const number = ++this.#groups;
      this.#underWay.set(number, { waiting: group.waiting, left: group.waiting.length });
      const bytes = group.packer.take();
      this.#post({ group: number, requests: group.requests, bytes }, [bytes.buffer]);
    }
    if (this.#closing && this.#underWay.size === 0 && !this.#isCloseSent) {
      this.#isCloseSent = true;
      this.#post({ close: true });
    }
  }

  #takeGathering(): Group | undefined {
    if (this.#gathering.requests.length === 0) return undefined;
    const group = this.#gathering;
    this.#gathering = newGroup();
    return group;
  }

  #post(message: ToWorker, moved: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, moved);
  }

  #receive(message: FromWorker): void {
    if ("closed" in message) return this.#closed(message.closed);
    if (!("group" in message)) return;
    const group = this.#underWay.get(message.group);
    if (!group) return;
    let isFull = false;
    for (const [place, answer] of message.answers) {
      const waiting = group.waiting[place];
      if (isWireError(answer)) {
        isFull ||= answer.error === "StorageFull";
        waiting?.reject(toError(answer, undefined));
      } else waiting?.resolve(answer as never, message.bytes);
    }
    group.left -= message.answers.length;
    if (group.left === 0) this.#underWay.delete(message.group);
    if (isFull) this.#onFull();
    if (this.#closing) this.#flush();
    else if (this.#ready.length > 0 || this.#gathering.requests.length > 0) this.#planFlush();
  }

  /** The worker is gone. What it was given may have happened; what still waited here surely didn't. */
  #lose(cause?: unknown): void {
    if (this.#lost) return;
    this.#lost = new StoreUnavailable(this.#closing ? "the store is closed" : "the store's worker stopped", { cause });
    const gone = new OutcomeUnknown("the store's worker stopped while the operation was under way", { cause });
    for (const { waiting } of this.#underWay.values()) for (const one of waiting) one.reject(gone);
    for (const group of [...this.#ready, this.#gathering]) for (const one of group.waiting) one.reject(this.#lost);
    this.#underWay.clear();
    this.#closed(undefined);
  }
}

const isWireError = (answer: unknown): answer is WireError => typeof answer === "object" && answer !== null && "error" in answer;

function toError({ error, message }: WireError, detail: number | undefined): Error {
  switch (error) {
    case "StorageFull":
      return new StorageFull(message);
    case "StoreUnavailable":
      return new StoreUnavailable(message);
    case "StoreLocked":
      return new StoreLocked(message, detail);
    case "StoreTooNew":
      return new StoreTooNew(message, detail);
    case "MigrationChanged":
      return new MigrationChanged(message);
    case "TypeError":
      return new TypeError(message);
    default:
      return new Error(message);
  }
}
