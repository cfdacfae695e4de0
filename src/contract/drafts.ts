import { z } from "zod";
import { Counter, Id, Instant, limits, plainText } from "./common.ts";
import { endpoint, guest } from "./define.ts";

const company = z.object({ company: Id });

/** What a person began to write: one per channel, and one per thread. */
export const Draft = z.object({
  channel: Id,
  /** The post that the thread hangs on; 0 for the channel itself. */
  thread: Counter,
  text: z.string(),
  at: Instant,
  /** Grows with every change, on whichever device. */
  version: Counter,
});

export const drafts = {
  listDrafts: endpoint("GET", "/api/companies/:company/drafts", "The caller's drafts in channels that he may write in, newest first.", guest, {
    params: company,
    reply: z.object({ drafts: z.array(Draft) }),
  }),
  saveDraft: endpoint(
    "PUT",
    "/api/companies/:company/channels/:channel/draft",
    "Keeps a draft, or forgets it when the text is empty; refused as `conflict` when it was changed elsewhere since `version`.",
    guest,
    {
      params: company.extend({ channel: Id }),
      body: z.object({ thread: Counter.default(0), text: plainText(limits.message), version: Counter }),
      reply: Draft,
    },
  ),
};
