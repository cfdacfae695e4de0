/** Where a page of answers ended: sealed, since numbers and ranks may be those of documents that who asked may not see. */
import { z } from "zod";
import { blindToken, deriveKey, type SecretKey, xaesOpen, xaesSeal } from "../../../crypto/index.ts";
import { type PersonActor, Refusal } from "../../http/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";

const Place = z.object({
  /** Scopes that were asked, by the beginnings of their ids; those of the round under way among them, or still to come. */
  asked: z.array(z.string()),
  round: z.array(z.string()),
  /** The last one that was looked at; null: none of the round. */
  rank: z.number(),
  number: z.number().nullable(),
});
type Place = z.output<typeof Place>;
export type Last = Pick<Place, "rank" | "number">;

/** Enough of a channel's id to tell those of one person apart. */
export const shortOf = (id: string): string => id.replaceAll("-", "").slice(0, 10);

const NONCE = 24;

export function createPlaces(records: SealedStore) {
  const keyOf = (company: string, purpose: string): SecretKey => deriveKey(records.keys.indexKey(company), purpose);
  const whose = ({ company, person }: PersonActor): Buffer => Buffer.from(`${company} ${person}`);

  return {
    /** The same place is sealed to the same text: two answers differ by what they say only. */
    seal(actor: PersonActor, place: Place): string {
      const text = Buffer.from(JSON.stringify(place));
      const nonce = Buffer.from(blindToken(keyOf(actor.company, "search next nonce"), "search-next", actor.person, text.toString()), "base64url").subarray(
        0,
        NONCE,
      );
      return Buffer.concat([nonce, xaesSeal(keyOf(actor.company, "search next"), nonce, text, whose(actor))]).toString("base64url");
    },

    /** @throws Refusal invalid_request for what was not sealed for this person */
    async open(actor: PersonActor, next: string): Promise<Place> {
      await records.keys.load(actor.company);
      try {
        const bytes = Buffer.from(next, "base64url");
        const text = xaesOpen(keyOf(actor.company, "search next"), bytes.subarray(0, NONCE), bytes.subarray(NONCE), whose(actor));
        return Place.parse(JSON.parse(text.toString()));
      } catch {
        throw new Refusal("invalid_request", { fields: [{ path: "body.next", problem: "unreadable" }] });
      }
    },
  };
}
export type Places = ReturnType<typeof createPlaces>;
