import { z } from "zod";
import { Done, Id, Instant, shortText } from "./common.ts";
import { administrator, endpoint, guest } from "./define.ts";
import { Message, MessageRef } from "./messages.ts";

const company = z.object({ company: Id });

export const Report = z.object({
  id: Id,
  by: Id,
  at: Instant,
  reason: z.string(),
  state: z.enum(["open", "settled"]),
  channel: Id,
  ref: MessageRef,
  /** Only where the reader may open the channel himself: no role opens a private channel or direct message. */
  message: Message.nullable(),
});

export const reports = {
  reportMessage: endpoint(
    "POST",
    "/api/companies/:company/channels/:channel/messages/:message/reports",
    "Tells the company's administrators of a message.",
    guest,
    {
      params: company.extend({ channel: Id, message: MessageRef }),
      body: z.object({ reason: shortText(1000) }),
      audit: { action: "report.make", object: "channel" },
      reply: Done,
    },
  ),
  listReports: endpoint("GET", "/api/companies/:company/reports", "Messages that people reported, open ones and the newest first.", administrator, {
    params: company,
    reply: z.object({ reports: z.array(Report) }),
  }),
  settleReport: endpoint("PUT", "/api/companies/:company/reports/:report", "Settles a report, or opens it again.", administrator, {
    params: company.extend({ report: Id }),
    body: z.object({ state: z.enum(["open", "settled"]) }),
    audit: { action: "report.settle", object: "report", details: ["state"] },
    reply: Done,
  }),
};
