import { tokenDigest } from "../../crypto/index.ts";
import type { Clock } from "../platform/clock/index.ts";
import type { Actor, Authenticator, Origin } from "./actor.ts";
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
const mostKnown = 20_000;

/** Keeps one caller from taking the whole server. */
export interface LoadLimiter {
  /** @param cost in requests; more than a burst counts as one burst. @throws Refusal too_many_requests */
  charge(actor: Actor | undefined, origin: Origin, cost?: number): void;
  /**
   * Who bears the token, charged for one request. A token that was not good lately is its address's, as a stranger's, before
   * anything is asked of the store: guessing tokens is no cheap way to load it. @throws Refusal too_many_requests
   */
  admit(token: string | undefined, origin: Origin, authenticate: Authenticator["authenticate"]): Promise<Actor | undefined>;
}

/**
 * A token bucket per account, and per address for strangers. Guessing of passwords is counted elsewhere, by rows that survive a
 * restart (features/accounts).
 */
export function loadLimiter(clock: Clock, limits: LoadLimits = usualLimits): LoadLimiter {
  const buckets = new Map<string, { left: number; at: number }>();
  /** Digests of tokens that were good. */
  const known = new Map<string, true>();

  function charge(actor: Actor | undefined, origin: Origin, cost = 1): void {
    const name = actor?.account ?? origin.address;
    const { burst, perSecond } = actor ? limits.account : limits.stranger;
    const price = Math.min(cost, burst);
    const now = clock.monotonic();
    const bucket = buckets.get(name) ?? { left: burst, at: now };
    bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) * perSecond) / 1000);
    bucket.at = now;
    keepLatest(buckets, name, bucket, mostBuckets);
    if (bucket.left < price) throw new Refusal("too_many_requests", { retryAfter: Math.ceil((price - bucket.left) / perSecond) });
    bucket.left -= price;
  }

  async function admit(token: string | undefined, origin: Origin, authenticate: Authenticator["authenticate"]): Promise<Actor | undefined> {
    const digest = token === undefined ? "" : tokenDigest(token);
    const isKnown = known.has(digest);
    if (!isKnown) charge(undefined, origin);
    const actor = token === undefined ? undefined : await authenticate(token, origin);
    if (actor) {
      const bucket = buckets.get(origin.address);
      if (!isKnown && bucket) bucket.left += 1;
      keepLatest(known, digest, true, mostKnown);
      charge(actor, origin);
    } else if (known.delete(digest)) charge(undefined, origin);
    return actor;
  }

  return { charge, admit };
}

/** Last used, last out. */
function keepLatest<T>(map: Map<string, T>, name: string, value: T, most: number): void {
  map.delete(name);
  map.set(name, value);
  if (map.size > most) map.delete(map.keys().next().value as string);
}
