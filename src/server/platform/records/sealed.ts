/**
 * The sealed store: typed records above the records port. It numbers nothing and decides nothing; it seals what is
 * written under its owners' keys, binds it to its place, and opens what is read. Nothing above it sees an envelope.
 */
import { type CompiledShape, compileShape, openRecord, sealRecord } from "../../../crypto/index.ts";
import type { KeyStore } from "../keys/index.ts";
import { type AnyRecord, type ClearOf, cellsOf, type KeyOf, type Owner, type PartitionOf, type SealedOf, type SortOf, shapeOf } from "./define.ts";
import type { Cell, Expectation, JournalEntry, ListRange, RecordsPort, Row, RowRef } from "./port.ts";
import { surelyClaim, surelyCommit, surelyErase, surelyMerge } from "./surely.ts";

/** An opened row: key, clear and sealed fields side by side, and its version. */
export type Stored<D> = KeyOf<D> & ClearOf<D> & SealedOf<D> & { readonly version: number };
/** What is given to write one. */
export type Fields<D> = KeyOf<D> & ClearOf<D> & SealedOf<D>;

/** A write that the commit will seal. */
export interface Put {
  readonly record: AnyRecord;
  readonly fields: Record<string, unknown>;
  readonly version: number;
}
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

interface Known {
  readonly record: AnyRecord;
  readonly shape: CompiledShape;
  readonly keyNames: readonly string[];
  readonly clearNames: readonly string[];
  /** Fields that stand beside the envelope, not inside. */
  readonly outside: ReadonlySet<string>;
  readonly boundClear: readonly number[] | null;
}

/** A row did not open: changed outside of Bastide, or its keys are gone. Says no more (see crypto's SealError). */
export class RowUnreadable extends Error {
  override readonly name = "RowUnreadable";
  readonly table: string;
  constructor(table: string, cause: unknown) {
    super("a stored row does not open", { cause });
    this.table = table;
  }
}

export type CommitListener = (shard: number, number: number, rows: readonly Row[]) => void;

export class SealedStore {
  readonly port: RecordsPort;
  readonly keys: KeyStore;
  readonly installation: string;
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Set<CommitListener>();
  readonly #unreadableListeners = new Set<(error: RowUnreadable) => void>();
  /** How many rows did not open since the start. */
  unreadable = 0;
  readonly #doubts = new Set<(rows: readonly Row[]) => void>();

  constructor(port: RecordsPort, keys: KeyStore, installation: string, records: readonly AnyRecord[]) {
    this.port = port;
    this.keys = keys;
    this.installation = installation;
    for (const record of records) this.#known.set(record.name, know(record));
  }

