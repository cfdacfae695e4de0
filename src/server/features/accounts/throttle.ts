/**
 * Bounds guessing by (name, network) and by network, never by name alone: who guesses locks out nobody but himself.
 * A guess is written before it is counted, so that a thousand at once don't all find the count at zero.
 */
import { blindToken, randomUUID } from "../../../crypto/index.ts";
import { type Origin, Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { sweepRows } from "../../platform/jobs/index.ts";
import { put, type SealedStore } from "../../platform/records/sealed.ts";
import { Guess } from "./accounts.records.ts";
import { unlessFull } from "./commit.ts";
import { networksOf } from "./networks.ts";

/** Wrong guesses within an hour. */
export interface GuessLimits {
  readonly perName: number;
  /** By an address of version 4, or a /64 of version 6. */
  readonly perNetwork: number;
  /** By a /48 of version 6. */
  readonly perWideNetwork: number;
  /** At an account's second factor, from wherever: only who has the password guesses there. */
  readonly perAccount: number;
}

const HOUR = 3_600_000;
/** What opens something without being guessed: links of any kind, and answers of providers. */
const missKinds = ["link", "answer"] as const;
export type MissKind = (typeof missKinds)[number];
const opensNothing: ReadonlySet<string> = new Set(["link_not_found", "invite_not_found"]);

interface Subject {
  readonly subject: string;
  readonly most: number;
  /** Whether it counts for a whole network, whichever name was tried. */
  readonly isNetwork: boolean;
}

/** A guess that was let through. It counts as wrong until `forgive` takes it back. */
export interface Attempt {
  forgive(): Promise<void>;
  /**
   * Counts it at another name as well, which is the same one's; once at its network.
   * @returns false where that one was guessed at too often from there. It is no refusal: that would tell whose names they are.
   */
  alsoAt(name: string): Promise<boolean>;
}

export class Throttle {
  readonly #records: SealedStore;
  readonly #clock: Clock;
  readonly #limits: GuessLimits;
  /** Guesses that found no room in the store: signing in goes on while the disk is full, and so does counting. */
  readonly #unstored = new Map<string, number[]>();

  constructor(records: SealedStore, clock: Clock, limits: GuessLimits) {
    this.#records = records;
    this.#clock = clock;
    this.#limits = limits;
  }

  /**
   * Notes an attempt at what `name` (a blind token or an id) stands for.
   * @param mostAnywhere how many from all networks together, for what a stranger does not reach
   * @throws Refusal too_many_attempts; StoreUnavailable when the guesses can't be read: then none is allowed
   */
  async attempt(name: string, address: string, mostAnywhere?: number): Promise<Attempt> {
    const counted = [await this.#count([...this.#subjects(name, address), ...this.#anywhere(name, mostAnywhere)])];
    return {
      alsoAt: async (other) => {
        const named = this.#subjects(other, address).filter(({ isNetwork }) => !isNetwork);
        const more = await this.#count(named).catch(unlessTooMany);
        if (more) counted.push(more);
        return more !== undefined;
      },
      forgive: async () => {
        for (const one of counted) await one.forgive();
      },
    };
  }

  /**
   * Notes that something opened nothing: a link, or what a provider is said to say. By network and kind alone, and only what was
   * wrong: who has what is right is neither counted nor kept out, whatever others try beside him.
   * @throws Refusal too_many_attempts
   */
  async miss(kind: MissKind, address: string): Promise<void> {
    await this.#count(this.#missesOf(kind, address));
  }

  /** Does what a link opens, and counts it where it opens nothing. @throws Refusal too_many_attempts */
  async opening<T>({ address }: Pick<Origin, "address">, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refusal && opensNothing.has(error.code)) await this.miss("link", address);
      throw error;
    }
  }

  #missesOf(kind: MissKind, address: string): Subject[] {
    const { perNetwork, perWideNetwork } = this.#limits;
    return networksOf(address).map(({ name, size }) => ({
      subject: this.#subject("miss", kind, name),
      most: size === "wide" ? perWideNetwork : perNetwork,
      isNetwork: true,
    }));
  }

  #subject(...parts: readonly string[]): string {
    return blindToken(this.#records.keys.indexKey(this.#records.installation), "guess", ...parts);
  }

  async #count(subjects: readonly Subject[]): Promise<Pick<Attempt, "forgive">> {
    const now = this.#clock.now();
    await this.#refuseOver(subjects, now, 0);
    const rows = subjects.map(({ subject }) => ({
      installation: this.#records.installation,
      subject,
      hour: Math.floor(now / HOUR),
      at: now,
      guess: randomUUID(),
    }));
    const isStored = await this.#note(rows);
    await this.#refuseOver(subjects, now, 1);
    return {
      forgive: async () => {
        if (isStored) await this.#records.erase(Guess, rows).catch(unlessFull);
        else for (const { subject, at } of rows) this.#takeBack(subject, at);
      },
    };
  }

  #anywhere(name: string, most: number | undefined): Subject[] {
    if (most === undefined) return [];
    return [{ subject: this.#subject(name), most, isNetwork: false }];
  }

  #subjects(name: string, address: string): Subject[] {
    const { perName, perNetwork, perWideNetwork } = this.#limits;
    return networksOf(address).flatMap((network) => {
      const whole = { subject: this.#subject(network.name), isNetwork: true };
      if (network.size === "wide") return [{ ...whole, most: perWideNetwork }];
      return [
        { subject: this.#subject(network.name, name), most: perName, isNetwork: false },
        { ...whole, most: perNetwork },
      ];
    });
  }

  /** @param own how many of the counted guesses are the present one */
  async #refuseOver(subjects: readonly Subject[], now: number, own: 0 | 1): Promise<void> {
    const waits = await Promise.all(
      subjects.map(async ({ subject, most }) => {
        const latest = await this.#latest(subject, now, most + own);
        const decisive = latest[most + own - 1];
        return decisive === undefined ? 0 : decisive + HOUR - now;
      }),
    );
    const wait = Math.max(...waits);
    if (wait > 0) throw new Refusal("too_many_attempts", { retryAfter: Math.ceil(wait / 1000) });
  }

  /** When the latest guesses of the last hour were made, the newest first, at most `most`. */
  async #latest(subject: string, now: number, most: number): Promise<number[]> {
    const { installation, port } = this.#records;
    const since = now - HOUR + 1;
    const hour = Math.floor(now / HOUR);
    // Raw rows, their keys are enough: opening a hundred for each guess would cost a flooded server more than hashing does.
    const stored = await Promise.all(
      [hour, hour - 1].map((one) => port.list(Guess.name, [installation, subject, one], { from: [since], reverse: true, limit: most })),
    );
    const unstored = (this.#unstored.get(subject) ?? []).filter((at) => at >= since);
    return [...stored.flat().map((row) => this.#records.keyObject(Guess, row).at), ...unstored].sort((a, b) => b - a).slice(0, most);
  }

  async #note(rows: readonly { installation: string; subject: string; hour: number; at: number; guess: string }[]): Promise<boolean> {
    try {
      await this.#records.merge(rows.map((row) => put(Guess, row)));
      return true;
    } catch (error) {
      unlessFull(error);
      for (const { subject, at } of rows) this.#unstored.set(subject, [...(this.#unstored.get(subject) ?? []).filter((old) => old > at - HOUR), at]);
      return false;
    }
  }

  #takeBack(subject: string, at: number): void {
    const times = this.#unstored.get(subject) ?? [];
    const place = times.indexOf(at);
    if (place >= 0) this.#unstored.set(subject, times.toSpliced(place, 1));
  }

  /** Takes back every guess at the name from the address: for who guessed on purpose, to see that it is refused. */
  async forget(name: string, address: string, mostAnywhere?: number): Promise<void> {
    await this.#forget([...this.#subjects(name, address), ...this.#anywhere(name, mostAnywhere)]);
  }

  /** The same for what opened nothing. */
  async forgetMisses(address: string): Promise<void> {
    for (const kind of missKinds) await this.#forget(this.#missesOf(kind, address));
  }

  /** Lets the name's bearer in again, who has proven himself otherwise. What counts for the whole network goes on counting. */
  async pardon(name: string, address: string): Promise<void> {
    await this.#forget(this.#subjects(name, address).filter(({ isNetwork }) => !isNetwork));
  }

  async #forget(subjects: readonly Subject[]): Promise<void> {
    const hour = Math.floor(this.#clock.now() / HOUR);
    for (const { subject } of subjects) {
      this.#unstored.delete(subject);
      for (const one of [hour, hour - 1]) {
        const rows = await this.#records.port.list(Guess.name, [this.#records.installation, subject, one], { limit: 10_000 });
        if (rows.length > 0) await this.#records.eraseRows(rows);
      }
    }
  }

  /** Removes guesses that count no more. @returns how many */
  async sweep(): Promise<number> {
    const since = this.#clock.now() - HOUR;
    for (const [subject, times] of this.#unstored) if (!times.some((at) => at > since)) this.#unstored.delete(subject);
    const oldest = Math.floor(this.#clock.now() / HOUR) - 1;
    return sweepRows(this.#records, Guess, ({ hour }) => hour < oldest);
  }
}

function unlessTooMany(error: unknown): undefined {
  if (!(error instanceof Refusal && error.code === "too_many_attempts")) throw error;
}
