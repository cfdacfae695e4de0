import { z } from "zod";
import { Counter, Done, Id, Instant, limits, plainText, shortText } from "./common.ts";
import { account, anybody, endpoint } from "./define.ts";
import { MailLanguage } from "./mail.ts";

const Password = plainText(limits.password.most).min(1);
/** A sign-in name of one's own choice; normalised (NFKC, case) before it is compared. Without `@`: it could be another one's e-mail address. */
export const SignInName = shortText(limits.name).refine((name) => !name.normalize("NFKC").includes("@"), "at_sign");
export const Token = plainText(200).min(20);

export const SetupState = z.object({
  /** account: nobody yet · kit: no recovery kit yet · company: no company yet */
  step: z.enum(["account", "kit", "company", "done"]),
  /** Whether the request's cookie is a session. */
  signedIn: z.boolean(),
  /** Whether this server sends mail: links are copied by hand where it does not. */
  mail: z.boolean(),
  version: z.string(),
});

export const Account = z.object({
  id: Id,
  name: z.string(),
  email: z.string().nullable(),
  /** When a link that was sent there was followed; null: the address was only claimed. */
  emailConfirmedAt: Instant.nullable(),
  /** Owners run the installation. */
  installationOwner: z.boolean(),
  createdAt: Instant,
  companies: z.array(z.object({ id: Id, name: z.string(), person: Id, role: z.enum(["guest", "member", "administrator"]) })),
});

/** How a second factor is shown. */
export const secondWays = ["totp", "passkey", "recovery"] as const;
export type SecondWay = (typeof secondWays)[number];

/** After the password: signed in, or what is still to be shown, with the ticket of this sign-in. */
export const SignedIn = z.discriminatedUnion("state", [
  z.object({ state: z.literal("signed_in"), account: Account }),
  z.object({ state: z.literal("second_factor"), ticket: z.string(), ways: z.array(z.enum(secondWays)), expiresAt: Instant }),
]);

/** How a session began, and what was shown beside it. */
export const signInWays = ["password", "passkey", "oidc", "saml", "ldap"] as const;
export const shownSeconds = ["none", ...secondWays, "provider"] as const;

export const Session = z.object({
  id: Id,
  current: z.boolean(),
  createdAt: Instant,
  seenAt: Instant,
  expiresAt: Instant,
  device: z.string(),
  address: z.string(),
  by: z.enum(signInWays),
  second: z.enum(shownSeconds),
});

export const EmailState = z.object({
  email: z.string().nullable(),
  confirmedAt: Instant.nullable(),
  /** A link was sent there and not followed yet. */
  pending: z.object({ email: z.string(), expiresAt: Instant }).nullable(),
  isMailOn: z.boolean(),
});

