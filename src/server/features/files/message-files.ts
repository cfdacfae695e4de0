/** Files as messages show them: each in the version with which it was sent. */
import type { z } from "zod";
import type { MessageFile as MessageFileReply } from "../../../contract/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { foldersAbove } from "./below.ts";
import type { VersionRow } from "./files.door.ts";
import type { FileRow } from "./files.policy.ts";
import { File, FileVersion } from "./files.records.ts";

/** How a message names a file. */
export interface FileRef {
  readonly id: string;
  /** Of the version; null in what was written before it was kept: the newest. */
  readonly number: number | null;
}
export type MessageFile = z.output<typeof MessageFileReply>;
export type FilesShown = (ref: FileRef) => MessageFile | undefined;

/** Files of messages of one channel; rights are those of the messages. One read, and more where some have newer versions or lie in folders. */
export async function filesOf(records: SealedStore, company: string, channel: string, refs: readonly FileRef[]): Promise<FilesShown> {
  const ids = new Set(refs.map(({ id }) => id));
  const rows = await records.findMany(
    File,
    [...ids].map((file) => ({ company, channel, file })),
  );
  const files = new Map(rows.map((row) => [row.file, row]));
  const folders = Map.groupBy(rows, ({ folder }) => folder);
  const isHere = async ([one]: readonly FileRow[]) => one !== undefined && (await foldersAbove(records, one)) !== undefined;
  const here = new Set((await Promise.all(Array.from(folders, async ([id, own]) => ((await isHere(own)) ? [id] : [])))).flat());
  const wanted = new Map<string, Pick<VersionRow, "company" | "channel" | "file" | "number">>();
  for (const { id, number } of refs) {
    const current = files.get(id)?.current;
    if (number === null || current === undefined || number === current) continue;
    for (const one of [number, current]) wanted.set(`${id}.${one}`, { company, channel, file: id, number: one });
  }
  const versions = new Map((await records.findMany(FileVersion, [...wanted.values()])).map((row) => [`${row.file}.${row.number}`, row]));
  return ({ id, number }) => {
    const row = files.get(id);
    if (!row) return undefined;
    const isLive = row.state === "live" && here.has(row.folder);
    if (number === null || number === row.current) return asItIs(row, isLive);
    return asItWas(row, isLive, number, versions.get(`${id}.${number}`), versions.get(`${id}.${row.current}`));
  };
}

const asItIs = ({ file, name, type, size, current }: FileRow, isLive: boolean): MessageFile => {
  return { id: file, name, type, size, version: current, here: isLive, newer: null };
};

function asItWas({ file, name }: FileRow, isLive: boolean, version: number, sent: VersionRow | undefined, newest: VersionRow | undefined): MessageFile {
  const isOther = newest?.state === "kept" && newest.sha256 !== sent?.sha256;
  return {
    id: file,
    name,
    type: sent?.type ?? "",
    size: sent?.state === "kept" ? sent.size : 0,
    version,
    here: isLive && sent?.state === "kept",
    newer: isLive && isOther ? { version: newest.number, by: newest.by, at: newest.at, type: newest.type, size: newest.size } : null,
  };
}
