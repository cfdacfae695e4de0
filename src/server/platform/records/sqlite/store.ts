/** The embedded store itself, synchronous, on the worker's side: groups of writes, reads, recovery from a full disk. */
import Sqlite from "better-sqlite3";
import { checkNumber, digestFromBytes, digestToBytes, type StoredCell } from "../cells.ts";
import type { Cell, CommitResult, JournalEntry, ListRange, RowRef, TableSpec } from "../port.ts";
import { StorageFull, StoreTooNew, StoreUnavailable } from "../port.ts";
import { type RefsCodec, refsCodec } from "../refs.ts";
import type { KeptRoom } from "./kept-room.ts";
import { prepareStore, SCHEMA_SQL, TableStatements } from "./statements.ts";
import type { Answers, Packer, WireCommit, WireRow, WriteRequest } from "./wire.ts";

type Database = Sqlite.Database;
type StoredRow = StoredCell[];
type Head = { number: number; at: number };

/** A probe must find room for a usual group, not only for the page that an older probe left free. */
const PROBE_BYTES = 65_536;

export type WriteAnswer = Answers[WriteRequest[0]] | Error;

export class Store {
  readonly #db: Database;
  readonly #tables = new Map<string, TableStatements>();
  readonly #sql: ReturnType<typeof prepareStore>;
  readonly #refs: RefsCodec;
  readonly #canWrite: boolean;
  readonly #room: KeptRoom;
  #heads: Head[];
  #mustTruncate = false;

  constructor(db: Database, tables: readonly TableSpec[], canWrite: boolean, room: KeptRoom) {
    this.#db = db;
    this.#room = room;
    this.#canWrite = canWrite;
    this.#sql = prepareStore(db);
    this.#refs = refsCodec(tables);
    for (const table of tables) this.#tables.set(table.name, new TableStatements(db, table));
    this.#heads = this.#readHeads();
  }

  get shards(): number {
    return this.#heads.length;
  }

  /**
   * Runs the requests in their order in one transaction with one sync. A refused or faulty one leaves no trace and takes
   * no journal number; a full disk undoes the whole group.
   *
   * First without savepoints, which cost a fifth: refusals come before the first write, so only a faulty request (a bug
   * above us) needs one. Then the group is undone and run again, each request under a savepoint of its own.
   */
  writeGroup(requests: readonly WriteRequest[], bytes: Uint8Array, packer: Packer): WriteAnswer[] {
    if (!this.#canWrite) return requests.map(() => new StoreTooNew("the store was written by a newer program, which lets this one only read"));
    if (!this.#room.take()) return this.#makeRoom(requests, bytes, packer);
    try {
      return this.#writeAll(requests, bytes, packer);
    } catch (error) {
      if (isStorageError(error) && requests.some(makesRoom) && this.#room.giveUp()) return this.#makeRoom(requests, bytes, packer);
      const failure = asStoreError(error);
      return requests.map(() => failure);
    }
  }

  /** Of the group only what makes room, in the room that was kept for it. */
  #makeRoom(requests: readonly WriteRequest[], bytes: Uint8Array, packer: Packer): WriteAnswer[] {
    let failure: Error = storageFull();
    const allowed = requests.filter(makesRoom);
    let answers: WriteAnswer[] = [];
    try {
      if (allowed.length > 0) answers = this.#writeAll(allowed, bytes, packer);
    } catch (error) {
      failure = asStoreError(error);
    }
    const left = [...answers];
    return requests.map((request) => (answers.length > 0 && makesRoom(request) ? left.shift() : failure));
  }

  /** @throws when the disk takes no writes */
  #writeAll(requests: readonly WriteRequest[], bytes: Uint8Array, packer: Packer): WriteAnswer[] {
    let answers = this.#inTransaction(requests, (request) => this.#write(request, bytes, packer));
    if (answers instanceof Error) answers = this.#inTransaction(requests, (request) => this.#underSavepoint(request, bytes, packer));
    if (answers instanceof Error) throw answers;
    this.truncateIfNeeded();
    return answers;
  }

  /** All or nothing: rows, numbers and heads. Returns the error of a faulty request. @throws when the disk takes no writes */
  #inTransaction(requests: readonly WriteRequest[], write: (request: WriteRequest) => WriteAnswer): WriteAnswer[] | Error {
    const heads = this.#heads.map((head) => ({ ...head }));
    try {
      this.#sql.begin.run();
      const answers = requests.map(write);
      this.#sql.commit.run();
      return answers;
    } catch (error) {
      this.#heads = heads;
      // SQLite itself may have rolled back already.
      if (this.#db.inTransaction) this.#sql.rollback.run();
      if (isStorageError(error)) throw error;
      return error as Error;
    }
  }

  #underSavepoint(request: WriteRequest, bytes: Uint8Array, packer: Packer): WriteAnswer {
    this.#sql.savepoint.run();
    try {
      const answer = this.#write(request, bytes, packer);
      this.#sql.release.run();
      return answer;
    } catch (error) {
      if (isStorageError(error) || !this.#db.inTransaction) throw error;
      this.#sql.undo.run();
      this.#sql.release.run();
      return error as Error;
    }
  }

  #write(request: WriteRequest, bytes: Uint8Array, packer: Packer): WriteAnswer {
    switch (request[0]) {
      case "commit":
        return this.#commit(request, bytes);
      case "claim":
        return this.#claim(request[1], request[2], bytes, packer);
      case "merge":
        for (const row of request[1]) this.#put(row, "merge", bytes);
        return undefined;
      case "erase":
        for (const ref of request[1]) {
          const table = this.#table(ref.table);
          table.erase.run(table.key(ref.key));
        }
        this.#mustTruncate = true;
        return undefined;
      case "trim":
        return this.#trim(request[1], request[2]);
      case "writeMeta":
        return this.#writeMeta(request[1], request[2], request[3]);
      case "probe":
        // Taken and given back: what counts is that both reached the disk with the group.
        this.#sql.fill.run(PROBE_BYTES);
        this.#sql.empty.run();
        return undefined;
    }
  }

