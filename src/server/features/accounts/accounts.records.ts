/** What the accounts noun stores: all of it in the installation's scope. */
import { z } from "zod";
import { mailLanguages, shownSeconds, signInWays } from "../../../contract/index.ts";
import { code, counter, defineRecord, digest, id, instant, ownerOf } from "../../platform/records/define.ts";

const tokenHash = () => digest("SHA-256 of a random token of 256 bits");

/** Somebody who can sign in. `epoch` is part of every session: raising it ends them all in one write. */
export const Account = defineRecord("account", {
  scope: "installation",
  root: "account",
  partition: { account: id() },
  sort: {},
  clear: {
    state: code(["active", "disabled"]),
    epoch: counter("a session with another number is over, so that one write ends them all"),
    createdAt: instant(),
    rotation: counter("a session with another number must take a new token: the account's rights changed since").optional(),
  },
  sealed: z.object({
    name: z.string(),
    email: z.string().nullable(),
    /** When its bearer followed a link that was sent there: until then the address was only claimed. */
    emailConfirmedAt: z.number().nullable(),
    /** In which mails are written; null: nothing was chosen. */
    mailLanguage: z.enum(mailLanguages).nullable(),
  }),
  schema: 2,
  upcast: (content) => ({ emailConfirmedAt: null, mailLanguage: null, ...content }),
  owners: (r) => [ownerOf.account(r.account)],
  learns: {
    en: "That an account exists, since when, and whether it is disabled. Not its name or e-mail.",
    fr: "Qu'un compte existe, depuis quand, et s'il est désactivé. Ni son nom ni son adresse.",
  },
});

/**
 * Keeps sign-in names and e-mail addresses unique, in one space: a name that is somebody else's address would sign in as
 * either. Held from the moment it is written, confirmed by the account that bears the name.
 */
export const SignInName = defineRecord("signInName", {
  scope: "installation",
  write: "claim",
  root: "name",
  partition: { name: digest("a keyed hash of the normalised name or e-mail address") },
  sort: {},
  clear: { account: id(), claimedAt: instant() },
  sealed: null,
  owners: (r) => [ownerOf.account(r.account)],
  learns: { en: "That an account has a name or an e-mail address. Not which.", fr: "Qu'un compte a un nom ou une adresse. Pas lequel." },
});

export const Credential = defineRecord("credential", {
  scope: "installation",
  root: "account",
  partition: { account: id() },
  sort: { kind: code(["password"]) },
  clear: { changedAt: instant() },
  /** A PHC string: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
  sealed: z.object({ phc: z.string() }),
  owners: (r) => [ownerOf.account(r.account)],
  learns: {
    en: "That an account has a password, and when it was changed. Not even its hash.",
    fr: "Qu'un compte a un mot de passe, et quand il a changé. Pas même son empreinte.",
  },
});

export const Session = defineRecord("session", {
  scope: "installation",
  root: "account",
  partition: { account: id() },
  sort: { session: id() },
  clear: {
    /** awaiting: the password was right, a second factor is still to be shown; it opens nothing */
    state: code(["active", "ended", "awaiting"]),
    tokenHash: tokenHash(),
    epoch: counter("the account's number when the session began"),
    createdAt: instant(),
    expiresAt: instant(),
    by: code(signInWays, "how the session began, so that a policy is decided without opening it").optional(),
    second: code(shownSeconds, "which second factor was shown, so that a policy is decided without opening it").optional(),
    confirmedAt: instant("when the person last showed who he is, so that what is grave is refused later").optional(),
    rotation: counter("the account's number of rights' changes when the token was made").optional(),
    reach: id("the one company that it opens, where that company's own connection began it").optional(),
    vouched: id("the company whose own connection said who it is, so that a policy is decided without opening it").optional(),
    connection: id("whose word began it, so that the session ends with it").optional(),
    connectionEpoch: counter("that connection's number of ends when the session began").optional(),
    voucher: id("the connection that vouched, so that its word ends with it").optional(),
    voucherEpoch: counter("that connection's number of ends when it vouched").optional(),
  },
  sealed: z.object({ userAgent: z.string(), address: z.string() }),
  owners: (r) => [ownerOf.account(r.account)],
  learns: {
    en: "That an account signed in, when, until when, and by which kind of proof. Not from where.",
    fr: "Qu'un compte s'est connecté, quand, jusqu'à quand, et par quelle sorte de preuve. Pas d'où.",
  },
});

/** Finds a session by its token's hash. Grants nothing: the session's own row must bear the same hash. */
export const SessionToken = defineRecord("sessionToken", {
  scope: "installation",
  write: "claim",
  root: "token",
  partition: { token: tokenHash() },
  sort: {},
  clear: { account: id(), session: id(), expiresAt: instant() },
  sealed: null,
  owners: (r) => [ownerOf.account(r.account)],
  learns: { en: "That a session exists and until when.", fr: "Qu'une session existe et jusqu'à quand." },
});

/** When a session was last used. Bound like everything else: a later time would keep an idle session alive. */
export const SessionSeen = defineRecord("sessionSeen", {
  scope: "installation",
  write: "merge",
  root: "account",
  partition: { account: id() },
  sort: { session: id() },
  clear: { seenAt: instant() },
  sealed: null,
  owners: (r) => [ownerOf.account(r.account)],
  learns: { en: "When a session was last used, to ten minutes.", fr: "Quand une session a servi pour la dernière fois, à dix minutes près." },
});

/** Who runs the installation. A row for each who ever did. */
export const InstallationRole = defineRecord("installationRole", {
  scope: "installation",
  root: "installation",
  partition: { installation: id() },
  sort: { account: id() },
  clear: { role: code(["owner", "none"]), since: instant() },
  sealed: null,
  owners: () => [ownerOf.installation()],
  learns: { en: "Which account runs the installation, since when.", fr: "Quel compte gère l'installation, depuis quand." },
});

