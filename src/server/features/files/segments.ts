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
  secretKeyFrom,
  streamKey,
} from "../../../crypto/index.ts";
import type { ObjectStore, Part } from "../../platform/objects/index.ts";

/** Chunks of a part: with their tags a little over what an object's part must have. */
export const PART_CHUNKS = 80;
/** Plain bytes of a part: as much as a killed process loses of an upload. */
export const PART = PART_CHUNKS * CHUNK;
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

/** Under which all objects of an upload lie. */
export const objectsOf = ({ company, person, upload }: Place): string => `${company}/${person}/${upload}`;
export const objectOf = (place: Place, segment: number): string => `${objectsOf(place)}/${segment}`;

export const streamOf = (fileKey: string, { company, upload }: Place, segment: number) =>
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

/** Destroys what an upload has on the disk, told or not: its segments, and what was begun of one. */
export async function removeBytes(objects: ObjectStore, place: Place): Promise<void> {
  for await (const begun of objects.begun(objectsOf(place))) await objects.abort(begun.key, begun.upload);
  for await (const { key } of objects.list(objectsOf(place))) await objects.delete(key);
}
