/** Where a page of answers ended: sealed, since numbers may be those of what who asked may not see. */
import type { z } from "zod";
import { blindToken, deriveKey, type SecretKey, xaesOpen, xaesSeal } from "../../crypto/index.ts";
import type { SealedStore } from "../platform/records/sealed.ts";
import type { PersonActor } from "./actor.ts";
import { Refusal } from "./refusal.ts";

const NONCE = 24;

/**
 * @param purpose of one kind of pages: a place opens for no other
 * @param path of the field in which a place comes back
 */
export function createPlaces<S extends z.ZodType>(records: SealedStore, purpose: string, Place: S, path: string) {
  const keyOf = (company: string, use: string): SecretKey => deriveKey(records.keys.indexKey(company), use);
  const whose = ({ company, person }: PersonActor): Buffer => Buffer.from(`${company} ${person}`);

  return {
    /** The same place is sealed to the same text: two answers differ by what they say only. */
    seal(actor: PersonActor, place: z.output<S>): string {
      const text = Buffer.from(JSON.stringify(place));
      const token = blindToken(keyOf(actor.company, `${purpose} next nonce`), `${purpose}-next`, actor.person, text.toString());
      const nonce = Buffer.from(token, "base64url").subarray(0, NONCE);
      return Buffer.concat([nonce, xaesSeal(keyOf(actor.company, `${purpose} next`), nonce, text, whose(actor))]).toString("base64url");
    },

    /** @throws Refusal invalid_request for what was not sealed for this person */
    async open(actor: PersonActor, next: string): Promise<z.output<S>> {
      await records.keys.load(actor.company);
      try {
        const bytes = Buffer.from(next, "base64url");
        const text = xaesOpen(keyOf(actor.company, `${purpose} next`), bytes.subarray(0, NONCE), bytes.subarray(NONCE), whose(actor));
        return Place.parse(JSON.parse(text.toString()));
      } catch {
        throw new Refusal("invalid_request", { fields: [{ path, problem: "unreadable" }] });
      }
    },
  };
}
