/**
 * The keyring: all keys of the running server, in memory only. It decides which key may be used for what; reading and
 * writing the wrapped keys is the caller's work. States: pre-active → active → decrypt-only → retired, or by way of
 * `closing` (only the erasure job may still use it) → erased. docs/formats/keys.md.
 */
import { fingerprint, type SecretKey } from "./keys.ts";
import { randomKeyId } from "./random.ts";
import { deriveRecordKey, type RecordKey, type Suite } from "./record-key.ts";

export type KeyState = "pre-active" | "active" | "decrypt-only" | "retired" | "erased" | "closing";

const transitions: Readonly<Record<KeyState, readonly KeyState[]>> = {
  "pre-active": ["active", "closing"],
  active: ["decrypt-only", "closing"],
  "decrypt-only": ["retired", "closing"],
  closing: ["erased"],
  retired: ["erased"],
  erased: [],
};

const isGone = (state: KeyState): boolean => state === "retired" || state === "erased";

/** Whose data keys: a channel, a person's content, a company … Kinds are the caller's closed list. */
export interface KeyOwner {
  readonly kind: string;
  readonly id: string;
}

export interface KeySetMember extends KeyOwner {
  readonly version: number;
}

/** A key was asked to do what its state does not allow. */
export class KeyStateError extends Error {
  override readonly name = "KeyStateError";
}

interface HeldKey {
  state: KeyState;
  /** Absent once the state is retired or erased. */
  key: SecretKey | undefined;
}

interface WrappingKey extends HeldKey {
  readonly version: number;
  readonly keyId: number;
  derived: RecordKey | undefined;
}

interface OwnerKeys {
  readonly versions: Map<number, HeldKey>;
  /** Key sets with a version of this owner in them. */
  readonly keySets: Set<KeySet>;
  /** Dropped for good: a key row still in flight must not bring it back. */
  isDropped: boolean;
}

interface KeySet {
  readonly keyId: number;
  readonly suite: Suite;
  readonly members: readonly KeySetMember[];
  derived: RecordKey | undefined;
}

interface Scope {
  readonly wrapping: Map<number, WrappingKey>;
  readonly owners: Map<string, OwnerKeys>;
  readonly keySets: Map<number, KeySet>;
  /** The set last added for a list of members. */
  readonly byMembers: Map<string, KeySet>;
  /** What `keySetFor` found, by owners; emptied whenever another answer may be due. */
  readonly found: Map<string, number>;
}

// Lengths in front make the names unambiguous whatever the texts hold.
const ownerName = (owner: KeyOwner): string => `${owner.kind.length}:${owner.kind}${owner.id.length}:${owner.id}`;
const ownersName = (owners: readonly KeyOwner[], suite: Suite): string => owners.reduce((name, owner) => name + ownerName(owner), `${suite};`);
const membersName = (members: readonly KeySetMember[], suite: Suite): string =>
  members.reduce((name, member) => `${name}${ownerName(member)}@${member.version};`, `${suite};`);

/** Whether the state changed. */
function move(held: HeldKey, to: KeyState): boolean {
  if (held.state === to) return false;
  if (!transitions[held.state].includes(to)) throw new KeyStateError(`A key cannot go from ${held.state} to ${to}.`);
  held.state = to;
  if (isGone(to)) held.key = undefined;
  return true;
}

export class Keyring {
  readonly #scopes = new Map<string, Scope>();
  /** Key sets with a derived key, in two generations: those used lately, and those that go when the first are too many. */
  #recent = new Set<KeySet>();
  #older = new Set<KeySet>();
  readonly #capacity: number;

  /** @param options.derivedKeys how many derived record keys are kept at once */
  constructor(options: { readonly derivedKeys?: number } = {}) {
    this.#capacity = options.derivedKeys ?? 8192;
  }

  /** Adding a known version again moves its state. @throws KeyStateError for another key or an illegal step */
  addWrappingKey(scope: string, version: number, keyId: number, state: KeyState, key: SecretKey): void {
    const { wrapping } = this.#scope(scope);
    const known = wrapping.get(version);
    if (known && known.keyId !== keyId) throw new KeyStateError("A wrapping key keeps its key id.");
    if (known) readd(known, state, key);
    else wrapping.set(version, { version, keyId, state, key: isGone(state) ? undefined : key, derived: undefined });
  }

  setWrappingState(scope: string, version: number, state: KeyState): void {
    const held = this.#scopes.get(scope)?.wrapping.get(version);
    if (!held) throw new KeyStateError("There is no such key.");
    move(held, state);
    if (isGone(state)) held.derived = undefined;
  }

