import type { PersonActor } from "../../http/index.ts";
import { put, type SealedStore } from "../../platform/records/sealed.ts";
import { Marker } from "./channels.records.ts";

/**
 * The version of a marker is a turn and, within it, what was read: in one turn markers only go forward, whichever device comes last.
 * Who marks something unread begins the next turn, with place 0 until he reads on; what comes late from an earlier turn loses.
 */
const turnSize = 2 ** 32;
type Versioned = { readonly version: number };

export const turnOf = (row: Versioned | undefined): number => Math.floor((row?.version ?? 0) / turnSize);
export const isPutBack = (row: Versioned | undefined): boolean => row !== undefined && row.version >= turnSize && row.version % turnSize === 0;

/** Where markers lie: those of channels by post, those of threads by reply. */
export interface MarkerShelf<K> {
  readonly get: (key: K) => Promise<(Versioned & { readonly place: number }) | undefined>;
  readonly merge: (key: K, place: number, version: number) => Promise<void>;
}

export function createMarkers<K>(shelf: MarkerShelf<K>) {
  /** Without a turn in the one that stands. */
  async function forward(key: K, place: number, turn?: number): Promise<void> {
    const row = await shelf.get(key);
    const standing = turnOf(row);
    if (place <= (row?.place ?? -1) || (turn ?? standing) !== standing) return;
    await shelf.merge(key, place, standing * turnSize + place + 1);
  }

  /** Who writes has read what stands before, but what he marked as unread on purpose stays so. */
  async function written(key: K, place: number): Promise<void> {
    if (!isPutBack(await shelf.get(key))) await forward(key, place);
  }

  /** Puts the marker before a place, from the turn that the caller knows: a repeat, or another device that was quicker, finds it done. */
  async function back(key: K, place: number, turn: number): Promise<void> {
    if (turnOf(await shelf.get(key)) !== turn) return;
    await shelf.merge(key, Math.max(0, place - 1), (turn + 1) * turnSize);
  }

  return { forward, written, back };
}

export function createChannelMarkers(records: SealedStore) {
  const markers = createMarkers<{ company: string; person: string; channel: string }>({
    async get(key) {
      const row = await records.get(Marker, key);
      return row && { place: row.post, version: row.version };
    },
    merge: (key, post, version) => records.merge([put(Marker, { ...key, post }, version)]),
  });
  const keyOf = ({ company, person }: PersonActor, channel: string) => ({ company, person, channel });
  return {
    forward: (actor: PersonActor, channel: string, post: number, turn?: number) => markers.forward(keyOf(actor, channel), post, turn),
    written: (actor: PersonActor, channel: string, post: number) => markers.written(keyOf(actor, channel), post),
    back: (actor: PersonActor, channel: string, post: number, turn: number) => markers.back(keyOf(actor, channel), post, turn),
  };
}
