import { z } from "zod";
import { Counter, Done, Id, Instant, limits, plainText } from "./common.ts";
import { endpoint, guest } from "./define.ts";
import { MessageRef } from "./messages.ts";

const company = z.object({ company: Id });
const scheduledMessage = company.extend({ scheduled: Id });
const text = plainText(limits.message).trim().min(1);

export const ScheduledMessage = z.object({
  id: Id,
  channel: Id,
  /** The post that the thread hangs on; 0 for the channel itself. */
  thread: Counter,
  text: z.string(),
  /** When it is to be posted. */
  dueAt: Instant,
  /** failed: it was refused when its time came; it can be given another one */
  state: z.enum(["waiting", "sent", "failed"]),
  /** The code of the refusal. */
  reason: z.string().nullable(),
  message: MessageRef.nullable(),
});

export const scheduled = {
  listScheduled: endpoint("GET", "/api/companies/:company/scheduled", "The caller's scheduled messages that wait or failed, the next one first.", guest, {
    params: company,
    reply: z.object({ scheduled: z.array(ScheduledMessage) }),
  }),
  scheduleMessage: endpoint("POST", "/api/companies/:company/scheduled", "Has a message posted later, under the rights that the caller has then.", guest, {
    params: company,
    body: z.object({ channel: Id, thread: Counter.default(0), text, dueAt: Instant }),
    reply: ScheduledMessage,
  }),
  changeScheduled: endpoint("PATCH", "/api/companies/:company/scheduled/:scheduled", "Changes text or time of a message that is not sent yet.", guest, {
    params: scheduledMessage,
    body: z.object({ text: text.optional(), dueAt: Instant.optional() }),
    reply: ScheduledMessage,
  }),
  cancelScheduled: endpoint("DELETE", "/api/companies/:company/scheduled/:scheduled", "Takes a scheduled message back; its text is gone.", guest, {
    params: scheduledMessage,
    reply: Done,
  }),
};
