import { z } from "zod";
import { code, counter, defineRecord, id, instant } from "../records/define.ts";

const states = ["pre-active", "active", "decrypt-only", "retired", "erased", "closing"] as const;
const generation = () => counter("which generation of the key, so that rotation can tell old from new");

/** Wrapping keys, one line per scope (installation, each company), sealed under root. */
export const WrappingKey = defineRecord("wrappingKey", {
  scope: "installation",
  write: "claim",
  root: "scope",
  partition: { installation: id() },
  sort: { scope: id("the installation or the company whose keys it wraps"), generation: generation() },
  clear: { keyId: counter("names the key in every envelope made with it"), state: code(states), createdAt: instant() },
  sealed: z.object({ key: z.string() }),
  owners: () => [],
  learns: {
    en: "That a company exists, and when its keys were made. The key itself opens only with all three parts.",
    fr: "Qu'une entreprise existe et quand ses clés ont été faites. La clé elle-même ne s'ouvre qu'avec les trois parts.",
  },
});

/** Data keys per owner, sealed under their scope's wrapping key. */
export const DataKey = defineRecord("dataKey", {
  scope: "installation",
  write: "claim",
  root: "scope",
  partition: { scope: id("the installation or the company"), slot: counter("spreads the keys over a few partitions") },
  sort: {
    owner: id("whose key it is"),
    kind: code(["installation", "account", "company", "channel", "person.profile", "person.content", "index"]),
    generation: generation(),
  },
  clear: { state: code(states), createdAt: instant() },
  sealed: z.object({ key: z.string() }),
  owners: () => [],
  learns: {
    en: "That an owner (channel, person, company) exists and since when it has a key. Not the key.",
    fr: "Qu'un propriétaire (canal, personne, entreprise) existe et depuis quand il a une clé. Pas la clé.",
  },
});

/** keyId → the owners' keys that a record key is derived from. */
export const KeySet = defineRecord("keySet", {
  scope: "installation",
  write: "claim",
  root: "scope",
  partition: { scope: id("the installation or the company"), slot: counter("spreads the rows over a few partitions") },
  sort: { keyId: counter("random; stands in the head of every envelope made with it") },
  clear: { createdAt: instant() },
  sealed: z.object({ suite: z.union([z.literal(1), z.literal(2)]), members: z.array(z.object({ kind: z.string(), id: z.uuid(), version: z.number() })) }),
  owners: () => [],
  learns: {
    en: "That some set of owners shares a record key. Which ones is sealed.",
    fr: "Qu'un ensemble de propriétaires partage une clé. Lesquels : c'est scellé.",
  },
});
