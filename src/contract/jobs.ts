import { z } from "zod";
import { Counter, Id, Instant } from "./common.ts";
import { administrator, endpoint, owner } from "./define.ts";
import { egressPurposes } from "./egress.ts";

const company = z.object({ company: Id });

/** Work beside requests: names of parts, counters and dates, nothing of what it is about. */
export const Jobs = z.object({
  at: Instant,
  /** Consumers of the journal. */
  consumers: z.array(
    z.object({
      name: z.string(),
      /** Per shard, how many commits it has not handled yet; for owners of the installation, since all companies share the shards. */
      lag: z.array(Counter).nullable(),
      /** Since when it fails in some shard and tries again; null when all goes well. */
      failingSince: Instant.nullable(),
    }),
  ),
  /** What is to be done for this company at a time, as far as it is held ready. */
  agenda: z.object({ until: Instant, reminders: Counter, scheduled: Counter, overdue: Counter, failing: Counter }),
  /** Imports of this company. */
  imports: z.object({ running: Counter, failed: Counter, lastAt: Instant.nullable() }),
  /** Checks of the trust page. */
  checks: z.object({
    running: z.object({ startedAt: Instant, done: Counter, total: Counter }).nullable(),
    last: z.object({ at: Instant, proven: Counter, failing: Counter }).nullable(),
  }),
  /** The newest backup that was made by command, whether it still lies where it was written or not; its size for owners alone. */
  backup: z.object({ at: Instant, took: Counter, rows: Counter.nullable(), bytes: Counter.nullable() }).nullable(),
  /** Whether all that the store holds is in the search index, or it is being filled again; its rows for owners alone. */
  search: z.object({ state: z.enum(["whole", "filling", "waiting"]), startedAt: Instant.nullable(), rows: Counter.nullable() }),
  /** A recovery kit was made and seen to be kept: without it nobody restores. */
  kit: z.boolean(),
  /** Names of the other servers that this one was told to connect to, for each purpose. */
  outgoing: z.record(z.enum(egressPurposes), z.array(z.string())),
});

export const jobs = {
  getJobs: endpoint("GET", "/api/companies/:company/jobs", "What runs in the background, how far it is behind, and the last backup.", administrator, {
    params: company,
    reply: Jobs,
  }),
  getSettings: endpoint(
    "GET",
    "/api/settings",
    "Every setting of the server with its value and where it comes from; secrets masked. Installation owners.",
    owner,
    {
      reply: z.object({
        file: z.string().nullable(),
        settings: z.array(z.object({ env: z.string(), key: z.string(), value: z.string().nullable(), source: z.string(), means: z.string() })),
      }),
    },
  ),
};
