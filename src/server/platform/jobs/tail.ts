import type { Row } from "../records/port.ts";

/** One journal entry with the rows that it names, as they stand now (a row may be newer than the entry, or gone). */
export interface Change {
  readonly shard: number;
  readonly number: number;
  readonly at: number;
  readonly rows: readonly Row[];
}

/** Rows that a shard keeps for consumers that lag; behind them they read the store. */
const most = 4000;

/** The newest commits of one shard, without a gap, as far as a consumer still has to hear of them. */
export class Tail {
  #kept: Change[] = [];
  #rows = 0;
  /** All that came after this number is kept. */
  #from: number;
  /** The highest number that was ever heard of. */
  #newest: number;

  /** @param head the shard's last number before the first that will be added */
  constructor(head: number) {
    this.#from = head;
    this.#newest = head;
  }

  /** @param handled the number up to which every consumer has handled the shard */
  add(change: Change, handled: number): void {
    // One that is answered late came too late to be heard in its turn: who is behind it reads the store.
    if (change.number <= this.#newest) return this.#keepFrom(Math.max(this.#from, this.#newest));
    const follows = change.number === this.#newest + 1;
    this.#newest = change.number;
    // What another one wrote in between is not here.
    if (!follows) return this.#keepFrom(change.number);
    this.#kept.push(change);
    this.#rows += change.rows.length;
    let gone = 0;
    for (const one of this.#kept) {
      if (one.number > handled && this.#rows <= most) break;
      this.#rows -= one.rows.length;
      this.#from = one.number;
      gone++;
    }
    if (gone > 0) this.#kept.splice(0, gone);
  }

  /** Knows nothing until the next one is added. */
  clear(): void {
    this.#keepFrom(Number.POSITIVE_INFINITY);
  }

  /** The changes behind a number, or undefined when they are not all here. */
  after(number: number, limit: number): readonly Change[] | undefined {
    return number < this.#from ? undefined : this.#kept.slice(number - this.#from, number - this.#from + limit);
  }

  #keepFrom(number: number): void {
    this.#kept = [];
    this.#rows = 0;
    this.#from = number;
  }
}
