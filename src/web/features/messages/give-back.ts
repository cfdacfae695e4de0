import { type Draft, keepDraft } from "../../cache/index.ts";

const listeners = new Set<(place: string, draft: Draft) => void>();

/** Where a composer keeps its draft. */
export const placeOf = (channel: string, thread: number) => (thread === 0 ? channel : `${channel}.${thread}`);

/** Changes a draft from outside of its composer. */
export function putDraft(account: string, place: string, draft: Draft): void {
  keepDraft(account, place, draft);
  for (const listener of listeners) listener(place, draft);
}

export function onGivenBack(listener: (place: string, draft: Draft) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
