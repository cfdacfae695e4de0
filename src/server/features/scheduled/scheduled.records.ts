import { z } from "zod";
import { code, counter, defineRecord, id, instant, ownerOf } from "../../platform/records/define.ts";

/** A message that is to be posted later, as its author. */
export const ScheduledMessage = defineRecord("scheduledMessage", {
  scope: "company",
  root: "person",
  partition: { company: id(), person: id() },
  sort: { scheduled: id() },
  clear: {
    channel: id(),
    thread: counter("the post that the thread hangs on, 0 for the channel itself"),
    dueAt: instant("when it is to be posted"),
    state: code(["waiting", "sent", "failed", "cancelled"]),
  },
  sealed: z.object({
    /** empty once it is sent or taken back: the message itself is its home then */
    text: z.string(),
    /** code of the refusal */
    reason: z.string().nullable(),
    /** ref of the message that it became */
    message: z.string().nullable(),
  }),
  owners: (r) => [ownerOf.personContent(r.person)],
  learns: {
    en: "That a person has a message posted in a channel at a time, and how long the text is. Not the text.",
    fr: "Qu'une personne fait publier un message dans un canal à une heure donnée, et la longueur du texte. Pas le texte.",
  },
});
