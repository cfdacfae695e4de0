/** Uploads: bytes that a person brings, resumable over broken connections and killed servers, sealed before a disk sees them. */
import { createDigest, type Digest, discard, equalDigests, operationId } from "../../../crypto/index.ts";
import { type Operation, type PersonActor, Refusal, refuseOtherRequest } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { ObjectMissing, type ObjectStore } from "../../platform/objects/index.ts";
import { ownerOf } from "../../platform/records/define.ts";
import { derivedId } from "../../platform/records/ids.ts";
import { expect, put, RowUnreadable, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { FileVersion, Upload } from "./files.records.ts";
import type { Reserve } from "./reserve.ts";
import { createRooms, type Rooms } from "./rooms.ts";
import { SegmentWriter } from "./segment-writer.ts";
import { durableBytes, MOST_SEGMENTS, newFileKey, nothingYet, objectsOf, type Place, type Progress, readSegments, settle } from "./segments.ts";
import { createTurns } from "./turns.ts";
import type { Usage } from "./usage.ts";

export interface UploadsDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly objects: ObjectStore;
  readonly usage: Usage;
  readonly reserve: Reserve;
  /** In place of the usual memory. */
  readonly rooms?: Rooms;
  /** Plain bytes that one file may have. */
  readonly largest: number;
}

type Row = Stored<typeof Upload>;
/** What the client said of an upload: names and values of the tus header. */
export type Metadata = Readonly<Record<string, string | null>>;
export interface Standing {
  readonly id: string;
  readonly size: number;
  /** Bytes that are kept. */
  readonly offset: number;
  readonly state: "open" | "whole" | "filed";
  readonly sha256: string | null;
  readonly metadata: Metadata;
  readonly expiresAt: number;
}
export type Uploads = ReturnType<typeof createUploads>;

/** Uploads of one person at a time that are no file yet, those without a byte too. */
const MOST_UNFINISHED = 200;
/** Milliseconds without a byte after which an unfinished one ends. */
export const EXPIRES_AFTER = 7 * 86_400_000;
/** After which an upload that was taken for a file that is not there may be taken for another. */
const TAKEN_FOR = 3_600_000;
/** After which one that ended is forgotten. */
const REMEMBERED = 30 * 86_400_000;
/** After which what was begun in the store of objects and is in no row was begun by a process that died. */
const UNTOLD_FOR = 86_400_000;

