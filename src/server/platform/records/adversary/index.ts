// What it is: a records port in front of any adapter that does, by a seed, what real stores and networks do to their callers.
// What it is not: a store; and no part of what is shipped runs it.
// Where to start: Misfortune below, one line per kind; `wrongClock` for what the port can't bend itself.
import type { Cell, ClaimResult, Commit, CommitResult, JournalEntry, ListRange, RecordsPort, Row, RowRef } from "../port.ts";
import { OutcomeUnknown, StoreUnavailable } from "../port.ts";
import { Chance } from "./random.ts";

export { wrongClock } from "./clock.ts";

/** All shares are from 0 to 1 and 0 by default: with a seed alone the port is only late, which no caller may notice. */
export interface Misfortune {
  readonly seed: number;
  /** Every answer comes up to so many turns of the event loop late, each call by its own draw. Default 3. */
  readonly lateness?: number;
  /** Share of writes that arrive late themselves: what was asked after them is done before them. */
  readonly overtaking?: number;
  /**
   * Share of commits, claims, merges and erasures that end in OutcomeUnknown. Of these one half was done, the other not.
   * A commit is then repeated under its operation id; a claim's repeat may find its own row.
   */
  readonly uncertain?: number;
  /** Share of journal reads that give only a beginning of what there is, often nothing: the rest comes late. */
  readonly shortJournal?: number;
  /**
   * Runs other requests in the gap between a commit and its projections: the rows stand, the caller waits, and the
   * journal shows the shard only up to the entry before. It must not wait for a projection of what it is told of.
   */
  readonly between?: (applied: { readonly shard: number; readonly number: number; readonly refs: readonly RowRef[] }) => Promise<void>;
}

/**
 * A repeated delivery needs no help: whoever dies between an effect and storing its cursor reads the entry again.
 * A new process after a death is the test's to make: it drops what it held in memory, then calls `revive`.
 */
export interface Adversary extends RecordsPort {
  /** Steps so far: one before each call reaches the store, one after each write before its caller hears. */
  readonly steps: number;
  /** Dies at the so-and-so-manieth step from now (1 is the next): that call and all after it fail, until `revive`. */
  dieAfter(steps: number): void;
  readonly isDead: boolean;
  revive(): void;
}

