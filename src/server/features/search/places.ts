/** Where a page of hits ended. */
import { z } from "zod";
import { createPlaces } from "../../http/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";

const Place = z.object({
  /** Scopes that were asked, by the beginnings of their ids; those of the round under way among them, or still to come. */
  asked: z.array(z.string()),
  round: z.array(z.string()),
  /** The last one that was looked at; null: none of the round. */
  rank: z.number(),
  number: z.number().nullable(),
});
export type Last = Pick<z.output<typeof Place>, "rank" | "number">;

/** Enough of a channel's id to tell those of one person apart. */
export const shortOf = (id: string): string => id.replaceAll("-", "").slice(0, 10);

export const createSearchPlaces = (records: SealedStore) => createPlaces(records, "search", Place, "body.next");
export type Places = ReturnType<typeof createSearchPlaces>;
