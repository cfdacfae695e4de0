/** The worker thread: it alone opens the database. Groups come in as messages, answers go back the same way. */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import Sqlite from "better-sqlite3";
import { KeptRoom } from "./kept-room.ts";
import { lockStore, type StoreLock } from "./lock.ts";
import { migrate } from "./migrate.ts";
import { Snapshots } from "./snapshots.ts";
import { PRAGMAS } from "./statements.ts";
import { asStoreError, isStorageError, Store } from "./store.ts";
import { type FromWorker, Packer, type ReadRequest, type Request, type ToWorker, type WireError, type WorkerSetup, type WriteRequest } from "./wire.ts";

const PAGE_BYTES = 4096;
const writes: ReadonlySet<Request[0]> = new Set<Request[0]>(["commit", "claim", "merge", "erase", "trim", "writeMeta", "probe"]);
const isWrite = (request: Request): request is WriteRequest => writes.has(request[0]);

class Worker {
  readonly #folder: string;
  readonly #path: string;
  readonly #lock: StoreLock;
  readonly #room: KeptRoom;
  readonly #db: Sqlite.Database;
  readonly #snapshots: Snapshots;
  readonly store: Store;

  constructor(setup: WorkerSetup) {
    this.#folder = setup.folder;
    this.#path = join(setup.folder, "records.sqlite");
    mkdirSync(setup.folder, { recursive: true, mode: 0o700 });
    this.#lock = lockStore(setup.folder);
    try {
      this.#room = new KeptRoom(setup.folder);
      // The log and the shared memory take the mode of the database.
      closeSync(openSync(this.#path, "a", 0o600));
      chmodSync(this.#path, 0o600);
      const { db, plan } = this.#open(setup);
      this.#db = db;
      this.store = new Store(db, plan.tables, plan.canWrite, this.#room);
      this.#snapshots = new Snapshots(this.#path, plan.tables);
    } catch (error) {
      this.#lock.release();
      throw error;
    }
  }

  /** To open and read takes room for the log's shared memory, too. */
  #open(setup: WorkerSetup): { db: Sqlite.Database; plan: ReturnType<typeof migrate> } {
    // No waiting for locks: under the store's lock every connection is this thread's own.
    const db = new Sqlite(this.#path, { timeout: 0 });
    try {
      for (const pragma of PRAGMAS) db.pragma(pragma);
      if (setup.maxBytes !== undefined) db.pragma(`max_page_count = ${Math.floor(setup.maxBytes / PAGE_BYTES)}`);
      return { db, plan: migrate(db, setup.folder, setup.migrations, setup.shards, setup.now) };
    } catch (error) {
      db.close();
      if (isStorageError(error) && this.#room.giveUp()) return this.#open(setup);
      throw error;
    }
  }

  /** Reads are answered first: they don't wait for the flush of the writes beside them. */
  run({ group, requests, bytes }: Extract<ToWorker, { group: number }>): void {
    const places = [...requests.keys()];
    const readPlaces = places.filter((place) => !isWrite(requests[place] as Request));
    if (readPlaces.length > 0) {
      const packer = new Packer();
      this.#answer(
        group,
        readPlaces,
        readPlaces.map((place) => this.#tryRead(requests[place] as ReadRequest, packer)),
        packer,
      );
    }
    const writePlaces = places.filter((place) => isWrite(requests[place] as Request));
    if (writePlaces.length > 0) {
      const packer = new Packer();
      const answers = this.store.writeGroup(
        writePlaces.map((place) => requests[place] as WriteRequest),
        bytes,
        packer,
      );
      this.#answer(group, writePlaces, answers, packer);
    }
  }

  #answer(group: number, places: readonly number[], answers: readonly unknown[], packer: Packer): void {
    const pairs = places.map((place, at) => {
      const answer = answers[at];
      return [place, answer instanceof Error ? wireError(answer) : answer] as const;
    });
    const bytes = packer.take();
    post({ group, answers: pairs, bytes }, [bytes.buffer]);
  }

  #tryRead(request: ReadRequest, packer: Packer): unknown {
    try {
      return this.#read(request, packer);
    } catch (error) {
      return error;
    }
  }

  #read(request: ReadRequest, packer: Packer): unknown {
    switch (request[0]) {
      case "getMany":
        return this.store.getMany(request[1], packer);
      case "list":
        return this.store.list(request[1], request[2], request[3], packer);
      case "scan":
        return this.store.scan(request[1], request[2], request[3], packer);
      case "journal":
        return this.store.journal(request[1], request[2], request[3]);
      case "operation":
        return this.store.operation(request[1], request[2]);
      case "heads":
        return this.store.heads();
      case "trimmed":
        return this.store.trimmed();
      case "readMeta":
        return this.store.readMeta(request[1]);
      case "liveSchema":
        return this.store.liveSchema();
      case "files":
        return this.#files();
      case "snapshot":
        return this.#snapshots.next(request[1], packer);
      case "endSnapshot":
        this.#snapshots.end(request[1]);
        return this.store.truncateIfNeeded();
    }
  }

  /** Not `store.lock`, which is empty: whoever reads and closes it drops the lock (see lock.ts). */
  #files(): string[] {
    const backups = join(this.#folder, "backups");
    const copies = existsSync(backups) ? readdirSync(backups).map((file) => join(backups, file)) : [];
    return [...["", "-wal", "-shm", "-journal"].map((suffix) => this.#path + suffix).filter((path) => existsSync(path)), ...copies];
  }

  close(): void {
    try {
      this.#snapshots.endAll();
      this.store.truncate();
      this.#db.close();
      this.#room.takeRest();
    } finally {
      this.#lock.release();
    }
  }
}

function wireError(error: Error): WireError {
  const { name, message } = error instanceof Sqlite.SqliteError ? asStoreError(error) : error;
  return { error: name, message };
}

const port = parentPort as NonNullable<typeof parentPort>;
const post = (message: FromWorker, moved: ArrayBuffer[] = []): void => port.postMessage(message, moved);

function start(): void {
  let worker: Worker;
  try {
    worker = new Worker(workerData as WorkerSetup);
  } catch (error) {
    const failure = error as Error & { pid?: number; oldestReader?: number };
    post({ failed: wireError(failure), detail: failure.pid ?? failure.oldestReader });
    port.close();
    return;
  }
  port.on("message", (message: ToWorker) => {
    if ("group" in message) return worker.run(message);
    let failure: WireError | undefined;
    try {
      worker.close();
    } catch (error) {
      failure = wireError(error as Error);
    }
    post({ closed: failure });
    port.close();
  });
  post({ opened: { shards: worker.store.shards } });
}

start();
