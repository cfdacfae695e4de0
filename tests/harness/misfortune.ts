/**
 * The same suites over a store that is late, uncertain, overtaken and mortal, under a clock that is a minute off: on in the
 * vitest project "adversary". TEST_ADVERSARY is "on" or a list of kinds, TEST_SEED repeats a run.
 */
import { randomInt } from "node:crypto";
import type { Clock } from "../../src/server/platform/clock/index.ts";
import { type Adversary, adversary, type Misfortune, wrongClock } from "../../src/server/platform/records/adversary/index.ts";
import { Chance } from "../../src/server/platform/records/adversary/random.ts";
import type { RecordsPort } from "../../src/server/platform/records/port.ts";

const kinds = ["lateness", "overtaking", "uncertain", "journal", "between", "death", "clock"] as const;
type Kind = (typeof kinds)[number];

const asked = process.env["TEST_ADVERSARY"] ?? "";
const isKind = (name: string): name is Kind => (kinds as readonly string[]).includes(name);
const chosen: ReadonlySet<Kind> = new Set(asked === "on" ? kinds : asked.split(",").filter(isKind));
export const isUnlucky = chosen.size > 0;
const seed = Number(process.env["TEST_SEED"] ?? randomInt(2 ** 31));
if (isUnlucky) process.stderr.write(`adversary seed: ${seed} (again with TEST_SEED=${seed})\n`);

/** Each store and each life of a server draws from its own, in the order in which they are made. */
let drawn = 0;
const nextSeed = (): number => seed + drawn++;
const share = (kind: Kind, of: number): number => (chosen.has(kind) ? of : 0);

export function unlucky(port: RecordsPort, between?: Misfortune["between"]): Adversary {
  return adversary(port, {
    seed: nextSeed(),
    lateness: share("lateness", 3),
    overtaking: share("overtaking", 0.1),
    uncertain: share("uncertain", 0.05),
    shortJournal: share("journal", 0.3),
    ...(between && chosen.has("between") ? { between } : {}),
  });
}

/** Wraps a port where the run asks for it. */
export const perhapsUnlucky = (port: RecordsPort): RecordsPort => (isUnlucky ? unlucky(port) : port);

/** One life's clock. */
export const perhapsWrong = (clock: Clock): Clock => (chosen.has("clock") ? { ...clock, now: wrongClock(clock.now, nextSeed()) } : clock);

/** When a server dies, and when others ask in a gap. */
export class Fate {
  readonly #chance = new Chance(nextSeed());

  /** In so many of the store's steps from the beginning of a request, if in its time. */
  death(): number {
    return this.#chance.strikes(share("death", 0.06)) ? 1 + this.#chance.below(30) : Number.POSITIVE_INFINITY;
  }

  isWatched(): boolean {
    return this.#chance.strikes(0.1);
  }

  oneOf<T>(things: readonly T[]): T | undefined {
    return things[this.#chance.below(things.length)];
  }
}
