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
  /** The highest number that was ever heard of. */
  #newest = 0;

  /** @param handled the number up to which every consumer has handled the shard */
  add(change: Change, handled: number): void {
    const follows = change.number === this.#newest + 1 || this.#newest === 0;
    this.#newest = Math.max(this.#newest, change.number);
    // A gap (another writer) or one that is answered late: what is kept would hide what is missing.
    if (!follows) {
      this.#kept = [];
      this.#rows = 0;
      return;
    }
    this.#kept.push(change);
    this.#rows += change.rows.length;
    let gone = 0;
    // The last one stays: it tells that there is nothing behind it to be read.
    for (; gone < this.#kept.length - 1; gone++) {
      const oldest = this.#kept[gone] as Change;
      if (oldest.number > handled && this.#rows <= most) break;
      this.#rows -= oldest.rows.length;
    }
    if (gone > 0) this.#kept.splice(0, gone);
  }

  clear(): void {
    this.#kept = [];
    this.#rows = 0;
  }

  /** The changes behind a number, or undefined when they are not all here. */
  after(number: number, limit: number): readonly Change[] | undefined {
    const first = this.#kept[0]?.number ?? Number.POSITIVE_INFINITY;
    return first <= number + 1 ? this.#kept.slice(number + 1 - first, number + 1 - first + limit) : undefined;
  }
}
