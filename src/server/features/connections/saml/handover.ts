/**
 * What a provider's post said, on its way through the browser to the app's own page, and from there to `finishConnection`: sealed, for
 * two minutes. The post comes from another site and so without cookies: whether this browser asked is known only then. Nothing is
 * kept of it here, so that strangers fill no table.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { z } from "zod";
import { deriveKey, fillNonce, type SecretKey, xaesOpen, xaesSeal } from "../../../../crypto/index.ts";
import type { SealedStore } from "../../../platform/records/sealed.ts";
import { SamlProblem } from "./problems.ts";

const NONCE = 24;
/** Milliseconds. */
const LIFE = 120_000;
/** Characters: it travels in an address. */
const MOST = 6000;

const Handed = z.object({
  connection: z.string(),
  assertion: z.string(),
  inResponseTo: z.string(),
  /** Until when the provider's word is good; a replay is known as long. */
  expiresAt: z.number(),
  /** Until when it may be handed in. */
  until: z.number(),
  issuer: z.string(),
  subject: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  groups: z.array(z.string()),
  hasSecond: z.boolean(),
  authenticatedAt: z.number().nullable(),
});
export type Handed = z.output<typeof Handed>;

export class Handover {
  readonly #records: SealedStore;

  constructor(records: SealedStore) {
    this.#records = records;
  }

  /** @returns base64url @throws SamlProblem too_large */
  seal(said: Omit<Handed, "until">, now: number): string {
    const nonce = Buffer.alloc(NONCE);
    fillNonce(nonce);
    const text = deflateRawSync(JSON.stringify({ ...said, until: Math.min(now + LIFE, said.expiresAt) }));
    const sealed = Buffer.concat([nonce, xaesSeal(this.#key(), nonce, text, Buffer.alloc(0))]).toString("base64url");
    if (sealed.length > MOST) throw new SamlProblem("too_large");
    return sealed;
  }

  /** @returns undefined for what this server did not seal, or too long ago */
  open(sealed: string, now: number): Handed | undefined {
    const bytes = Buffer.from(sealed, "base64url");
    if (sealed.length > MOST || bytes.length <= NONCE) return undefined;
    try {
      const text = xaesOpen(this.#key(), bytes.subarray(0, NONCE), bytes.subarray(NONCE), Buffer.alloc(0));
      const handed = Handed.parse(JSON.parse(inflateRawSync(text).toString()));
      return now < handed.until ? handed : undefined;
    } catch {
      return undefined;
    }
  }

  #key(): SecretKey {
    return deriveKey(this.#records.keys.indexKey(this.#records.installation), "saml handover");
  }
}
