import { code, counter, defineRecord, id, instant, ownerOf } from "../../platform/records/define.ts";

const key = { partition: { company: id(), person: id() }, sort: { channel: id(), post: counter("the message that the thread hangs on") } };

/** That a person follows a thread. Grants nothing: it is filled on reading under today's rights. */
export const ThreadFollow = defineRecord("threadFollow", {
  scope: "company",
  write: "merge",
  root: "person",
  ...key,
  clear: { state: code(["on", "off"]), since: instant() },
  sealed: null,
  owners: (r) => [ownerOf.personContent(r.person)],
  derivedFrom: ["reply"],
  learns: { en: "That a person follows a thread.", fr: "Qu'une personne suit un fil." },
});

/** How far a person has read in a thread. Last writer by turn and reply, as with channels. */
export const ThreadMarker = defineRecord("threadMarker", {
  scope: "company",
  write: "merge",
  root: "person",
  ...key,
  clear: { reply: counter("the last reply read").loose() },
  sealed: null,
  owners: (r) => [ownerOf.personContent(r.person)],
  learns: { en: "How far a person has read in a thread.", fr: "Jusqu'où une personne a lu dans un fil." },
});
