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

export type EventKind = "posted" | "replied" | "edited" | "deleted" | "reacted" | "pinned" | "joined" | "left" | "changed" | "imported";

export interface Step {
  readonly expects: readonly Expect[];
  readonly puts: readonly Put[];
  readonly event: { readonly kind: EventKind; readonly post?: number; readonly reply?: number; readonly person?: string | null };
  /** How many posts it adds, and whether they count as news. */
  readonly posts?: number;
  readonly countable?: boolean;
  /** For imported posts: the time of the last of them. */
  readonly lastAt?: number;
}

interface Lane {
  /** What the next commit builds on; commits before it may be under way. */
  head: Head;
  /** What is durable: the only one that readers are told. */
  durable: Head;
}

const zero: Head = { version: 0, seq: 0, post: 0, countable: 0, lastAt: null };

/**
 * Gives every event and message of a channel its gap-free number, in the same commit. The head row carries the numbers:
 * each commit expects the version that the one before it wrote, so that a refused commit gives its numbers back and
 * everything numbered after it is numbered anew.
 */
export class ChannelWriter {
  readonly #records: SealedStore;
  readonly #clock: Clock;
  readonly #lanes = new Map<string, Lane>();
  readonly #reading = new Map<string, Promise<Lane>>();

  constructor(records: SealedStore, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  async head(company: string, channel: string): Promise<Head> {
    return (await this.#lane(company, channel)).durable;
  }

  async heads(company: string, channels: readonly string[]): Promise<Head[]> {
    const missing = channels.filter((channel) => !this.#lanes.has(channel));
    const rows = await this.#records.getMany(
      ChannelHead,
      missing.map((channel) => ({ company, channel })),
    );
    missing.forEach((channel, i) => {
      if (!this.#lanes.has(channel)) this.#lanes.set(channel, laneOf(rows[i]));
    });
    return channels.map((channel) => this.#lanes.get(channel)?.durable ?? zero);
  }

  /**
   * Commits what `build` makes of the next numbers and time; builds again while only the numbers were stale.
   * `build` gets the head before it, the number of its event and its time (never before the channel's last).
   */
  async append(
    company: string,
    channel: string,
    operation: { id: string; digest: string | null },
    build: (next: { head: Head; seq: number; post: number; at: number }) => Step,
  ): Promise<Outcome> {
    for (let attempt = 0; attempt < 20; attempt++) {
      const lane = await this.#lane(company, channel);
      const { head } = lane;
      const at = Math.max(this.#clock.now(), head.lastAt ?? 0);
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
      let outcome: Outcome;
      try {
        outcome = await this.#records.commit(
          operation.id,
          [headRow, ...step.expects],
          [
            ...step.puts,
            put(ChannelEvent, { company, channel, seq: next.seq, kind, post, reply, person, at }),
            put(ChannelHead, { company, channel, seq: next.seq, post: next.post, countable: next.countable, lastAt: next.lastAt }, next.version),
          ],
          operation.digest,
        );
      } catch (error) {
        if (this.#lanes.get(channel) === lane) this.#lanes.delete(channel);
        throw error;
      }
      if (outcome.status === "applied") {
        if (next.version > lane.durable.version) lane.durable = next;
        return outcome;
      }
      // The numbers go back: whoever numbered after us meets the head's version and comes again.
      if (this.#lanes.get(channel) === lane) this.#lanes.delete(channel);
      if (outcome.status === "repeated" || outcome.expectation !== headRow) return outcome;
    }
    throw new Refusal("conflict");
  }

  /** Forgets what it knows of a channel, e.g. after the store refused writes. */
  forget(channel?: string): void {
    if (channel === undefined) this.#lanes.clear();
    else this.#lanes.delete(channel);
  }

  #lane(company: string, channel: string): Promise<Lane> | Lane {
    const known = this.#lanes.get(channel);
    if (known) return known;
    let reading = this.#reading.get(channel);
    if (!reading) {
      reading = this.#records
        .get(ChannelHead, { company, channel })
        .then((row) => {
          const lane = this.#lanes.get(channel) ?? laneOf(row);
          this.#lanes.set(channel, lane);
          return lane;
        })
        .finally(() => this.#reading.delete(channel));
      this.#reading.set(channel, reading);
    }
    return reading;
  }
}

function laneOf(row: Head | undefined): Lane {
  const head = row ? { version: row.version, seq: row.seq, post: row.post, countable: row.countable, lastAt: row.lastAt } : zero;
  return { head, durable: head };
}