export const accounts = {
  getSetup: endpoint("GET", "/api/setup", "Which step of the first run comes next.", anybody("says only whether set-up is done"), { reply: SetupState }),
  createFirstAccount: endpoint(
    "POST",
    "/api/setup/account",
    "Makes the first account with the single-use link's token, and signs it in.",
    anybody("the token of the first-run link"),
    {
      secret: true,
      body: z.object({ token: Token, name: SignInName, password: Password, email: z.email().optional() }),
      audit: { action: "account.create" },
      reply: Account,
    },
  ),
  createKit: endpoint(
    "POST",
    "/api/setup/kit",
    "Makes the recovery kit (or a new one in place of the old, which then no longer opens this store). Shown once. Installation owners.",
    { who: "owner" },
    {
      secret: true,
      body: z.object({ password: Password }),
      audit: { action: "kit.make" },
      reply: z.object({ kit: z.string(), fileName: z.string(), lines: Counter }),
    },
  ),
  confirmKit: endpoint(
    "POST",
    "/api/setup/kit/confirm",
    "Confirms the kit by one of its lines, typed back from the saved copy.",
    { who: "owner" },
    {
      secret: true,
      body: z.object({ kit: plainText(4000).optional(), line: plainText(200).optional(), number: Counter.optional() }),
      audit: { action: "kit.confirm" },
      reply: Done,
    },
  ),
  signIn: endpoint(
    "POST",
    "/api/sessions",
    "Signs in by name or e-mail and password; sets the session cookie, or says which second factor is still to be shown.",
    anybody("name and password, throttled"),
    {
      secret: true,
      body: z.object({ login: plainText(320).min(1), password: Password }),
      audit: { action: "session.start" },
      reply: SignedIn,
    },
  ),
  signOut: endpoint("DELETE", "/api/sessions/current", "Ends this session.", account, { oneCompany: true, audit: { action: "session.end" }, reply: Done }),
  listSessions: endpoint("GET", "/api/sessions", "The sessions of this account.", account, { reply: z.object({ sessions: z.array(Session) }) }),
  revokeSession: endpoint("DELETE", "/api/sessions/:session", "Ends one session of this account.", account, {
    params: z.object({ session: Id }),
    audit: { action: "session.end", object: "session" },
    reply: Done,
  }),
  endOtherSessions: endpoint("DELETE", "/api/sessions", "Ends every session of this account but this one.", account, {
    audit: { action: "session.end" },
    reply: Done,
  }),
  renewSession: endpoint(
    "POST",
    "/api/sessions/current/renew",
    "Gives a session a new token after the account's rights changed; the old one does nothing else.",
    anybody("the session's own token"),
    { reply: Done },
  ),
  getAccount: endpoint("GET", "/api/account", "The signed-in account.", account, { oneCompany: true, reply: Account }),
  changePassword: endpoint("POST", "/api/account/password", "Changes the password; ends all other sessions and rotates this one.", account, {
    secret: true,
    body: z.object({ current: Password, next: Password }),
    audit: { action: "password.change" },
    reply: Done,
  }),
  redeemReset: endpoint(
    "POST",
    "/api/password-resets",
    "Sets a new password with a reset link's token; ends every session.",
    anybody("the token of a reset link"),
    {
      secret: true,
      body: z.object({ token: Token, password: Password }),
      audit: { action: "password.reset" },
      reply: Done,
    },
  ),
  askReset: endpoint(
    "POST",
    "/api/password-resets/ask",
    "Sends a reset link to the account's confirmed address. The answer is the same whether there is one.",
    anybody("throttled, and the link goes to the account's own mailbox"),
    {
      secret: true,
      body: z.object({ login: plainText(320).min(1), language: MailLanguage.default("en") }),
      audit: { action: "reset-link.ask" },
      reply: Done,
    },
  ),
  getEmail: endpoint("GET", "/api/account/email", "The account's e-mail address, and the one that waits to be confirmed.", account, { reply: EmailState }),
  changeEmail: endpoint(
    "PUT",
    "/api/account/email",
    "Sends a link to a new address, which counts once the link was followed; without mail it is taken as it is, unconfirmed.",
    account,
    {
      confirmed: true,
      body: z.object({ email: z.email().max(254), language: MailLanguage.default("en") }),
      audit: { action: "email.ask" },
      reply: EmailState,
    },
  ),
  removeEmail: endpoint("DELETE", "/api/account/email", "Takes the e-mail address off the account.", account, {
    confirmed: true,
    audit: { action: "email.remove" },
    reply: EmailState,
  }),
  confirmEmail: endpoint(
    "POST",
    "/api/account/email/confirm",
    "Confirms the account's new e-mail address with the token of the link that was sent there.",
    account,
    { secret: true, body: z.object({ token: Token }), audit: { action: "email.confirm" }, reply: z.object({ email: z.string() }) },
  ),
  lookInvite: endpoint("POST", "/api/invites/look", "What an invitation leads to, before accepting it.", anybody("the token of the invitation"), {
    secret: true,
    body: z.object({ token: Token }),
    reply: z.object({ company: z.string(), role: z.enum(["guest", "member", "administrator"]), expiresAt: Instant, signedInAs: z.string().nullable() }),
  }),
  acceptInvite: endpoint(
    "POST",
    "/api/invites/accept",
    "Joins a company: with the signed-in account, or with a new one made from name and password.",
    anybody("the token of the invitation"),
    {
      secret: true,
      body: z.object({ token: Token, account: z.object({ name: SignInName, password: Password, email: z.email().optional() }).optional() }),
      audit: { action: "invite.accept" },
      reply: Account,
    },
  ),
};
