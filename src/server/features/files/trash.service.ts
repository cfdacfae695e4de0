/** The trash of a channel: throwing away, bringing back, destroying; and the bytes of what was destroyed. */
import { operationId } from "../../../crypto/index.ts";
import { decideAgain, type PersonActor, Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import type { Consumer } from "../../platform/jobs/index.ts";
import type { ObjectStore } from "../../platform/objects/index.ts";
import { type Expect, expect, type Outcome, type Put, put, type SealedStore } from "../../platform/records/sealed.ts";
import { type ChannelAccess, type ChannelWriter, type OpenChannel, rightsOf } from "../channels/index.ts";
import { entriesIn, heightOf, nameOfPlace, placeOf, rowsIn } from "./below.ts";
import { type Door, emptied, entry, goesAt, keptVersions, thrownAway, type VersionRow } from "./files.door.ts";
import { type FileRow, mayRemove, requireMayRemove } from "./files.policy.ts";
import { File, FileVersion, FolderEntry, Upload } from "./files.records.ts";
import type { FileRef } from "./message-files.ts";
import { removeBytes } from "./segments.ts";
import type { Uploads } from "./uploads.service.ts";

export interface TrashDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly objects: ObjectStore;
  readonly access: ChannelAccess;
  readonly writer: ChannelWriter;
  readonly uploads: Uploads;
  readonly door: Door;
}

const stateAt = Object.keys(File.clear).indexOf("state");
const entryStateAt = Object.keys(FolderEntry.clear).indexOf("state");

const isTrashed = ({ state }: FileRow): boolean => state === "trashed";
const refusedFor = (outcome: Outcome): Expect | undefined => (outcome.status === "refused" ? outcome.expectation : undefined);

/** Tries until nothing of its own is in the way. @returns what of what stands above was changed meanwhile: whoever has it looks again */
async function unlessAbove(over: readonly Expect[], attempt: () => Promise<Expect | undefined>): Promise<Expect | undefined> {
  const { changed } = await decideAgain(async () => {
    const changed = await attempt();
    return (changed === undefined || over.includes(changed)) && { changed };
  });
  return changed;
}

function requireTrashed(row: FileRow): void {
  if (!isTrashed(row)) throw new Refusal("invalid_request", { fields: [{ path: "body.files", problem: "not_in_trash" }] });
}

