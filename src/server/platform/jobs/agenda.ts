import type { Cancel, Clock } from "../clock/index.ts";
import { StorageFull } from "../records/port.ts";
import { put, type SealedStore, type Stored } from "../records/sealed.ts";
import { Due, DueMark } from "./jobs.records.ts";

export type DueKind = Stored<typeof Due>["kind"];
export interface DueItem {
  readonly company: string;
  readonly kind: DueKind;
  readonly person: string;
  readonly item: string;
  readonly at: number;
}

export interface AgendaStanding {
  /** What is due before this instant is held ready. */
  readonly until: number;
  readonly reminders: number;
  readonly scheduled: number;
  readonly overdue: number;
  /** Tried in vain and to be tried again. */
  readonly failing: number;
}

/** Does what is due, at least once: looks at the row that the item names, and does nothing when it says otherwise by now. */
export type DueHandler = (due: DueItem) => Promise<void>;

export interface AgendaDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly onError: (where: string, error: unknown) => void;
}

const day = 86_400_000;
const dayOf = (at: number): number => Math.floor(at / day);
const tick = 1000;
/** Milliseconds after which what is due is late. */
const late = 10 * tick;
/** Milliseconds until something that failed is tried again; doubled each time, up to an hour. */
const pause = 5000;

/**
 * Things to do at a time. They stand in the store by company and day; those of the next day are held in memory, so that a
 * second in which nothing is due reads nothing. Survives a restart, and a server that was down for weeks.
 */
export class Agenda {
  readonly #d: AgendaDeps;
  readonly #handlers = new Map<DueKind, DueHandler>();
  /** Until when what is due is in memory. */
  #horizon = 0;
  readonly #companies = new Set<string>();
  readonly #near = new Map<string, { due: DueItem; notBefore: number; tries: number }>();
  #stopTicking: Cancel = () => undefined;
  #running: Promise<void> | undefined;

  constructor(deps: AgendaDeps) {
    this.#d = deps;
  }

  on(kind: DueKind, handler: DueHandler): void {
    this.#handlers.set(kind, handler);
  }

  /** Remembers something to do. Doing so twice changes nothing. */
  async add(items: readonly DueItem[]): Promise<void> {
    for (const { company } of items) if (!this.#companies.has(company)) await this.#enter(company);
    await this.#d.records.merge(items.map(({ company, kind, person, item, at }) => put(Due, { company, day: dayOf(at), at, item, kind, person })));
    for (const item of items) if (item.at < this.#horizon) this.#hold(item);
  }

  async start(companies: readonly string[]): Promise<void> {
    await this.#look();
    // Where a full disk has no room for a first mark nothing was ever due: who adds something enters the company.
    for (const company of companies) await this.#enter(company).catch(unlessFull);
    this.#stopTicking = this.#d.clock.every(tick, () => this.wake());
    this.wake();
  }

  /** Does what is due now. */
  wake(): void {
    this.#running ??= this.#round()
      .catch((error: unknown) => this.#d.onError("agenda", error))
      .finally(() => {
        this.#running = undefined;
      });
  }

  /** Resolves when what is due now is done, or has failed. */
  async idle(): Promise<void> {
    await this.#running;
    this.wake();
    await this.#running;
  }

  /** What is held ready for a company, and what of it is late. */
  standing(company: string): AgendaStanding {
    const held = [...this.#near.values()].filter(({ due }) => due.company === company);
    const before = this.#d.clock.now() - late;
    const count = (is: (one: (typeof held)[number]) => boolean) => held.filter(is).length;
    return {
      until: this.#horizon,
      reminders: count(({ due }) => due.kind === "reminder"),
      scheduled: count(({ due }) => due.kind === "scheduled"),
      overdue: count(({ due }) => due.at < before),
      failing: count(({ tries }) => tries > 0),
    };
  }

  async stop(): Promise<void> {
    this.#stopTicking();
    await this.#running;
  }

  /** Its mark stands before the first thing is due: whoever starts next looks from there. */
  async #enter(company: string): Promise<void> {
    await this.#lookAt(company, dayOf(this.#horizon) - 1);
    this.#companies.add(company);
  }

  #hold(due: DueItem): void {
    const name = `${due.company} ${due.at} ${due.item}`;
    if (!this.#near.has(name)) this.#near.set(name, { due, notBefore: due.at, tries: 0 });
  }

  async #round(): Promise<void> {
    const now = this.#d.clock.now();
    // Half a day ahead is always in memory.
    if (now + day / 2 > this.#horizon) await this.#look();
    for (const [name, held] of this.#near) {
      if (held.notBefore > this.#d.clock.now()) continue;
      try {
        await this.#handlers.get(held.due.kind)?.(held.due);
        const { company, at, item } = held.due;
        await this.#d.records.erase(Due, [{ company, day: dayOf(at), at, item }]);
        this.#near.delete(name);
      } catch (error) {
        this.#d.onError(`due ${held.due.kind}`, error);
        held.notBefore = this.#d.clock.now() + Math.min(pause * 2 ** held.tries++, 3_600_000);
      }
    }
  }

  /** Reads what is due from where all is done until a day from now. */
  async #look(): Promise<void> {
    const until = dayOf(this.#d.clock.now() + day);
    for (const company of this.#companies) await this.#lookAt(company, until);
    this.#horizon = (until + 1) * day;
  }

  async #lookAt(company: string, until: number): Promise<void> {
    const today = dayOf(this.#d.clock.now());
    const mark = await this.#d.records.get(DueMark, { company });
    // Before the first mark nothing was ever due.
    const first = mark?.day ?? today;
    let done = first;
    for (let of = first; of <= until; of++) {
      let rows = 0;
      for await (const row of this.#d.records.all(Due, { company, day: of })) {
        this.#hold(row);
        rows++;
      }
      if (rows === 0 && of < today && done === of) done = of + 1;
    }
    if (mark && done === mark.day) return;
    const writing = this.#d.records.merge([put(DueMark, { company, day: done }, done + 1)]);
    // A mark that stays behind costs the next look some empty days.
    await (mark ? writing.catch(unlessFull) : writing);
  }
}

function unlessFull(error: unknown): void {
  if (!(error instanceof StorageFull)) throw error;
}
