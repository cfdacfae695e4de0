import { RandomAccessReader } from "yauzl";

/** A file of known size that can be read anywhere: a plain file, a buffer, a sealed spool. */
export interface RandomAccess {
  readonly size: number;
  /** Up to `length` bytes from `position`; fewer only at the end of the file. */
  read(position: number, length: number): Promise<Uint8Array>;
}

const BLOCK = 256 * 1024;

/** Exactly `length` bytes, or null when the file ends before. */
export async function readFully(source: RandomAccess, position: number, length: number): Promise<Buffer | null> {
  if (position < 0 || position + length > source.size) return null;
  const out = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const part = await source.read(position + filled, length - filled);
    if (part.length === 0) return null;
    out.set(part.subarray(0, length - filled), filled);
    filled += Math.min(part.length, length - filled);
  }
  return out;
}

/** yauzl's view of a source. It reads headers 46 bytes at a time, so they are served from blocks. */
export class BlockReader extends RandomAccessReader {
  readonly #source: RandomAccess;
  #blockAt = 0;
  #block: Buffer = Buffer.alloc(0);

  constructor(source: RandomAccess) {
    super();
    this.#source = source;
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (err: Error | null) => void): void {
    this.#fill(position, length).then(
      (found) => {
        if (found) found.copy(buffer, offset);
        callback(found ? null : new Error("the file ends too early"));
      },
      (cause: unknown) => callback(cause instanceof Error ? cause : new Error("read failed", { cause })),
    );
  }

  async #fill(position: number, length: number): Promise<Buffer | null> {
    const from = position - this.#blockAt;
    if (from < 0 || from + length > this.#block.length) {
      const size = Math.min(Math.max(length, BLOCK), this.#source.size - position);
      const block = size < length ? null : await readFully(this.#source, position, size);
      if (!block) return null;
      this.#block = block;
      this.#blockAt = position;
    }
    const start = position - this.#blockAt;
    return this.#block.subarray(start, start + length);
  }
}
