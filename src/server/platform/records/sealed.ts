/**
 * The sealed store: typed records above the records port. It numbers nothing and decides nothing; it seals what is
 * written under its owners' keys, binds it to its place, and opens what is read. Nothing above it sees an envelope.
 */
import type { KeyStore } from "../keys/index.ts";
import { type AnyRecord, type ClearOf, cellsOf, type KeyOf, type Owner, type PartitionOf, type SealedOf, type SortOf } from "./define.ts";
import type { Cell, CommitResult, Expectation, JournalEntry, ListRange, RecordsPort, Row, RowRef } from "./port.ts";
import { type Put, RowSealer, RowUnreadable } from "./row-sealer.ts";
import { surelyClaim, surelyCommit, surelyErase, surelyMerge } from "./surely.ts";

export { type Put, RowUnreadable };

/** An opened row: key, clear and sealed fields side by side, and its version. */
export type Stored<D> = KeyOf<D> & ClearOf<D> & SealedOf<D> & { readonly version: number };
/** What is given to write one. */
export type Fields<D> = KeyOf<D> & ClearOf<D> & SealedOf<D>;

export interface Expect {
  readonly record: AnyRecord;
  readonly key: Record<string, unknown>;
  readonly version: number;
}
export const put = <D extends AnyRecord>(record: D, fields: Fields<D>, version = 1): Put => ({ record, fields, version });
/** The row stands at this version; 0: there is none. */
export const expect = <D extends AnyRecord>(record: D, key: KeyOf<D>, version: number): Expect => ({ record, key, version });

export type Outcome =
  | { readonly status: "applied"; readonly shard: number; readonly number: number }
  | { readonly status: "repeated"; readonly entry: { readonly digest: string | null; readonly refs: readonly RowRef[] } }
  | { readonly status: "refused"; readonly expectation: Expect };

export type CommitListener = (shard: number, number: number, rows: readonly Row[]) => void;

export class SealedStore {
  readonly port: RecordsPort;
  readonly keys: KeyStore;
  readonly installation: string;
  /** Types of rows that lie elsewhere. */
  readonly beside: readonly AnyRecord[];
  readonly #rows: RowSealer;
  readonly #listeners = new Set<CommitListener>();
  readonly #unreadableListeners = new Set<(error: RowUnreadable) => void>();
  /** How many rows did not open since the start. */
  unreadable = 0;
  readonly #doubts = new Set<(rows: readonly Row[]) => void>();
  /** Of each shard the last commit that is being sealed elsewhere: those given after it must not overtake it. */
  readonly #turns = new Map<number, Promise<void>>();

  /** @param beside types of rows that lie elsewhere than in the store: sealed and opened here, in no table */
  constructor(port: RecordsPort, keys: KeyStore, installation: string, records: readonly AnyRecord[], beside: readonly AnyRecord[] = []) {
    this.port = port;
    this.keys = keys;
    this.installation = installation;
    this.#rows = new RowSealer(keys, installation, [...records, ...beside]);
    this.beside = beside;
  }

  get records(): AnyRecord[] {
    return this.#rows.records.filter((record) => !this.beside.includes(record));
  }

  record(table: string): AnyRecord {
    return this.#rows.of(table).record;
  }

