/** What travels to a sealing thread and back: keys as KeyObjects, everything else in one buffer that is moved, not copied. */
import type { SealTask } from "../../../crypto/index.ts";

export interface ToSealer {
  readonly batch: number;
  readonly work: "seal" | "open";
  readonly keys: readonly SealTask["key"][];
  /** Of each row: place of its key, associated data, content or envelope. */
  readonly bytes: Uint8Array;
}

export interface FromSealer {
  readonly batch: number;
  /** Of each row: envelope or content. */
  readonly bytes: Uint8Array;
}

const NONE = 0xffffffff;

/** Numbers (u32) and byte strings behind their length, one after the other. */
export class Packed {
  #buffer = Buffer.from(new ArrayBuffer(1 << 16));
  #length = 0;

  number(value: number): void {
    this.#reserve(4);
    this.#length = this.#buffer.writeUInt32LE(value, this.#length);
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(4 + bytes.length);
    this.#length = this.#buffer.writeUInt32LE(bytes.length, this.#length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  none(): void {
    this.number(NONE);
  }

  /** All of it. Its buffer belongs on the transfer list. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.from(new ArrayBuffer(Math.max(needed, this.#buffer.length * 2)));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }
}

/** Reads what `Packed` wrote; byte strings are views. */
export class Unpacking {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get isOver(): boolean {
    return this.#at >= this.#buffer.length;
  }

  number(): number {
    const value = this.#buffer.readUInt32LE(this.#at);
    this.#at += 4;
    return value;
  }

  bytes(): Buffer | undefined {
    const length = this.number();
    if (length === NONE) return undefined;
    this.#at += length;
    return this.#buffer.subarray(this.#at - length, this.#at);
  }
}

export function unpackResults(bytes: Uint8Array): (Buffer | undefined)[] {
  const results: (Buffer | undefined)[] = [];
  const from = new Unpacking(bytes);
  while (!from.isOver) results.push(from.bytes());
  return results;
}
