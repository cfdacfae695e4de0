/** Files and folders of a channel: making them of uploads, finding, naming, moving, versions, trash. */
import { z } from "zod";
import { limits } from "../../../contract/index.ts";
import { Content, createPlaces, decideAgain, type Operation, type PersonActor, Refusal, refuseOtherRequest } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import type { ObjectStore } from "../../platform/objects/index.ts";
import { ownerOf } from "../../platform/records/define.ts";
import { derivedId } from "../../platform/records/ids.ts";
import { type Expect, expect, type Put, put, type SealedStore } from "../../platform/records/sealed.ts";
import { allow, type ChannelAccess, type ChannelWriter, isAllowed, type OpenChannel, rightsOf } from "../channels/index.ts";
import { entriesIn, foldersAbove, heightOf, placeOf } from "./below.ts";
import { type Door, entry, MOST_ENTRIES, newRow, news, type Shown } from "./files.door.ts";
import { type FileRow, maySee, requireMayChange, requireMayMove, threadOf } from "./files.policy.ts";
import { File, FileVersion, FolderEntry } from "./files.records.ts";
import type { FileRef } from "./message-files.ts";
import { readSegments } from "./segments.ts";
import { createTrash } from "./trash.service.ts";
import type { Uploads } from "./uploads.service.ts";
import { createVersions, giveBackRefused, type Taken, typeOfContent, versionOf } from "./versions.service.ts";

export interface FilesDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly objects: ObjectStore;
  readonly access: ChannelAccess;
  readonly writer: ChannelWriter;
  readonly uploads: Uploads;
  readonly door: Door;
}
export type Files = ReturnType<typeof createFiles>;

/** Where a page of a folder ended. */
const Ended = z.object({ folder: z.string(), place: z.number(), file: z.string() });