  #commit([, shard, at, opId, digest, expect, put]: WireCommit, bytes: Uint8Array): number | CommitResult {
    const head = this.#head(shard);
    const op = digestToBytes(opId);
    const known = this.#sql.operation.get(shard, op) as StoredRow | undefined;
    if (known) {
      const { number, digest, refs } = this.#entry(shard, known);
      return { status: "repeated", number, digest, refs };
    }
    for (const [expectation, { table: name, key, version }] of expect.entries()) {
      const table = this.#table(name, "commit");
      const stands = table.version.get(table.key(key)) ?? 0;
      if (stands !== version) return { status: "refused", expectation };
    }
    for (const row of put) this.#put(row, "commit", bytes);
    const refs = this.#refs.encode(put.map(([table, key]) => ({ table, key })));
    const number = head.number + 1;
    const entryAt = Math.max(head.at, checkNumber(at));
    this.#sql.appendEntry.run(shard, number, entryAt, op, digest === null ? null : digestToBytes(digest), refs);
    head.number = number;
    head.at = entryAt;
    return number;
  }

  #put(row: WireRow, mode: TableSpec["write"], bytes: Uint8Array): void {
    const [name, key, clear, version, start, end] = row;
    const table = this.#table(name, mode);
    table.put.run(table.key(key), table.clear(clear), checkNumber(version), bytes.subarray(start, end));
  }

  #claim(row: WireRow, expected: number, bytes: Uint8Array, packer: Packer): Answers["claim"] {
    const [name, key, clear, version, start, end] = row;
    const table = this.#table(name, "claim");
    if (version <= expected) throw new TypeError(`${name}: a claim's version must be above the expected one`);
    const storedKey = table.key(key);
    const content = [...table.clear(clear), checkNumber(version), bytes.subarray(start, end)];
    const done = expected === 0 ? table.insert.run(storedKey, content) : table.replace.run(content, storedKey, expected);
    if (done.changes === 1) return { held: true };
    const stored = table.get.get(storedKey) as StoredRow | undefined;
    return { held: false, row: stored && wireRow(table, key, stored, packer) };
  }

  #trim(shard: number, upTo: number): undefined {
    const head = this.#head(shard);
    this.#sql.trim.run(shard, checkNumber(upTo));
    // The head outlives its entries.
    this.#sql.trimmed.run(head.number, head.at, shard);
  }

  #writeMeta(name: string, value: Uint8Array, expected: Uint8Array | undefined): boolean {
    const stored = this.#sql.readMeta.get(name) as Buffer | undefined;
    const holds = stored === undefined || expected === undefined ? stored === expected : stored.equals(expected);
    if (holds) this.#sql.writeMeta.run(name, value);
    return holds;
  }

  getMany(refs: readonly RowRef[], packer: Packer): (WireRow | undefined)[] {
    return refs.map((ref) => {
      const table = this.#table(ref.table);
      const stored = table.get.get(table.key(ref.key)) as StoredRow | undefined;
      return stored && wireRow(table, ref.key, stored, packer);
    });
  }

  list(name: string, partition: readonly Cell[], range: ListRange, packer: Packer): WireRow[] {
    const table = this.#table(name);
    const { from = [], to = [], reverse = false } = range;
    // SQLite could do without, but then nobody would notice before the other engine refuses.
    if (table.spec.bucket && (from.length === 0 || to.length === 0)) throw new TypeError(`${name}: a bucketed table is listed between bounds`);
    const parameters = [table.partition(partition), table.sortPrefix(from), table.sortPrefix(to), checkNumber(range.limit)];
    return (table.list(from.length, to.length, reverse).all(...parameters) as StoredRow[]).map((stored) => wireRow(table, partition, stored, packer));
  }

  scan(name: string, after: string | undefined, limit: number, packer: Packer): Answers["scan"] {
    const table = this.#table(name);
    const stored = (after === undefined ? table.first.all(limit) : table.next.all(table.key(JSON.parse(after) as Cell[]), limit)) as StoredRow[];
    const rows = stored.map((row) => wireRow(table, [], row, packer));
    const last = rows.at(-1);
    return { rows, next: last && rows.length === limit ? JSON.stringify(last[1]) : undefined };
  }

  journal(shard: number, after: number, limit: number): JournalEntry[] {
    this.#head(shard);
    return (this.#sql.entries.all(shard, after, limit) as StoredRow[]).map((stored) => this.#entry(shard, stored));
  }

  operation(shard: number, opId: string): JournalEntry | undefined {
    const stored = this.#sql.operation.get(shard, digestToBytes(opId)) as StoredRow | undefined;
    return stored && this.#entry(shard, stored);
  }

  heads(): number[] {
    return this.#heads.map((head) => head.number);
  }

  trimmed(): number[] {
    return this.#heads.map((head, shard) => {
      const first = this.#sql.firstEntry.get(shard) as number | undefined;
      return first === undefined ? head.number : first - 1;
    });
  }

  readMeta(name: string): Uint8Array | undefined {
    return this.#sql.readMeta.get(name) as Buffer | undefined;
  }

  liveSchema(): Answers["liveSchema"] {
    return this.#db.prepare(SCHEMA_SQL).all() as Answers["liveSchema"];
  }

  /** After each group, and after a snapshot that may have kept an erasure's traces in the log. */
  truncateIfNeeded(): void {
    if (this.#mustTruncate) this.truncate();
  }

  /** Empties the write-ahead log: what was erased is on no page of it. Put off while a snapshot reads from it or the disk is full. */
  truncate(): void {
    try {
      const [state] = this.#db.pragma("wal_checkpoint(TRUNCATE)") as { busy: number }[];
      this.#mustTruncate = state?.busy !== 0;
    } catch (error) {
      if (!isStorageError(error)) throw error;
      this.#mustTruncate = true;
    }
  }

  #table(name: string, write?: TableSpec["write"]): TableStatements {
    const table = this.#tables.get(name);
    if (!table) throw new TypeError(`no table "${name}"`);
    if (write && table.spec.write !== write) throw new TypeError(`${name}: written by ${table.spec.write}, not by ${write}`);
    return table;
  }

  #head(shard: number): Head {
    const head = this.#heads[shard];
    if (!head) throw new TypeError(`no shard ${shard}`);
    return head;
  }

  #readHeads(): Head[] {
    return (this.#sql.shards.all() as [number, number, number][]).map(([shard, trimmed, trimmedAt]) => {
      const [number, at] = (this.#sql.lastEntry.get(shard) as [number, number] | undefined) ?? [trimmed, trimmedAt];
      return { number, at };
    });
  }

  #entry(shard: number, [number, at, op, digest, refs]: StoredRow): JournalEntry {
    return {
      shard,
      number: number as number,
      opId: digestFromBytes(op as Buffer),
      digest: digest === null ? null : digestFromBytes(digest as Buffer),
      at: at as number,
      refs: this.#refs.decode(refs as Buffer),
    };
  }
}

