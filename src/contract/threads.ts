import { z } from "zod";
import { Counter, Done, Id, Instant, limits, queryCounter } from "./common.ts";
import { endpoint, guest } from "./define.ts";
import { Message, MessageRef } from "./messages.ts";

const company = z.object({ company: Id });
const thread = company.extend({ channel: Id, message: MessageRef });

/** A thread that the caller follows: by writing in it, by being mentioned in it, or because he wants to. */
export const FollowedThread = z.object({
  root: Message,
  /** The last reply; null where the thread has none, or where it was deleted. */
  last: Message.nullable(),
  lastAt: Instant,
  replies: Counter,
  /** Number of the last reply that the caller has read. */
  marker: Counter,
  /** Replies of others stand after the marker. */
  unread: z.boolean(),
});

export const threads = {
  listThreads: endpoint("GET", "/api/companies/:company/threads", "Threads that the caller follows, those with the newest reply first.", guest, {
    params: company,
    query: z.object({ limit: queryCounter.max(limits.page.most).default(limits.page.usual) }),
    reply: z.object({ threads: z.array(FollowedThread), unread: Counter }),
  }),
  getThreadState: endpoint(
    "GET",
    "/api/companies/:company/channels/:channel/messages/:message/follow",
    "Whether the caller follows a thread, and how far he has read.",
    guest,
    {
      params: thread,
      /** `turn`: one more with each time that the caller marked something of it as unread: a mark of an earlier turn comes late and changes nothing. */
      reply: z.object({ following: z.boolean(), marker: Counter, turn: Counter }),
    },
  ),
  followThread: endpoint("PUT", "/api/companies/:company/channels/:channel/messages/:message/follow", "Follows a thread, or stops following it.", guest, {
    params: thread,
    body: z.object({ following: z.boolean() }),
    reply: Done,
  }),
  markThreadRead: endpoint(
    "PUT",
    "/api/companies/:company/channels/:channel/messages/:message/marker",
    "Moves the caller's marker in a thread forward to a reply.",
    guest,
    {
      params: thread,
      body: z.object({ reply: Counter, turn: Counter.optional() }),
      reply: Done,
    },
  ),
  markThreadUnread: endpoint(
    "PUT",
    "/api/companies/:company/channels/:channel/messages/:message/unread",
    "Moves the caller's marker in a thread back, before a reply, and follows the thread.",
    guest,
    {
      params: thread,
      body: z.object({ reply: Counter, turn: Counter }),
      reply: Done,
    },
  ),
};
