/** The folders of a channel: their ids, what lies in one, what is above and below. Rights are the caller's to have asked. */
import type { SealedStore, Stored } from "../../platform/records/sealed.ts";
import type { FileRow } from "./files.policy.ts";
import { File, FolderEntry } from "./files.records.ts";

/** Folders inside each other. */
export const DEEPEST = 32;

/** Folders that every channel has without a row: their ids are of the channel. */
export const placeOf = (channel: string, folder: string): string =>
  folder === "top" ? channel : folder === "messages" ? derivedFolder(channel, 1) : folder === "trash" ? derivedFolder(channel, 2) : folder;
export const nameOfPlace = (channel: string, id: string): string =>
  id === channel ? "top" : id === derivedFolder(channel, 1) ? "messages" : id === derivedFolder(channel, 2) ? "trash" : id;
/** Says nothing that the channel's id does not. */
const derivedFolder = (channel: string, n: number): string => `${channel.slice(0, 35)}${((Number.parseInt(channel.slice(35), 16) + n) % 16).toString(16)}`;

/** The folders above, from the top down; undefined where one of them was thrown away. */
export async function foldersAbove(records: SealedStore, { company, channel, folder }: FileRow): Promise<FileRow[] | undefined> {
  const path: FileRow[] = [];
  for (let id = folder; nameOfPlace(channel, id) === id; ) {
    const over = path.length < DEEPEST ? await records.find(File, { company, channel, file: id }) : undefined;
    if (over?.kind !== "folder" || over.state !== "live") return undefined;
    path.unshift(over);
    id = over.folder;
  }
  return path;
}

/** What lies in a folder now, in the order in which it came, however much came and went. */
export async function* entriesIn(
  records: SealedStore,
  folder: { readonly company: string; readonly channel: string; readonly folder: string },
): AsyncGenerator<Stored<typeof FolderEntry>> {
  for await (const one of records.all(FolderEntry, folder)) if (one.state === "here") yield one;
}

/** The files and folders in a folder; in a file nothing. */
export async function* rowsIn(records: SealedStore, { company, channel, file: folder, kind }: FileRow): AsyncGenerator<FileRow> {
  if (kind !== "folder") return;
  for await (const { file } of entriesIn(records, { company, channel, folder })) {
    const row = await records.find(File, { company, channel, file });
    if (row) yield row;
  }
}

/** The files in a folder and in all folders inside it. */
export async function* filesBelow(records: SealedStore, folder: FileRow, deep = 0): AsyncGenerator<FileRow> {
  if (deep >= DEEPEST) return;
  for await (const row of rowsIn(records, folder)) {
    if (row.kind === "folder") yield* filesBelow(records, row, deep + 1);
    else yield row;
  }
}

/** Of a file 1; of a folder as many more as lie inside each other; no further than nothing is put. */
export async function heightOf(records: SealedStore, row: FileRow, deep = 1): Promise<number> {
  let height = 1;
  if (deep > DEEPEST) return height;
  for await (const inner of rowsIn(records, row)) height = Math.max(height, 1 + (await heightOf(records, inner, deep + 1)));
  return height;
}
