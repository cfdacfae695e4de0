import type { PersonActor } from "../../http/index.ts";
import { put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { Marker } from "./channels.records.ts";

/**
 * The version of a marker is a turn and, within it, the post read: in one turn markers only go forward, whichever device comes last.
 * Who marks something unread begins the next turn, with place 0 until he reads on; what comes late from an earlier turn loses.
 */
const turnSize = 2 ** 32;
type Row = Stored<typeof Marker>;

export const turnOf = (row: Row | undefined): number => Math.floor((row?.version ?? 0) / turnSize);
export const isPutBack = (row: Row | undefined): boolean => row !== undefined && row.version >= turnSize && row.version % turnSize === 0;

export function createMarkers(records: SealedStore) {
  const keyOf = (actor: PersonActor, channel: string) => ({ company: actor.company, person: actor.person, channel });

  /** Without a turn in the one that stands. */
  async function forward(actor: PersonActor, channel: string, post: number, turn?: number): Promise<void> {
    const row = await records.get(Marker, keyOf(actor, channel));
    const standing = turnOf(row);
    if (post <= (row?.post ?? -1) || (turn ?? standing) !== standing) return;
    await records.merge([put(Marker, { ...keyOf(actor, channel), post }, standing * turnSize + post + 1)]);
  }

  /** Who writes has read what stands before, but what he marked as unread on purpose stays so. */
  async function written(actor: PersonActor, channel: string, post: number): Promise<void> {
    if (!isPutBack(await records.get(Marker, keyOf(actor, channel)))) await forward(actor, channel, post);
  }

  /** Puts the marker before a post, from the turn that the caller knows: a repeat, or another device that was quicker, finds it done. */
  async function back(actor: PersonActor, channel: string, post: number, turn: number): Promise<void> {
    if (turnOf(await records.get(Marker, keyOf(actor, channel))) !== turn) return;
    await records.merge([put(Marker, { ...keyOf(actor, channel), post: Math.max(0, post - 1) }, (turn + 1) * turnSize)]);
  }

  return { forward, written, back };
}
