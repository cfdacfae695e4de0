import { code, counter, defineRecord, id, instant, ownerOf } from "../../platform/records/define.ts";

/** A message that a person keeps for later: a reference, filled on reading under today's rights. */
export const Saved = defineRecord("saved", {
  scope: "company",
  root: "person",
  partition: { company: id(), person: id() },
  sort: { item: id("of person and message: saving twice is saving once") },
  clear: {
    channel: id(),
    post: counter("number of the top-level message in its channel"),
    reply: counter("number of the reply in its thread, 0 for the message itself"),
    state: code(["on", "off"]),
    savedAt: instant(),
    remindAt: instant("when it comes back into the inbox").optional(),
  },
  sealed: null,
  owners: (r) => [ownerOf.personContent(r.person)],
  derivedFrom: ["message", "reply"],
  learns: {
    en: "That a person saved a message, and when it is to come back. Not what it says.",
    fr: "Qu'une personne a gardé un message, et quand il doit revenir. Pas ce qu'il dit.",
  },
});
