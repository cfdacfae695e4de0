/**
 * The bytes of a file version, as a row of segments: each is one object and one sealed stream of its own (docs/formats/
 * file-stream.md). A segment ends where its object is large enough, where a connection broke or where the process was killed;
 * what follows is another stream under another chunk key, so that no place of a stream is ever sealed twice.
 */
import {
  CHUNK,
  insecureExportKey,
  newSecretKey,
  SEALED_CHUNK,
  STREAM_HEADER,
  type StreamKey,
  StreamOpener,
  StreamSealer,
  secretKeyFrom,
  streamKey,
} from "../../../crypto/index.ts";
import { Refusal } from "../../http/index.ts";
import type { ObjectStore, Part } from "../../platform/objects/index.ts";
import { StorageFull } from "../../platform/records/port.ts";

import { createRooms, type Rooms } from "./rooms.ts";

/** Chunks of a part: with their tags a little over what an object's part must have. */
export const PART_CHUNKS = 80;
/** Plain bytes of a part: as much as a killed process loses of an upload. */
export const PART = PART_CHUNKS * CHUNK;
/** Parts of a segment but the last one. */
const SEGMENT_PARTS = 64;
/** More interruptions than this, and an upload starts anew. */
export const MOST_SEGMENTS = 2000;

/** What the segments of a version are bound to, and where their objects lie. */
export interface Place {
  readonly company: string;
  readonly person: string;
  readonly upload: string;
}

export interface Segment {
  /** Plain bytes. */
  readonly bytes: number;
  /** Its last chunk says so; without it the process died, and the segment ends with a whole part. */
  readonly isEnded: boolean;
}

/** A segment that grows: parts that are on the disk, their object not complete yet. */
export interface Growing extends Segment {
  readonly begun: string;
  readonly parts: readonly Part[];
}

/** Where an upload stands: kept sealed in its row, and all that is needed to go on with it. */
export interface Progress {
  readonly segments: readonly Segment[];
  readonly growing: Growing | null;
}

export const nothingYet: Progress = { segments: [], growing: null };

/** A new key for one file version, base64url. */
export const newFileKey = (): string => insecureExportKey(newSecretKey()).toString("base64url");

const objectOf = ({ company, person, upload }: Place, segment: number) => `${company}/${person}/${upload}/${segment}`;

const streamOf = (fileKey: string, { company, upload }: Place, segment: number) =>
  streamKey(secretKeyFrom(Buffer.from(fileKey, "base64url")), { company, file: upload, version: String(segment) });

const plainBytes = (segments: readonly Segment[]): number => segments.reduce((sum, { bytes }) => sum + bytes, 0);

/** Plain bytes that are on the disk. */
export const durableBytes = ({ segments, growing }: Progress): number => plainBytes(segments) + (growing?.bytes ?? 0);

/**
 * What grew becomes a segment: at its end, and after a stop that closed nothing. A second time changes nothing.
 * @throws ObjectMissing when the disk no longer has what the row says
 */
export async function settle(objects: ObjectStore, place: Place, { segments, growing }: Progress): Promise<Progress> {
  if (!growing) return { segments, growing };
  await objects.complete(objectOf(place, segments.length), growing.begun, growing.parts);
  return { segments: [...segments, { bytes: growing.bytes, isEnded: growing.isEnded }], growing: null };
}

/** Takes plain bytes and seals them away. While one part is written the next is gathered and sealed. */
export class SegmentWriter {
  readonly #objects: ObjectStore;
  readonly #place: Place;
  readonly #fileKey: string;
  readonly #told: (progress: Progress) => Promise<void>;
  #progress: Progress;
  #sealer: StreamSealer | undefined;
  readonly #rooms: Rooms;
  /** Where a part is gathered, and where the one before it is written from: taken in turn. With one alone, one after the other. */
  #room: Buffer | undefined;
  #other: Buffer | undefined;
  readonly #roomBytes: number;
  /** Sealed bytes of the part that is being gathered, and how many chunks the segment has before and in it. */
  #sealedBytes = 0;
  #chunks = 0;
  #partBytes = 0;
  /** The chunk that is being gathered. It is sealed when more comes: only then is it known not to be the last. */
  readonly #held: Buffer;
  #heldBytes = 0;
  #writing: Promise<void> = Promise.resolve();
  /** While one part is told the next is written. */
  #telling: Promise<void> = Promise.resolve();

