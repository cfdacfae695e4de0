/**
 * Compact bytes of clear values, one spelling each: numbers as LEB128, ids as 16 bytes, digests as 32, codes by their place.
 * The journal's references and the backup's rows are written in them.
 */
import { checkCode, checkNumber, digestFromBytes, digestToBytes, idFromBytes, idToBytes } from "./cells.ts";
import type { Cell, ColumnSpec } from "./port.ts";

/** How many cells two keys have in common at their beginning. */
export function sharedLength(before: readonly Cell[], key: readonly Cell[]): number {
  let shared = 0;
  while (shared < before.length && shared < key.length && before[shared] === key[shared]) shared += 1;
  return shared;
}

export function writeCell(writer: CompactWriter, column: ColumnSpec, cell: Cell): void {
  switch (column.kind) {
    case "id":
      return writer.raw(idToBytes(cell));
    case "digest":
      return writer.raw(digestToBytes(cell));
    case "code":
      // Its place in the closed list, which only grows at the end.
      return writer.varint(column.codes.indexOf(checkCode(column, cell)));
    case "counter":
    case "instant":
      return writer.varint(checkNumber(cell));
  }
}

export function readCell(reader: CompactReader, column: ColumnSpec): Cell {
  switch (column.kind) {
    case "id":
      return idFromBytes(reader.raw(16));
    case "digest":
      return digestFromBytes(reader.raw(32));
    case "code": {
      const code = column.codes[reader.varint()];
      if (code === undefined) throw new RangeError(`${reader.what} name an unknown code`);
      return code;
    }
    case "counter":
    case "instant":
      return reader.varint();
  }
}

export class CompactWriter {
  #buffer = Buffer.allocUnsafe(256);
  #length = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
  }

  /** LEB128, unsigned. By division: counters pass 32 bits. */
  varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.byte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + more));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

export class CompactReader {
  readonly #bytes: Uint8Array;
  /** For the errors, in the plural: "rows". */
  readonly what: string;
  #at = 0;

  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.what = what;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new RangeError(`${this.what} end too early`);
    return value;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (!Number.isSafeInteger(value)) throw new RangeError(`${this.what} hold too large a number`);
      if (byte < 128) {
        if (byte === 0 && scale > 1) throw new RangeError(`${this.what} spell a number too long`);
        return value;
      }
    }
  }

  raw(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError(`${this.what} end too early`);
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }

  atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }
}
