/** What second factors store: all of it in the installation's scope, beside the account. */
import { z } from "zod";
import { code, counter, defineRecord, digest, id, instant, ownerOf } from "../../platform/records/define.ts";

/** An app of codes or a passkey. A removed one stays as a row, so that its name is not given again. */
export const Factor = defineRecord("factor", {
  scope: "installation",
  root: "account",
  partition: { account: id() },
  sort: { factor: id() },
  clear: {
    kind: code(["totp", "passkey"]),
    /** begun: its secret was shown, no code of it yet */
    state: code(["begun", "active", "removed"]),
    createdAt: instant(),
    usedAt: instant().optional(),
    last: counter("the time step of the last code, or the passkey's own count, so that none is taken twice"),
  },
  sealed: z.object({
    name: z.string(),
    /** Base32 of 160 random bits; empty for a passkey. */
    secret: z.string(),
    /** Credential id and COSE public key, base64url; empty for an app of codes. */
    credential: z.string(),
    publicKey: z.string(),
    transports: z.array(z.string()),
  }),
  owners: (r) => [ownerOf.account(r.account)],
  learns: {
    en: "That an account has an app of codes or a passkey, and when it was last used. Not its secret, nor what it is called.",
    fr: "Qu'un compte a une application à codes ou une clé d'accès, et quand elle a servi. Ni son secret, ni son nom.",
  },
});

/** The codes that are left. Each is good once: taking one writes the row anew. */
export const RecoveryCodes = defineRecord("recoveryCodes", {
  scope: "installation",
  root: "account",
  partition: { account: id() },
  sort: {},
  clear: { left: counter("so that the person is warned when few are left"), createdAt: instant() },
  /** Keyed hashes, bound to the account. */
  sealed: z.object({ digests: z.array(z.string()) }),
  owners: (r) => [ownerOf.account(r.account)],
  learns: {
    en: "That an account has recovery codes, how many are left, and since when. Not even their hashes.",
    fr: "Qu'un compte a des codes de secours, combien il en reste, et depuis quand. Pas même leurs empreintes.",
  },
});

/** A challenge that was answered: none is answered twice. Dead with its time. */
export const SpentChallenge = defineRecord("spentChallenge", {
  scope: "installation",
  write: "claim",
  root: "challenge",
  partition: { challenge: digest("SHA-256 of a challenge of 128 random bits") },
  sort: {},
  clear: { expiresAt: instant() },
  sealed: null,
  owners: () => [ownerOf.installation()],
  learns: { en: "That somebody used a passkey, and about when. Not who.", fr: "Que quelqu'un a utilisé une clé d'accès, et vers quand. Pas qui." },
});

export const factorRecords = [Factor, RecoveryCodes, SpentChallenge];
