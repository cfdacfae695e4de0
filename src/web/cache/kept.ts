import type { Pending } from "./state.ts";

// What this browser keeps in clear are the reader's own unsent words: drafts and posts on their way. What was read lately lies
// sealed in a database (features/offline). Sign-out clears both.
export const sealedName = "bastide";
const outboxKey = (account: string) => `bastide.unsent.${account}`;
const draftKey = (account: string, place: string) => `bastide.draft.${account}.${place}`;
const isKept = (key: string) => /^bastide\.(unsent|draft|recent)\./.test(key);

export interface Draft {
  readonly text: string;
  /** People completed in it, by handle as it stands in the text. */
  readonly mentions: Readonly<Record<string, string>>;
}
export const noDraft: Draft = { text: "", mentions: {} };

export function readOutbox(account: string): readonly Pending[] {
  return read<Pending[]>(outboxKey(account)) ?? [];
}

/** Adds, changes or (with `null`) takes out one; others may be another tab's. */
export function keepOutbox(account: string, key: string, pending: Pending | null): void {
  const others = readOutbox(account).filter((kept) => kept.key !== key);
  write(outboxKey(account), pending ? [...others, pending] : others.length > 0 ? others : null);
}

export function readDraft(account: string, place: string): Draft {
  return read<Draft>(draftKey(account, place)) ?? noDraft;
}

export function keepDraft(account: string, place: string, draft: Draft): void {
  write(draftKey(account, place), draft.text === "" ? null : draft);
  for (const listener of keeping) listener(place);
}

const keeping = new Set<(place: string) => void>();

/** Calls back when this tab keeps or forgets a draft. */
export function onKeeping(listener: (place: string) => void): () => void {
  keeping.add(listener);
  return () => keeping.delete(listener);
}

/** Where this browser keeps drafts. */
export function draftPlaces(account: string): readonly string[] {
  const prefix = draftKey(account, "");
  try {
    return Object.keys(localStorage).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
  } catch {
    return [];
  }
}

/** What the server said last about drafts, by place; goes with the drafts. */
export const readHeldDrafts = <T>(account: string): T | null => read<T>(draftKey("held", account));
export const keepHeldDrafts = (account: string, held: unknown): void => write(draftKey("held", account), held);

/** Calls back when another tab changed this draft; the event tells from what to what. */
export function onDraft(account: string, place: string, listener: (draft: Draft, change: StorageEvent) => void): () => void {
  const key = draftKey(account, place);
  const heard = (event: StorageEvent) => {
    if (event.key === key) listener(readDraft(account, place), event);
  };
  addEventListener("storage", heard);
  return () => removeEventListener("storage", heard);
}

export function eraseSealed(): void {
  try {
    indexedDB.deleteDatabase(sealedName);
  } catch {
    // As below.
  }
}

export function clearKept(): void {
  eraseSealed();
  try {
    for (const key of Object.keys(localStorage)) if (isKept(key)) localStorage.removeItem(key);
  } catch {
    // Storage is switched off: nothing was kept.
  }
}

function read<T>(key: string): T | null {
  try {
    const text = localStorage.getItem(key);
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is full or switched off: unsent words live as long as the tab.
  }
}
