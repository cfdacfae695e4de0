/** Puts into envelopes and rows out of them: what is bound, under which keys, in this thread or, in quantity, in others. */
import { type CompiledShape, compileShape, openTask, performOpen, performSeal, type SealTask, sealTask } from "../../../crypto/index.ts";
import type { KeyStore } from "../keys/index.ts";
import { type AnyRecord, cellsOf, type Owner, shapeOf } from "./define.ts";
import type { Cell, Row } from "./port.ts";
import { Batch, Sealers } from "./sealers.ts";

/** A write that the commit will seal. */
export interface Put {
  readonly record: AnyRecord;
  readonly fields: Record<string, unknown>;
  readonly version: number;
  /** Others than its definition says. */
  readonly owners?: readonly Owner[];
}

/** Key, clear and sealed fields, and the version. */
type Opened = Record<string, unknown>;

interface Known {
  readonly record: AnyRecord;
  readonly shape: CompiledShape;
  readonly keyNames: readonly string[];
  readonly clearNames: readonly string[];
  /** Fields that stand beside the envelope, not inside. */
  readonly outside: ReadonlySet<string>;
  readonly boundClear: readonly number[] | null;
  /** Where the company stands in the key; −1 in the installation's scope. */
  readonly companyAt: number;
}

/** A row whose envelope is still to be made. */
interface Unsealed {
  readonly row: Omit<Row, "envelope">;
  readonly task: SealTask;
  readonly plaintext: Buffer;
}

/** So many rows are worth the way to another thread. */
const manyRows = 48;

/** A row did not open: changed outside of Bastide, or its keys are gone. Says no more (see crypto's SealError). */
export class RowUnreadable extends Error {
  override readonly name = "RowUnreadable";
  readonly table: string;
  constructor(table: string, cause: unknown) {
    super("a stored row does not open", { cause });
    this.table = table;
  }
}

export class RowSealer {
  readonly #keys: KeyStore;
  readonly #installation: string;
  readonly #known = new Map<string, Known>();
  #sealers: { readonly threads: Sealers; users: number } | undefined;

  constructor(keys: KeyStore, installation: string, records: readonly AnyRecord[]) {
    this.#keys = keys;
    this.#installation = installation;
    for (const record of records) this.#known.set(record.name, know(record));
  }

  get records(): AnyRecord[] {
    return [...this.#known.values()].map((known) => known.record);
  }

  of(table: string): Known {
    const known = this.#known.get(table);
    if (!known) throw new TypeError(`${table} is not a record type of this build`);
    return known;
  }

  get hasThreads(): boolean {
    return this.#sealers !== undefined;
  }

  /** The threads end with the last work that uses them. */
  async withThreads<T>(work: (threads: Sealers) => Promise<T>): Promise<T> {
    this.#sealers ??= { threads: new Sealers(), users: 0 };
    const sealers = this.#sealers;
    sealers.users++;
    try {
      return await work(sealers.threads);
    } finally {
      if (--sealers.users === 0) {
        this.#sealers = undefined;
        await sealers.threads.stop();
      }
    }
  }

  scopeOf(record: AnyRecord, key: readonly Cell[]): string {
    const { companyAt } = this.of(record.name);
    return companyAt < 0 ? this.#installation : (key[companyAt] as string);
  }

  /** @throws RowUnreadable */
  open(record: AnyRecord, row: Row): Opened | Promise<Opened> {
    const scope = this.scopeOf(record, row.key);
    if (!this.#keys.isLoaded(scope)) return this.#keys.load(scope).then(() => this.#openSync(record, row, scope));
    return this.#openSync(record, row, scope);
  }

  #openSync(record: AnyRecord, row: Row, scope: string): Opened {
    try {
      const task = this.#openTask(record, row, scope);
      return this.#stored(record, row, performOpen(task, row.envelope), task.schema);
    } catch (error) {
      throw new RowUnreadable(record.name, error);
    }
  }

  #openTask(record: AnyRecord, row: Row, scope: string) {
    const known = this.of(record.name);
    const place = { shape: known.shape, scope, key: row.key, version: row.version, clear: bound(known, row.clear) };
    return openTask((keyId) => this.#keys.recordKey(scope, keyId), place, row.envelope);
  }

  #stored(record: AnyRecord, row: Row, plaintext: Buffer | undefined, schema: number): Opened {
    if (!plaintext) throw new TypeError("no content");
    const known = this.of(record.name);
    let content: Record<string, unknown> = {};
    if (record.sealed) {
      content = JSON.parse(plaintext.toString("utf8")) as Record<string, unknown>;
      if (schema !== record.schema) content = record.upcast(content, schema);
    }
    for (let i = 0; i < known.keyNames.length; i++) content[known.keyNames[i] as string] = row.key[i];
    for (let i = 0; i < known.clearNames.length; i++) content[known.clearNames[i] as string] = row.clear[i] ?? null;
    content["version"] = row.version;
    return content;
  }