/** The number of owners, expected by every change of one: two removals at once can't both be the last but one. */
export const OwnersHead = defineRecord("ownersHead", {
  scope: "installation",
  root: "installation",
  partition: { installation: id() },
  sort: {},
  clear: { owners: counter("so that the last owner can't be removed") },
  sealed: null,
  owners: () => [ownerOf.installation()],
  learns: { en: "How many accounts run the installation.", fr: "Combien de comptes gèrent l'installation." },
});

/** The one first-run link. A new one takes the row of the one before, which is thereby dead. */
export const SetupLink = defineRecord("setupLink", {
  scope: "installation",
  root: "installation",
  partition: { installation: id() },
  sort: {},
  clear: { state: code(["open", "used"]), tokenHash: tokenHash(), expiresAt: instant(), account: id("the account that it made").optional() },
  sealed: null,
  owners: () => [ownerOf.installation()],
  learns: { en: "That a first-run link was made, and whether it was used.", fr: "Qu'un lien de première mise en route a été fait, et s'il a servi." },
});

/** The one reset link that somebody made for an account. A new one takes the row of the one before, which is thereby dead. */
export const ResetLink = defineRecord("resetLink", {
  scope: "installation",
  root: "account",
  partition: { account: id() },
  sort: {},
  clear: { state: code(["open", "used"]), tokenHash: tokenHash(), expiresAt: instant() },
  sealed: null,
  owners: (r) => [ownerOf.account(r.account)],
  learns: {
    en: "That a reset link was made for an account, and whether it was used.",
    fr: "Qu'un lien de réinitialisation a été fait pour un compte, et s'il a servi.",
  },
});

/** The one reset link that was asked for: strangers ask, too, and theirs is to end none that somebody made. */
export const AskedResetLink = defineRecord("askedResetLink", {
  scope: "installation",
  root: "account",
  partition: { account: id() },
  sort: {},
  clear: {
    state: code(["open", "used"]),
    tokenHash: tokenHash(),
    madeAt: instant("asked for again soon after, it stays the one"),
    expiresAt: instant(),
    letter: id("the letter that carries it"),
  },
  sealed: null,
  owners: (r) => [ownerOf.account(r.account)],
  learns: {
    en: "That somebody asked for a reset link for an account, and whether it was used.",
    fr: "Que quelqu'un a demandé un lien de réinitialisation pour un compte, et s'il a servi.",
  },
});

/** The one link that confirms an e-mail address. A new one takes the row of the one before, which is thereby dead. */
export const EmailLink = defineRecord("emailLink", {
  scope: "installation",
  root: "account",
  partition: { account: id() },
  sort: {},
  clear: { state: code(["open", "used"]), tokenHash: tokenHash(), expiresAt: instant() },
  sealed: z.object({
    email: z.string(),
    language: z.enum(mailLanguages),
    /** The confirmed address that it took the place of, whose bearer is told. */
    before: z.string().nullable(),
  }),
  owners: (r) => [ownerOf.account(r.account)],
  learns: {
    en: "That an account is changing its e-mail address, and whether the link was used. Not which address.",
    fr: "Qu'un compte change d'adresse électronique, et si le lien a servi. Pas quelle adresse.",
  },
});

/** A kind of device or a network that an account signed in from before. Grants nothing: it keeps a notice from being sent again. */
export const KnownPlace = defineRecord("knownPlace", {
  scope: "installation",
  write: "merge",
  root: "account",
  partition: { account: id() },
  sort: { place: digest("a keyed hash of the account with a kind of device or a network") },
  clear: { firstAt: instant(), usedAt: instant("so that one that nobody comes from any more is forgotten").optional() },
  sealed: null,
  owners: (r) => [ownerOf.account(r.account)],
  learns: {
    en: "From how many kinds of devices and networks an account signed in, and since when. Not which.",
    fr: "Depuis combien de sortes d'appareils et de réseaux un compte s'est connecté, et depuis quand. Pas lesquels.",
  },
});

/** Finds a reset link or the link of an e-mail address by its token's hash. Grants nothing by itself. */
export const ResetToken = defineRecord("resetToken", {
  scope: "installation",
  write: "claim",
  root: "token",
  partition: { token: tokenHash() },
  sort: {},
  clear: { account: id(), expiresAt: instant() },
  sealed: null,
  owners: (r) => [ownerOf.account(r.account)],
  learns: { en: "That a reset link exists and until when.", fr: "Qu'un lien de réinitialisation existe et jusqu'à quand." },
});

/** One wrong guess, a row each: counted as a range, so that many nodes need no common counter. Dead after an hour. */
export const Guess = defineRecord("guess", {
  scope: "installation",
  write: "merge",
  root: "installation",
  partition: { installation: id(), subject: digest("a keyed hash of the network, and of the name that was tried"), hour: counter("hours since the epoch") },
  sort: { at: instant(), guess: id() },
  clear: {},
  sealed: null,
  owners: () => [ownerOf.installation()],
  learns: {
    en: "That somebody tried a wrong password, and when. Not which name, nor from where.",
    fr: "Que quelqu'un a essayé un mauvais mot de passe, et quand. Ni quel nom, ni d'où.",
  },
});

export const accountRecords = [
  Account,
  SignInName,
  Credential,
  Session,
  SessionToken,
  SessionSeen,
  InstallationRole,
  OwnersHead,
  SetupLink,
  ResetLink,
  AskedResetLink,
  EmailLink,
  KnownPlace,
  ResetToken,
  Guess,
];
