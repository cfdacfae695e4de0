/**
 * The journal: one partition for each shard, written by conditional batches only. Its static columns are the shard's
 * state; a flush is one row, and each of its operation ids another one, so that both are written or neither.
 */
import { digestToBytes } from "../cells.ts";
import type { Commit, JournalEntry, Row } from "../port.ts";
import { StoreUnavailable } from "../port.ts";
import type { RefsCodec } from "../refs.ts";
import { decodeContent, decodeEntries, type EncodedCommit, encodeContent, encodeEntries, encodeEntry, type Flush } from "./flush.ts";
import type { CqlValue, Session, Statement, StoredRow } from "./session.ts";
import { quoted, tableOptions } from "./table.ts";

export interface ShardState {
  /** 16 bytes that each opened store draws anew. */
  readonly owner: Buffer;
  /** Who may append. Each owner takes the next one; a write under an older one is refused by the store. */
  readonly epoch: number;
  /** Number of the last entry. */
  readonly head: number;
  /** Time of the last entry. */
  readonly at: number;
  /** The rows of all entries up to here stand in their tables. */
  readonly settled: number;
  readonly trimmed: number;
}

/** A flush whose rows may not stand yet. */
interface Unsettled {
  readonly number: number;
  readonly rows: readonly Row[];
}

/** Another owner took the shard; nothing of the flush was written. */
export class Fenced extends StoreUnavailable {}

const FLUSH = Buffer.alloc(0);
const TRIM_STEP = 500;

export class Journal {
  readonly #session: Session;
  readonly #codec: RefsCodec;
  readonly #table: string;

  constructor(session: Session, keyspace: string, codec: RefsCodec) {
    this.#session = session;
    this.#codec = codec;
    this.#table = Journal.table(keyspace);
  }

  static table(keyspace: string): string {
    return `${quoted(keyspace)}."store_journal"`;
  }

  /** `op` is empty in the row of a flush, `number` its last entry's; else `op` is an operation id and `number` its entry's. */
  static create(keyspace: string): string {
    return `CREATE TABLE IF NOT EXISTS ${Journal.table(keyspace)} (
      "shard" bigint, "op" blob, "number" bigint,
      "epoch" bigint static, "owner" blob static, "head" bigint static, "at" bigint static, "settled" bigint static, "trimmed" bigint static,
      "entries" blob, "content" blob,
      PRIMARY KEY ("shard", "op", "number")) WITH ${tableOptions}`;
  }

  /** @throws TypeError for a commit that doesn't fit the tables */
  encode(commit: Commit): EncodedCommit {
    return { ...commit, entry: encodeEntry(commit, this.#codec) };
  }

  async state(shard: number): Promise<ShardState | undefined> {
    const query = `SELECT "owner", "epoch", "head", "at", "settled", "trimmed" FROM ${this.#table} WHERE "shard" = ? LIMIT 1`;
    const [row] = await this.#session.readSerial(query, [BigInt(shard)]);
    if (!row || row["epoch"] === null) return undefined;
    const number = (name: string) => Number(row[name] as bigint);
    return {
      owner: row["owner"] as Buffer,
      epoch: number("epoch"),
      head: number("head"),
      at: number("at"),
      settled: number("settled"),
      trimmed: number("trimmed"),
    };
  }

  /**
   * Takes the shard for `owner`, whoever has it; with `held` only if nobody took it since that epoch.
   * @throws Fenced, StoreUnavailable, OutcomeUnknown
   */
  async acquire(shard: number, owner: Buffer, held?: number): Promise<ShardState> {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const before = await this.state(shard);
      // An earlier try of ours may have got through unheard: then the epoch is another one, the owner still we.
      if (held !== undefined && before?.epoch !== held && !before?.owner.equals(owner)) throw new Fenced(`shard ${shard} has another owner`);
      await this.#session.transact([before ? this.#takeOver(shard, owner, before.epoch) : this.#begin(shard, owner)]);
      // Read after the new epoch stands: no flush under an older one can be applied any more.
      const state = await this.state(shard);
      if (state?.owner.equals(owner) && state.epoch === (before?.epoch ?? 0) + 1) return state;
    }
    throw new StoreUnavailable(`shard ${shard} is contended`);
  }

  #begin(shard: number, owner: Buffer): Statement {
    const set = `"epoch" = 1, "owner" = ?, "head" = 0, "at" = 0, "settled" = 0, "trimmed" = 0`;
    return { query: `UPDATE ${this.#table} SET ${set} WHERE "shard" = ? IF "epoch" = NULL`, params: [owner, BigInt(shard)] };
  }

