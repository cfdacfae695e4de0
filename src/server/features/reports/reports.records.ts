import { z } from "zod";
import { code, counter, defineRecord, id, instant, ownerOf } from "../../platform/records/define.ts";

/** That somebody reported a message. Holds no text of it: who may open the channel reads it there. */
export const Report = defineRecord("report", {
  scope: "company",
  root: "company",
  partition: { company: id() },
  sort: { report: id("of person and message: reporting twice is reporting once") },
  clear: {
    by: id("who reported it"),
    at: instant(),
    state: code(["open", "settled"]),
    channel: id(),
    post: counter("number of the top-level message in its channel"),
    reply: counter("number of the reply in its thread, 0 for the message itself"),
  },
  sealed: z.object({ reason: z.string() }),
  owners: (r) => [ownerOf.company(r.company)],
  learns: {
    en: "That a person reported a message, and when. Not why, nor what the message says.",
    fr: "Qu'une personne a signalé un message, et quand. Ni pourquoi, ni ce que dit le message.",
  },
});
