import {
  compileShape,
  deriveRecordKey,
  insecureExportKey,
  Keyring,
  KeyStateError,
  newSecretKey,
  openRecord,
  type RecordKey,
  randomKeyId,
  SealError,
  type SecretKey,
  sealRecord,
  secretKeyFrom,
} from "../../../crypto/index.ts";
import { type AnyRecord, cellsOf, type Owner, shapeOf } from "../records/define.ts";
import type { Cell, RecordsPort, Row } from "../records/port.ts";
import { surelyClaim, surelyErase } from "../records/surely.ts";
import { DataKey, KeySet, WrappingKey } from "./records.ts";

/** An owner of data keys; `index` keys make blind tokens and seal nothing. */
export type KeyOwner = Owner | { readonly kind: "index"; readonly id: string };
type Suite = 1 | 2;

const slots = 16;
const slotOf = (uuid: string): number => Number.parseInt(uuid.slice(0, 8), 16) % slots;
const shapes = new Map([WrappingKey, DataKey, KeySet].map((d) => [d.name, compileShape(shapeOf(d))]));

export interface KeyStoreOptions {
  readonly port: RecordsPort;
  readonly root: SecretKey;
  /** Names the generation of root in the envelopes of wrapping keys. */
  readonly rootKeyId: number;
  readonly installation: string;
  readonly suite: Suite;
  readonly now: () => number;
}

/**
 * Holds the opened keys of the installation and of every company that was touched, and writes new ones.
 * Scope = the uuid of the installation or of a company.
 */
export class KeyStore {
  readonly ring = new Keyring();
  readonly #o: KeyStoreOptions;
  readonly #rootKey: RecordKey;
  readonly #loading = new Map<string, Promise<void>>();
  readonly #loaded = new Set<string>();
  readonly #making = new Map<string, Promise<unknown>>();

  private constructor(options: KeyStoreOptions) {
    this.#o = options;
    this.#rootKey = rootRecordKey(options.root, options.installation, options.rootKeyId, options.suite);
  }

  /** Opens the wrapping keys. @throws SealError when root is not the one that they were sealed under */
  static async open(options: KeyStoreOptions): Promise<KeyStore> {
    const store = new KeyStore(options);
    for await (const row of partition(options.port, WrappingKey, [options.installation])) {
      const [, scope, generation] = row.key as [string, string, number];
      const sealed = store.#tryRow(WrappingKey, options.installation, row, (id) => (id === options.rootKeyId ? store.#rootKey : undefined));
      // The installation's own must open: else root is not the one that it was sealed under.
      if (!sealed && scope === options.installation) throw new SealError();
      if (!sealed) continue;
      const { key } = sealed as { key: string };
      store.ring.addWrappingKey(scope, generation, row.clear[0] as number, row.clear[1] as "active", secretKeyFrom(Buffer.from(key, "base64url")));
    }
    await store.makeScope(options.installation);
    await store.load(options.installation);
    return store;
  }

