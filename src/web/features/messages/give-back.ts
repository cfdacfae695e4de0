import type { Workspace } from "../../app/workspace.ts";
import { type Draft, keepDraft, type Pending, readDraft } from "../../cache/index.ts";
import { shown } from "./shown-text.ts";

const listeners = new Set<(place: string, draft: Draft) => void>();

/** Where a composer keeps its draft. */
export const placeOf = (channel: string, thread: number) => (thread === 0 ? channel : `${channel}.${thread}`);

/** Puts unsent words back into their composer, before what is written there already. */
export function giveBack(workspace: Workspace, { channel, thread, text, company }: Pending): void {
  const place = placeOf(channel, thread);
  const old = readDraft(workspace.account.id, place);
  const back = shown(workspace.store.get(), company, text);
  const draft = { text: [back.text, old.text].filter(Boolean).join("\n"), mentions: { ...old.mentions, ...back.mentions } };
  putDraft(workspace.account.id, place, draft);
}

/** Changes a draft from outside of its composer. */
export function putDraft(account: string, place: string, draft: Draft): void {
  keepDraft(account, place, draft);
  for (const listener of listeners) listener(place, draft);
}

export function onGivenBack(listener: (place: string, draft: Draft) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