export function createTrash(d: TrashDeps) {
  const { records } = d;
  const { openFile, change, target } = d.door;

  return {
    /** A folder with all that lies in it, if all of it is the caller's to remove. */
    async trash(actor: PersonActor, channel: string, files: readonly string[]): Promise<void> {
      await askAll(actor, channel, files, async (open, row) => {
        for await (const _ of othersIn(open, row)) throw new Refusal("not_allowed");
      });
      for (const file of files) {
        await change(actor, channel, file, async (open, row) => {
          requireMayRemove(open, row);
          if (row.state === "trashed") return undefined;
          // The way to make room begins here.
          return (next) => ({ puts: thrownAway(row, { ...next, person: actor.person }), makesRoom: true });
        });
        // What others put there while it was looked through.
        const { open, row } = await openFile(actor, channel, file);
        if (isTrashed(row)) for await (const other of othersIn(open, row)) await lift(other);
      }
    },

    /**
     * What came with a message goes with it: rows for the commit by which the message is deleted. Whoever may delete the one
     * may throw away the other; what only is talked of under it stays, and is shown by it no more.
     */
    async trashWith(
      { company, channel, files }: { company: string; channel: string; files: readonly FileRef[] },
      { post, reply }: { post: number; reply: number },
    ) {
      const found = await records.findMany(
        File,
        files.map(({ id }) => ({ company, channel, file: id })),
      );
      const brought = found.filter((row) => row.post !== null && row.state === "live");
      const shown = found.filter((row) => row.post === null && reply === 0 && row.talk === post && row.state !== "purged");
      return {
        expects: [...brought, ...shown].map((row) => expect(File, row, row.version)),
        puts: (next: { seq: number; at: number; person: string }): Put[] => [
          ...brought.flatMap((row) => thrownAway(row, next)),
          ...shown.map((row) => put(File, { ...row, talk: null, talkOf: null }, row.version + 1)),
        ],
      };
    },

    /** To where it was; to the top where that is gone itself. */
    async untrash(actor: PersonActor, channel: string, files: readonly string[]): Promise<void> {
      await askAll(actor, channel, files);
      for (const file of files)
        await change(actor, channel, file, async (open, row) => {
          requireMayRemove(open, row);
          if (row.state === "live") return undefined;
          const wanted = nameOfPlace(channel, row.folder);
          const folder = await target(open, wanted === "messages" ? "top" : wanted, await heightOf(records, row)).catch(() => target(open, "top"));
          const id = wanted === "messages" ? row.folder : folder.id;
          return ({ seq, at }) => {
            const next = { ...row, state: "live" as const, folder: id, place: seq, changedAt: at, changedBy: actor.person };
            const inTrash = entry({ ...row, folder: placeOf(channel, "trash") }, "gone", 2);
            return { expects: folder.expects, puts: [put(File, next, row.version + 1), inTrash, entry(next, "here")] };
          };
        });
    },

    /** What lies in a folder and is not the caller's to remove comes back to the top. */
    async purge(actor: PersonActor, channel: string, files: readonly string[]): Promise<void> {
      const isMeant = (now: FileRow) => {
        requireTrashed(now);
        return true;
      };
      for (const asked of await askAll(actor, channel, files, (_, row) => requireTrashed(row))) {
        let { open, row } = asked;
        await decideAgain(async () => {
          const changed = await destroy(row, isMeant, (one) => mayRemove(open, one), rightsOf(open));
          if (!changed) return true;
          // The rights by which it was decided: they are asked anew.
          d.access.forget(open);
          ({ open, row } = await openFile(actor, channel, row.file));
          requireMayRemove(open, row);
          return false;
        });
      }
    },

    /** What was thrown away long enough ago is destroyed. @returns how many */
    async sweepTrash(): Promise<number> {
      const isOver = (row: FileRow) => (goesAt(row) ?? Number.POSITIVE_INFINITY) <= d.clock.now();
      let gone = 0;
      const failed: unknown[] = [];
      let after: string | undefined;
      do {
        const { rows, next } = await records.port.scan(File.name, after, 500);
        for (const row of rows) {
          if (row.clear[stateAt] !== "trashed") continue;
          // One that does not open was changed outside of Bastide; it must not keep the others.
          const file = await records.open(File, row).catch(() => undefined);
          if (!file || !isOver(file)) continue;
          // Whoever threw it away was asked for all of it.
          await destroy(file, isOver, () => true).then(
            () => gone++,
            (error: unknown) => failed.push(error),
          );
        }
        after = next;
      } while (after !== undefined);
      if (failed.length > 0) throw new AggregateError(failed, "What lay in the trash for its time is not all gone.");
      return gone;
    },

    /** Entries of what lies elsewhere now are forgotten. */
    async sweepEntries(): Promise<void> {
      for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
        const { rows, next } = await records.port.scan(FolderEntry.name, after, 500);
        const gone = rows.filter((row) => row.clear[entryStateAt] === "gone");
        if (gone.length > 0) await records.eraseRows(gone);
        after = next;
      }
    },

    /** The bytes of what was destroyed go after the commit that says so, however often it takes. */
    consumer: {
      name: "purged-bytes",
      tables: [FileVersion.name, Upload.name],
      from: "durable",
      async handle(changes) {
        /** Of a file, once for all of its versions: the uploads that kept ones have. */
        const kept = new Map<string, Promise<ReadonlySet<string>>>();
        for (const row of changes.flatMap((one) => one.rows)) {
          if (row.table === FileVersion.name) {
            const version = await records.open(FileVersion, row);
            const { state, company, by: person, upload, file } = version;
            if (state !== "purged") continue;
            const uploads = kept.get(file) ?? uploadsOf(version);
            kept.set(file, uploads);
            if (!(await uploads).has(upload)) await d.uploads.end({ company, person }, upload, file);
          } else {
            const upload = await records.open(Upload, row);
            if (upload.state === "ended") await removeBytes(d.objects, upload);
          }
        }
      },
    } satisfies Consumer as Consumer,
  };

  /** All of them before one is changed. @throws Refusal */
  async function askAll(
    actor: PersonActor,
    channel: string,
    files: readonly string[],
    require: (open: OpenChannel, row: FileRow) => void | Promise<void> = () => undefined,
  ): Promise<{ open: OpenChannel; row: FileRow }[]> {
    const asked: { open: OpenChannel; row: FileRow }[] = [];
    for (const file of files) {
      const found = await openFile(actor, channel, file);
      requireMayRemove(found.open, found.row);
      await require(found.open, found.row);
      asked.push(found);
    }
    return asked;
  }

  /** What lies in a folder, however deep, and is not the caller's to remove; what is inside of such a folder goes with it. */
  async function* othersIn(open: OpenChannel, folder: FileRow): AsyncGenerator<FileRow> {
    for await (const row of rowsIn(records, folder)) {
      if (mayRemove(open, row)) yield* othersIn(open, row);
      else yield row;
    }
  }

  /** Out of a folder that was thrown away, to the top; if need be, as long as the folders above are as they were looked at. */
  function lift({ company, channel, file, folder }: FileRow, over: readonly Expect[] = []): Promise<Expect | undefined> {
    return unlessAbove(over, async () => {
      const row = await records.get(File, { company, channel, file });
      if (row?.state !== "live" || row.folder !== folder) return undefined;
      const outcome = await d.writer.append(company, channel, { id: operationId(), digest: null }, ({ seq, at }) => {
        const next = { ...row, folder: placeOf(channel, "top"), place: seq, changedAt: at };
        return {
          expects: [...over, expect(File, row, row.version)],
          puts: [put(File, next, row.version + 1), entry(row, "gone", 2), entry(next, "here")],
          event: { kind: "filed" },
          makesRoom: true,
        };
      });
      return refusedFor(outcome);
    });
  }

  /**
   * Children first, so that a stop in between leaves nothing that is not found again.
   * @param isMeant what is no longer so stays
   * @param isTheirs what in it is not so is lifted out
   * @param over the rights by which it is done, and the folders above that are to be destroyed: who brings one back meanwhile keeps what lies in it
   */
  function destroy(
    { company, channel, file }: Pick<FileRow, "company" | "channel" | "file">,
    isMeant: (row: FileRow) => boolean,
    isTheirs: (row: FileRow) => boolean,
    over: readonly Expect[] = [],
  ): Promise<Expect | undefined> {
    return unlessAbove(over, async () => {
      const row = await records.get(File, { company, channel, file });
      if (!row || row.state === "purged" || !isMeant(row)) return undefined;
      const expects = [...over, expect(File, row, row.version)];
      for await (const child of entriesIn(records, { company, channel, folder: file })) {
        const other = await records.get(File, { company, channel, file: child.file });
        const isLeft = other !== undefined && !isTheirs(other);
        const changed = await (isLeft ? lift(other, expects) : destroy(child, (one) => one.folder === file, isTheirs, expects));
        if (changed) return changed;
      }
      const changed = await emptyVersions(row, expects);
      if (changed) return changed;
      const outcome = await d.writer.append(company, channel, { id: operationId(), digest: null }, ({ at }) => {
        const gone = { ...row, state: "purged" as const, name: "", type: "", size: 0, changedAt: at };
        const folder = row.state === "trashed" ? placeOf(channel, "trash") : row.folder;
        return { expects, puts: [put(File, gone, row.version + 1), entry({ ...row, folder }, "gone", 2)], event: { kind: "filed" }, makesRoom: true };
      });
      return refusedFor(outcome);
    });
  }

  /** Before the file: as long as it stands they are found again. */
  async function emptyVersions(row: FileRow, expects: readonly Expect[]): Promise<Expect | undefined> {
    const kept = await keptVersions(records, row);
    if (kept.length === 0) return undefined;
    const asKept = kept.map((one) => expect(FileVersion, one, one.version));
    return refusedFor(await records.commit(operationId(), [...expects, ...asKept], kept.map(emptied), null, { makesRoom: true }));
  }

  /** A version that was restored has the bytes of an earlier one: they go with the last of them. */
  async function uploadsOf(row: VersionRow): Promise<ReadonlySet<string>> {
    return new Set((await keptVersions(records, row)).map(({ upload }) => upload));
  }
}
