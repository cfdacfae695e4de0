import { z } from "zod";
import { code, counter, defineRecord, digest, id, instant, ownerOf } from "../../platform/records/define.ts";

const hash = () => digest("SHA-256 of a random token of 256 bits");

/** What a program may do as a person. The value of the token is nowhere: only its hash. */
export const ApiToken = defineRecord("apiToken", {
  scope: "company",
  root: "company",
  partition: { company: id() },
  sort: { apiToken: id() },
  clear: {
    kind: code(["personal", "service"]),
    state: code(["active", "revoked"]),
    person: id("as whom it acts"),
    by: id("who made it, where somebody did").optional(),
    hash: hash(),
    createdAt: instant(),
    expiresAt: instant(),
    shown: code(["password", "more", "provider"], "what its maker had shown, which a company may ask for"),
    holder: id("to whom the connection belongs by whose word its maker had come").optional(),
    connection: id("by whose word its maker had come, so that a company that asks for its own knows").optional(),
    connectionEpoch: counter("that connection's number of ends when the token was made").optional(),
  },
  sealed: z.object({ name: z.string(), teams: z.array(z.uuid()).nullable(), scopes: z.array(z.string()), networks: z.array(z.string()) }),
  owners: (r) => [ownerOf.personContent(r.person)],
  learns: {
    en: "That a program may act as a person, since when and until when. Not for what, nor the token.",
    fr: "Qu'un programme peut agir comme une personne, depuis quand et jusqu'à quand. Ni pour quoi, ni le jeton.",
  },
});

/** Finds a token by its hash. Grants nothing: the token's own row must bear the same hash. */
export const ApiTokenHash = defineRecord("apiTokenHash", {
  scope: "installation",
  write: "claim",
  root: "hash",
  partition: { hash: hash() },
  sort: {},
  clear: { into: id("the company that it is good in"), apiToken: id(), expiresAt: instant() },
  sealed: null,
  owners: () => [ownerOf.installation()],
  learns: { en: "That a token of a program exists, and until when.", fr: "Qu'un jeton de programme existe, et jusqu'à quand." },
});

export const ApiTokenUse = defineRecord("apiTokenUse", {
  scope: "company",
  write: "merge",
  root: "company",
  partition: { company: id() },
  sort: { apiToken: id() },
  clear: { usedAt: instant("when it was last used: shown, and grants nothing").loose() },
  sealed: null,
  owners: (r) => [ownerOf.company(r.company)],
  learns: { en: "When a program last used its token, to a minute.", fr: "Quand un programme a utilisé son jeton pour la dernière fois, à la minute près." },
});

export const TokenPolicy = defineRecord("tokenPolicy", {
  scope: "company",
  root: "company",
  partition: { company: id() },
  sort: {},
  clear: { mostDays: counter("days that a token is good at most, decided at every request") },
  sealed: null,
  owners: (r) => [ownerOf.company(r.company)],
  learns: { en: "How long a company lets tokens be good.", fr: "Combien de temps une entreprise laisse valoir les jetons." },
});
