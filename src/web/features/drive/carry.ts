import i18next from "i18next";
import { useSyncExternalStore } from "react";
import { onSignedOut } from "../../app/session.ts";
import type { Workspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { toast } from "../../ui/toast.tsx";
import { moveInside } from "./deeds.ts";
import { type Entry, isFolder, type Place } from "./entry.ts";
import { listing } from "./folders.ts";
import { freeName } from "./sorting.ts";

/** Copies under way: each file is sealed anew, so that it takes its time. */
export interface Carrying {
  readonly done: number;
  readonly of: number;
  readonly name: string;
}

/** What was cut or copied, and waits for where to. */
export interface Held {
  readonly mode: "move" | "copy";
  readonly entries: readonly Entry[];
  readonly from: Place;
}

let carrying: Carrying | undefined;
let stopped = false;
let held: Held | undefined;
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
const say = (next: Carrying | undefined) => {
  carrying = next;
  tell();
};

export const useCarrying = (): Carrying | undefined => useSyncExternalStore(subscribe, () => carrying);
export const useHeld = (): Held | undefined => useSyncExternalStore(subscribe, () => held);
export function hold(next: Held | undefined): void {
  held = next;
  tell();
}
export const stopCarrying = (): void => {
  stopped = true;
};

/** Puts entries into another folder, of this or another channel; into another channel they are copied, and thrown away here after that. */
export async function carry(workspace: Workspace, { mode, entries, from }: Held, to: Place): Promise<void> {
  if (mode === "move" && from.channel === to.channel) return moveInside(workspace, from, entries, to.folder);
  if (carrying) return toast(i18next.t("drive.carry.busy"));
  // Into another channel a move ends with throwing away here: what is another’s stays, and is not copied either.
  const going = mode === "move" ? entries.filter(({ may }) => may.remove) : entries;
  const staying = entries.filter((entry) => !going.includes(entry));
  if (staying.length > 0) toast(i18next.t("drive.carry.stays", { count: staying.length, name: staying[0]?.name ?? "" }));
  if (going.length === 0) return;
  stopped = false;
  const progress = { done: 0, of: going.length };
  try {
    const names = new Set((await listing(workspace, to)).files.map(({ name }) => name));
    for (const entry of going) {
      const name = freeName(entry.name, names);
      names.add(name);
      await copyInto(workspace, entry, to, name, progress);
      if (stopped) return;
    }
    if (mode === "move") {
      const params = { company: from.company, channel: from.channel };
      for (const { id } of going) await workspace.call("trashFiles", { params, body: { files: [id] } });
    }
    toast(i18next.t(mode === "move" ? "drive.done.moved" : "drive.done.copied", { count: going.length, name: going[0]?.name ?? "" }));
  } catch (error) {
    toast(errorText(error));
  } finally {
    say(undefined);
  }
}

async function copyInto(workspace: Workspace, entry: Entry, to: Place, name: string, progress: { done: number; of: number }): Promise<void> {
  if (stopped) return;
  say({ ...progress, name: entry.name });
  const { company, channel, folder } = to;
  if (isFolder(entry)) {
    const inside = (await listing(workspace, { company, channel: entry.channel, folder: entry.id })).files;
    const made = await workspace.call("createFolder", { params: { company, channel }, body: { name, folder } });
    progress.of += inside.length;
    for (const child of inside) await copyInto(workspace, child, { company, channel, folder: made.id }, child.name, progress);
  } else {
    await workspace.call("copyFile", { params: { company, channel: entry.channel, file: entry.id }, body: { to: channel, folder, name } });
  }
  progress.done++;
}

onSignedOut(() => {
  stopCarrying();
  hold(undefined);
});