export function adversary(port: RecordsPort, misfortune: Misfortune): Adversary {
  return new AdversaryPort(port, misfortune);
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class AdversaryPort implements Adversary {
  readonly shards: number;
  readonly #port: RecordsPort;
  readonly #misfortune: Required<Omit<Misfortune, "seed" | "between">> & Pick<Misfortune, "between">;
  readonly #chance: Chance;
  /** Per shard the numbers whose callers have not heard yet and which the journal therefore hides. */
  readonly #hidden: Set<number>[];
  #steps = 0;
  #deathAt = Number.POSITIVE_INFINITY;
  #isDead = false;
  #isBetween = false;

  constructor(port: RecordsPort, { seed, lateness = 3, overtaking = 0, uncertain = 0, shortJournal = 0, between }: Misfortune) {
    this.shards = port.shards;
    this.#port = port;
    this.#misfortune = { lateness, overtaking, uncertain, shortJournal, ...(between && { between }) };
    this.#chance = new Chance(seed);
    this.#hidden = Array.from({ length: port.shards }, () => new Set());
  }

  get steps(): number {
    return this.#steps;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  dieAfter(steps: number): void {
    this.#deathAt = this.#steps + steps;
  }

  revive(): void {
    this.#isDead = false;
    this.#deathAt = Number.POSITIVE_INFINITY;
  }

  commit(shard: number, commit: Commit): Promise<CommitResult> {
    return this.#write(async () => {
      const result = await this.#port.commit(shard, commit);
      if (result.status === "applied") await this.#openGap(shard, result.number, commit);
      return result;
    });
  }

  claim(row: Row, expected: number): Promise<ClaimResult> {
    return this.#write(() => this.#port.claim(row, expected));
  }

  merge(rows: readonly Row[]): Promise<void> {
    return this.#write(() => this.#port.merge(rows));
  }

  erase(refs: readonly RowRef[]): Promise<void> {
    return this.#write(() => this.#port.erase(refs));
  }

  trimJournal(shard: number, upTo: number): Promise<void> {
    return this.#late(() => this.#port.trimJournal(shard, upTo));
  }

  writeMeta(name: string, value: Uint8Array, expected: Uint8Array | undefined): Promise<boolean> {
    return this.#late(() => this.#port.writeMeta(name, value, expected));
  }

  probe(): Promise<void> {
    return this.#late(() => this.#port.probe());
  }

  get(table: string, key: readonly Cell[]): Promise<Row | undefined> {
    return this.#late(() => this.#port.get(table, key));
  }

  getMany(refs: readonly RowRef[]): Promise<(Row | undefined)[]> {
    return this.#late(() => this.#port.getMany(refs));
  }

  list(table: string, partition: readonly Cell[], range: ListRange): Promise<Row[]> {
    return this.#late(() => this.#port.list(table, partition, range));
  }

  scan(table: string, after: string | undefined, limit: number): Promise<{ rows: Row[]; next: string | undefined }> {
    return this.#late(() => this.#port.scan(table, after, limit));
  }

  async *snapshot(): AsyncGenerator<Row[], undefined> {
    for await (const rows of this.#port.snapshot()) yield await this.#late(async () => rows);
  }

  journal(shard: number, after: number, limit: number): Promise<JournalEntry[]> {
    const isShort = this.#chance.strikes(this.#misfortune.shortJournal);
    const share = this.#chance.next();
    return this.#late(async () => {
      const entries = await this.#port.journal(shard, after, limit);
      const firstHidden = Math.min(...(this.#hidden[shard] ?? []));
      const shown = entries.filter((entry) => entry.number < firstHidden);
      return isShort ? shown.slice(0, Math.floor(shown.length * Math.max(0, 2 * share - 1))) : shown;
    });
  }

  heads(): Promise<number[]> {
    return this.#late(() => this.#port.heads());
  }

  trimmed(): Promise<number[]> {
    return this.#late(() => this.#port.trimmed());
  }

  operation(shard: number, opId: string): Promise<JournalEntry | undefined> {
    return this.#late(() => this.#port.operation(shard, opId));
  }

  readMeta(name: string): Promise<Uint8Array | undefined> {
    return this.#late(() => this.#port.readMeta(name));
  }

  liveSchema(): Promise<{ table: string; column: string; type: string }[]> {
    return this.#port.liveSchema();
  }

  files(): Promise<string[]> {
    return this.#port.files();
  }

  /** The adversary lets go without a fight, also when it is dead. */
  close(): Promise<void> {
    return this.#port.close();
  }

  async #late<T>(ask: () => Promise<T>): Promise<T> {
    const turns = this.#drawTurns();
    this.#step();
    const answer = await ask();
    await this.#wait(turns);
    if (this.#isDead) throw new StoreUnavailable("the store died before it answered");
    return answer;
  }

  async #write<T>(ask: () => Promise<T>): Promise<T> {
    // All draws at arrival, so that a seed means the same whatever the order in which things end.
    const turns = this.#drawTurns();
    const isOvertaken = this.#chance.strikes(this.#misfortune.overtaking);
    const isUncertain = this.#chance.strikes(this.#misfortune.uncertain);
    const isDone = this.#chance.strikes(0.5);
    if (isOvertaken) await this.#wait(1 + this.#chance.below(8));
    this.#step();
    if (isUncertain && !isDone) throw new OutcomeUnknown("the request was lost on its way to the store");
    const answer = await ask();
    await this.#wait(turns);
    if (this.#isDead) throw new OutcomeUnknown("the store died before it answered");
    if (this.#takesDeath()) throw new OutcomeUnknown("the store died after the write");
    if (isUncertain) throw new OutcomeUnknown("the answer was lost on its way from the store");
    return answer;
  }

  /** @throws StoreUnavailable when the port is dead, or dies here */
  #step(): void {
    if (this.#isDead || this.#takesDeath()) throw new StoreUnavailable("the store is dead");
  }

  #takesDeath(): boolean {
    this.#steps += 1;
    if (this.#steps >= this.#deathAt) this.#isDead = true;
    return this.#isDead;
  }

  async #openGap(shard: number, number: number, { put }: Commit): Promise<void> {
    const { between } = this.#misfortune;
    // What the hook itself commits opens no further gap, or there would be no end.
    if (!between || this.#isBetween) return;
    const hidden = this.#hidden[shard] as Set<number>;
    hidden.add(number);
    this.#isBetween = true;
    try {
      await between({ shard, number, refs: put.map(({ table, key }) => ({ table, key })) });
    } finally {
      this.#isBetween = false;
      hidden.delete(number);
    }
  }

  #drawTurns(): number {
    return this.#chance.below(this.#misfortune.lateness + 1);
  }

  async #wait(turns: number): Promise<void> {
    for (let left = turns; left > 0; left -= 1) await turn();
  }
}
