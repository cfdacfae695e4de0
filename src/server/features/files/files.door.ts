/** The one door to files: through their channel, under its rights; and what of a file is told. */
import type { z } from "zod";
import { type File as FileReply, limits } from "../../../contract/index.ts";
import { operationId } from "../../../crypto/index.ts";
import { decideAgain, type Operation, type PersonActor, Refusal, refuseOtherRequest } from "../../http/index.ts";
import { ownerOf } from "../../platform/records/define.ts";
import { type Expect, expect, type Put, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { type ChannelAccess, type ChannelWriter, type OpenChannel, rightsOf } from "../channels/index.ts";
import { DEEPEST, entriesIn, foldersAbove, nameOfPlace, placeOf } from "./below.ts";
import { type FileRow, firstVersionOf, mayChange, mayMove, mayRemove, maySee, threadOf } from "./files.policy.ts";
import { File, FileNews, FileVersion, FolderEntry } from "./files.records.ts";

export interface DoorDeps {
  readonly records: SealedStore;
  readonly access: ChannelAccess;
  readonly writer: ChannelWriter;
}
export type Door = ReturnType<typeof createDoor>;
export type VersionRow = Stored<typeof FileVersion>;
export type Shown = z.output<typeof FileReply>;
type Place = Pick<FileRow, "company" | "channel" | "folder" | "place" | "file">;

/** Entries of one folder: their names are put in order after they were opened. */
export const MOST_ENTRIES = 5000;
export function createDoor(d: DoorDeps) {
  const { records } = d;

  /** The one door to a file: through its channel. Missing, purged and forbidden are the same. */
  async function openFile(actor: PersonActor, channel: string, file: string): Promise<{ open: OpenChannel; row: FileRow }> {
    const open = await d.access.openChannel(actor, channel);
    return { open, row: await seen(open, file) };
  }

  /** The same, and it lies in the trash neither itself nor by a folder above it. */
  async function openLive(actor: PersonActor, channel: string, file: string): Promise<{ open: OpenChannel; row: FileRow }> {
    const found = await openFile(actor, channel, file);
    if (found.row.state !== "live" || !(await foldersAbove(records, found.row))) throw new Refusal("file_not_found");
    return found;
  }

  /** One version of a file that the caller may see; the newest where no number is given. */
  async function openVersion(actor: PersonActor, channel: string, file: string, number?: number): Promise<{ row: FileRow; version: VersionRow }> {
    const { open, row } = await openFile(actor, channel, file);
    if (row.kind !== "file") throw new Refusal("file_not_found");
    return { row, version: await versionRow(open, row, number ?? row.current) };
  }

  async function seen(open: OpenChannel, file: string): Promise<FileRow> {
    const { company, channel } = open.channel;
    const row = await records.find(File, { company, channel, file });
    if (!row || !maySee(open, row)) throw new Refusal("file_not_found");
    if (row.state === "live" && (await foldersAbove(records, row)) === undefined && !mayRemove(open, row)) throw new Refusal("file_not_found");
    return row;
  }

  /** A folder that something so high may be put into, and what a commit expects of it. */
  async function target(open: OpenChannel, folder: string, height = 1): Promise<{ id: string; expects: Expect[]; path: readonly FileRow[] }> {
    const { channel } = open.channel;
    const id = placeOf(channel, folder);
    if (id === channel) return { id, expects: [], path: [] };
    const row = await seen(open, id).catch(() => undefined);
    const over = row?.kind === "folder" && row.state === "live" ? await foldersAbove(records, row) : undefined;
    if (!row || !over) throw new Refusal("file_not_found", { fields: [{ path: "body.folder", problem: "not_found" }] });
    if (over.length + height >= DEEPEST) throw new Refusal("invalid_request", { fields: [{ path: "body.folder", problem: "too_deep" }] });
    // All of them: one that is moved meanwhile could come to lie inside what is put here.
    const path = [...over, row];
    return { id, expects: path.map((one) => expect(File, one, one.version)), path };
  }

  async function requireRoom({ channel: { company, channel } }: OpenChannel, folder: string): Promise<void> {
    let here = 0;
    for await (const _ of entriesIn(records, { company, channel, folder }))
      if (++here >= MOST_ENTRIES) throw new Refusal("invalid_request", { fields: [{ path: "body.folder", problem: "too_many" }] });
  }

  const present = (open: OpenChannel, row: FileRow): Shown => ({
    id: row.file,
    channel: row.channel,
    kind: row.kind,
    name: row.name,
    type: row.type,
    folder: nameOfPlace(row.channel, row.folder),
    size: row.size,
    version: row.current,
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    changedBy: row.changedBy,
    changedAt: row.changedAt,
    thread: threadOf(open, row),
    state: row.state === "live" ? "live" : "trashed",
    goesAt: goesAt(row),
    may: { change: mayChange(open, row), move: mayMove(open, row), remove: mayRemove(open, row) },
  });

  /** Commits a change of one file under the rights by which it was decided. */
  async function change(
    actor: PersonActor,
    channel: string,
    file: string,
    build: (
      open: OpenChannel,
      row: FileRow,
    ) => Promise<((next: { seq: number; at: number }) => { expects?: Expect[]; puts: Put[]; makesRoom?: boolean }) | undefined>,
    operation: Operation = { id: operationId(), digest: null },
  ): Promise<Shown> {
    return decideAgain(async () => {
      const { open, row } = await openFile(actor, channel, file);
      const made = await build(open, row);
      if (!made) return present(open, row);
      // Behind the door: no keys are made for a channel that there never was.
      await records.prepare(actor.company, [ownerOf.personContent(actor.person), ownerOf.channel(channel)]);
      const outcome = await d.writer.append(actor.company, channel, operation, (next) => {
        const { expects = [], puts, makesRoom = false } = made(next);
        return { expects: [...rightsOf(open), expect(File, row, row.version), ...expects], puts, event: { kind: "filed", person: actor.person }, makesRoom };
      });
      if (outcome.status === "repeated") refuseOtherRequest(outcome, operation);
      if (outcome.status !== "refused") return present(open, await seen(open, file));
      d.access.forget(open);
      return undefined;
    });
  }

  /** Those that the caller may see. */
  async function versionsOf(open: OpenChannel, row: FileRow): Promise<VersionRow[]> {
    const first = firstVersionOf(open, row);
    return (await keptVersions(records, row)).filter(({ number }) => number >= first);
  }

  async function versionRow(open: OpenChannel, row: FileRow, number: number): Promise<VersionRow> {
    const { company, channel, file } = row;
    const version = number < firstVersionOf(open, row) ? undefined : await records.find(FileVersion, { company, channel, file, number });
    if (version?.state !== "kept") throw new Refusal("file_not_found");
    return version;
  }

  return { openFile, openLive, openVersion, seen, target, requireRoom, present, change, versionsOf, versionRow };
}

/** The newest first: what is kept of a file has no gap, since the oldest is emptied first. */
export async function keptVersions(records: SealedStore, { company, channel, file }: Pick<FileRow, "company" | "channel" | "file">): Promise<VersionRow[]> {
  const rows = await records.list(FileVersion, { company, channel, file }, { reverse: true, limit: limits.versionsPerFile });
  return rows.filter(({ state }) => state === "kept");
}

/** A version whose key and objects go. */
export const emptied = (row: VersionRow): Put =>
  put(FileVersion, { ...row, state: "purged", fileKey: "", segments: [], sha256: "", type: "" }, row.version + 1);

/** Milliseconds that what was thrown away can be brought back. */
const TRASH_FOR = 30 * 86_400_000;
/** When something in the trash is destroyed; null for what is not in it. */
export const goesAt = ({ state, changedAt }: Pick<FileRow, "state" | "changedAt">): number | null => (state === "trashed" ? changedAt + TRASH_FOR : null);

/** Entries of a folder are rows of their own, so that a folder is read without what lies elsewhere. */
export const entry = ({ company, channel, folder, place, file }: Place, state: "here" | "gone", version = 1): Put =>
  put(FolderEntry, { company, channel, folder, place, file, state }, version);

/** A file that was brought or changed by an event. */
export const news = ({ company, channel, file }: Pick<FileRow, "company" | "channel" | "file">, { seq, at }: { seq: number; at: number }): Put =>
  put(FileNews, { company, channel, seq, file, at });

/** Into the trash, from where it lies. */
export function thrownAway(row: FileRow, { seq, at, person }: { seq: number; at: number; person: string }): Put[] {
  const next = { ...row, state: "trashed" as const, place: seq, changedAt: at, changedBy: person };
  return [put(File, next, row.version + 1), entry(row, "gone", 2), entry({ ...next, folder: placeOf(row.channel, "trash") }, "here")];
}

/** A row that is new in its folder. */
export function newRow(
  n: Pick<FileRow, "company" | "channel" | "file" | "folder" | "seq" | "name" | "type" | "size" | "post" | "talk" | "talkOf"> & {
    readonly at: number;
    readonly person: string;
  },
  kind: "file" | "folder" = "file",
) {
  const { at, person, ...row } = n;
  const made = { createdBy: person, createdAt: at, changedBy: person, changedAt: at };
  return { ...row, ...made, kind, state: "live" as const, place: row.seq, current: kind === "file" ? 1 : 0 };
}