  get records(): AnyRecord[] {
    return [...this.#known.values()].map((k) => k.record);
  }

  record(table: string): AnyRecord {
    return this.#of(table).record;
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
   * written and the rows of the first time are named.
   * @throws StorageFull, StoreUnavailable from the port
   */
  async commit(operation: string, expects: readonly Expect[], puts: readonly Put[], digest: string | null = null): Promise<Outcome> {
    const first = puts[0] ?? expects[0];
    if (!first) throw new TypeError("an empty commit");
    const root = this.#rootOf(first.record, "fields" in first ? first.fields : first.key);
    const expect = expects.map((e) => this.#expectation(e, root));
    const rows: Row[] = [];
    for (const p of puts) {
      if (this.#rootOf(p.record, p.fields) !== root) throw new TypeError(`${p.record.name}: rows of two roots in one commit`);
      const sealing = this.#seal(p);
      rows.push(sealing instanceof Promise ? await sealing : sealing);
    }
    const shard = this.shardOf(root);
    const result = await surelyCommit(this.port, shard, { opId: operation, digest, expect, put: rows }).catch((error: unknown) => {
      for (const listener of this.#doubts) listener(rows);
      throw error;
    });
    if (result.status === "refused") return { status: "refused", expectation: expects[result.expectation] as Expect };
    if (result.status === "repeated") return { status: "repeated", entry: { digest: result.digest, refs: result.refs } };
    for (const listener of this.#listeners) listener(shard, result.number, rows);
    return { status: "applied", shard, number: result.number };
  }

  /** Insert-if-absent (expected 0) or take-over by version. Undefined: held; else the row that stands there. */
  async claim<D extends AnyRecord>(record: D, fields: Fields<D>, expected = 0): Promise<Stored<D> | undefined> {
    const result = await surelyClaim(this.port, await this.#seal(put(record, fields, expected + 1)), expected);
    if (result.status === "held") return undefined;
    if (!result.row) throw new Error(`${record.name}: the claimed row went away`);
    return this.open(record, result.row);
  }

  /** Last writer by version; for what may arrive late. */
  async merge(puts: readonly Put[]): Promise<void> {
    const rows: Row[] = [];
    for (const p of puts) rows.push(await this.#seal(p));
    await surelyMerge(this.port, rows);
  }

  async get<D extends AnyRecord>(record: D, key: KeyOf<D>): Promise<Stored<D> | undefined> {
    const row = await this.port.get(record.name, this.#key(record, key));
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
    const rows = await this.port.getMany(keys.map((key) => ({ table: record.name, key: this.#key(record, key) })));
    return Promise.all(rows.map((row) => row && this.open(record, row)));
  }

  /** Rows of one partition in sort order, those that open; `from` and `to` are inclusive prefixes of the sort columns. */
  async list<D extends AnyRecord>(
    record: D,
    partition: PartitionOf<D>,
    range: { from?: Partial<SortOf<D>>; to?: Partial<SortOf<D>>; reverse?: boolean; limit: number },
  ): Promise<Stored<D>[]> {
    const rows = await this.port.list(record.name, cellsOf(record.partition, partition as Record<string, unknown>), this.#range(record, range));
    return this.#openMany(record, rows);
  }

  /** A whole partition, page by page; like `list`, without rows that do not open. */
  async *all<D extends AnyRecord>(record: D, partition: PartitionOf<D>, page = 500): AsyncGenerator<Stored<D>> {
    const start = Object.keys(record.partition).length;
    const cells = cellsOf(record.partition, partition as Record<string, unknown>);
    let from: readonly Cell[] | undefined;
    for (;;) {
      const rows = await this.port.list(record.name, cells, { ...(from ? { from } : {}), limit: from ? page + 1 : page });
      const fresh = from ? rows.slice(1) : rows;
      yield* await this.#openMany(record, fresh);
      const last = fresh.at(-1);
      if (!last || fresh.length < page) return;
      from = last.key.slice(start);
    }
  }

  /** A row that was changed outside of Bastide is told of and left out: it must not take the others of its list with it. */
  async #openMany<D extends AnyRecord>(record: D, rows: readonly Row[]): Promise<Stored<D>[]> {
    const opened: Stored<D>[] = [];
    for (const row of rows) {
      try {
        const one = this.#openNow(record, row);
        opened.push((one instanceof Promise ? await one : one) as Stored<D>);
      } catch (error) {
        if (!(error instanceof RowUnreadable)) throw error;
        this.tellUnreadable(error);
      }
    }
    return opened;
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
    await this.eraseRows(keys.map((key) => ({ table: record.name, key: this.#key(record, key) })));
  }

  eraseRows(refs: readonly RowRef[]): Promise<void> {
    return surelyErase(this.port, refs);
  }

  /** Opens a raw row. @throws RowUnreadable */
  async open<D extends AnyRecord>(record: D, row: Row): Promise<Stored<D>> {
    return (await this.#openNow(record, row)) as Stored<D>;
  }

  /** The raw row and what seals it: for the inspector and the claims. */
  async raw<D extends AnyRecord>(record: D, key: KeyOf<D>): Promise<Row | undefined> {
    return this.port.get(record.name, this.#key(record, key));
  }

  /** The scope whose keys seal a row: its company, or the installation. */
  scopeOf(record: AnyRecord, key: readonly Cell[]): string {
    return record.scope === "company" ? (key[Object.keys(record.partition).indexOf("company")] as string) : this.installation;
  }

  keyObject<D extends AnyRecord>(record: D, ref: RowRef): KeyOf<D> {
    return Object.fromEntries(this.#of(record.name).keyNames.map((name, i) => [name, ref.key[i]])) as KeyOf<D>;
  }

  journal(shard: number, after: number, limit: number): Promise<JournalEntry[]> {
    return this.port.journal(shard, after, limit);
  }

  #openNow(record: AnyRecord, row: Row): Record<string, unknown> | Promise<Record<string, unknown>> {
    const scope = this.scopeOf(record, row.key);
    if (!this.keys.isLoaded(scope)) return this.keys.load(scope).then(() => this.#openSync(record, row, scope));
    return this.#openSync(record, row, scope);
  }

  #openSync(record: AnyRecord, row: Row, scope: string): Record<string, unknown> {
    const known = this.#of(record.name);
    let content: Record<string, unknown> = {};
    try {
      const opened = openRecord(
        (keyId) => this.keys.recordKey(scope, keyId),
        { shape: known.shape, scope, key: row.key, version: row.version, clear: bound(known, row.clear) },
        row.envelope,
      );
      if (record.sealed) {
        content = JSON.parse(opened.plaintext.toString("utf8")) as Record<string, unknown>;
        if (opened.schema !== record.schema) content = record.upcast(content, opened.schema);
      }
    } catch (error) {
      throw new RowUnreadable(record.name, error);
    }
    for (let i = 0; i < known.keyNames.length; i++) content[known.keyNames[i] as string] = row.key[i];
    for (let i = 0; i < known.clearNames.length; i++) content[known.clearNames[i] as string] = row.clear[i] ?? null;
    content["version"] = row.version;
    return content;
  }

  #seal(p: Put): Row | Promise<Row> {
    const record = p.record;
    const known = this.#of(record.name);
    const key = this.#key(record, p.fields);
    const scope = this.scopeOf(record, key);
    const owners = this.#owners(record, p.fields);
    const ready = this.keys.isLoaded(scope) ? undefined : this.keys.load(scope);
    const keyId = ready ? ready.then(() => this.keys.keyIdFor(scope, owners)) : this.keys.keyIdFor(scope, owners);
    return keyId instanceof Promise ? keyId.then((found) => this.#sealSync(p, known, key, scope, found)) : this.#sealSync(p, known, key, scope, keyId);
  }

  /** Makes the keys that records of these owners need, so that sealing them later does not wait. */
  async prepare(scope: string, owners: readonly Owner[]): Promise<void> {
    await this.keys.load(scope);
    await this.keys.keyIdFor(scope, owners);
  }

  #owners(record: AnyRecord, fields: object): readonly Owner[] {
    const owners = record.owners(fields) as readonly Owner[];
    return owners.map((owner) => (owner.kind === "installation" ? { kind: owner.kind, id: this.installation } : owner));
  }

  #sealSync(p: Put, known: Known, key: Cell[], scope: string, keyId: number): Row {
    const record = p.record;
    const recordKey = this.keys.recordKey(scope, keyId);
    if (!recordKey) throw new Error(`${record.name}: its owners' keys are gone`);
    const clear = cellsOf(record.clear, p.fields);
    let plaintext = empty;
    if (record.sealed) {
      const content: Record<string, unknown> = {};
      for (const name of Object.keys(p.fields)) if (!known.outside.has(name)) content[name] = p.fields[name];
      plaintext = Buffer.from(JSON.stringify(content));
    }
    const envelope = sealRecord(
      recordKey,
      { shape: known.shape, scope, key, version: p.version, clear: bound(known, clear), schema: record.schema },
      plaintext,
    );
    return { table: record.name, key, clear, version: p.version, envelope };
  }

  #key(record: AnyRecord, values: object): Cell[] {
    return this.#of(record.name).keyNames.map((name) => {
      const value = (values as Record<string, unknown>)[name];
      if (value === undefined || value === null) throw new TypeError(`${record.name}: key column "${name}" is missing`);
      return value as Cell;
    });
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
    return { table: e.record.name, key: this.#key(e.record, e.key), version: e.version };
  }

  #rootOf(record: AnyRecord, values: object): string {
    return String((values as Record<string, unknown>)[record.root]);
  }

  #of(table: string): Known {
    const known = this.#known.get(table);
    if (!known) throw new TypeError(`${table} is not a record type of this build`);
    return known;
  }
}

const empty = Buffer.alloc(0);

function know(record: AnyRecord): Known {
  const keyNames = [...Object.keys(record.partition), ...Object.keys(record.sort)];
  const clear = Object.values(record.clear) as { isLoose: boolean }[];
  const boundClear = clear.some((c) => c.isLoose) ? clear.flatMap((c, i) => (c.isLoose ? [] : [i])) : null;
  const clearNames = Object.keys(record.clear);
  return { record, shape: compileShape(shapeOf(record)), keyNames, clearNames, outside: new Set([...keyNames, ...clearNames, "version"]), boundClear };
}

const bound = (known: Known, clear: readonly Cell[]): readonly Cell[] => (known.boundClear ? known.boundClear.map((i) => clear[i] ?? null) : clear);
