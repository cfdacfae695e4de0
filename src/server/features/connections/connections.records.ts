/** What signing in by others stores: all of it in the installation's scope, for it is looked for before anybody has entered a company. */
import { z } from "zod";
import { code, counter, defineRecord, digest, id, instant, ownerOf } from "../../platform/records/define.ts";

const holder = () => id("the company or the installation that it belongs to");

/** Somebody who says who people are: an OpenID provider, a SAML provider or a directory. */
export const Connection = defineRecord("connection", {
  scope: "installation",
  root: "holder",
  partition: { holder: holder() },
  sort: { connection: id() },
  clear: {
    kind: code(["oidc", "saml", "ldap"], "which protocol it speaks"),
    /** draft: set up and never switched on */
    state: code(["draft", "on", "off", "removed"]),
    createdAt: instant(),
    changedAt: instant(),
    epoch: counter("how often it was switched off: what began by another number is over").optional(),
  },
  sealed: z.object({
    name: z.string(),
    brand: z.enum(["google", "microsoft", "other"]),
    issuer: z.string(),
    clientId: z.string(),
    /** Empty for a client without one. */
    clientSecret: z.string(),
    /** Tenants that are let in; empty where the issuer is one tenant by itself. */
    tenants: z.array(z.string()),
    /** Role of who comes for the first time; null: nobody is made. */
    newcomers: z.enum(["guest", "member"]).nullable(),
    /** Whether its word counts for a second factor shown there. */
    trustsMfa: z.boolean(),
    /** A group there and the role of its people here; the highest counts. */
    groups: z.array(z.object({ group: z.string(), role: z.enum(["guest", "member"]) })),
    /** Of a SAML provider, whose entity id is `issuer`; keys in PEM. */
    saml: z
      .object({
        entryPoint: z.string(),
        certificates: z.array(z.object({ pem: z.string(), subject: z.string(), fingerprint: z.string(), notAfter: z.number() })),
        /** Ours, by which questions are signed. */
        privateKey: z.string(),
        certificate: z.string(),
        ownEnds: z.number(),
      })
      .nullable()
      .default(null),
  }),
  owners: (r) => [ownerOf.company(r.holder)],
  learns: {
    en: "That a company has people come in by another server, and by which protocol. Not by which server.",
    fr: "Qu'une entreprise laisse entrer par un autre serveur, et par quel protocole. Pas par lequel.",
  },
});

/** What went wrong lately, for its administrators: the newest first, few of them, and the same once with how often. */
export const ConnectionProblems = defineRecord("connectionProblems", {
  scope: "installation",
  root: "holder",
  partition: { holder: holder() },
  sort: { connection: id() },
  clear: { changedAt: instant() },
  sealed: z.object({
    problems: z.array(z.object({ at: z.number(), code: z.string(), about: z.string(), count: z.number().default(1), toldAt: z.number().default(0) })),
  }),
  owners: (r) => [ownerOf.company(r.holder)],
  learns: {
    en: "That a sign-in by another server was refused, and when last. Not whose, nor why.",
    fr: "Qu'une connexion par un autre serveur a été refusée, et quand. Ni celle de qui, ni pourquoi.",
  },
});

/** A domain whose e-mail addresses a company's connections are believed about, once the DNS says that it is theirs. */
export const TrustedDomain = defineRecord("trustedDomain", {
  scope: "installation",
  root: "holder",
  partition: { holder: holder() },
  sort: { domain: digest("a keyed hash of the domain's name") },
  clear: {
    state: code(["pending", "verified", "removed"]),
    addedAt: instant(),
    checkedAt: instant().optional(),
    lostAt: instant("since when the DNS says it no more, so that it stops counting").optional(),
  },
  /** `token` stands in the DNS, where everybody reads it. */
  sealed: z.object({ name: z.string(), token: z.string() }),
  owners: (r) => [ownerOf.company(r.holder)],
  learns: { en: "How many domains a company says are its own. Not which.", fr: "Combien de domaines une entreprise dit siens. Pas lesquels." },
});

/** Finds who has a domain. Grants nothing: the domain's own row must say that it is verified. */
export const DomainHolder = defineRecord("domainHolder", {
  scope: "installation",
  write: "claim",
  root: "domain",
  partition: { domain: digest("a keyed hash of the domain's name") },
  sort: { holder: holder() },
  clear: { since: instant() },
  sealed: null,
  owners: (r) => [ownerOf.company(r.holder)],
  learns: { en: "That companies have a domain in common. Not which.", fr: "Que des entreprises ont un domaine en commun. Pas lequel." },
});

/** Who somebody is elsewhere. An account has as many as it linked. */
export const Identity = defineRecord("identity", {
  scope: "installation",
  root: "account",
  partition: { account: id() },
  sort: { identity: digest("a keyed hash of connection, issuer and subject") },
  clear: {
    connection: id("by which it comes in"),
    holder: holder(),
    state: code(["active", "removed"]),
    linkedAt: instant(),
    usedAt: instant().optional(),
  },
  sealed: z.object({ issuer: z.string(), subject: z.string(), email: z.string().nullable() }),
  owners: (r) => [ownerOf.account(r.account)],
  learns: {
    en: "That an account can come in by another server, and when it last did. Not who it is there.",
    fr: "Qu'un compte peut entrer par un autre serveur, et quand il l'a fait. Pas qui il y est.",
  },
});

/** Finds the account of an identity, and keeps it one account's. Grants nothing: the account's own row must be active. */
export const IdentityHolder = defineRecord("identityHolder", {
  scope: "installation",
  write: "claim",
  root: "identity",
  partition: { identity: digest("a keyed hash of connection, issuer and subject") },
  sort: {},
  clear: { account: id(), claimedAt: instant() },
  sealed: null,
  owners: (r) => [ownerOf.account(r.account)],
  learns: { en: "That an account can come in by another server.", fr: "Qu'un compte peut entrer par un autre serveur." },
});

/** A way out to a provider that was answered: none is answered twice. Dead with its time. */
export const SpentState = defineRecord("spentState", {
  scope: "installation",
  write: "claim",
  root: "state",
  partition: { state: digest("SHA-256 of a state with 128 random bits") },
  sort: {},
  clear: { expiresAt: instant() },
  sealed: null,
  owners: () => [ownerOf.installation()],
  learns: {
    en: "That somebody came back from another server, and about when. Not who.",
    fr: "Que quelqu'un est revenu d'un autre serveur, et vers quand. Pas qui.",
  },
});

export const connectionRecords = [Connection, ConnectionProblems, TrustedDomain, DomainHolder, Identity, IdentityHolder, SpentState];
