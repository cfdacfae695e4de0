import { RandomAccessReader } from "yauzl";

/** A file of known size that can be read anywhere: a plain file, a buffer, a sealed spool. */
export interface RandomAccess {
  readonly size: number;
  /** Up to `length` bytes from `position`; fewer only at the end of the file. */
  read(position: number, length: number): Promise<Uint8Array>;
}

const BLOCK = 256 * 1024;

/** Reads in blocks and keeps the last one: headers and day files are small and lie one after the other. */
export class BlockSource {
  readonly size: number;
  readonly #source: RandomAccess;
  #blockAt = 0;
  #block: Buffer = Buffer.alloc(0);

  constructor(source: RandomAccess) {
    this.#source = source;
    this.size = source.size;
  }

  /** Exactly `length` bytes, not to be written to; null when the file ends before. */
  async read(position: number, length: number): Promise<Buffer | null> {
    if (position < 0 || position + length > this.size) return null;
    const from = position - this.#blockAt;
    if (from >= 0 && from + length <= this.#block.length) return this.#block.subarray(from, from + length);
    const block = await this.#readFully(position, Math.min(Math.max(length, BLOCK), this.size - position));
    if (!block) return null;
    if (block.length <= BLOCK) [this.#block, this.#blockAt] = [block, position];
    return block.subarray(0, length);
  }

  async #readFully(position: number, length: number): Promise<Buffer | null> {
    const out = Buffer.allocUnsafeSlow(length);
    let filled = 0;
    while (filled < length) {
      const part = await this.#source.read(position + filled, length - filled);
      if (part.length === 0) return null;
      const taken = part.subarray(0, length - filled);
      out.set(taken, filled);
      filled += taken.length;
    }
    return out;
  }
}

/** A source as yauzl wants it. */
export class ZipReader extends RandomAccessReader {
  readonly #source: BlockSource;

  constructor(source: BlockSource) {
    super();
    this.#source = source;
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (err: Error | null) => void): void {
    this.#source.read(position, length).then(
      (found) => {
        found?.copy(buffer, offset);
        callback(found ? null : new Error("the file ends too early"));
      },
      (cause: unknown) => callback(cause instanceof Error ? cause : new Error("read failed", { cause })),
    );
  }
}