  /** Wakes consumers; the journal remains what they read. */
  onCommit(listener: CommitListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A commit of these rows failed, perhaps after it was applied: what is remembered of them is worth nothing. */
  onDoubt(listener: (rows: readonly Row[]) => void): void {
    this.#doubts.add(listener);
  }

  /** Roots are random uuids, so their first 32 bits spread evenly. */
  shardOf(root: string): number {
    return Number.parseInt(root.slice(0, 8), 16) % this.port.shards;
  }

  /**
   * The one transactional write. Every row has the same root. `operation` makes it repeatable: given again, nothing is
   * written and the rows of the first time are named. What makes room is written on a full disk, too.
   * @throws StorageFull, StoreUnavailable from the port
   */
  async commit(
    operation: string,
    expects: readonly Expect[],
    puts: readonly Put[],
    digest: string | null = null,
    { makesRoom = false }: { readonly makesRoom?: boolean } = {},
  ): Promise<Outcome> {
    const first = puts[0] ?? expects[0];
    if (!first) throw new TypeError("an empty commit");
    const root = this.#rootOf(first.record, "fields" in first ? first.fields : first.key);
    const expect = expects.map((e) => this.#expectation(e, root));
    for (const p of puts) if (this.#rootOf(p.record, p.fields) !== root) throw new TypeError(`${p.record.name}: rows of two roots in one commit`);
    const shard = this.shardOf(root);
    const sealing = this.#rows.sealAll(puts);
    const turn = this.#turn(shard, sealing);
    let rows: Row[];
    let result: Promise<CommitResult>;
    try {
      await turn?.before;
      rows = sealing instanceof Promise ? await sealing : sealing;
      result = surelyCommit(this.port, shard, { opId: operation, digest, expect, put: rows, makesRoom });
    } finally {
      turn?.pass();
    }
    return this.#outcome(shard, expects, rows, result);
  }

  async #outcome(shard: number, expects: readonly Expect[], rows: readonly Row[], committing: Promise<CommitResult>): Promise<Outcome> {
    const result = await committing.catch((error: unknown) => {
      for (const listener of this.#doubts) listener(rows);
      throw error;
    });
    if (result.status === "refused") return { status: "refused", expectation: expects[result.expectation] as Expect };
    if (result.status === "repeated") return { status: "repeated", entry: { digest: result.digest, refs: result.refs } };
    for (const listener of this.#listeners) listener(shard, result.number, rows);
    return { status: "applied", shard, number: result.number };
  }

  /** While rows are sealed in other threads, commits of a shard wait for each other: none is to overtake one that was given before. */
  #turn(shard: number, sealing: unknown): { before: Promise<void> | undefined; pass: () => void } | undefined {
    const before = this.#turns.get(shard);
    if (!before && !(this.#rows.hasThreads && sealing instanceof Promise)) return undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turns.set(shard, promise);
    // Waited for in its turn; until then it may fail unheard.
    if (sealing instanceof Promise) sealing.catch(() => undefined);
    const pass = (): void => {
      if (this.#turns.get(shard) === promise) this.#turns.delete(shard);
      resolve();
    };
    return { before, pass };
  }

  /**
   * For as long as the work lasts, large commits and lists are sealed and opened in threads of their own. A matter of speed
   * only: whatever is written and read meanwhile is the same without.
   */
  withSealers<T>(work: () => Promise<T>): Promise<T> {
    return this.#rows.withThreads(work);
  }

  /** Insert-if-absent (expected 0) or take-over by version. Undefined: held; else the row that stands there. */
  async claim<D extends AnyRecord>(record: D, fields: Fields<D>, expected = 0): Promise<Stored<D> | undefined> {
    const result = await surelyClaim(this.port, await this.#rows.seal(put(record, fields, expected + 1)), expected);
    if (result.status === "held") return undefined;
    if (!result.row) throw new Error(`${record.name}: the claimed row went away`);
    return this.open(record, result.row);
  }

  /** Last writer by version; for what may arrive late. */
  async merge(puts: readonly Put[]): Promise<void> {
    await surelyMerge(this.port, await this.#rows.sealAll(puts));
  }

  async get<D extends AnyRecord>(record: D, key: KeyOf<D>): Promise<Stored<D> | undefined> {
    const row = await this.port.get(record.name, this.#rows.key(record, key));
    return row && this.open(record, row);
  }

  /** Like `get`, but a row that does not open is as good as none: it is told of, and grants nothing. */
  async find<D extends AnyRecord>(record: D, key: KeyOf<D>): Promise<Stored<D> | undefined> {
    try {
      return await this.get(record, key);
    } catch (error) {
      if (!(error instanceof RowUnreadable)) throw error;
      this.tellUnreadable(error);
      return undefined;
    }
  }

  async getMany<D extends AnyRecord>(record: D, keys: readonly KeyOf<D>[]): Promise<(Stored<D> | undefined)[]> {
    if (keys.length === 0) return [];
    const rows = await this.port.getMany(keys.map((key) => ({ table: record.name, key: this.#rows.key(record, key) })));
    return Promise.all(rows.map((row) => row && this.open(record, row)));
  }

  /** Like `getMany`, but a row that does not open is as good as none: it is told of, and takes no other with it. */
  async findMany<D extends AnyRecord>(record: D, keys: readonly KeyOf<D>[]): Promise<Stored<D>[]> {
    if (keys.length === 0) return [];
    const rows = await this.port.getMany(keys.map((key) => ({ table: record.name, key: this.#rows.key(record, key) })));
    const standing = rows.filter((row) => row !== undefined);
    return (await this.#rows.openMany(record, standing, (error) => this.tellUnreadable(error))) as Stored<D>[];
  }

  /** Rows of one partition in sort order, those that open; `from` and `to` are inclusive prefixes of the sort columns. */
  async list<D extends AnyRecord>(
    record: D,
    partition: PartitionOf<D>,
    range: { from?: Partial<SortOf<D>>; to?: Partial<SortOf<D>>; reverse?: boolean; limit: number },
  ): Promise<Stored<D>[]> {
    const rows = await this.port.list(record.name, cellsOf(record.partition, partition as Record<string, unknown>), this.#range(record, range));
    return (await this.#rows.openMany(record, rows, (error) => this.tellUnreadable(error))) as Stored<D>[];
  }

  /** A whole partition or a range of it, page by page; like `list`, without rows that do not open. */
  async *all<D extends AnyRecord>(
    record: D,
    partition: PartitionOf<D>,
    { page = 500, ...range }: { from?: Partial<SortOf<D>>; to?: Partial<SortOf<D>>; reverse?: boolean; page?: number } = {},
  ): AsyncGenerator<Stored<D>> {
    const start = Object.keys(record.partition).length;
    const cells = cellsOf(record.partition, partition as Record<string, unknown>);
    let after: readonly Cell[] | undefined;
    for (;;) {
      const bound = after && (range.reverse ? { to: after } : { from: after });
      const rows = await this.port.list(record.name, cells, { ...this.#range(record, { ...range, limit: after ? page + 1 : page }), ...bound });
      // The last one of the page before, unless it went meanwhile.
      const fresh = rows.filter(({ key }) => !after?.every((cell, i) => cell === key[start + i]));
      yield* (await this.#rows.openMany(record, fresh, (error) => this.tellUnreadable(error))) as Stored<D>[];
      const last = rows.at(-1);
      if (!last || fresh.length < page) return;
      after = last.key.slice(start);
    }
  }

  /** For whoever decides that an unreadable row is as good as none. */
  tellUnreadable(error: RowUnreadable): void {
    this.unreadable++;
    for (const listener of this.#unreadableListeners) listener(error);
  }

  onUnreadable(listener: (error: RowUnreadable) => void): void {
    this.#unreadableListeners.add(listener);
  }

  async erase<D extends AnyRecord>(record: D, keys: readonly KeyOf<D>[]): Promise<void> {
    await this.eraseRows(keys.map((key) => ({ table: record.name, key: this.#rows.key(record, key) })));
  }

  eraseRows(refs: readonly RowRef[]): Promise<void> {
    return surelyErase(this.port, refs);
  }

  /** Opens a raw row. @throws RowUnreadable */
  async open<D extends AnyRecord>(record: D, row: Row): Promise<Stored<D>> {
    return (await this.#rows.open(record, row)) as Stored<D>;
  }

  /**
   * The envelope of a row that lies elsewhere: of its first and only version.
   * @param owners where no column of its says whose it is; it opens by the keys that its envelope names
   */
  async sealBeside<D extends AnyRecord>(record: D, fields: Fields<D>, owners?: readonly Owner[]): Promise<Uint8Array> {
    return (await this.#rows.seal({ ...put(record, fields), ...(owners ? { owners } : {}) })).envelope;
  }

  /** @throws RowUnreadable */
  async openBeside<D extends AnyRecord>(record: D, key: KeyOf<D>, envelope: Uint8Array): Promise<Stored<D>> {
    return this.open(record, { table: record.name, key: this.#rows.key(record, key), clear: [], version: 1, envelope });
  }

  /** Like `openBeside`, but what does not open is as good as none: it is told of. */
  async findBeside<D extends AnyRecord>(record: D, key: KeyOf<D>, envelope: Uint8Array): Promise<Stored<D> | undefined> {
    return this.openBeside(record, key, envelope).catch((error: unknown) => {
      if (!(error instanceof RowUnreadable)) throw error;
      this.tellUnreadable(error);
      return undefined;
    });
  }

  /** A row that is in no table. @returns opens it for nothing, so that reading nothing takes as long as reading one like it */
  async decoy(row: Put): Promise<() => Promise<void>> {
    const sealed = await this.#rows.seal(row);
    return async () => void (await this.open(row.record, sealed));
  }

  /** The raw row and what seals it: for the inspector and the claims. */
  async raw<D extends AnyRecord>(record: D, key: KeyOf<D>): Promise<Row | undefined> {
    return this.port.get(record.name, this.#rows.key(record, key));
  }

  /** The scope whose keys seal a row: its company, or the installation. */
  scopeOf(record: AnyRecord, key: readonly Cell[]): string {
    return this.#rows.scopeOf(record, key);
  }

  keyObject<D extends AnyRecord>(record: D, ref: RowRef): KeyOf<D> {
    return Object.fromEntries(this.#rows.of(record.name).keyNames.map((name, i) => [name, ref.key[i]])) as KeyOf<D>;
  }

  journal(shard: number, after: number, limit: number): Promise<JournalEntry[]> {
    return this.port.journal(shard, after, limit);
  }

  /** Makes the keys that records of these owners need, so that sealing them later does not wait. */
  async prepare(scope: string, owners: readonly Owner[]): Promise<void> {
    await this.keys.load(scope);
    await this.keys.keyIdFor(scope, owners);
  }

  #range(record: AnyRecord, range: { from?: object; to?: object; reverse?: boolean; limit: number }): ListRange {
    const prefix = (values: object): Cell[] => {
      const cells: Cell[] = [];
      for (const name of Object.keys(record.sort)) {
        const value = (values as Record<string, unknown>)[name];
        if (value === undefined) break;
        cells.push(value as Cell);
      }
      return cells;
    };
    return {
      limit: range.limit,
      ...(range.reverse ? { reverse: true } : {}),
      ...(range.from ? { from: prefix(range.from) } : {}),
      ...(range.to ? { to: prefix(range.to) } : {}),
    };
  }

  #expectation(e: Expect, root: string): Expectation {
    if (this.#rootOf(e.record, e.key) !== root) throw new TypeError(`${e.record.name}: an expectation of another root`);
    return { table: e.record.name, key: this.#rows.key(e.record, e.key), version: e.version };
  }

  #rootOf(record: AnyRecord, values: object): string {
    return String((values as Record<string, unknown>)[record.root]);
  }
}
