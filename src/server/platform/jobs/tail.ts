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
/** An entry that nobody listens to takes its place, too. */
const weightOf = ({ rows }: Change): number => Math.max(1, rows.length);

/** The newest commits of one shard, without a gap, as far as a consumer still has to hear of them. */
export class Tail {
  #kept: Change[] = [];
  #weight = 0;
  /** All that came after this number is kept. */
  #from: number;
  #newest: number;

  /** @param head the shard's last number before the first that will be added */
  constructor(head: number) {
    this.#from = head;
    this.#newest = head;
  }

  /** The highest number that was ever heard of: the journal has it, whether it shows it yet or not. */
  get newest(): number {
    return this.#newest;
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
    this.#weight += weightOf(change);
    let gone = 0;
    for (const one of this.#kept) {
      if (one.number > handled && this.#weight <= most) break;
      this.#weight -= weightOf(one);
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
    this.#weight = 0;
    this.#from = number;
  }
}
