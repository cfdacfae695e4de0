import { counter, defineRecord, digest, id, ownerOf } from "../records/define.ts";

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