  /**
   * @param progress with nothing growing: see `settle`
   * @param most plain bytes that come at most
   * @param told hears where the upload stands, each time that more is on the disk; what it was not told is not kept
   */
  constructor(
    objects: ObjectStore,
    place: Place,
    fileKey: string,
    progress: Progress,
    most: number,
    told: (progress: Progress) => Promise<void>,
    rooms: Rooms = createRooms(),
  ) {
    if (progress.growing) throw new TypeError("What grows is settled first.");
    this.#objects = objects;
    this.#place = place;
    this.#fileKey = fileKey;
    this.#progress = progress;
    this.#told = told;
    this.#rooms = rooms;
    this.#held = Buffer.allocUnsafe(Math.min(most, CHUNK));
    this.#roomBytes = STREAM_HEADER + Math.min(Math.ceil(most / CHUNK), PART_CHUNKS) * SEALED_CHUNK;
  }

  /** @throws StorageFull, and whatever `told` throws; nothing can be written afterwards */
  async write(bytes: Buffer): Promise<void> {
    for (let rest = bytes; rest.length > 0; ) {
      if (this.#heldBytes === CHUNK) {
        await this.#next(this.#held);
        this.#heldBytes = 0;
      }
      // What is known not to be the last needs no copy.
      if (this.#heldBytes === 0 && rest.length > CHUNK) {
        await this.#next(rest.subarray(0, CHUNK));
        rest = rest.subarray(CHUNK);
        continue;
      }
      const taken = Math.min(rest.length, CHUNK - this.#heldBytes);
      this.#held.set(rest.subarray(0, taken), this.#heldBytes);
      this.#heldBytes += taken;
      rest = rest.subarray(taken);
    }
  }

  /** Ends the segment with what was held; all that was written is on the disk then, and its rooms are others'. @returns where the upload stands */
  async end(): Promise<Progress> {
    try {
      if (this.#heldBytes > 0) await this.#endSegment(this.#held.subarray(0, this.#heldBytes));
      this.#heldBytes = 0;
      await this.#writing;
      await this.#telling;
      return this.#progress;
    } finally {
      await Promise.allSettled([this.#writing]);
      for (const room of [this.#room, this.#other]) if (room) this.#rooms.giveBack(this.#place.person, room);
      this.#room = undefined;
      this.#other = undefined;
    }
  }

  async #next(chunk: Buffer): Promise<void> {
    if (this.#chunks === SEGMENT_PARTS * PART_CHUNKS - 1) return this.#endSegment(chunk);
    await this.#seal(chunk, false);
    if (this.#chunks % PART_CHUNKS === 0) await this.#put(false);
  }

  async #endSegment(chunk: Buffer): Promise<void> {
    await this.#seal(chunk, true);
    await this.#put(true);
    await this.#writing;
    await this.#telling;
    this.#progress = await settle(this.#objects, this.#place, this.#progress);
    await this.#told(this.#progress);
    this.#sealer = undefined;
    this.#chunks = 0;
  }

  async #freeRoom(): Promise<Buffer> {
    const { person } = this.#place;
    if (!this.#other) return this.#rooms.take(person, this.#roomBytes);
    const second = this.#rooms.takeFree(person, this.#roomBytes);
    if (second) return second;
    await this.#writing;
    const room = this.#other;
    this.#other = undefined;
    return room;
  }

  async #seal(chunk: Buffer, isLast: boolean): Promise<void> {
    // Not while there is one: each pause costs.
    if (!this.#room) this.#room = await this.#freeRoom();
    if (!this.#sealer) {
      this.#sealer = new StreamSealer(streamOf(this.#fileKey, this.#place, this.#progress.segments.length));
      this.#room.set(this.#sealer.header);
      this.#sealedBytes = this.#sealer.header.length;
    }
    this.#sealedBytes = this.#sealer.sealInto(this.#room, this.#sealedBytes, chunk, isLast);
    this.#chunks += 1;
    this.#partBytes += chunk.length;
  }

  /** Hands the part on to be written; waits for the one before it, whose room is free then. */
  async #put(isEnded: boolean): Promise<void> {
    const room = this.#room;
    if (!room) return;
    const [bytes, plain] = [room.subarray(0, this.#sealedBytes), this.#partBytes];
    this.#sealedBytes = 0;
    this.#partBytes = 0;
    await this.#writing;
    [this.#room, this.#other] = [this.#other, room];
    this.#writing = this.#store(bytes, plain, isEnded);
    // Whoever writes or ends next is told.
    this.#writing.catch(() => undefined);
  }

  async #store(bytes: Buffer, plain: number, isEnded: boolean): Promise<void> {
    const { segments, growing } = this.#progress;
    const key = objectOf(this.#place, segments.length);
    const begun = growing?.begun ?? (await this.#objects.begin(key));
    // What no row names is given up again: whoever comes back begins anew.
    const giveUp = async () => (growing ? undefined : this.#objects.abort(key, begun).catch(() => undefined));
    const before = growing?.parts ?? [];
    const part = await this.#objects.putPart(key, begun, before, bytes).catch(async (error: unknown) => {
      await giveUp();
      throw error;
    });
    const parts = [...before, part];
    await this.#telling;
    this.#progress = { segments, growing: { begun, parts, bytes: (growing?.bytes ?? 0) + plain, isEnded } };
    this.#telling = this.#told(this.#progress).catch(async (error: unknown) => {
      // Of all other errors nobody knows whether the row has it.
      if (error instanceof Refusal || error instanceof StorageFull) await giveUp();
      throw error;
    });
    // Whoever writes or ends next is told.
    this.#telling.catch(() => undefined);
  }
}

/**
 * Plain bytes from `start` up to, not including, `end`. Refuses at the first chunk that is not what was written there, before a
 * byte of it is handed on.
 * @throws SealError, ObjectMissing; RangeError for a range that the file does not have
 */
export async function* readSegments(
  objects: ObjectStore,
  place: Place,
  fileKey: string,
  segments: readonly Segment[],
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  if (start < 0 || start > end || end > plainBytes(segments)) throw new RangeError("The file does not have this range.");
  let before = 0;
  for (const [number, segment] of segments.entries()) {
    const [from, to] = [Math.max(0, start - before), Math.min(segment.bytes, end - before)];
    if (from < to) yield* readSegment(objects, objectOf(place, number), streamOf(fileKey, place, number), segment, from, to);
    before += segment.bytes;
  }
}

async function* readSegment(
  objects: ObjectStore,
  key: string,
  stream: StreamKey,
  { bytes, isEnded }: Segment,
  from: number,
  to: number,
): AsyncGenerator<Buffer> {
  const chunks = Math.ceil(bytes / CHUNK);
  const [first, last] = [Math.floor(from / CHUNK), Math.ceil(to / CHUNK) - 1];
  const placeOf = (chunk: number) => STREAM_HEADER + chunk * SEALED_CHUNK;
  const size = placeOf(chunks) - (chunks * CHUNK - bytes);
  const header = await gathered(objects.read(key, 0, STREAM_HEADER));
  const opener = new StreamOpener(header, stream);
  let index = first;
  for await (const sealed of inPieces(objects.read(key, placeOf(first), Math.min(placeOf(last + 1), size)), SEALED_CHUNK)) {
    const plain = opener.open(index, isEnded && index === chunks - 1, sealed);
    const at = index * CHUNK;
    yield plain.subarray(Math.max(0, from - at), Math.min(plain.length, to - at));
    index += 1;
  }
}

async function gathered(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const found: Uint8Array[] = [];
  for await (const bytes of source) found.push(bytes);
  return Buffer.concat(found);
}

/** The same bytes in pieces of one length; the last one may be shorter. */
async function* inPieces(source: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const bytes of source) {
    for (let rest = bytes; rest.length > 0; ) {
      const taken = rest.subarray(0, length - heldBytes);
      held.push(taken);
      heldBytes += taken.length;
      rest = rest.subarray(taken.length);
      if (heldBytes < length) continue;
      yield held.length === 1 ? taken : Buffer.concat(held);
      held = [];
      heldBytes = 0;
    }
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}

/** Destroys what an upload has on the disk. */
export async function removeSegments(objects: ObjectStore, place: Place, { segments, growing }: Progress): Promise<void> {
  if (growing) await objects.abort(objectOf(place, segments.length), growing.begun);
  for (const number of [...segments.keys(), segments.length]) await objects.delete(objectOf(place, number));
}
