/**
 * The compact bytes of a journal entry's references: ids, digests and numbers, no text. Format and vectors:
 * docs/formats/journal.md.
 */
import { checkCode, checkNumber, digestFromBytes, digestToBytes, idFromBytes, idToBytes } from "./cells.ts";
import type { Cell, ColumnSpec, RowRef, TableSpec } from "./port.ts";

const FORMAT = 1;

interface KnownTable {
  readonly number: number;
  readonly name: string;
  readonly key: readonly ColumnSpec[];
}

export interface RefsCodec {
  /** @throws TypeError for an unknown table or a cell that doesn't fit its column */
  encode(refs: readonly RowRef[]): Buffer;
  /** @throws RangeError for bytes that `encode` didn't make */
  decode(bytes: Uint8Array): RowRef[];
}

/** @param tables every table in the order of its creation by the migrations: a table's number is its place, from 1 */
export function refsCodec(tables: readonly TableSpec[]): RefsCodec {
  const known = tables.map((table, index): KnownTable => ({ number: index + 1, name: table.name, key: [...table.partition, ...table.sort] }));
  const byName = new Map(known.map((table) => [table.name, table]));
  return {
    encode(refs) {
      const writer = new Writer();
      writer.byte(FORMAT);
      writer.varint(refs.length);
      let before: readonly Cell[] = [];
      for (const ref of refs) {
        const table = byName.get(ref.table);
        if (!table) throw new TypeError(`no table "${ref.table}"`);
        if (ref.key.length !== table.key.length) throw new TypeError(`${ref.table}: a key has ${table.key.length} values`);
        const shared = sharedLength(before, ref.key);
        writer.varint(table.number);
        writer.varint(shared);
        for (let at = shared; at < table.key.length; at += 1) writeCell(writer, table.key[at] as ColumnSpec, ref.key[at] as Cell);
        before = ref.key;
      }
      return writer.bytes();
    },
    decode(bytes) {
      const reader = new Reader(bytes);
      if (reader.byte() !== FORMAT) throw new RangeError("journal references of an unknown format");
      const refs: RowRef[] = [];
      let before: readonly Cell[] = [];
      for (let left = reader.varint(); left > 0; left -= 1) {
        const table = known[reader.varint() - 1];
        if (!table) throw new RangeError("journal references name an unknown table");
        const shared = reader.varint();
        if (shared > before.length || shared > table.key.length) throw new RangeError("journal references share more than there is");
        const key = before.slice(0, shared);
        for (const column of table.key.slice(shared)) key.push(readCell(reader, column));
        refs.push({ table: table.name, key });
        before = key;
      }
      if (!reader.atEnd()) throw new RangeError("journal references with bytes left over");
      return refs;
    },
  };
}

function sharedLength(before: readonly Cell[], key: readonly Cell[]): number {
  let shared = 0;
  while (shared < before.length && shared < key.length && before[shared] === key[shared]) shared += 1;
  return shared;
}

function writeCell(writer: Writer, column: ColumnSpec, cell: Cell): void {
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

function readCell(reader: Reader, column: ColumnSpec): Cell {
  switch (column.kind) {
    case "id":
      return idFromBytes(reader.raw(16));
    case "digest":
      return digestFromBytes(reader.raw(32));
    case "code": {
      const code = column.codes[reader.varint()];
      if (code === undefined) throw new RangeError("journal references name an unknown code");
      return code;
    }
    case "counter":
    case "instant":
      return reader.varint();
  }
}

class Writer {
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

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new RangeError("journal references end too early");
    return value;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (!Number.isSafeInteger(value)) throw new RangeError("journal references hold too large a number");
      if (byte < 128) {
        if (byte === 0 && scale > 1) throw new RangeError("journal references spell a number too long");
        return value;
      }
    }
  }

  raw(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError("journal references end too early");
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }

  atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }
}
