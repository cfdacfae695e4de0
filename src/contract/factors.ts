/** Showing who one is: second factors (TOTP, RFC 6238; passkeys, WebAuthn Level 3), recovery codes, and showing it once more before something grave. */
import { z } from "zod";
import { Account } from "./accounts.ts";
import { Counter, Done, Id, Instant, limits, plainText, shortText } from "./common.ts";
import { SignInWay } from "./connections.ts";
import { account, anybody, endpoint } from "./define.ts";

const base64url = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[\w-]*$/, "not_base64url");
/** What an authenticator says beside its answer; none of it is believed. */
const extensions = z.record(z.string().max(100), z.unknown()).refine((given) => JSON.stringify(given).length <= 4000, "too_long");
const attachment = z.enum(["cross-platform", "platform"]).optional();

/** A browser's `PublicKeyCredential` with an assertion, as JSON (WebAuthn Level 3, AuthenticationResponseJSON). */
export const PasskeyAnswer = z.object({
  id: base64url(1400).min(1),
  rawId: base64url(1400).min(1),
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url(4000),
    authenticatorData: base64url(4000),
    signature: base64url(8000),
    userHandle: base64url(100).optional(),
  }),
  clientExtensionResults: extensions,
  authenticatorAttachment: attachment,
});

/** A browser's new `PublicKeyCredential`, as JSON (WebAuthn Level 3, RegistrationResponseJSON). */
export const NewPasskey = z.object({
  id: base64url(1400).min(1),
  rawId: base64url(1400).min(1),
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url(4000),
    attestationObject: base64url(40_000),
    authenticatorData: base64url(4000).optional(),
    transports: z.array(z.string().max(40)).max(10).optional(),
    publicKeyAlgorithm: z.number().int().optional(),
    publicKey: base64url(8000).optional(),
  }),
  clientExtensionResults: extensions,
  authenticatorAttachment: attachment,
});

/** Six digits of an app, spaces between them allowed. */
const Code = plainText(20).transform((given) => given.replace(/\s/g, ""));
const RecoveryCode = plainText(60).min(1);
const Password = plainText(limits.password.most).min(1);

export const Factor = z.object({ id: Id, kind: z.enum(["totp", "passkey"]), name: z.string(), createdAt: Instant, usedAt: Instant.nullable() });

export const Security = z.object({
  factors: z.array(Factor),
  /** Recovery codes that are left; null where none were made. */
  recovery: z.object({ left: Counter, createdAt: Instant }).nullable(),
  passwordChangedAt: Instant.nullable(),
  /** By which other server this session came: who has no password shows there anew who he is. */
  came: SignInWay.nullable(),
  /** Until when this session may do what is grave without showing again who it is. */
  confirmedUntil: Instant,
  /** Whether a passkey can be made here: browsers make none for an address of numbers. */
  passkeysPossible: z.boolean(),
  /** Companies that ask for a second factor of this account, and from when. */
  demanded: z.array(z.object({ company: Id, name: z.string(), from: Instant })),
});

/** Options for `navigator.credentials`, as JSON; the browser reads them. */
const Options = z.object({ options: z.record(z.string(), z.unknown()) });
const ticket = plainText(200).min(20);

export const factors = {
  finishSignIn: endpoint(
    "POST",
    "/api/sessions/second-factor",
    "Ends a sign-in that asked for a second factor; sets the session cookie.",
    anybody("the ticket of a sign-in whose password was right, and a factor of the account, throttled"),
    {
      secret: true,
      body: z.union([
        z.strictObject({ ticket, code: Code }),
        z.strictObject({ ticket, recoveryCode: RecoveryCode }),
        z.strictObject({ ticket, passkey: PasskeyAnswer }),
      ]),
      audit: { action: "session.start" },
      reply: Account,
    },
  ),
  startPasskeySignIn: endpoint("POST", "/api/sessions/passkey/options", "What a browser asks a passkey.", anybody("gives a challenge that opens nothing"), {
    secret: true,
    body: z.object({ ticket: ticket.optional() }),
    reply: Options,
  }),
  signInByPasskey: endpoint(
    "POST",
    "/api/sessions/passkey",
    "Signs in by a passkey alone; sets the session cookie.",
    anybody("an assertion of a passkey that the account has, over a challenge of this server, used once"),
    { secret: true, body: z.object({ passkey: PasskeyAnswer }), audit: { action: "session.start" }, reply: Account },
  ),
  getSecurity: endpoint("GET", "/api/account/security", "How this account is protected.", account, { oneCompany: true, reply: Security }),
  confirmIdentity: endpoint("POST", "/api/account/confirm", "Shows again who one is; good for ten minutes.", account, {
    oneCompany: true,
    secret: true,
    body: z.union([z.strictObject({ password: Password }), z.strictObject({ passkey: PasskeyAnswer })]),
    audit: { action: "session.confirm" },
    reply: z.object({ confirmedUntil: Instant }),
  }),
  startTotp: endpoint("POST", "/api/account/totp", "A new secret for an app of codes; counts once a code of it was shown.", account, {
    confirmed: true,
    body: z.object({ name: shortText(limits.name).optional() }),
    audit: { action: "factor.begin" },
    // Takes the place of one that was begun before and never finished.
    reply: z.object({ id: Id, secret: z.string(), uri: z.string() }),
  }),
  finishTotp: endpoint("POST", "/api/account/totp/:factor", "Puts the new secret to use, in place of an older one.", account, {
    confirmed: true,
    secret: true,
    params: z.object({ factor: Id }),
    body: z.object({ code: Code }),
    audit: { action: "factor.add", object: "factor" },
    /** Shown once, and only with the first factor. */
    reply: z.object({ recoveryCodes: z.array(z.string()).nullable() }),
  }),
  startPasskey: endpoint("POST", "/api/account/passkeys/options", "What a browser asks a device for a new passkey.", account, {
    confirmed: true,
    reply: Options,
  }),
  addPasskey: endpoint("POST", "/api/account/passkeys", "Adds a passkey.", account, {
    confirmed: true,
    secret: true,
    body: z.object({ name: shortText(limits.name), passkey: NewPasskey }),
    audit: { action: "factor.add" },
    reply: z.object({ id: Id, recoveryCodes: z.array(z.string()).nullable() }),
  }),
  renameFactor: endpoint("PATCH", "/api/account/factors/:factor", "Renames a factor.", account, {
    params: z.object({ factor: Id }),
    body: z.object({ name: shortText(limits.name) }),
    reply: Done,
  }),
  removeFactor: endpoint("DELETE", "/api/account/factors/:factor", "Removes a factor.", account, {
    confirmed: true,
    params: z.object({ factor: Id }),
    audit: { action: "factor.remove", object: "factor" },
    reply: Done,
  }),
  makeRecoveryCodes: endpoint("POST", "/api/account/recovery-codes", "Makes ten new recovery codes, which end the older ones. Shown once.", account, {
    confirmed: true,
    audit: { action: "recovery-codes.make" },
    reply: z.object({ recoveryCodes: z.array(z.string()) }),
  }),
};
