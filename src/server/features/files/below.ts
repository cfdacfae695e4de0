/** Folders seen from outside of a request: whether one gets to a file, and what lies below a folder. */
import type { SealedStore } from "../../platform/records/sealed.ts";
import { DEEPEST, nameOfPlace } from "./files.door.ts";
import type { FileRow } from "./files.policy.ts";
import { File, FolderEntry } from "./files.records.ts";

/** False where a folder above it was thrown away. */
export async function isReached(records: SealedStore, { company, channel, folder }: FileRow): Promise<boolean> {
  let id = folder;
  for (let deep = 0; nameOfPlace(channel, id) === id; deep++) {
    const over = deep < DEEPEST ? await records.find(File, { company, channel, file: id }) : undefined;
    if (over?.kind !== "folder" || over.state !== "live") return false;
    id = over.folder;
  }
  return true;
}

/** The files in a folder and in all folders inside it. */
export async function* filesBelow(records: SealedStore, { company, channel, file: folder }: FileRow, deep = 0): AsyncGenerator<FileRow> {
  if (deep >= DEEPEST) return;
  for await (const { file, state } of records.all(FolderEntry, { company, channel, folder })) {
    const row = state === "here" ? await records.find(File, { company, channel, file }) : undefined;
    if (row?.kind === "folder") yield* filesBelow(records, row, deep + 1);
    else if (row) yield row;
  }
}
