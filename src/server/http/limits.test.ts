import { expect, test } from "vitest";
import { endpoints } from "../../contract/index.ts";
import { manualClock } from "../platform/clock/index.ts";
import type { Actor } from "./actor.ts";
import { loadLimiter } from "./limits.ts";

const origin = { address: "192.0.2.1", userAgent: "" };
const actor = (account: string): Actor => ({ account, session: "s", installationOwner: false, origin });
const endpoint = endpoints.getAccount;

test("a burst passes, the next is refused with the time to wait, and time gives back", () => {
  const clock = manualClock();
  const limit = loadLimiter(clock, { account: { burst: 3, perSecond: 1 }, stranger: { burst: 1, perSecond: 1 } });
  for (let i = 0; i < 3; i++) limit(actor("a"), origin, endpoint);
  expect(() => limit(actor("a"), origin, endpoint)).toThrow(expect.objectContaining({ code: "too_many_requests", retryAfter: 1 }));
  limit(actor("b"), origin, endpoint);
  limit(undefined, origin, endpoint);
  expect(() => limit(undefined, origin, endpoint)).toThrow("too_many_requests");
  clock.advance(1000);
  limit(actor("a"), origin, endpoint);
});