  seal(p: Put): Row | Promise<Row> {
    const keyId = this.#keyIdFor(p);
    return typeof keyId === "number" ? sealed(this.#unsealed(p, keyId)) : keyId.then((made) => sealed(this.#unsealed(p, made)));
  }

  sealAll(puts: readonly Put[]): Row[] | Promise<Row[]> {
    if (this.#sealers && puts.length >= manyRows) return this.withThreads((threads) => this.#sealInThreads(puts, threads));
    const rows = puts.map((p) => this.seal(p));
    return rows.some((row) => row instanceof Promise) ? Promise.all(rows) : (rows as Row[]);
  }

  async #sealInThreads(puts: readonly Put[], threads: Sealers): Promise<Row[]> {
    const batch = new Batch();
    const rows: Unsealed["row"][] = [];
    for (const p of puts) {
      const keyId = this.#keyIdFor(p);
      const { row, task, plaintext } = this.#unsealed(p, typeof keyId === "number" ? keyId : await keyId);
      batch.add(task, plaintext);
      rows.push(row);
    }
    const envelopes = await threads.seal(batch);
    // Copied: who keeps one row, as a consumer's tail does, must not keep the envelopes of all of them.
    return rows.map((row, i) => ({ ...row, envelope: Uint8Array.prototype.slice.call(envelopes[i]) }));
  }

  #keyIdFor(p: Put): number | Promise<number> {
    const scope = this.#scopeOfFields(p.record, p.fields);
    const owners = p.owners ?? this.#owners(p.record, p.fields);
    return this.#keys.isLoaded(scope) ? this.#keys.keyIdFor(scope, owners) : this.#keys.load(scope).then(() => this.#keys.keyIdFor(scope, owners));
  }

  #scopeOfFields(record: AnyRecord, fields: Record<string, unknown>): string {
    return record.scope === "company" ? String(fields["company"]) : this.#installation;
  }

  /** A row that was changed outside of Bastide is told of and left out: it must not take the others of its list with it. */
  async openMany(record: AnyRecord, rows: readonly Row[], tell: (error: RowUnreadable) => void): Promise<Opened[]> {
    if (this.#sealers && rows.length >= manyRows) return this.withThreads((threads) => this.#openInThreads(record, rows, threads, tell));
    const opened: Opened[] = [];
    for (const row of rows) {
      try {
        const one = this.open(record, row);
        opened.push(one instanceof Promise ? await one : one);
      } catch (error) {
        if (!(error instanceof RowUnreadable)) throw error;
        tell(error);
      }
    }
    return opened;
  }

  async #openInThreads(record: AnyRecord, rows: readonly Row[], threads: Sealers, tell: (error: RowUnreadable) => void): Promise<Opened[]> {
    const batch = new Batch();
    const begun: { readonly row: Row; readonly schema: number }[] = [];
    for (const row of rows) {
      try {
        const scope = this.scopeOf(record, row.key);
        if (!this.#keys.isLoaded(scope)) await this.#keys.load(scope);
        const task = this.#openTask(record, row, scope);
        batch.add(task, row.envelope);
        begun.push({ row, schema: task.schema });
      } catch (error) {
        tell(new RowUnreadable(record.name, error));
      }
    }
    const contents = await threads.open(batch);
    const opened: Opened[] = [];
    for (const [i, { row, schema }] of begun.entries()) {
      try {
        opened.push(this.#stored(record, row, contents[i], schema));
      } catch (error) {
        tell(new RowUnreadable(record.name, error));
      }
    }
    return opened;
  }

  #owners(record: AnyRecord, fields: object): readonly Owner[] {
    const owners = record.owners(fields) as readonly Owner[];
    if (record.scope === "company") return owners;
    return owners.map((owner) => (owner.kind === "installation" ? { kind: owner.kind, id: this.#installation } : owner));
  }

  /** Its task is valid until the next one is made: it is done, or copied, at once. */
  #unsealed(p: Put, keyId: number): Unsealed {
    const record = p.record;
    const known = this.of(record.name);
    const key = this.key(record, p.fields);
    const scope = this.scopeOf(record, key);
    const recordKey = this.#keys.recordKey(scope, keyId);
    if (!recordKey) throw new Error(`${record.name}: its owners' keys are gone`);
    const clear = cellsOf(record.clear, p.fields);
    let plaintext = empty;
    if (record.sealed) {
      const content: Record<string, unknown> = {};
      for (const name of Object.keys(p.fields)) if (!known.outside.has(name)) content[name] = p.fields[name];
      plaintext = Buffer.from(JSON.stringify(content));
    }
    const place = { shape: known.shape, scope, key, version: p.version, clear: bound(known, clear), schema: record.schema };
    return { row: { table: record.name, key, clear, version: p.version }, task: sealTask(recordKey, place), plaintext };
  }

  key(record: AnyRecord, values: object): Cell[] {
    return this.of(record.name).keyNames.map((name) => {
      const value = (values as Record<string, unknown>)[name];
      if (value === undefined || value === null) throw new TypeError(`${record.name}: key column "${name}" is missing`);
      return value as Cell;
    });
  }
}

const empty = Buffer.alloc(0);
const sealed = ({ row, task, plaintext }: Unsealed): Row => ({ ...row, envelope: performSeal(task, plaintext) });

function know(record: AnyRecord): Known {
  const keyNames = [...Object.keys(record.partition), ...Object.keys(record.sort)];
  const clear = Object.values(record.clear) as { isLoose: boolean }[];
  const boundClear = clear.some((c) => c.isLoose) ? clear.flatMap((c, i) => (c.isLoose ? [] : [i])) : null;
  const clearNames = Object.keys(record.clear);
  return {
    record,
    shape: compileShape(shapeOf(record)),
    keyNames,
    clearNames,
    outside: new Set([...keyNames, ...clearNames, "version"]),
    boundClear,
    companyAt: record.scope === "company" ? Object.keys(record.partition).indexOf("company") : -1,
  };
}

const bound = (known: Known, clear: readonly Cell[]): readonly Cell[] => (known.boundClear ? known.boundClear.map((i) => clear[i] ?? null) : clear);
