/** Objects in a backup: sealed bytes as they lie in their store, in frames, and their way back. */
import { z } from "zod";
import { createDigest, type Digest, equalDigests } from "../../../crypto/index.ts";
import { idsOf, LEAST_PART, type ListedObject, ObjectMissing, type ObjectStore, type Part } from "../../platform/objects/index.ts";
import { SetDigest } from "./digest.ts";
import type { Frame, FrameWriter } from "./frames.ts";

const Head = z.strictObject({ key: z.string(), bytes: z.number().int().nonnegative() });
type Head = z.output<typeof Head>;

export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

/** Each object as its head, its bytes in pieces, and its digest. Of one there is never more than a piece in memory. */
export async function writeObjects(
  objects: Pick<ObjectStore, "list" | "read">,
  frames: FrameWriter,
  signal: AbortSignal,
  onProgress: (count: number) => void,
): Promise<Amount> {
  let [count, bytes] = [0, 0];
  for await (const listed of objects.list("")) {
    if (!(await writeObject(objects, listed, frames, signal, () => onProgress(count)))) continue;
    count += 1;
    bytes += listed.bytes;
    onProgress(count);
  }
  return { count, bytes };
}

/** @returns false for one that went since it was listed: that of an unfinished upload, or of a probe */
async function writeObject(
  objects: Pick<ObjectStore, "read">,
  { key, bytes }: ListedObject,
  frames: FrameWriter,
  signal: AbortSignal,
  onPiece: () => void,
): Promise<boolean> {
  const digest = createDigest();
  const pieces = objects.read(key, 0, bytes)[Symbol.asyncIterator]();
  // Nothing is said of it before it was found.
  let piece = await pieces.next().catch((error: unknown) => {
    if (error instanceof ObjectMissing) return undefined;
    throw error;
  });
  if (!piece) return false;
  await frames.frame("object", Buffer.from(JSON.stringify({ key, bytes } satisfies Head), "utf8"));
  for (; !piece.done; piece = await pieces.next()) {
    signal.throwIfAborted();
    digest.update(piece.value);
    await frames.frame("bytes", piece.value);
    onPiece();
  }
  await frames.frame("objectDigest", Buffer.from(digest.digestBase64url(), "base64url"));
  return true;
}

/** Follows frames of objects: each has the length and the digest that are told of it, and is whole before the next begins. */
export class ObjectFrames {
  #open: { readonly head: Head; readonly digest: Digest; left: number } | undefined;
  count = 0;
  bytes = 0;

  /** @returns the head of an object that begins; its digest when it is whole @throws RangeError for frames that no backup has */
  take({ kind, payload }: Frame): { readonly head: Head; readonly sha256?: string } | undefined {
    if (kind === "object") {
      const head = Head.parse(JSON.parse(payload.toString("utf8")));
      if (this.#open || idsOf(head.key).length === 0) throw new RangeError("an object inside another one");
      this.#open = { head, digest: createDigest(), left: head.bytes };
      return { head };
    }
    const open = this.#open;
    if (kind !== "bytes" && kind !== "objectDigest") {
      if (open) throw new RangeError("an object without end");
      return undefined;
    }
    if (!open || payload.length > MOST_PIECE) throw new RangeError("bytes of no object");
    if (kind === "bytes") {
      open.left -= payload.length;
      open.digest.update(payload);
      return undefined;
    }
    const sha256 = open.digest.digestBase64url();
    if (open.left !== 0 || !equalDigests(sha256, payload.toString("base64url"))) throw new RangeError("not the object's bytes");
    this.#open = undefined;
    this.count += 1;
    this.bytes += open.head.bytes;
    return { head: open.head, sha256 };
  }
}

/** Bytes of one piece. */
const MOST_PIECE = 2 ** 22;

/** Over objects, of the kind of `RowsDigest`. */
export class ObjectsDigest {
  readonly #set = new SetDigest();
  count = 0;
  bytes = 0;

  add({ key, bytes }: Head, sha256: string): void {
    this.count += 1;
    this.bytes += bytes;
    this.#set.add(key, String(bytes), sha256);
  }

  hex(): string {
    return this.#set.hex();
  }
}

/** Everything that a store of objects holds, read again. */
export async function digestOfObjects(objects: Pick<ObjectStore, "list" | "read">, signal: AbortSignal, onProgress: (bytes: number) => void): Promise<string> {
  const all = new ObjectsDigest();
  for await (const { key, bytes } of objects.list("")) {
    const digest = createDigest();
    for await (const piece of objects.read(key, 0, bytes)) {
      signal.throwIfAborted();
      digest.update(piece);
    }
    all.add({ key, bytes }, digest.digestBase64url());
    onProgress(all.bytes);
  }
  return all.hex();
}

/** Puts objects into an empty store as their frames come; each is durable when the one after it begins. */
export class ObjectsWriter {
  readonly #objects: ObjectStore;
  readonly #isNamed: (key: string) => Promise<boolean>;
  readonly #frames = new ObjectFrames();
  /** Of what was written. */
  readonly digest = new ObjectsDigest();
  /** The object that is being written, where one is. */
  #key: string | undefined;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #begun: { readonly upload: string; readonly parts: Part[] } | undefined;

  /** @param isNamed whether a restored row names the object: what nothing names is left out */
  constructor(objects: ObjectStore, isNamed: (key: string) => Promise<boolean>) {
    this.#objects = objects;
    this.#isNamed = isNamed;
  }

  /** @throws StorageFull; BackupError when an object stands there already */
  async write(frame: Frame): Promise<void> {
    const step = this.#frames.take(frame);
    if (frame.kind === "object" && step) this.#key = (await this.#isNamed(step.head.key)) ? step.head.key : undefined;
    if (this.#key === undefined) return;
    if (frame.kind === "bytes") await this.#hold(this.#key, frame.payload);
    if (step?.sha256 === undefined) return;
    await this.#end(this.#key);
    this.digest.add(step.head, step.sha256);
    this.#key = undefined;
  }

  async #hold(key: string, bytes: Buffer): Promise<void> {
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes >= LEAST_PART) await this.#part(key);
  }

  async #part(key: string): Promise<void> {
    this.#begun ??= { upload: await this.#objects.begin(key), parts: [] };
    const { upload, parts } = this.#begun;
    parts.push(await this.#objects.putPart(key, upload, parts, this.#taken()));
  }

  async #end(key: string): Promise<void> {
    if (this.#begun) {
      if (this.#heldBytes > 0) await this.#part(key);
      await this.#objects.complete(key, this.#begun.upload, this.#begun.parts);
      this.#begun = undefined;
    } else if (!(await this.#objects.putIfAbsent(key, this.#taken()))) throw new RangeError("an object stands twice in the backup");
  }

  #taken(): Buffer {
    const bytes = Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return bytes;
  }
}
