/**
 * A backup file as a chain of frames. Each frame's digest covers all that came before it, so the last one is the digest of
 * the whole file: a changed, lost or moved byte shows at the first frame behind it. Bytes: docs/formats/backup.md.
 */
import { createDigest } from "../../../crypto/index.ts";
import { BackupError } from "./errors.ts";

/** What the file begins with, before its format's number. */
const MAGIC = Buffer.from("bastide-backup\n", "latin1");
const FORMAT = 2;
const HEAD = MAGIC.length + 1;
const FRAME_HEAD = 5;
const DIGEST = 32;
/** A snapshot's batch is about a megabyte; a length beyond this is damage. */
const MOST_PAYLOAD = 2 ** 26;

export const frameKinds = { header: 1, rows: 2, pending: 3, footer: 4, object: 5, bytes: 6, objectDigest: 7 } as const;
export type FrameKind = keyof typeof frameKinds;
/** Format 1 was that of stores without objects. */
const sinceTwo: ReadonlySet<FrameKind> = new Set(["object", "bytes", "objectDigest"]);

export interface Frame {
  readonly kind: FrameKind;
  readonly payload: Buffer;
  /** Where the frame begins in the file. */
  readonly at: number;
  /** base64url: of the file up to this frame, without and with it. */
  readonly before: string;
  readonly digest: string;
}

const startBytes = (): Buffer => Buffer.concat([MAGIC, Uint8Array.of(FORMAT)]);
const chained = (before: string, head: Uint8Array, payload: Uint8Array): string =>
  createDigest().update(Buffer.from(before, "base64url")).update(head).update(payload).digestBase64url();

/** Turns payloads into the file's bytes. */
export class FrameWriter {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  /** base64url: of all that was written. */
  digest = createDigest().update(startBytes()).digestBase64url();
  bytes = 0;

  constructor(write: (bytes: Uint8Array) => Promise<void>) {
    this.#write = write;
  }

  async start(): Promise<void> {
    await this.#put(startBytes());
  }

  async frame(kind: FrameKind, payload: Uint8Array): Promise<void> {
    const head = Buffer.alloc(FRAME_HEAD);
    head[0] = frameKinds[kind];
    head.writeUInt32BE(payload.length, 1);
    this.digest = chained(this.digest, head, payload);
    await this.#put(Buffer.concat([head, payload, Buffer.from(this.digest, "base64url")]));
  }

  async #put(bytes: Uint8Array): Promise<void> {
    await this.#write(bytes);
    this.bytes += bytes.length;
  }
}

/** A file that is read from its beginning: exactly `length` bytes, fewer only at its end. */
export interface ByteSource {
  /** Its path, for the errors. */
  readonly name: string;
  take(length: number): Promise<Buffer>;
}

/**
 * The file's frames, each checked before it is given.
 * @throws BackupError store_too_new for a newer format, input_broken with the place for everything that is not as it was written
 */
export async function* readFrames(source: ByteSource): AsyncGenerator<Frame, void> {
  const start = await source.take(HEAD);
  if (start.length < HEAD || !start.subarray(0, MAGIC.length).equals(MAGIC)) throw new BackupError("input_broken", `${source.name} is no backup of Bastide.`);
  const format = start[MAGIC.length] as number;
  const broken = (at: number, why: string) => new BackupError("input_broken", `${source.name} is damaged at byte ${at}: ${why}.`);
  if (format > FORMAT) throw new BackupError("store_too_new", `${source.name} has backup format ${format}; this Bastide reads up to format ${FORMAT}.`);
  if (format === 0) throw broken(MAGIC.length, "not what was written");
  let digest = createDigest().update(start).digestBase64url();
  let at = HEAD;
  let isEnded = false;
  for (;;) {
    const head = await source.take(FRAME_HEAD);
    if (head.length === 0 && isEnded) return;
    if (isEnded) throw broken(at, "something follows the end");
    if (head.length < FRAME_HEAD) throw broken(at, "the file ends too early");
    const length = head.readUInt32BE(1);
    const kind = kindOf(head[0] as number);
    if (!kind || (format === 1 && sinceTwo.has(kind)) || length > MOST_PAYLOAD) throw broken(at, "not what was written");
    const body = await source.take(length + DIGEST);
    if (body.length < length + DIGEST) throw broken(at, "the file ends too early");
    const payload = body.subarray(0, length);
    const before = digest;
    digest = chained(before, head, payload);
    if (!Buffer.from(digest, "base64url").equals(body.subarray(length))) throw broken(at, "not what was written");
    yield { kind, payload, at, before, digest };
    isEnded = kind === "footer";
    at += FRAME_HEAD + length + DIGEST;
  }
}

const kindOf = (byte: number): FrameKind | undefined => (Object.keys(frameKinds) as FrameKind[]).find((kind) => frameKinds[kind] === byte);
