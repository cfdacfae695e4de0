import i18next from "i18next";
import { ApiError } from "../../../client/index.ts";
import type { Workspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { serverNow } from "../../i18n/times.ts";
import { toast } from "../../ui/toast.tsx";
import { contentOf } from "../attachments/content.ts";
import { type Entry, isFolder, type Place, zipOf } from "./entry.ts";
import { change } from "./folders.ts";

/** As many as one request takes. */
const most = 200;
function portions(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / most) }, (_, i) => ids.slice(i * most, (i + 1) * most));
}

const idsOf = (entries: readonly Entry[]) => entries.map(({ id }) => id);
const without = (entries: readonly Entry[]) => {
  const gone = new Set(idsOf(entries));
  return (all: readonly Entry[]) => all.filter(({ id }) => !gone.has(id));
};
/** Says how many, or which one. */
const told = (name: "thrown" | "restored" | "purged" | "moved" | "copied", entries: readonly Entry[]) =>
  i18next.t(`drive.done.${name}`, { count: entries.length, name: entries[0]?.name ?? "" });
const undo = (run: () => void) => ({ text: i18next.t("ui.undo"), run });

export const rename = (workspace: Workspace, place: Place, entry: Entry, name: string): Promise<boolean> =>
  change(
    workspace,
    place,
    (all) => all.map((one) => (one.id === entry.id ? { ...one, name, changedAt: serverNow() } : one)),
    () => workspace.call("changeFile", { params: { company: place.company, channel: entry.channel, file: entry.id }, body: { name } }),
  );

/** Throws away what may be, with the way back, and says what had to stay. */
export async function throwAway(workspace: Workspace, place: Place, chosen: readonly Entry[]): Promise<void> {
  const entries = chosen.filter(({ may }) => may.remove);
  const left = i18next.t("drive.done.left", { count: chosen.length - entries.length });
  if (entries.length === 0) return toast(left);
  const params = { company: place.company, channel: place.channel };
  const done = await change(workspace, place, without(entries), async () => {
    for (const files of portions(idsOf(entries))) await workspace.call("trashFiles", { params, body: { files } });
  });
  if (!done) return;
  const back = () =>
    void change(
      workspace,
      place,
      (all) => [...without(entries)(all), ...entries],
      async () => {
        for (const files of portions(idsOf(entries))) await workspace.call("untrashFiles", { params, body: { files } });
      },
    );
  toast(chosen.length > entries.length ? `${told("thrown", entries)}, ${left}` : told("thrown", entries), undo(back));
}

export async function bringBack(workspace: Workspace, place: Place, entries: readonly Entry[]): Promise<void> {
  const params = { company: place.company, channel: place.channel };
  const done = await change(workspace, place, without(entries), async () => {
    for (const files of portions(idsOf(entries))) await workspace.call("untrashFiles", { params, body: { files } });
  });
  if (done) toast(told("restored", entries));
}

export async function destroy(workspace: Workspace, place: Place, entries: readonly Entry[]): Promise<void> {
  const params = { company: place.company, channel: place.channel };
  const done = await change(workspace, place, without(entries), async () => {
    for (const files of portions(idsOf(entries))) await workspace.call("purgeFiles", { params, body: { files } });
  });
  if (done) toast(told("purged", entries));
}

/** A new folder; shown by the answer, since its id is the server's. */
export async function makeFolder(workspace: Workspace, place: Place, name: string): Promise<Entry | undefined> {
  const { company, channel, folder } = place;
  try {
    const made = await workspace.call("createFolder", { params: { company, channel }, body: { name, folder } });
    await change(
      workspace,
      place,
      (all) => [...without([made])(all), made],
      () => Promise.resolve(),
    );
    return made;
  } catch (error) {
    toast(errorText(error));
    return undefined;
  }
}

/** Moves inside one channel. What is there already stays. */
export async function moveInside(workspace: Workspace, from: Place, entries: readonly Entry[], folder: string): Promise<void> {
  const moving = entries.filter((entry) => entry.id !== folder && entry.folder !== folder);
  if (entries.some(({ id }) => id === folder)) toast(i18next.t("drive.carry.intoItself"));
  else if (moving.length === 0) toast(i18next.t("drive.carry.there", { count: entries.length, name: entries[0]?.name ?? "" }));
  if (moving.length === 0) return;
  const put = async (entry: Entry, into: string) =>
    void (await workspace.call("changeFile", { params: { company: from.company, channel: entry.channel, file: entry.id }, body: { folder: into } }));
  const done = await change(workspace, from, without(moving), async () => {
    for (const entry of moving) await put(entry, folder);
  });
  if (!done) return;
  const back = () =>
    void change(
      workspace,
      from,
      (all) => [...without(moving)(all), ...moving],
      async () => {
        for (const entry of moving) if (entry.folder !== "messages") await put(entry, entry.folder);
      },
    );
  // What came with a message has no way back under it.
  toast(told("moved", moving), moving.some((entry) => entry.folder === "messages") ? undefined : undo(back));
}

/** Saves to this machine: a file as it is, several or a folder as one archive. */
export function download(company: string, entries: readonly Entry[]): void {
  const [first] = entries;
  if (!first) return;
  if (entries.length > most) return toast(i18next.t("drive.tooManyAtOnce", { count: most }));
  const link = document.createElement("a");
  link.href = entries.length === 1 && !isFolder(first) ? contentOf(company, first.channel, first) : zipOf(company, first.channel, idsOf(entries));
  link.download = entries.length === 1 ? (isFolder(first) ? `${first.name}.zip` : first.name) : "";
  link.click();
}

/** Refused because what it was about isn't there any more. */
export const isGone = (failure: unknown): boolean => failure instanceof ApiError && failure.status === 404;
