import { expect, test } from "vitest";
import { manualClock } from "../platform/clock/index.ts";
import type { Actor } from "./actor.ts";
import { loadLimiter } from "./limits.ts";

const origin = { address: "192.0.2.1", userAgent: "" };
const actor = (account: string): Actor => ({ account, session: "s", installationOwner: false, isConfirmed: true, isStrong: false, origin });

test("a burst passes, the next is refused with the time to wait, and time gives back", () => {
  const clock = manualClock();
  const { charge: limit } = loadLimiter(clock, { account: { burst: 3, perSecond: 1 }, stranger: { burst: 1, perSecond: 1 } });
  for (let i = 0; i < 3; i++) limit(actor("a"), origin);
  expect(() => limit(actor("a"), origin)).toThrow(expect.objectContaining({ code: "too_many_requests", retryAfter: 1 }));
  limit(actor("b"), origin);
  limit(undefined, origin);
  expect(() => limit(undefined, origin)).toThrow("too_many_requests");
  clock.advance(1000);
  limit(actor("a"), origin);
});

test("what is dear is charged as so many requests, at most a burst of them", () => {
  const clock = manualClock();
  const { charge } = loadLimiter(clock, { account: { burst: 10, perSecond: 2 }, stranger: { burst: 1, perSecond: 1 } });
  charge(actor("a"), origin, 8);
  expect(() => charge(actor("a"), origin, 5)).toThrow(expect.objectContaining({ retryAfter: 2 }));
  clock.advance(4000);
  charge(actor("a"), origin, 1000);
  expect(() => charge(actor("a"), origin)).toThrow("too_many_requests");
});

test("the store is not asked for unknown tokens beyond a stranger's rate; who was known before stays in", async () => {
  const clock = manualClock();
  const { admit } = loadLimiter(clock, { account: { burst: 100, perSecond: 1 }, stranger: { burst: 3, perSecond: 1 } });
  let asked = 0;
  const good = new Set(["good", "new"]);
  const authenticate = async (token: string) => {
    asked++;
    return good.has(token) ? actor(token) : undefined;
  };
  for (let i = 0; i < 10; i++) expect(await admit("good", origin, authenticate)).toMatchObject({ account: "good" });
  asked = 0;
  for (let i = 0; i < 3; i++) expect(await admit(`guess ${i}`, origin, authenticate)).toBeUndefined();
  for (const token of ["guess 3", "new", undefined]) await expect(admit(token, origin, authenticate)).rejects.toThrow("too_many_requests");
  expect(asked).toBe(3);
  expect(await admit("good", origin, authenticate)).toBeDefined();
  clock.advance(1000);
  for (let i = 0; i < 5; i++) expect(await admit("new", origin, authenticate)).toBeDefined();
  // A session that ended is a stranger's from then on.
  good.delete("good");
  expect(await admit("good", origin, authenticate)).toBeUndefined();
  await expect(admit("good", origin, authenticate)).rejects.toThrow("too_many_requests");
});