export function createUploads(d: UploadsDeps) {
  /** Of uploads that began here: the digest of what came, and how far it is. */
  const digests = new Map<string, { digest: Digest; at: number }>();
  /** One writer at a time: whoever comes later waits until the one before has kept what it got. */
  const turns = createTurns();
  const inTurn = turns.take;
  /**
   * Of one company one upload is begun at a time: between the look at what is left and the commit nobody else begins one. Several
   * nodes would each have a turn of their own: there it takes a row of the company's that each beginning claims.
   */
  const beginnings = createTurns();
  /** Of a company: what was taken before was looked at by a sweep of this process. */
  const lookedAt = new Map<string, number>();
  const rooms = d.rooms ?? createRooms();

  /** The caller's own. Missing, ended and somebody else's are the same. */
  async function open({ company, person }: Pick<PersonActor, "company" | "person">, upload: string): Promise<Row> {
    const row = await d.records.get(Upload, { company, person, upload });
    if (!row || row.state === "ended") throw new Refusal("upload_not_found");
    return row;
  }

  async function change(row: Row, next: Partial<Row>): Promise<Row> {
    const changed = { ...row, ...next, version: row.version + 1 };
    const makesRoom = next.state === "ended";
    const outcome = await d.records.commit(operationId(), [expect(Upload, row, row.version)], [put(Upload, changed, changed.version)], null, { makesRoom });
    if (outcome.status !== "applied") throw new Refusal("conflict");
    // It is no longer read into.
    if (next.state !== undefined) digests.delete(row.upload);
    return changed;
  }

  /**
   * What a process left that was killed becomes a segment. A backup holds no parts of one: where they are gone, the upload goes on
   * behind its last whole segment.
   */
  async function settledRow(row: Row): Promise<Row> {
    if (!row.growing) return row;
    const progress = await settle(d.objects, row, progressOf(row)).catch((error: unknown) => {
      if (!(error instanceof ObjectMissing)) throw error;
      digests.delete(row.upload);
      return { growing: null };
    });
    return change(row, progress);
  }

  const offsetOf = (row: Row) => durableBytes(row);

  /** SHA-256 of all that is there: as it came where all of it came here, else read again from the disk. */
  async function digestOf(row: Row): Promise<string> {
    const known = digests.get(row.upload);
    digests.delete(row.upload);
    if (known?.at === row.size) return known.digest.digestBase64url();
    const digest = createDigest();
    for await (const bytes of readSegments(d.objects, row, row.fileKey, row.segments, 0, row.size)) digest.update(bytes);
    return digest.digestBase64url();
  }

  const finish = async (row: Row): Promise<Row> => change(row, { state: "whole", sha256: await digestOf(row) });

  const present = (row: Row): Standing => ({
    id: row.upload,
    size: row.size,
    offset: offsetOf(row),
    state: row.state === "ended" ? "open" : row.state,
    sha256: row.sha256,
    metadata: row.metadata as Metadata,
    expiresAt: row.movedAt + EXPIRES_AFTER,
  });

  /** @throws Refusal invalid_request for too many at a time, quota_full */
  async function requireRoom({ company, person }: PersonActor, size: number): Promise<void> {
    if ((await d.usage.unfinished(company, person)).size >= MOST_UNFINISHED)
      throw new Refusal("invalid_request", { fields: [{ path: "headers.upload-length", problem: "too_many" }] });
    await d.usage.requireRoom(company, person, size);
    await d.reserve.requireRoom(size);
  }

  /** @param came hears of every piece */
  async function takeIn(begun: Row, offset: number, bytes: AsyncIterable<Buffer>, came: (bytes: number) => void): Promise<number> {
    let row = begun;
    const { upload, size } = row;
    const known = digests.get(upload);
    const digest = known?.at === offset ? known.digest : undefined;
    digests.delete(upload);
    const told = async (progress: Progress) => {
      row = await change(row, { ...progress, movedAt: d.clock.now() });
    };
    const writer = new SegmentWriter(d.objects, row, row.fileKey, progressOf(row), size - offset, told, rooms);
    let at = offset;
    let broke: Error | undefined;
    try {
      for await (const piece of bytes) {
        if (at + piece.length > size) throw new Refusal("too_large");
        await writer.write(piece);
        digest?.update(piece);
        at += piece.length;
        came(piece.length);
        discard(piece);
      }
    } catch (error) {
      broke = error instanceof Error ? error : new Error("the upload broke", { cause: error });
    }
    await writer.end();
    if (digest) digests.set(upload, { digest, at });
    if (at === size) await finish(row);
    if (broke) throw broke;
    return at;
  }

  const retired = () => ({ ...emptied, movedAt: d.clock.now() });

  /** What became of one that was taken: a version of its file has it, one that was destroyed had it, or none ever did. */
  async function fateOf({ company, channel, file, upload }: Row): Promise<"kept" | "purged" | "none"> {
    if (channel === null || file === null) return "none";
    let fate: "purged" | "none" = "none";
    for await (const version of d.records.all(FileVersion, { company, channel, file })) {
      if (version.upload !== upload) continue;
      if (version.state === "kept") return "kept";
      fate = "purged";
    }
    return fate;
  }

  const isDue = ({ state, movedAt }: Row): boolean =>
    movedAt < d.clock.now() - (state === "filed" ? TAKEN_FOR : state === "ended" ? REMEMBERED : EXPIRES_AFTER);

  /** Its bytes go by the journal, and the row after them. */
  async function forget(key: Place): Promise<void> {
    for (const left of [d.objects.list(objectsOf(key)), d.objects.begun(objectsOf(key))]) for await (const _ of left) return;
    await d.records.erase(Upload, [key]);
  }

  /** What is due now: while the sweep came by, somebody may have gone on with it or taken it. */
  async function retire(key: Place): Promise<void> {
    const row = await d.records.find(Upload, key);
    if (!row || !isDue(row)) return;
    if (row.state === "ended") return forget(key);
    const fate = row.state === "filed" ? await fateOf(row) : "purged";
    if (fate === "purged") await change(row, retired());
    else if (fate === "none") await change(row, givenBack);
  }

  const idOf = ({ company }: PersonActor, operation: Operation): string => derivedId(d.records.keys.indexKey(company), "upload", operation.id);

  return {
    /** What an upload will be called that is begun by this operation. */
    idOf,

    /** @throws Refusal too_large */
    async begin(actor: PersonActor, size: number, metadata: Metadata, operation: Operation) {
      const { company, person } = actor;
      if (size > d.largest) throw new Refusal("too_large", { fields: [{ path: "headers.upload-length", problem: "too_big" }] });
      await d.records.prepare(company, [ownerOf.personContent(person)]);
      const upload = idOf(actor, operation);
      const key = { company, person, upload };
      const now = d.clock.now();
      const row = {
        ...key,
        ...nothingYet,
        size,
        startedAt: now,
        movedAt: now,
        state: size === 0 ? ("whole" as const) : ("open" as const),
        channel: null,
        file: null,
        fileKey: newFileKey(),
        segments: [],
        metadata: { ...metadata },
        sha256: size === 0 ? createDigest().digestBase64url() : null,
      };
      await beginnings.take(company, async () => {
        // Begun before, when the answer was lost: it has its room.
        if (!(await d.records.find(Upload, key))) await requireRoom(actor, size);
        refuseOtherRequest(await d.records.commit(operation.id, [expect(Upload, key, 0)], [put(Upload, row)], operation.digest), operation);
      });
      if (size > 0) digests.set(upload, { digest: createDigest(), at: 0 });
      return present(await open(actor, upload));
    },

    async get(actor: PersonActor, upload: string) {
      return present(await open(actor, upload));
    },

    /** The caller's unfinished ones, the newest first. */
    async list({ company, person }: PersonActor) {
      const ids = [...(await d.usage.unfinished(company, person)).keys()];
      const rows = await Promise.all(ids.map((upload) => d.records.find(Upload, { company, person, upload })));
      return rows
        .filter((row) => row !== undefined)
        .filter(({ state }) => state === "open" || state === "whole")
        .sort((a, b) => b.startedAt - a.startedAt)
        .map(present);
    },

    /**
     * Takes what comes from `offset` on, and keeps all that came also when it breaks off. The pieces are empty afterwards.
     * @returns how many bytes are on the disk @throws Refusal conflict when the upload stands elsewhere, too_large for more bytes than were told
     */
    append: (actor: PersonActor, upload: string, offset: number, bytes: AsyncIterable<Buffer>): Promise<number> =>
      inTurn(upload, async () => {
        let row = await open(actor, upload);
        // Of an empty file the body comes, too: there is nothing in it.
        if (row.state === "whole" && offset === row.size) {
          for await (const { length } of bytes) if (length > 0) throw new Refusal("too_large");
          return offset;
        }
        if (row.state !== "open" || offset !== offsetOf(row)) throw new Refusal("conflict");
        row = await settledRow(row);
        if (offset !== offsetOf(row)) throw new Refusal("conflict");
        if (row.segments.length >= MOST_SEGMENTS) throw new Refusal("upload_broken");
        return d.reserve.during(row.size - offset, (came) => takeIn(row, offset, bytes, came));
      }),

    /**
     * Takes a whole upload for a file, once: whoever takes it for the same file again gets the same.
     * @throws Refusal upload_not_found, also for one that is another file; upload_incomplete; upload_broken when what arrived is not what was sent
     */
    take: (actor: PersonActor, upload: string, { channel, file, sha256 }: { channel: string; file: string; sha256?: string | undefined }) =>
      inTurn(upload, async () => {
        let row = await open(actor, upload);
        if (row.state === "open") {
          if (offsetOf(row) < row.size) throw new Refusal("upload_incomplete");
          // It was killed between the last byte and the word that it was the last.
          row = await settledRow(row);
          if (offsetOf(row) < row.size) throw new Refusal("upload_incomplete");
          row = await finish(row);
        }
        if (sha256 !== undefined && !equalDigests(sha256, row.sha256 ?? "")) throw new Refusal("upload_broken");
        const isTaken = row.state === "filed" && (row.channel !== channel || row.file !== file);
        if (isTaken) throw new Refusal("upload_not_found");
        const isFirst = row.state === "whole";
        // Each time, so that nobody gives it back under the commit that is to come.
        row = await change(row, { state: "filed", channel, file, movedAt: d.clock.now() });
        const { company, person, fileKey, segments, size, version } = row;
        /** When no file came of it. Whoever took it meanwhile, or before, may still be about to make one: then the sweep sees to it. */
        const giveBack = () =>
          inTurn(upload, async () => {
            const now = await d.records.find(Upload, { company, person, upload });
            if (isFirst && now?.version === version && (await fateOf(now)) === "none") await change(now, givenBack);
          }).catch(unlessConflict);
        return { place: { company, person, upload }, fileKey, segments, size, sha256: row.sha256 ?? "", giveBack };
      }),

    /** Its file was destroyed: it counts no more, and its bytes go. */
    end: (place: Pick<PersonActor, "company" | "person">, upload: string, file: string): Promise<void> =>
      inTurn(upload, async () => {
        const row = await d.records.find(Upload, { ...place, upload });
        if (row?.state === "filed" && row.file === file) await change(row, retired());
      }),

    /** Gives up what was begun in the store of objects and never told: its process died in between. */
    async sweepBegun(company: string): Promise<void> {
      for await (const begun of d.objects.begun(company)) {
        const [, person = "", upload = ""] = begun.key.split("/");
        if (begun.at > d.clock.now() - UNTOLD_FOR || turns.isTaken(upload)) continue;
        await inTurn(upload, async () => {
          const row = await d.records.get(Upload, { company, person, upload });
          if (row?.growing?.begun !== begun.upload) await d.objects.abort(begun.key, begun.upload);
        }).catch((error: unknown) => {
          // Of a row that does not open nobody knows what it names.
          if (!(error instanceof RowUnreadable)) throw error;
        });
      }
    },

    /** Ends what nobody brought a byte for so long; what was taken for a file that never came about waits to be taken again. */
    async sweep(company: string, people: readonly string[]): Promise<void> {
      const [from, until] = [lookedAt.get(company) ?? 0, d.clock.now() - TAKEN_FOR];
      for (const person of people)
        for await (const row of d.records.all(Upload, { company, person })) {
          const { upload, state, movedAt } = row;
          // One that became a file is ended with it, and looked at once.
          if (state === "filed" && movedAt < from) continue;
          // Who is at it keeps it, and nobody else waits for him.
          if (isDue(row) && !turns.isTaken(upload)) await inTurn(upload, () => retire({ company, person, upload })).catch(unlessConflict);
        }
      lookedAt.set(company, until);
    },

    /** Gives an upload up. */
    remove: (actor: Pick<PersonActor, "company" | "person">, upload: string): Promise<void> =>
      inTurn(upload, async () => {
        const row = await open(actor, upload);
        if (row.state === "filed") throw new Refusal("upload_not_found");
        // The bytes go by the journal: files.service.ts.
        await change(row, retired());
      }),
  };
}

const emptied = { state: "ended" as const, metadata: {}, fileKey: "", segments: [], growing: null };

const givenBack = { state: "whole" as const, channel: null, file: null };

/** Somebody else has changed it meanwhile: the next sweep looks again. */
function unlessConflict(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
}

const progressOf = ({ segments, growing }: Row): Progress => ({ segments, growing });
