import { z } from "zod";
import { code, counter, defineRecord, digest, id, instant, ownerOf } from "../../platform/records/define.ts";

/** The installation's list of companies. A probe company is the claims' throw-away one: shredded at the end of a run. */
export const CompanyEntry = defineRecord("companyEntry", {
  scope: "installation",
  root: "entry",
  partition: { installation: id() },
  sort: { entry: id("the company's id") },
  clear: { kind: code(["workspace", "probe"]), state: code(["active", "shredding"]), createdAt: instant() },
  sealed: null,
  owners: () => [ownerOf.installation()],
  learns: { en: "That a company exists and since when.", fr: "Qu'une entreprise existe et depuis quand." },
});

export const Company = defineRecord("company", {
  scope: "company",
  root: "company",
  partition: { company: id() },
  sort: {},
  clear: { createdAt: instant(), administrators: counter("so that the last administrator can't be removed") },
  sealed: z.object({ name: z.string() }),
  owners: (r) => [ownerOf.company(r.company)],
  learns: {
    en: "That a company exists, since when, and how many administrators it has. Not its name.",
    fr: "Qu'une entreprise existe, depuis quand, et le nombre de ses administrateurs. Pas son nom.",
  },
});

/** What the company asks of those who enter. */
export const CompanySecurity = defineRecord("companySecurity", {
  scope: "company",
  root: "company",
  partition: { company: id() },
  sort: {},
  clear: {
    secondFactor: code(["nobody", "administrators", "everyone"], "of whom a second factor is asked, decided at every request"),
    since: instant("from when on it is asked"),
    idle: counter("milliseconds without use after which a session is over").optional(),
    most: counter("milliseconds after which it is over in any case").optional(),
    comeBy: code(["anything", "connection"], "whether only its own connections are let in, decided at every request").optional(),
  },
  sealed: null,
  owners: (r) => [ownerOf.company(r.company)],
  learns: {
    en: "Of whom a company asks a second factor, how long it lets sessions last, and whether people come in by its own connection only.",
    fr: "À qui une entreprise demande un second facteur, combien de temps elle laisse durer les sessions, et si l'on n'y entre que par sa propre connexion.",
  },
});

/** Who may still come in by password and second factor where the company's own connection is asked for. */
export const BreakGlass = defineRecord("breakGlass", {
  scope: "company",
  root: "company",
  partition: { company: id() },
  sort: { person: id() },
  clear: { state: code(["named", "none"]), since: instant() },
  sealed: null,
  owners: (r) => [ownerOf.company(r.company)],
  learns: {
    en: "Which persons a company named to come in when its own connection fails.",
    fr: "Quelles personnes une entreprise a désignées pour entrer quand sa propre connexion fait défaut.",
  },
});

/** Joins an account to its person in a company: the only bridge between the two scopes. */
export const Link = defineRecord("link", {
  scope: "installation",
  root: "account",
  partition: { account: id() },
  sort: { joined: id("the company that the account belongs to") },
  clear: { person: id(), state: code(["active", "ended"]), since: instant() },
  sealed: null,
  owners: (r) => [ownerOf.account(r.account)],
  learns: { en: "That some account is a person of some company, since when.", fr: "Qu'un compte est une personne d'une entreprise, et depuis quand." },
});

export const Invite = defineRecord("invite", {
  scope: "company",
  root: "company",
  partition: { company: id() },
  sort: { invite: id() },
  clear: {
    role: code(["guest", "member", "administrator"]),
    state: code(["open", "used", "revoked"]),
    usesLeft: counter("how often it may still be used"),
    createdAt: instant(),
    expiresAt: instant(),
    by: id("the administrator who made it"),
    token: digest("SHA-256 of a random token of 256 bits"),
  },
  sealed: z.object({ /** for whom it is, as its maker wrote it down */ label: z.string(), channels: z.array(z.uuid()) }),
  owners: (r) => [ownerOf.company(r.company)],
  learns: {
    en: "That an administrator made an invitation with some role. Not for whom, nor the link.",
    fr: "Qu'un administrateur a fait une invitation pour un rôle. Ni pour qui, ni le lien.",
  },
});

/** Finds an invitation by its token's hash. */
export const InviteToken = defineRecord("inviteToken", {
  scope: "installation",
  write: "claim",
  root: "token",
  partition: { token: digest("SHA-256 of a random token of 256 bits") },
  sort: {},
  clear: { into: id("the company that it leads to"), invite: id() },
  sealed: null,
  owners: () => [ownerOf.installation()],
  learns: { en: "That an invitation exists.", fr: "Qu'une invitation existe." },
});
