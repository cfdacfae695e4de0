import { code, counter, defineRecord, digest, id, instant, ownerOf } from "../records/define.ts";

/** How far a journal consumer has come in a shard. */
export const ConsumerCursor = defineRecord("consumerCursor", {
  scope: "installation",
  write: "merge",
  root: "installation",
  partition: { installation: id() },
  sort: { consumer: digest("hash of the consumer's name"), shard: counter("number of the shard") },
  clear: { number: counter("the last journal number that it has handled").loose() },
  sealed: null,
  owners: () => [ownerOf.installation()],
  learns: { en: "How far background work has come.", fr: "Où en est le travail de fond." },
});

/** What is to be done at a time. A hint: whoever handles it looks at the row that it names, which may have changed since. */
export const Due = defineRecord("due", {
  scope: "company",
  write: "merge",
  root: "company",
  partition: { company: id(), day: counter("days since the epoch, so that what is due is found without looking at everybody's rows") },
  sort: { at: instant("when it is due"), item: id() },
  clear: { kind: code(["reminder", "scheduled"]), person: id("whose it is") },
  sealed: null,
  owners: (r) => [ownerOf.company(r.company)],
  learns: {
    en: "That a person has a reminder or a scheduled message at that time. Not of what, or to whom.",
    fr: "Qu'une personne a un rappel ou un message programmé à cette heure. Ni de quoi, ni pour qui.",
  },
});

/** The day until which everything of a company that was due is done. */
export const DueMark = defineRecord("dueMark", {
  scope: "company",
  write: "merge",
  root: "company",
  partition: { company: id() },
  sort: {},
  clear: { day: counter("days since the epoch").loose() },
  sealed: null,
  owners: (r) => [ownerOf.company(r.company)],
  learns: { en: "How far timed work has come.", fr: "Où en est le travail à heure fixe." },
});
