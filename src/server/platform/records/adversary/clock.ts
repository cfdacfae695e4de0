import { Chance } from "./random.ts";

const MINUTE = 60_000;

/** A clock that is right, a minute behind or a minute ahead, and now and then changes its mind: it also runs backwards. */
export function wrongClock(now: () => number, seed: number): () => number {
  const chance = new Chance(seed);
  const offsets = [-MINUTE, 0, MINUTE];
  let offset = offsets[chance.below(3)] ?? 0;
  return () => {
    if (chance.strikes(0.05)) offset = offsets[chance.below(3)] ?? 0;
    return now() + offset;
  };
}
