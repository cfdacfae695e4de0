import { useCallback, useEffect, useSyncExternalStore } from "react";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import { limits } from "../../../contract/limits.ts";
import { useWorkspace, type Workspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { toast } from "../../ui/toast.tsx";
import { onFileNews } from "../attachments/file-news.ts";
import { type Entry, keyOf, type Place } from "./entry.ts";

type Listing = ReplyOf<Endpoints["listFiles"]>;
export interface Folder {
  readonly listing?: Listing;
  readonly failure?: unknown;
}

/** What is known of the folders that were open, for the life of a session: going back shows them at once. */
interface Kept {
  readonly folders: Map<string, Folder>;
  /** Changes of a folder under way: what the server says meanwhile is neither before nor after. */
  readonly busy: Map<string, number>;
  readonly listeners: Set<() => void>;
}
const keptOf = new WeakMap<Workspace, Kept>();
const nothing: Folder = {};

function kept(workspace: Workspace): Kept {
  const known = keptOf.get(workspace) ?? { folders: new Map(), busy: new Map(), listeners: new Set() };
  keptOf.set(workspace, known);
  return known;
}

function put(workspace: Workspace, place: Place, folder: Folder): void {
  const { folders, listeners } = kept(workspace);
  folders.set(keyOf(place), folder);
  for (const listener of listeners) listener();
}

async function ask(workspace: Workspace, place: Place, next?: string): Promise<Listing> {
  const { company, channel, folder } = place;
  const query = { folder, limit: limits.page.most, ...(next === undefined ? {} : { next }) };
  const listing = await workspace.call("listFiles", { params: { company, channel }, query });
  // A page without anything, and there may be more: so much is not this person's to see.
  return listing.files.length === 0 && listing.next !== null ? ask(workspace, place, listing.next) : listing;
}

/** What lies in a folder now, for who is about to put something into it. */
export const listing = (workspace: Workspace, place: Place): Promise<Listing> => ask(workspace, place);

async function load(workspace: Workspace, place: Place): Promise<void> {
  if (kept(workspace).busy.has(keyOf(place))) return; // asked for again when that is done
  try {
    const listing = await ask(workspace, place);
    if (!kept(workspace).busy.has(keyOf(place))) put(workspace, place, { listing });
  } catch (failure) {
    const { listing } = kept(workspace).folders.get(keyOf(place)) ?? nothing;
    const isGone = !(failure instanceof Error) || !("status" in failure) || failure.status === 404;
    put(workspace, place, { failure, ...(listing && !isGone ? { listing } : {}) });
  }
}

async function loadMore(workspace: Workspace, place: Place): Promise<void> {
  const { listing } = kept(workspace).folders.get(keyOf(place)) ?? nothing;
  if (!listing || listing.next === null) return;
  const { next } = listing;
  const further = await ask(workspace, place, next).catch((error: unknown) => void toast(errorText(error)));
  const now = kept(workspace).folders.get(keyOf(place))?.listing;
  if (further && now?.next === next) put(workspace, place, { listing: { ...further, files: [...now.files, ...further.files] } });
}

/** A folder, live: what others do in its channel is seen a moment later. */
export function useFolder(place: Place): Folder & { readonly again: () => void; readonly more: () => void } {
  const workspace = useWorkspace();
  const { company, channel, folder } = place;
  const key = keyOf(place);
  const found = useSyncExternalStore(
    (listener) => {
      const { listeners } = kept(workspace);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => kept(workspace).folders.get(key) ?? nothing,
  );
  const again = useCallback(() => void load(workspace, { company, channel, folder }), [workspace, company, channel, folder]);
  const more = useCallback(() => void loadMore(workspace, { company, channel, folder }), [workspace, company, channel, folder]);
  useEffect(() => {
    again();
    return onFileNews(workspace, channel, again);
  }, [workspace, channel, again]);
  return { ...found, again, more };
}

/** Shows a change of a folder's entries at once, asks the server, and shows what is true where that refuses. @returns whether it was done */
export async function change(
  workspace: Workspace,
  place: Place,
  show: (entries: readonly Entry[]) => readonly Entry[],
  run: () => Promise<unknown>,
): Promise<boolean> {
  const { busy, folders } = kept(workspace);
  const key = keyOf(place);
  busy.set(key, (busy.get(key) ?? 0) + 1);
  const listing = folders.get(key)?.listing;
  if (listing) put(workspace, place, { listing: { ...listing, files: [...show(listing.files)] } });
  try {
    await run();
    return true;
  } catch (error) {
    toast(errorText(error));
    return false;
  } finally {
    const left = (busy.get(key) ?? 1) - 1;
    if (left > 0) busy.set(key, left);
    else busy.delete(key);
    if (left === 0) void load(workspace, place);
  }
}
