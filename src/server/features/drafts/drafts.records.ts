import { z } from "zod";
import { counter, defineRecord, id, instant, ownerOf } from "../../platform/records/define.ts";

/** What a person began to write. Last writer by version; an empty text is no draft. */
export const Draft = defineRecord("draft", {
  scope: "company",
  write: "merge",
  root: "person",
  partition: { company: id(), person: id() },
  sort: { channel: id(), thread: counter("the post that the thread hangs on, 0 for the channel itself") },
  clear: { at: instant() },
  sealed: z.object({ text: z.string() }),
  owners: (r) => [ownerOf.personContent(r.person)],
  learns: {
    en: "That a person began to write in a channel, when, and how long the text is. Not the text.",
    fr: "Qu'une personne a commencé à écrire dans un canal, quand, et la longueur du texte. Pas le texte.",
  },
});
