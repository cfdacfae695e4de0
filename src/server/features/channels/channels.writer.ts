import { Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { type Expect, expect, type Outcome, type Put, put, type SealedStore } from "../../platform/records/sealed.ts";
import { ChannelEvent, ChannelHead } from "./channels.records.ts";

/** The numbers that a channel's next commit starts from. */
export interface Head {
  readonly version: number;
  readonly seq: number;
  readonly post: number;
  readonly countable: number;
  readonly lastAt: number | null;
}

export type EventKind = "posted" | "replied" | "edited" | "deleted" | "reacted" | "pinned" | "joined" | "left" | "changed" | "imported" | "filed";

export interface Step {
  readonly expects: readonly Expect[];
  readonly puts: readonly Put[];
  readonly event: { readonly kind: EventKind; readonly post?: number; readonly reply?: number; readonly person?: string | null };
  /** How many posts it adds, and whether they count as news. */
  readonly posts?: number;
  readonly countable?: boolean;
  /** For imported posts: the time of the last of them. */
  readonly lastAt?: number;
  /** Deletes, so that it is written on a full disk, too. */
  readonly makesRoom?: boolean;
}

/** Of those that write to a channel at once one gets through in every round, whatever overtakes the others. */
const MOST_ATTEMPTS = 100;

interface Lane {
  /** What the next commit builds on; commits before it may be under way. */
  head: Head;
  /** What is durable: the only one that readers are told. */
  durable: Head;
  /** Time of its last event: what is dated in a channel is dated in order. Undefined until somebody writes. */
  lastEvent: number | undefined;
  /** Commits that are not answered yet. */
  readonly underWay: Set<Promise<unknown>>;
}

const zero: Head = { version: 0, seq: 0, post: 0, countable: 0, lastAt: null };

/**
 * Gives every event and message of a channel its gap-free number, in the same commit. The head row carries the numbers:
 * each commit expects the version that the one before it wrote, so that a refused commit gives its numbers back and
 * everything numbered after it is numbered anew: once all of that is answered. A commit that comes late to the store would
 * else find the version that it expects, written by another one than that which it was numbered after.
 */
export class ChannelWriter {
  readonly #records: SealedStore;
  readonly #clock: Clock;
  readonly #lanes = new Map<string, Lane>();
  readonly #reading = new Map<string, Promise<Lane>>();
  /** Channels whose numbers went back, until what was numbered after them is answered. */
  readonly #ending = new Map<string, Promise<unknown>>();
  /** How many lanes have ended: what was read before the last of them may be old. */
  #ends = 0;

  constructor(records: SealedStore, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  async head(company: string, channel: string): Promise<Head> {
    if (this.#ending.has(channel)) return (await this.#records.get(ChannelHead, { company, channel })) ?? zero;
    return (await this.#lane(company, channel)).durable;
  }

  async heads(company: string, channels: readonly string[]): Promise<Head[]> {
    const missing = channels.filter((channel) => !this.#lanes.has(channel));
    const ends = this.#ends;
    const rows = await this.#records.getMany(
      ChannelHead,
      missing.map((channel) => ({ company, channel })),
    );
    const read = new Map(missing.map((channel, i) => [channel, rows[i]]));
    for (const [channel, row] of read)
      if (!this.#lanes.has(channel) && !this.#reading.has(channel) && ends === this.#ends) this.#lanes.set(channel, laneOf(row));
    return channels.map((channel) => this.#lanes.get(channel)?.durable ?? headOf(read.get(channel)));
  }

  /**
   * Commits what `build` makes of the next numbers and time; builds again while only the numbers were stale.
   * `build` gets the head before it, the number of its event and its time (never before that of the channel's last).
   */
  async append(
    company: string,
    channel: string,
    operation: { id: string; digest: string | null },
    build: (next: { head: Head; seq: number; post: number; at: number }) => Step,
  ): Promise<Outcome> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const lane = await this.#lane(company, channel);
      if (lane.lastEvent === undefined) await this.#readLastEvent(company, channel, lane);
      if (this.#lanes.get(channel) !== lane) continue;
      const { head } = lane;
      const at = Math.max(this.#clock.now(), head.lastAt ?? 0, lane.lastEvent ?? 0);
      const step = build({ head, seq: head.seq + 1, post: head.post + 1, at });
      const posts = step.posts ?? 0;
      const next: Head = {
        version: head.version + 1,
        seq: head.seq + 1,
        post: head.post + posts,
        countable: posts > 0 && step.countable !== false ? head.post + posts : head.countable,
        lastAt: posts > 0 ? Math.max(step.lastAt ?? at, head.lastAt ?? 0) : head.lastAt,
      };
      const { kind, post = 0, reply = 0, person = null } = step.event;
      const headRow = expect(ChannelHead, { company, channel }, head.version);
      lane.head = next;
      lane.lastEvent = at;
      let outcome: Outcome;
      const committing = this.#records.commit(
        operation.id,
        [headRow, ...step.expects],
        [
          ...step.puts,
          put(ChannelEvent, { company, channel, seq: next.seq, kind, post, reply, person, at }),
          put(ChannelHead, { company, channel, seq: next.seq, post: next.post, countable: next.countable, lastAt: next.lastAt }, next.version),
        ],
        operation.digest,
        { makesRoom: step.makesRoom ?? false },
      );
      lane.underWay.add(committing);
      try {
        outcome = await committing;
      } catch (error) {
        this.#end(channel, lane);
        throw error;
      } finally {
        lane.underWay.delete(committing);
      }
      if (outcome.status === "applied") {
        if (next.version > lane.durable.version) lane.durable = next;
        return outcome;
      }
      // The numbers go back: whoever numbered after us meets the head's version and comes again.
      this.#end(channel, lane);
      if (outcome.status === "repeated" || outcome.expectation !== headRow) return outcome;
    }
    throw new Refusal("conflict");
  }

  /** Forgets what it knows of a channel, e.g. after the store refused writes. */
  forget(channel?: string): void {
    const lanes = channel === undefined ? [...this.#lanes] : [...this.#lanes].filter(([name]) => name === channel);
    for (const [name, lane] of lanes) this.#end(name, lane);
  }

  #end(channel: string, lane: Lane): void {
    if (this.#lanes.get(channel) !== lane) return;
    this.#lanes.delete(channel);
    this.#ends += 1;
    const ending = Promise.allSettled([...lane.underWay]).finally(() => this.#ending.delete(channel));
    this.#ending.set(channel, ending);
  }

  async #readLastEvent(company: string, channel: string, lane: Lane): Promise<void> {
    const { seq } = lane.head;
    const [event] = await this.#records.list(ChannelEvent, { company, channel }, { from: { seq }, to: { seq }, limit: 1 });
    lane.lastEvent ??= event?.at ?? 0;
  }

  #lane(company: string, channel: string): Promise<Lane> | Lane {
    const known = this.#lanes.get(channel);
    if (known) return known;
    let reading = this.#reading.get(channel);
    if (!reading) {
      reading = Promise.resolve(this.#ending.get(channel))
        .then(() => this.#records.get(ChannelHead, { company, channel }))
        .then((row) => {
          const lane = laneOf(row);
          this.#lanes.set(channel, lane);
          return lane;
        })
        .finally(() => this.#reading.delete(channel));
      this.#reading.set(channel, reading);
    }
    return reading;
  }
}

const headOf = (row: Head | undefined): Head =>
  row ? { version: row.version, seq: row.seq, post: row.post, countable: row.countable, lastAt: row.lastAt } : zero;

function laneOf(row: Head | undefined): Lane {
  const head = headOf(row);
  return { head, durable: head, lastEvent: undefined, underWay: new Set() };
}