export function createFiles(d: FilesDeps) {
  const { records, door } = d;
  const places = createPlaces(records, "files", Ended, "query.next");
  const { openFile, openLive, openVersion, seen, target, requireRoom, present, change } = door;

  /** Of what is listed by time, the newest first, what the caller may see: neither number nor place of anything else is told. */
  async function page(open: OpenChannel, folder: string, query: { next?: string | undefined; limit: number }) {
    const { company, channel } = open.channel;
    const before = query.next === undefined ? undefined : await places.open(open.actor, query.next);
    // Beside those of another folder a place would tell its number.
    if (before && before.folder !== folder) throw new Refusal("invalid_request", { fields: [{ path: "query.next", problem: "unreadable" }] });
    const isOfMessages = folder === placeOf(channel, "messages");
    const range = { ...(isOfMessages ? { from: { place: open.fromSeq + 1 } } : {}), ...(before ? { to: { place: before.place, file: before.file } } : {}) };
    const entries = records.all(FolderEntry, { company, channel, folder }, { ...range, reverse: true, page: query.limit + limits.filesPerMessage });
    const nextAfter = ({ place, file }: { place: number; file: string }) => places.seal(open.actor, { folder, place, file });
    const files: FileRow[] = [];
    let end: { place: number; file: string } | undefined;
    let looked = 0;
    for await (const some of bunchesOf(entries, query.limit + limits.filesPerMessage)) {
      const here = some.filter(({ file, place, state }) => state === "here" && !(file === before?.file && place === before.place));
      const rows = await records.findMany(
        File,
        here.map(({ file }) => ({ company, channel, file })),
      );
      const seen = new Map(rows.filter((row) => maySee(open, row)).map((row) => [row.file, row]));
      for (const one of here) {
        const row = seen.get(one.file);
        if (!row) continue;
        // Files of one message have one place: a page ends after the last of them.
        if (end && files.length >= query.limit && one.place !== end.place) return { files, next: nextAfter(end) };
        files.push(row);
        end = one;
      }
      looked += here.length;
      const last = here.at(-1);
      if (last && looked >= MOST_ENTRIES) return { files, next: nextAfter(last) };
    }
    return { files, next: null };
  }

  /** A folder of people's making, by name. */
  async function whole(open: OpenChannel, folder: string) {
    const { company, channel } = open.channel;
    const keys: { company: string; channel: string; file: string }[] = [];
    for await (const { file } of entriesIn(records, { company, channel, folder })) keys.push({ company, channel, file });
    const files = (await records.findMany(File, keys)).filter((row) => maySee(open, row));
    files.sort((a, b) => (a.kind === b.kind ? byName.compare(a.name, b.name) : a.kind === "folder" ? -1 : 1));
    return { files, next: null };
  }

  return {
    openFile,
    openLive,
    openVersion,
    ...createVersions(d),
    ...createTrash(d),

    async create(
      actor: PersonActor,
      channel: string,
      body: { upload: string; sha256?: string | undefined; name: string; folder: string },
      operation: Operation,
    ): Promise<Shown> {
      const { company, person } = actor;
      const open = await d.access.openChannel(actor, channel);
      allow("post", open);
      // Before the upload is taken: where there is no such place, nothing happened to it.
      await target(open, body.folder);
      const file = derivedId(records.keys.indexKey(company), "file", body.upload);
      const content = await d.uploads.take(actor, body.upload, { channel, file, sha256: body.sha256 });
      const type = await typeOfContent(d.objects, body.name, content);
      const made = decideAgain(async () => {
        const now = await d.access.openChannel(actor, channel);
        allow("post", now);
        const folder = await target(now, body.folder);
        await requireRoom(now, folder.id);
        await records.prepare(company, [ownerOf.personContent(person), ownerOf.channel(channel)]);
        const outcome = await d.writer.append(company, channel, operation, ({ seq, at }) => {
          const row = newRow({ company, channel, file, folder: folder.id, seq, at, person, name: body.name, type, size: content.size, ...untold });
          return {
            expects: [...rightsOf(now), ...folder.expects, expect(File, { company, channel, file }, 0)],
            puts: firstOf(row, content, type, at),
            event: { kind: "filed", person },
          };
        });
        if (outcome.status === "repeated") refuseOtherRequest(outcome, operation);
        if (outcome.status !== "refused") return present(now, await seen(now, file));
        // The same upload under another operation: it is a file already.
        if (outcome.expectation.record === File && outcome.expectation.version === 0) throw new Refusal("upload_not_found");
        d.access.forget(now);
        return undefined;
      });
      return made.catch((error: unknown) => giveBackRefused(error, [content]));
    },

    /**
     * Makes files of uploads that come with a message: rows for the commit of the message itself.
     * @returns their ids, what the commit puts once it knows its numbers, and what to do where the message is refused
     */
    async attach(actor: PersonActor, channel: string, wanted: readonly { upload: string; sha256?: string | undefined; name: string }[]) {
      const { company, person } = actor;
      const taken: { file: string; name: string; type: string; content: Taken }[] = [];
      for (const { upload, sha256, name } of wanted) {
        const file = derivedId(records.keys.indexKey(company), "file", upload);
        const content = await d.uploads.take(actor, upload, { channel, file, sha256 }).catch((error: unknown) =>
          giveBackRefused(
            error,
            taken.map((one) => one.content),
          ),
        );
        taken.push({ file, name, content, type: await typeOfContent(d.objects, name, content) });
      }
      const folder = placeOf(channel, "messages");
      return {
        files: taken.map(({ file }): FileRef => ({ id: file, number: 1 })),
        expects: taken.map(({ file }) => expect(File, { company, channel, file }, 0)),
        puts: ({ seq, at, post, twin = null }: { seq: number; at: number; post: number; twin?: number | null }): Put[] =>
          taken.flatMap(({ file, name, type, content }) => {
            const row = newRow({ company, channel, file, folder, seq, at, person, name, type, size: content.size, post, talk: twin, talkOf: twin && 1 });
            return firstOf(row, content, type, at);
          }),
        /** Throws the error on. */
        unlessPosted: (error: unknown): Promise<never> =>
          giveBackRefused(
            error,
            taken.map(({ content }) => content),
          ),
      };
    },

    async createFolder(actor: PersonActor, channel: string, body: { name: string; folder: string }, operation: Operation): Promise<Shown> {
      const { company, person } = actor;
      const file = derivedId(records.keys.indexKey(company), "folder", operation.id);
      return decideAgain(async () => {
        const open = await d.access.openChannel(actor, channel);
        allow("post", open);
        const folder = await target(open, body.folder);
        await requireRoom(open, folder.id);
        await records.prepare(company, [ownerOf.personContent(person), ownerOf.channel(channel)]);
        const outcome = await d.writer.append(company, channel, operation, ({ seq, at }) => {
          const row = newRow({ company, channel, file, folder: folder.id, seq, at, person, name: body.name, type: "", size: 0, ...untold }, "folder");
          return {
            expects: [...rightsOf(open), ...folder.expects, expect(File, { company, channel, file }, 0)],
            puts: [put(File, row), entry(row, "here")],
            event: { kind: "filed", person },
          };
        });
        if (outcome.status === "repeated") refuseOtherRequest(outcome, operation);
        if (outcome.status !== "refused") return present(open, await seen(open, file));
        d.access.forget(open);
        return undefined;
      });
    },

    async get(actor: PersonActor, channel: string, file: string): Promise<Shown> {
      const { open, row } = await openFile(actor, channel, file);
      return present(open, row);
    },

    /** A folder of people's making is read whole and ordered by name; what is ordered by time comes in pages. */
    async list(actor: PersonActor, channel: string, query: { folder: string; next?: string | undefined; limit: number }) {
      const open = await d.access.openChannel(actor, channel);
      const id = placeOf(channel, query.folder);
      const isByTime = query.folder === "messages" || query.folder === "trash";
      const row = isByTime || id === channel ? undefined : await seen(open, id);
      if (row && row.kind !== "folder") throw new Refusal("file_not_found");
      const path = row ? [...((await foldersAbove(records, row)) ?? []), row] : [];
      const { files, next } = isByTime ? await page(open, id, query) : await whole(open, id);
      return {
        files: files.map((found) => present(open, found)),
        path: path.map(({ file, name }) => ({ id: file, name })),
        next,
        may: { add: isAllowed("post", open) && !isByTime },
      };
    },

    change: (actor: PersonActor, channel: string, file: string, body: { name?: string | undefined; folder?: string | undefined }): Promise<Shown> =>
      change(actor, channel, file, async (open, row) => {
        requireMayMove(open, row);
        const name = body.name ?? row.name;
        if (name !== row.name) requireMayChange(open, row);
        const isElsewhere = body.folder !== undefined && placeOf(channel, body.folder) !== row.folder;
        const folder = body.folder === undefined ? undefined : await target(open, body.folder, isElsewhere ? await heightOf(records, row) : 1);
        const isMoved = folder !== undefined && folder.id !== row.folder;
        if (!isMoved && name === row.name) return undefined;
        if (isMoved && (folder.id === file || folder.path.some((over) => over.file === file)))
          throw new Refusal("invalid_request", { fields: [{ path: "body.folder", problem: "inside_itself" }] });
        if (isMoved) await requireRoom(open, folder.id);
        return ({ seq, at }) => {
          const next = { ...row, name, changedBy: actor.person, changedAt: at, ...(isMoved ? { folder: folder.id, place: seq } : {}) };
          return {
            expects: isMoved ? folder.expects : [],
            puts: [
              put(File, next, row.version + 1),
              ...(isMoved ? [entry(row, "gone", 2), entry(next, "here")] : []),
              ...(name === row.name || row.kind === "folder" ? [] : [news(row, { seq, at })]),
            ],
          };
        };
      }),

    /** The post under which people talk of a file, or null. */
    async threadOf(actor: PersonActor, channel: string, file: string): Promise<number | null> {
      const { open, row } = await openFile(actor, channel, file);
      return threadOf(open, row);
    },

    /**
     * Lets a new post be the one under which people talk of a file: rows for the commit of the post.
     * @returns the post that is that already, where there is one
     */
    async talk(open: OpenChannel, file: string): Promise<number | { files: FileRef[]; expects: Expect[]; puts: (next: { post: number }) => Put[] }> {
      const row = await seen(open, file);
      const standing = row.post ?? row.talk;
      if (standing !== null) return standing;
      if (row.kind !== "file" || row.state !== "live" || !(await foldersAbove(records, row))) throw new Refusal("file_not_found");
      return {
        files: [{ id: file, number: row.current }],
        expects: [expect(File, row, row.version)],
        puts: ({ post }) => [put(File, { ...row, talk: post, talkOf: row.current }, row.version + 1)],
      };
    },

    /** Whether it was destroyed, or never came about: nobody reads it any more nor brings it back. */
    async isGone({ company, channel, file }: Pick<FileRow, "company" | "channel" | "file">): Promise<boolean> {
      const row = await records.find(File, { company, channel, file });
      return row === undefined || row.state === "purged";
    },

    /** The bytes of one version, opened as they are read. */
    async read(actor: PersonActor, channel: string, file: string, number?: number): Promise<Content> {
      const { row, version } = await openVersion(actor, channel, file, number);
      const place = { company: row.company, person: version.by, upload: version.upload };
      return new Content({
        name: row.name,
        type: version.type,
        size: version.size,
        tag: version.upload,
        read: (start, end) => readSegments(d.objects, place, version.fileKey, version.segments, start, end),
        still: (now) => openVersion(now, channel, file, version.number),
      });
    },
  };
}

/** What came with no message, and of which nobody talks. */
const untold = { post: null, talk: null, talkOf: null };

/** What a new file with its first version is in the store. */
function firstOf(row: ReturnType<typeof newRow>, content: Taken, type: string, at: number): Put[] {
  const { company, channel, file, createdBy } = row;
  const version = { ...versionOf(content, type), company, channel, file, number: 1, by: createdBy, at };
  return [put(File, row), entry(row, "here"), put(FileVersion, version), news(row, { seq: row.seq, at })];
}

async function* bunchesOf<T>(rows: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let bunch: T[] = [];
  for await (const row of rows) {
    if (bunch.push(row) < size) continue;
    yield bunch;
    bunch = [];
  }
  if (bunch.length > 0) yield bunch;
}

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
