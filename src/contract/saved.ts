import { z } from "zod";
import { Done, Id, Instant } from "./common.ts";
import { endpoint, guest } from "./define.ts";
import { Message, MessageRef } from "./messages.ts";

const company = z.object({ company: Id });

export const saved = {
  listSaved: endpoint("GET", "/api/companies/:company/saved", "Messages that the caller saved for later, newest first, as they are now.", guest, {
    params: company,
    reply: z.object({ items: z.array(z.object({ savedAt: Instant, remindAt: Instant.nullable(), message: Message })) }),
  }),
  saveMessage: endpoint(
    "PUT",
    "/api/companies/:company/channels/:channel/messages/:message/saved",
    "Saves a message for later, or takes it off the list; with `remindAt` it comes back into the inbox at that time.",
    guest,
    {
      params: company.extend({ channel: Id, message: MessageRef }),
      body: z.object({ saved: z.boolean(), remindAt: Instant.nullable().default(null) }),
      reply: Done,
    },
  ),
};