/** @param known the cells of the row's first columns, which were not read again */
export function wireRow(table: TableStatements, known: readonly Cell[], stored: StoredRow, packer: Packer): WireRow {
  const { key, clear } = table.cells(stored, known);
  return packer.cells(table.spec.name, key, clear, stored.at(-2) as number, stored.at(-1) as Buffer);
}

/** No room, or a disk that takes no writes: both mend themselves when room is made, without a restart. */
const storageCodes = new Set([
  "SQLITE_FULL",
  "SQLITE_IOERR_WRITE",
  "SQLITE_IOERR_FSYNC",
  "SQLITE_IOERR_DIR_FSYNC",
  "SQLITE_IOERR_TRUNCATE",
  "SQLITE_IOERR_SHMSIZE",
]);

const storageFull = () => new StorageFull("the store has no room to write; nothing of the operation was kept");

const makesRoom = (request: WriteRequest): boolean => request[0] === "erase" || (request[0] === "commit" && request[7]);

export const isStorageError = (error: unknown): boolean => error instanceof Sqlite.SqliteError && storageCodes.has(error.code);

/** What a caller hears: no room, or a store that fails; never what SQLite says about rows. */
export function asStoreError(error: unknown): Error {
  if (isStorageError(error)) return storageFull();
  return new StoreUnavailable(`the store failed: ${error instanceof Sqlite.SqliteError ? error.code : "internal error"}`, { cause: error });
}
