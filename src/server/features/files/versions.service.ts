/** Versions of a file: bringing a new one, listing them, making an earlier one the newest again. */
import { limits } from "../../../contract/index.ts";
import { equalDigests } from "../../../crypto/index.ts";
import type { Operation, PersonActor } from "../../http/index.ts";
import { Refusal } from "../../http/index.ts";
import type { ObjectStore } from "../../platform/objects/index.ts";
import { type Expect, expect, put, type SealedStore } from "../../platform/records/sealed.ts";
import { type Door, emptied, keptVersions, news, type Shown, type VersionRow } from "./files.door.ts";
import { type FileRow, requireMayChange } from "./files.policy.ts";
import { File, FileVersion } from "./files.records.ts";
import { readSegments } from "./segments.ts";
import { HEAD, typeOf } from "./types.ts";
import type { Uploads } from "./uploads.service.ts";

export type Taken = Awaited<ReturnType<Uploads["take"]>>;
type NewVersion = Pick<VersionRow, "size" | "upload" | "state" | "fileKey" | "segments" | "sha256" | "type">;

export interface VersionsDeps {
  readonly records: SealedStore;
  readonly objects: ObjectStore;
  readonly uploads: Uploads;
  readonly door: Door;
}

export function createVersions(d: VersionsDeps) {
  const { openFile, change, versionsOf, versionRow } = d.door;

  /** What is emptied when one more comes. */
  async function oldestOver({ company, channel, file, current }: FileRow): Promise<VersionRow | undefined> {
    const number = current + 1 - limits.versionsPerFile;
    const row = number > 0 ? await d.records.find(FileVersion, { company, channel, file, number }) : undefined;
    return row?.state === "kept" ? row : undefined;
  }

  return {
    addVersion: async (
      actor: PersonActor,
      channel: string,
      file: string,
      body: { upload: string; sha256?: string | undefined },
      operation: Operation,
    ): Promise<Shown> => {
      const first = await openFile(actor, channel, file);
      requireMayChange(first.open, first.row);
      if (first.row.kind !== "file") throw new Refusal("file_not_found");
      const content = await d.uploads.take(actor, body.upload, { channel, file, sha256: body.sha256 });
      const type = await typeOfContent(d.objects, first.row.name, content);
      const made = change(
        actor,
        channel,
        file,
        async (open, row) => {
          requireMayChange(open, row);
          // It is one of them already: an answer was lost.
          if ((await keptVersions(d.records, row)).some(({ upload }) => upload === body.upload)) return undefined;
          return newVersion(row, actor.person, actor.person, { ...versionOf(content, type), upload: body.upload }, await oldestOver(row));
        },
        operation,
      );
      return made.catch((error: unknown) => giveBackRefused(error, [content]));
    },

    async versions(actor: PersonActor, channel: string, file: string) {
      const { open, row } = await openFile(actor, channel, file);
      return (await versionsOf(open, row)).map(({ number, by, at, size, sha256, type }) => ({ number, by, at, size, sha256, type }));
    },

    restoreVersion: (actor: PersonActor, channel: string, file: string, number: number, operation: Operation): Promise<Shown> =>
      change(
        actor,
        channel,
        file,
        async (open, row) => {
          requireMayChange(open, row);
          const [earlier, newest] = await Promise.all([versionRow(open, row, number), versionRow(open, row, row.current)]);
          if (equalDigests(earlier.sha256, newest.sha256)) return undefined;
          return newVersion(row, actor.person, earlier.by, earlier, await oldestOver(row), [expect(FileVersion, earlier, earlier.version)]);
        },
        operation,
      ),
  };
}

/** What was taken for something that was refused may be taken for something else. @throws what it is given */
export async function giveBackRefused(error: unknown, taken: readonly Taken[]): Promise<never> {
  // Of all other errors nobody knows whether it came about.
  if (error instanceof Refusal) for (const one of taken) await one.giveBack();
  throw error;
}

/** What its first bytes say that it is. */
export async function typeOfContent(objects: ObjectStore, name: string, content: Taken): Promise<string> {
  const head: Buffer[] = [];
  for await (const bytes of readSegments(objects, content.place, content.fileKey, content.segments, 0, Math.min(HEAD, content.size))) head.push(bytes);
  return typeOf(name, Buffer.concat(head));
}

export const versionOf = (content: Taken, type: string) => ({
  size: content.size,
  upload: content.place.upload,
  state: "kept" as const,
  fileKey: content.fileKey,
  segments: [...content.segments],
  sha256: content.sha256,
  type,
});

/** @param by who brought its bytes, and under whose key they lie: of a version that is restored, not who restores it */
function newVersion(row: FileRow, changedBy: string, by: string, version: NewVersion, over: VersionRow | undefined, expects: readonly Expect[] = []) {
  const { company, channel, file } = row;
  const { size, upload, state, fileKey, segments, sha256, type } = version;
  const number = row.current + 1;
  return ({ seq, at }: { seq: number; at: number }) => {
    const next = { ...row, current: number, size, type, changedBy, changedAt: at };
    const made = { company, channel, file, number, by, at, size, upload, state, fileKey, segments, sha256, type };
    return {
      expects: [...expects, expect(FileVersion, { company, channel, file, number }, 0), ...(over ? [expect(FileVersion, over, over.version)] : [])],
      puts: [put(File, next, row.version + 1), put(FileVersion, made), news(row, { seq, at }), ...(over ? [emptied(over)] : [])],
    };
  };
}
