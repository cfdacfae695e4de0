import type { Endpoint } from "../../contract/index.ts";
import type { Clock } from "../platform/clock/index.ts";
import type { Actor, Origin } from "./actor.ts";
import { Refusal } from "./refusal.ts";

export interface Rate {
  /** Requests at once. */
  readonly burst: number;
  /** Requests a second after that. */
  readonly perSecond: number;
}

export interface LoadLimits {
  readonly account: Rate;
  /** Of one address that is not signed in. */
  readonly stranger: Rate;
}

export const usualLimits: LoadLimits = { account: { burst: 2000, perSecond: 500 }, stranger: { burst: 300, perSecond: 20 } };
const mostBuckets = 50_000;

/**
 * A token bucket per account, and per address for strangers: it keeps one caller from taking the whole server. Guessing of
 * passwords is counted elsewhere, by rows that survive a restart (features/accounts). @returns a function that throws `too_many_requests`
 */
export function loadLimiter(clock: Clock, limits: LoadLimits = usualLimits): (actor: Actor | undefined, origin: Origin, endpoint: Endpoint) => void {
  const buckets = new Map<string, { left: number; at: number }>();
  return (actor, origin) => {
    const name = actor?.account ?? origin.address;
    const { burst, perSecond } = actor ? limits.account : limits.stranger;
    const now = clock.monotonic();
    const bucket = buckets.get(name) ?? { left: burst, at: now };
    bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) * perSecond) / 1000);
    bucket.at = now;
    if (buckets.size >= mostBuckets && !buckets.has(name)) {
      const oldest = buckets.keys().next().value;
      if (oldest !== undefined) buckets.delete(oldest);
    }
    // Last used, last out.
    buckets.delete(name);
    buckets.set(name, bucket);
    if (bucket.left < 1) throw new Refusal("too_many_requests", { retryAfter: Math.ceil((1 - bucket.left) / perSecond) });
    bucket.left -= 1;
  };
}
