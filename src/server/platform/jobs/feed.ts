import { digestOf } from "../../../crypto/index.ts";
import type { Clock } from "../clock/index.ts";
import { put, RowUnreadable, type SealedStore } from "../records/sealed.ts";
import { ConsumerCursor } from "./jobs.records.ts";
import { type Change, Tail } from "./tail.ts";

export interface Consumer {
  readonly name: string;
  readonly tables: readonly string[];
  /** durable: goes on where it stopped, at least once. present: begins with what comes after `start`. */
  readonly from: "durable" | "present";
  /** Takes seconds, and nobody's request waits for it. */
  readonly isSlow?: true;
  /** In journal order per shard. An error is tried again after a pause of the shard: the entry is never skipped. */
  handle(changes: readonly Change[]): Promise<void>;
}

interface Follower {
  readonly consumer: Consumer;
  readonly tables: ReadonlySet<string>;
  /** Last handled number per shard. */
  readonly cursors: number[];
  readonly saved: number[];
  running: Promise<void> | undefined;
  /** Something was committed since the running round began: it may have looked too early. */
  isWoken: boolean;
  /** Shards in which it failed, with what ends their pause. */
  readonly paused: Map<number, () => void>;
  /** Since when, where it has failed and not gone on yet. */
  readonly failing: Map<number, number>;
}

/** How far a consumer has come. */
export interface Standing {
  readonly name: string;
  /** Per shard, commits that it has not handled. */
  readonly lag: readonly number[];
  readonly failingSince: number | null;
}

export interface FeedDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly onError: (consumer: string, error: unknown) => void;
}

const batch = 500;
/** Milliseconds until a consumer that failed, or one that saw too little, tries again. */
const RETRY_AFTER = 500;
const LOOK_AFTER = 50;

/**
 * Feeds journal entries to consumers. The journal is the truth, a commit of this process only wakes; its rows are kept in
 * a short tail in memory so that the usual case reads nothing.
 */
export class JournalFeed {
  readonly #d: FeedDeps;
  readonly #followers: Follower[] = [];
  #tails: readonly Tail[] = [];
  #unhook: () => void = () => undefined;
  #stopSaving: () => void = () => undefined;
  #stopped = true;

  constructor(deps: FeedDeps) {
    this.#d = deps;
  }