  #takeOver(shard: number, owner: Buffer, epoch: number): Statement {
    return {
      query: `UPDATE ${this.#table} SET "epoch" = ?, "owner" = ? WHERE "shard" = ? IF "epoch" = ?`,
      params: [BigInt(epoch + 1), owner, BigInt(shard), BigInt(epoch)],
    };
  }

  /**
   * Appends a flush after `state.head`: one lightweight transaction. `settled` names the flushes whose rows stand by
   * now; their content leaves the journal with it. @throws Fenced, StoreUnavailable, OutcomeUnknown
   */
  async append(flush: Flush, rows: readonly Row[], state: ShardState, settled: readonly number[]): Promise<void> {
    const shard = BigInt(flush.shard);
    const number = BigInt(flush.number);
    const first = flush.number - flush.commits.length + 1;
    const entries = encodeEntries(flush);
    const insertOp = `INSERT INTO ${this.#table} ("shard", "op", "number") VALUES (?, ?, ?)`;
    const verdict = await this.#session.transact([
      {
        query: `UPDATE ${this.#table} SET "head" = ?, "at" = ?, "settled" = ? WHERE "shard" = ? IF "head" = ? AND "epoch" = ?`,
        params: [number, BigInt(flush.at), BigInt(settled.at(-1) ?? state.settled), shard, BigInt(state.head), BigInt(flush.epoch)],
      },
      {
        query: `INSERT INTO ${this.#table} ("shard", "op", "number", "entries", "content") VALUES (?, ?, ?, ?, ?)`,
        params: [shard, FLUSH, number, entries, encodeContent(rows)],
      },
      ...flush.commits.map(({ opId }, at) => ({ query: insertOp, params: [shard, digestToBytes(opId), BigInt(first + at)] })),
      ...settled.map((done) => this.#dropContent(flush.shard, done)),
    ]);
    if (verdict.applied) return;
    // Refused: by another owner's epoch or by our own first try. The row after the old head tells.
    const query = `SELECT "entries" FROM ${this.#table} WHERE "shard" = ? AND "op" = ? AND "number" > ? LIMIT 1`;
    const [next] = await this.#session.readSerial(query, [shard, FLUSH, BigInt(state.head)]);
    if (!(next?.["entries"] as Buffer | undefined)?.equals(entries)) throw new Fenced(`shard ${flush.shard} has another owner`);
  }

  /** Notes that the rows of all entries up to the last of `settled` stand, and drops their content. @throws Fenced, … */
  async settle(shard: number, epoch: number, settled: readonly number[]): Promise<void> {
    const last = settled.at(-1);
    if (last === undefined) return;
    const note = { query: `UPDATE ${this.#table} SET "settled" = ? WHERE "shard" = ? IF "epoch" = ?`, params: [BigInt(last), BigInt(shard), BigInt(epoch)] };
    await this.#fenced(shard, [note, ...settled.map((number) => this.#dropContent(shard, number))]);
  }

  #dropContent(shard: number, number: number): Statement {
    return { query: `DELETE "content" FROM ${this.#table} WHERE "shard" = ? AND "op" = ? AND "number" = ?`, params: [BigInt(shard), FLUSH, BigInt(number)] };
  }

  /** A conditional write that changes nothing: only the shard's owner gets through, and only when the store takes writes. */
  async confirm(shard: number, epoch: number): Promise<void> {
    const query = `UPDATE ${this.#table} SET "epoch" = ? WHERE "shard" = ? IF "epoch" = ?`;
    await this.#fenced(shard, [{ query, params: [BigInt(epoch), BigInt(shard), BigInt(epoch)] }]);
  }

  async #fenced(shard: number, statements: readonly Statement[]): Promise<void> {
    const verdict = await this.#session.transact(statements);
    if (!verdict.applied) throw new Fenced(`shard ${shard} has another owner`);
  }

  async unsettled(shard: number, state: ShardState): Promise<Unsettled[]> {
    const query = `SELECT "number", "content" FROM ${this.#table} WHERE "shard" = ? AND "op" = ? AND "number" > ?`;
    const rows = await this.#session.readSerial(query, [BigInt(shard), FLUSH, BigInt(state.settled)]);
    return rows.map((row) => ({ number: Number(row["number"]), rows: decodeContent(row["content"] as Buffer) }));
  }

  /** Entries with after < number ≤ last. */
  async entries(shard: number, after: number, last: number, limit: number): Promise<JournalEntry[]> {
    const query = `SELECT "number", "entries" FROM ${this.#table} WHERE "shard" = ? AND "op" = ? AND "number" > ? LIMIT ?`;
    const found: JournalEntry[] = [];
    for (let from = after; from < last && found.length < limit; ) {
      // A flush has at least one entry: `limit` of them are always enough.
      const rows = await this.#session.read(query, [BigInt(shard), FLUSH, BigInt(from), Math.min(limit, 100)]);
      if (rows.length === 0) break;
      const entries = rows.flatMap((row) => this.#decode(shard, row));
      from = entries.at(-1)?.number ?? last;
      found.push(...entries.filter((entry) => entry.number > after && entry.number <= last));
    }
    return found.slice(0, limit);
  }

  #decode(shard: number, row: StoredRow): JournalEntry[] {
    return decodeEntries(shard, Number(row["number"]), row["entries"] as Buffer, this.#codec);
  }

  /** Journal numbers of those operation ids that were applied. */
  async numbers(shard: number, opIds: readonly string[]): Promise<Map<string, number>> {
    if (opIds.length === 0) return new Map();
    const names = new Map(opIds.map((opId) => [digestToBytes(opId).toString("hex"), opId]));
    const query = `SELECT "op", "number" FROM ${this.#table} WHERE "shard" = ? AND "op" IN ?`;
    const rows = await this.#session.read(query, [BigInt(shard), opIds.map((opId): CqlValue => digestToBytes(opId))]);
    return new Map(rows.map((row) => [names.get((row["op"] as Buffer).toString("hex")) as string, Number(row["number"])]));
  }

  /**
   * Removes entries and operation ids with number ≤ upTo; a flush that reaches beyond stays, its older entries unseen.
   * @throws Fenced, StoreUnavailable, OutcomeUnknown
   */
  async trim(shard: number, state: ShardState, upTo: number): Promise<void> {
    for (let from = state.trimmed; from < upTo; ) {
      const entries = await this.entries(shard, from, upTo, TRIM_STEP);
      const last = entries.length < TRIM_STEP ? upTo : (entries.at(-1)?.number ?? upTo);
      const where = `WHERE "shard" = ? AND "op" = ? AND "number"`;
      await this.#fenced(shard, [
        { query: `UPDATE ${this.#table} SET "trimmed" = ? WHERE "shard" = ? IF "epoch" = ?`, params: [BigInt(last), BigInt(shard), BigInt(state.epoch)] },
        { query: `DELETE FROM ${this.#table} ${where} <= ?`, params: [BigInt(shard), FLUSH, BigInt(last)] },
        ...entries.map(({ opId, number }) => ({
          query: `DELETE FROM ${this.#table} ${where} = ?`,
          params: [BigInt(shard), digestToBytes(opId), BigInt(number)],
        })),
      ]);
      from = last;
    }
  }
}