  /** Gives a company (or the installation) its wrapping, company and index keys. Does nothing where they stand. */
  async makeScope(scope: string): Promise<void> {
    if (!this.ring.wrapping(scope)) {
      const key = newSecretKey();
      const keyId = randomKeyId();
      const row = this.#sealRow(
        WrappingKey,
        this.#o.installation,
        [this.#o.installation, scope, 1],
        [keyId, "active", this.#o.now()],
        { key: exported(key) },
        this.#rootKey,
      );
      const claim = await surelyClaim(this.#o.port, row, 0);
      if (claim.status !== "held") throw new Error("another process makes the same scope");
      this.ring.addWrappingKey(scope, 1, keyId, "active", key);
    }
    await this.load(scope);
    await this.ensureOwner(scope, { kind: scope === this.#o.installation ? "installation" : "company", id: scope });
    await this.ensureOwner(scope, { kind: "index", id: scope });
  }

  /** Opens every data key and key set of a scope, once. */
  load(scope: string): Promise<void> {
    let loading = this.#loading.get(scope);
    if (!loading) {
      loading = this.#loadNow(scope).then(
        () => void this.#loaded.add(scope),
        (error: unknown) => {
          this.#loading.delete(scope);
          throw error;
        },
      );
      this.#loading.set(scope, loading);
    }
    return loading;
  }

  isLoaded(scope: string): boolean {
    return this.#loaded.has(scope);
  }

  async #loadNow(scope: string): Promise<void> {
    const wrapping = (keyId: number) => this.ring.wrappingByKeyId(scope, keyId);
    for (let slot = 0; slot < slots; slot++) {
      for await (const row of partition(this.#o.port, DataKey, [scope, slot])) {
        const [, , owner, kind, generation] = row.key as [string, number, string, string, number];
        const sealed = this.#tryRow(DataKey, scope, row, wrapping);
        if (!sealed) continue;
        const { key } = sealed as { key: string };
        if (row.clear[0] === "erased") this.ring.dropOwner(scope, { kind, id: owner });
        else if (!this.ring.isDropped(scope, { kind, id: owner }))
          this.ring.addDataKey(scope, { kind, id: owner }, generation, row.clear[0] as "active", secretKeyFrom(Buffer.from(key, "base64url")));
      }
    }
    for (let slot = 0; slot < slots; slot++) {
      for await (const row of partition(this.#o.port, KeySet, [scope, slot])) {
        const sealed = this.#tryRow(KeySet, scope, row, wrapping);
        if (!sealed) continue;
        const set = sealed as { suite: Suite; members: { kind: string; id: string; version: number }[] };
        this.ring.addKeySet(scope, row.key[2] as number, set.suite, set.members);
      }
    }
  }

  /** Makes the owner's first data key if it has none. */
  ensureOwner(scope: string, owner: KeyOwner): Promise<void> | undefined {
    if (this.ring.activeKey(scope, owner)) return undefined;
    return this.#once(`${scope} ${owner.kind} ${owner.id}`, async () => {
      await this.load(scope);
      if (this.ring.activeKey(scope, owner)) return;
      if (this.ring.isDropped(scope, owner)) throw new KeyStateError("This owner's keys were erased.");
      const key = newSecretKey();
      const row = this.#sealRow(
        DataKey,
        scope,
        [scope, slotOf(owner.id), owner.id, owner.kind, 1],
        ["active", this.#o.now()],
        { key: exported(key) },
        this.#wrapping(scope),
      );
      const claim = await surelyClaim(this.#o.port, row, 0);
      if (claim.status !== "held") throw new Error("another process makes the same owner's key");
      this.ring.addDataKey(scope, owner, 1, "active", key);
    });
  }

  /** The key id for records of these owners, in this order; makes the key set when it is the first such record. */
  keyIdFor(scope: string, owners: readonly KeyOwner[]): number | Promise<number> {
    return this.ring.keySetFor(scope, owners, this.#o.suite) ?? this.#makeKeySet(scope, owners);
  }

  #makeKeySet(scope: string, owners: readonly KeyOwner[]): Promise<number> {
    return this.#once(`${scope} set ${owners.map((o) => `${o.kind} ${o.id}`).join()}`, async () => {
      await this.load(scope);
      for (const owner of owners) await this.ensureOwner(scope, owner);
      const known = this.ring.keySetFor(scope, owners, this.#o.suite);
      if (known !== undefined) return known;
      const members = owners.map((owner) => ({ kind: owner.kind, id: owner.id, version: this.ring.activeKey(scope, owner)?.version ?? 0 }));
      for (;;) {
        const keyId = this.ring.newKeyId(scope);
        const row = this.#sealRow(KeySet, scope, [scope, keyId % slots, keyId], [this.#o.now()], { suite: this.#o.suite, members }, this.#wrapping(scope));
        // 32 random bits may meet one that stands: never reuse it, take another.
        if ((await surelyClaim(this.#o.port, row, 0)).status !== "held") continue;
        this.ring.addKeySet(scope, keyId, this.#o.suite, members);
        return keyId;
      }
    });
  }

  recordKey(scope: string, keyId: number): RecordKey | undefined {
    return this.ring.recordKey(scope, keyId);
  }

  /** The scope's key for blind tokens. The scope must be loaded. */
  indexKey(scope: string): SecretKey {
    const active = this.ring.activeKey(scope, { kind: "index", id: scope });
    if (!active) throw new Error("the scope's keys are not loaded");
    return active.key;
  }

  /** The key for blind tokens of one channel alone; made when it is asked for first. */
  async channelIndexKey(scope: string, channel: string): Promise<SecretKey> {
    const owner = { kind: "index" as const, id: channel };
    await this.ensureOwner(scope, owner);
    const active = this.ring.activeKey(scope, owner);
    if (!active) throw new Error("the channel's index key is gone");
    return active.key;
  }

  /**
   * Destroys all keys of these owners: what was sealed under one of them opens nowhere any more. A row without a key stays in the
   * place of each, so that it gets no other one. Doing it twice does it once.
   */
  async erase(scope: string, owners: readonly KeyOwner[]): Promise<void> {
    await this.load(scope);
    const sets: { table: string; key: readonly Cell[] }[] = [];
    for (const owner of owners) {
      for (const keyId of this.ring.keyIdsOf(scope, owner)) sets.push({ table: KeySet.name, key: [scope, keyId % slots, keyId] });
      this.ring.dropOwner(scope, owner);
      const place = { scope, slot: slotOf(owner.id) };
      const standing = await this.#o.port.list(DataKey.name, [scope, place.slot], { from: [owner.id, owner.kind], to: [owner.id, owner.kind], limit: 1000 });
      const first = { key: [scope, place.slot, owner.id, owner.kind, 1], clear: ["erased", this.#o.now()] as Cell[], version: 0 };
      for (const { key, clear, version } of standing.length > 0 ? standing : [first]) {
        if (version > 0 && clear[0] === "erased") continue;
        const row = sealKeyRow(DataKey, scope, [...key], ["erased", clear[1] as Cell], version + 1, { key: "" }, this.#wrapping(scope));
        if ((await surelyClaim(this.#o.port, row, version)).status !== "held") throw new Error("another process changes the same owner's keys");
      }
    }
    // Last: with it the pages that the keys stood on are written over.
    await surelyErase(this.#o.port, sets);
  }

  /** Destroys every key of a company: what was sealed under them opens nowhere any more. */
  async shred(scope: string): Promise<void> {
    const refs: { table: string; key: readonly Cell[] }[] = [];
    for await (const row of partition(this.#o.port, WrappingKey, [this.#o.installation]))
      if (row.key[1] === scope) refs.push({ table: row.table, key: row.key });
    for (let slot = 0; slot < slots; slot++) {
      for await (const row of partition(this.#o.port, DataKey, [scope, slot])) refs.push({ table: row.table, key: row.key });
      for await (const row of partition(this.#o.port, KeySet, [scope, slot])) refs.push({ table: row.table, key: row.key });
    }
    await surelyErase(this.#o.port, refs);
    this.ring.dropScope(scope);
    this.#loading.delete(scope);
    this.#loaded.delete(scope);
  }

  #once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const running = this.#making.get(name) as Promise<T> | undefined;
    if (running) return running;
    const made = make().finally(() => this.#making.delete(name));
    this.#making.set(name, made);
    return made;
  }

  #wrapping(scope: string): RecordKey {
    const key = this.ring.wrapping(scope);
    if (!key) throw new Error("the scope has no wrapping key");
    return key;
  }

  #sealRow(d: AnyRecord, scope: string, key: Cell[], clear: Cell[], sealed: object, under: RecordKey): Row {
    return sealKeyRow(d, scope, key, clear, 1, sealed, under);
  }

  /** Undefined for a row that was put there from outside: it must not keep the keys beside it from being used. */
  #tryRow(d: AnyRecord, scope: string, row: Row, lookup: (keyId: number) => RecordKey | undefined): unknown {
    try {
      return openKeyRow(d, scope, row, lookup);
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      return undefined;
    }
  }
}

export const rootRecordKey = (root: SecretKey, installation: string, rootKeyId: number, suite: Suite): RecordKey =>
  deriveRecordKey([root], installation, rootKeyId, suite);

export function sealKeyRow(d: AnyRecord, scope: string, key: Cell[], clear: Cell[], version: number, sealed: object, under: RecordKey): Row {
  const envelope = sealRecord(under, { shape: shape(d), scope, key, version, clear, schema: d.schema }, Buffer.from(JSON.stringify(sealed)));
  return { table: d.name, key, clear, version, envelope };
}

export function openKeyRow(d: AnyRecord, scope: string, row: Row, lookup: (keyId: number) => RecordKey | undefined): unknown {
  const { plaintext } = openRecord(lookup, { shape: shape(d), scope, key: row.key, version: row.version, clear: row.clear }, row.envelope);
  return JSON.parse(plaintext.toString());
}

const exported = (key: SecretKey): string => insecureExportKey(key).toString("base64url");

function shape(d: AnyRecord) {
  const compiled = shapes.get(d.name);
  if (!compiled) throw new Error(`${d.name} is no key table`);
  return compiled;
}

async function* partition(port: RecordsPort, d: AnyRecord, values: Cell[]): AsyncGenerator<Row> {
  const page = 500;
  let from: readonly Cell[] | undefined;
  for (;;) {
    const rows = await port.list(d.name, values, { ...(from ? { from } : {}), limit: page + (from ? 1 : 0) });
    const fresh = from ? rows.slice(1) : rows;
    yield* fresh;
    const last = fresh.at(-1);
    if (!last || fresh.length < page) return;
    from = last.key.slice(cellsOf(d.partition, {}).length);
  }
}