  add(consumer: Consumer): void {
    if (!this.#stopped) throw new Error("consumers are added before the feed starts");
    this.#followers.push({
      consumer,
      tables: new Set(consumer.tables),
      cursors: [],
      saved: [],
      running: undefined,
      isWoken: false,
      paused: new Map(),
      failing: new Map(),
    });
  }

  async start(): Promise<void> {
    const { port } = this.#d.records;
    const [heads, trimmed] = await Promise.all([port.heads(), port.trimmed()]);
    this.#tails = heads.map((head) => new Tail(head));
    for (const follower of this.#followers) {
      const saved = follower.consumer.from === "present" ? heads : await this.#savedCursors(follower.consumer.name, heads.length);
      // A restored store has no cursors, and its journal begins behind the restored rows.
      const start = saved.map((number, shard) => Math.max(number, trimmed[shard] ?? 0));
      follower.cursors.push(...start);
      follower.saved.push(...start);
    }
    const heard = new Set(this.#followers.flatMap(({ tables }) => [...tables]));
    this.#stopped = false;
    this.#unhook = this.#d.records.onCommit((shard, number, rows) => {
      const handled = Math.min(...this.#followers.map((follower) => follower.cursors[shard] ?? 0));
      this.#tails[shard]?.add({ shard, number, at: this.#d.clock.now(), rows: rows.filter((row) => heard.has(row.table)) }, handled);
      this.wake();
    });
    this.#stopSaving = this.#d.clock.every(1000, () => void this.#save().catch((error: unknown) => this.#d.onError("cursors", error)));
    this.wake();
  }

  /** Something was committed, here or elsewhere. */
  wake(): void {
    for (const follower of this.#followers) this.#run(follower);
  }

  /** Per shard, the last number that every durable consumer has handled: what it projects from there back is in the store. */
  handled(): number[] {
    const durable = this.#followers.filter((follower) => follower.consumer.from === "durable");
    return Array.from({ length: this.#d.records.port.shards }, (_, shard) => Math.min(...durable.map((follower) => follower.cursors[shard] ?? 0)));
  }

  /** Every consumer beside what is committed by now. */
  async standing(): Promise<Standing[]> {
    const heads = await this.#d.records.port.heads();
    return this.#followers.map(({ consumer: { name }, cursors, failing }) => ({
      name,
      lag: heads.map((head, shard) => Math.max(0, head - (cursors[shard] ?? 0))),
      failingSince: failing.size === 0 ? null : Math.min(...failing.values()),
    }));
  }

  /** Resolves when every consumer has handled all that was committed when it was asked. */
  async idle(isOver: () => boolean = () => false, followers: readonly Follower[] = this.#followers): Promise<void> {
    const heads = await this.#d.records.port.heads();
    while (!this.#stopped && !isOver() && followers.some((f) => f.cursors.some((at, shard) => at < (heads[shard] ?? 0)))) {
      const before = this.#progress();
      this.wake();
      await Promise.all(followers.map((f) => f.running));
      // The store has entries that nobody here committed: the tails do not know of them.
      if (this.#progress() === before) for (const tail of this.#tails) tail.clear();
      // A consumer in its pause after an error is waited for without spinning.
      await new Promise((resolve) => setTimeout(resolve, followers.some((f) => f.paused.size > 0) ? 20 : 0));
    }
  }

  /**
   * Resolves when every other consumer has handled a commit and all before it: none writes anything any more that follows from them.
   * @throws when the feed stops first
   */
  async passed(shard: number, number: number, but: string): Promise<void> {
    const others = this.#followers.filter(({ consumer }) => consumer.name !== but);
    while (others.some(({ cursors }) => (cursors[shard] ?? 0) < number)) {
      if (this.#stopped) throw new Error("the feed stopped");
      this.wake();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  #progress(): number {
    return this.#followers.reduce((sum, f) => f.cursors.reduce((all, at) => all + at, sum), 0);
  }

  /** The same without the slow ones, and no longer than so many milliseconds: a consumer that can't go on must not hold up requests. */
  async settled(most: number): Promise<void> {
    let cancel = (): void => undefined;
    let isOver = false;
    const late = new Promise<void>((resolve) => {
      cancel = this.#d.clock.after(most, resolve);
    });
    const quick = this.#followers.filter(({ consumer }) => !consumer.isSlow);
    await Promise.race([this.idle(() => isOver, quick), late]);
    isOver = true;
    cancel();
  }

  /** Forgets journal entries from before an instant that every durable consumer has handled. */
  async trim(before: number): Promise<void> {
    const durable = this.#followers.filter((f) => f.consumer.from === "durable");
    for (let shard = 0; shard < this.#d.records.port.shards; shard++) {
      const handled = Math.min(...durable.map((f) => f.saved[shard] ?? 0));
      let upTo = 0;
      for (let entries = await this.#d.records.journal(shard, upTo, batch); entries.length > 0; entries = await this.#d.records.journal(shard, upTo, batch)) {
        const old = entries.filter((entry) => entry.at < before && entry.number <= handled);
        upTo = old.at(-1)?.number ?? upTo;
        if (old.length < entries.length) break;
      }
      if (upTo > 0) await this.#d.records.port.trimJournal(shard, upTo);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unhook();
    this.#stopSaving();
    for (const { paused } of this.#followers) for (const cancel of paused.values()) cancel();
    await Promise.all(this.#followers.map((f) => f.running));
    // What is not saved is handled again by the next start.
    await this.#save().catch((error: unknown) => this.#d.onError("cursors", error));
  }

  #run(follower: Follower): void {
    follower.isWoken = true;
    if (follower.running || this.#stopped) return;
    follower.running = this.#drain(follower).finally(() => {
      follower.running = undefined;
      if (follower.isWoken) this.#run(follower);
    });
  }

  /** Goes on in every shard until nothing moves: one in which the consumer fails holds up no other. */
  async #drain(follower: Follower): Promise<void> {
    const { cursors, paused, failing } = follower;
    for (let moved = true; moved && !this.#stopped; ) {
      moved = false;
      follower.isWoken = false;
      for (let shard = 0; shard < cursors.length; shard++) {
        if (paused.has(shard)) continue;
        try {
          moved = (await this.#advance(follower, shard)) || moved;
          failing.delete(shard);
        } catch (error) {
          this.#d.onError(follower.consumer.name, error);
          if (!failing.has(shard)) failing.set(shard, this.#d.clock.now());
          paused.set(
            shard,
            this.#d.clock.after(RETRY_AFTER, () => this.#resume(follower, shard)),
          );
        }
      }
    }
    // The journal does not show yet what is known to be in it, and perhaps nobody commits any more.
    const isBehind = cursors.some((at, shard) => !paused.has(shard) && at < (this.#tails[shard]?.newest ?? 0));
    if (isBehind && !this.#stopped) this.#d.clock.after(LOOK_AFTER, () => this.#run(follower));
  }

  #resume(follower: Follower, shard: number): void {
    follower.paused.delete(shard);
    this.#run(follower);
  }

  /** @returns whether there was anything; the cursor moves after all effects */
  async #advance({ consumer, cursors, tables }: Follower, shard: number): Promise<boolean> {
    const changes = await this.#read(shard, cursors[shard] as number, tables);
    const last = changes.at(-1);
    if (!last) return false;
    const wanted = changes.filter((change) => change.rows.length > 0);
    if (wanted.length > 0) await this.#handle(consumer, wanted);
    cursors[shard] = last.number;
    return true;
  }

  /** A row that was changed outside of Bastide opens never: it is told of and passed over, and holds up nothing else. */
  async #handle(consumer: Consumer, changes: readonly Change[]): Promise<void> {
    try {
      return await consumer.handle(changes);
    } catch (error) {
      if (!(error instanceof RowUnreadable)) throw error;
    }
    for (const change of changes) {
      for (const row of change.rows) {
        try {
          await consumer.handle([{ ...change, rows: [row] }]);
        } catch (error) {
          if (!(error instanceof RowUnreadable)) throw error;
          this.#d.onError(consumer.name, error);
        }
      }
    }
  }

  async #read(shard: number, after: number, tables: ReadonlySet<string>): Promise<Change[]> {
    const kept = this.#tails[shard]?.after(after, batch);
    if (kept) return kept.map((change) => ({ ...change, rows: change.rows.filter((row) => tables.has(row.table)) }));
    const entries = await this.#d.records.journal(shard, after, batch);
    const refs = entries.flatMap((entry) => entry.refs.filter((ref) => tables.has(ref.table)));
    const rows = await this.#d.records.port.getMany(refs);
    let at = 0;
    return entries.map((entry) => {
      const count = entry.refs.filter((ref) => tables.has(ref.table)).length;
      const own = rows.slice(at, at + count).filter((row) => row !== undefined);
      at += count;
      return { shard, number: entry.number, at: entry.at, rows: own };
    });
  }

  async #savedCursors(name: string, shards: number): Promise<number[]> {
    const consumer = digestOf("consumer", name);
    const rows = await this.#d.records.list(
      ConsumerCursor,
      { installation: this.#d.records.installation },
      { from: { consumer }, to: { consumer }, limit: shards },
    );
    return Array.from({ length: shards }, (_, shard) => rows.find((row) => row.shard === shard)?.number ?? 0);
  }

  async #save(): Promise<void> {
    const installation = this.#d.records.installation;
    const moved = this.#followers
      .filter((f) => f.consumer.from === "durable")
      .flatMap((follower) =>
        follower.cursors.map((number, shard) => ({ follower, shard, number })).filter(({ number, shard }) => number !== follower.saved[shard]),
      );
    if (moved.length === 0) return;
    await this.#d.records.merge(
      moved.map(({ follower, shard, number }) =>
        put(ConsumerCursor, { installation, consumer: digestOf("consumer", follower.consumer.name), shard, number }, number),
      ),
    );
    // Only now: trimming the journal trusts it.
    for (const { follower, shard, number } of moved) follower.saved[shard] = number;
  }
}