  /** The key that seals key rows: of the newest active wrapping key. */
  wrapping(scope: string): RecordKey | undefined {
    let newest: WrappingKey | undefined;
    for (const held of this.#scopes.get(scope)?.wrapping.values() ?? []) {
      if (held.state === "active" && held.version > (newest?.version ?? -1)) newest = held;
    }
    return newest && wrappingRecordKey(scope, newest);
  }

  /** The key that opens a key row. */
  wrappingByKeyId(scope: string, keyId: number): RecordKey | undefined {
    for (const held of this.#scopes.get(scope)?.wrapping.values() ?? []) if (held.keyId === keyId) return wrappingRecordKey(scope, held);
    return undefined;
  }

  /** Adding a known version again moves its state. @throws KeyStateError for another key, an illegal step, a dropped owner */
  addDataKey(scope: string, owner: KeyOwner, version: number, state: KeyState, key: SecretKey): void {
    const keys = this.#owner(scope, owner);
    if (keys.isDropped) throw new KeyStateError("This owner's keys were erased.");
    const known = keys.versions.get(version);
    if (keys.versions.size > 0) this.#scope(scope).found.clear();
    if (!known) keys.versions.set(version, { state, key: isGone(state) ? undefined : key });
    else if (readd(known, state, key)) this.#forgetDerived(keys);
  }

  /** Moves a data key to another state; derived keys are forgotten. @throws KeyStateError for an illegal step */
  setState(scope: string, owner: KeyOwner, version: number, state: KeyState): void {
    const keys = this.#scopes.get(scope)?.owners.get(ownerName(owner));
    const held = keys?.versions.get(version);
    if (!keys || !held) throw new KeyStateError("There is no such key.");
    this.#scope(scope).found.clear();
    if (move(held, state)) this.#forgetDerived(keys);
  }

  stateOf(scope: string, owner: KeyOwner, version: number): KeyState | undefined {
    return this.#scopes.get(scope)?.owners.get(ownerName(owner))?.versions.get(version)?.state;
  }

  /** The newest active data key of an owner: the one to seal under. */
  activeKey(scope: string, owner: KeyOwner): { version: number; key: SecretKey } | undefined {
    let newest: { version: number; key: SecretKey } | undefined;
    for (const [version, held] of this.#scopes.get(scope)?.owners.get(ownerName(owner))?.versions ?? []) {
      if (held.state === "active" && held.key && version > (newest?.version ?? -1)) newest = { version, key: held.key };
    }
    return newest;
  }

  /** Erasure: forgets all keys of an owner and all keys derived from them, for good. */
  dropOwner(scope: string, owner: KeyOwner): void {
    const keys = this.#owner(scope, owner);
    this.#scope(scope).found.clear();
    keys.isDropped = true;
    for (const held of keys.versions.values()) {
      held.state = "erased";
      held.key = undefined;
    }
    this.#forgetDerived(keys);
  }

  /** Whether the owner's keys were erased: it gets no others. */
  isDropped(scope: string, owner: KeyOwner): boolean {
    return this.#scopes.get(scope)?.owners.get(ownerName(owner))?.isDropped ?? false;
  }

  /** The key ids whose keys need one of this owner's. */
  keyIdsOf(scope: string, owner: KeyOwner): number[] {
    return Array.from(this.#scopes.get(scope)?.owners.get(ownerName(owner))?.keySets ?? [], ({ keyId }) => keyId);
  }

  /** Forgets a whole company. */
  dropScope(scope: string): void {
    for (const keys of this.#scopes.get(scope)?.owners.values() ?? []) this.#forgetDerived(keys);
    this.#scopes.delete(scope);
  }

  /** A random key id that this scope does not use yet. The store's own insert-if-absent decides between two servers. */
  newKeyId(scope: string): number {
    const { keySets, wrapping } = this.#scope(scope);
    const taken = new Set([...wrapping.values()].map((held) => held.keyId));
    let keyId = randomKeyId();
    while (keySets.has(keyId) || taken.has(keyId)) keyId = randomKeyId();
    return keyId;
  }

  /** @throws KeyStateError when the key id stands for other members already */
  addKeySet(scope: string, keyId: number, suite: Suite, members: readonly KeySetMember[]): void {
    if (members.length === 0) throw new KeyStateError("A key set has at least one member.");
    const { keySets, byMembers, found } = this.#scope(scope);
    const name = membersName(members, suite);
    const known = keySets.get(keyId);
    if (known) {
      if (membersName(known.members, known.suite) !== name) throw new KeyStateError("A key id is never used again.");
      return;
    }
    const keySet: KeySet = { keyId, suite, members: members.map(({ kind, id, version }) => ({ kind, id, version })), derived: undefined };
    keySets.set(keyId, keySet);
    if (byMembers.has(name)) found.clear();
    byMembers.set(name, keySet);
    for (const member of members) this.#owner(scope, member).keySets.add(keySet);
  }

  /** The key set of the owners' active versions, in this order: what to seal a new record under. Undefined: make one. */
  keySetFor(scope: string, owners: readonly KeyOwner[], suite: Suite = 1): number | undefined {
    const held = this.#scopes.get(scope);
    const name = ownersName(owners, suite);
    const found = held?.found.get(name);
    if (!held || found !== undefined) return found;
    const members: KeySetMember[] = [];
    for (const owner of owners) {
      const active = this.activeKey(scope, owner);
      if (!active) return undefined;
      members.push({ ...owner, version: active.version });
    }
    const keyId = held.byMembers.get(membersName(members, suite))?.keyId;
    if (keyId !== undefined) held.found.set(name, keyId);
    return keyId;
  }

  keySet(scope: string, keyId: number): { readonly suite: Suite; readonly members: readonly KeySetMember[] } | undefined {
    return this.#scopes.get(scope)?.keySets.get(keyId);
  }

  /** The record key of a key id; undefined when a member is absent, retired, erased or closing. */
  recordKey(scope: string, keyId: number): RecordKey | undefined {
    const keySet = this.#scopes.get(scope)?.keySets.get(keyId);
    if (!keySet) return undefined;
    keySet.derived ??= this.#derive(scope, keySet, false);
    if (keySet.derived) this.#touch(keySet);
    return keySet.derived;
  }

  /** For the erasure job only: opens under closing keys too. Never cached. */
  recordKeyForErasure(scope: string, keyId: number): RecordKey | undefined {
    const keySet = this.#scopes.get(scope)?.keySets.get(keyId);
    return keySet && this.#derive(scope, keySet, true);
  }

  #derive(scope: string, keySet: KeySet, evenClosing: boolean): RecordKey | undefined {
    const keys: SecretKey[] = [];
    for (const member of keySet.members) {
      const held = this.#scopes.get(scope)?.owners.get(ownerName(member))?.versions.get(member.version);
      if (!held?.key || (held.state === "closing" && !evenClosing)) return undefined;
      keys.push(held.key);
    }
    return deriveRecordKey(keys, scope, keySet.keyId, keySet.suite);
  }

  #touch(keySet: KeySet): void {
    if (this.#recent.has(keySet)) return;
    this.#older.delete(keySet);
    if (this.#recent.size >= this.#capacity / 2) {
      for (const unused of this.#older) unused.derived = undefined;
      this.#older = this.#recent;
      this.#recent = new Set();
    }
    this.#recent.add(keySet);
  }

  #forget(keySet: KeySet): void {
    keySet.derived = undefined;
    this.#recent.delete(keySet);
    this.#older.delete(keySet);
  }

  #forgetDerived(keys: OwnerKeys): void {
    for (const keySet of keys.keySets) this.#forget(keySet);
  }

  #scope(scope: string): Scope {
    const known = this.#scopes.get(scope);
    if (known) return known;
    const made: Scope = { wrapping: new Map(), owners: new Map(), keySets: new Map(), byMembers: new Map(), found: new Map() };
    this.#scopes.set(scope, made);
    return made;
  }

  #owner(scope: string, owner: KeyOwner): OwnerKeys {
    const { owners } = this.#scope(scope);
    const name = ownerName(owner);
    const known = owners.get(name);
    if (known) return known;
    const made: OwnerKeys = { versions: new Map(), keySets: new Set(), isDropped: false };
    owners.set(name, made);
    return made;
  }
}

function readd(held: HeldKey, state: KeyState, key: SecretKey): boolean {
  if (held.key && fingerprint(held.key) !== fingerprint(key)) throw new KeyStateError("A version keeps its key.");
  return move(held, state);
}

function wrappingRecordKey(scope: string, held: WrappingKey): RecordKey | undefined {
  if (!held.key) return undefined;
  held.derived ??= deriveRecordKey([held.key], scope, held.keyId, 1);
  return held.derived;
}
