/**
 * The stored bytes of clear values, the same for every adapter and for the journal's references: id → 16 bytes,
 * digest → 32 bytes. Strict both ways, so that one value has one spelling.
 */
import type { Cell, ColumnSpec } from "./port.ts";

const INVALID = 255;
const nibbles = new Uint8Array(128).fill(INVALID);
for (const [value, character] of [..."0123456789abcdef"].entries()) nibbles[character.charCodeAt(0)] = value;
const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const DASH = 45;

/** Lower-case uuid text → 16 bytes. @throws TypeError for any other text */
export function idToBytes(text: Cell): Buffer {
  if (typeof text !== "string" || text.length !== 36) throw new TypeError("not a lower-case uuid");
  const bytes = Buffer.allocUnsafe(16);
  let byte = 0;
  for (let at = 0; at < 36; at += 2) {
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (text.charCodeAt(at) !== DASH) throw new TypeError("not a lower-case uuid");
      at += 1;
    }
    const high = nibbles[text.charCodeAt(at)] ?? INVALID;
    const low = nibbles[text.charCodeAt(at + 1)] ?? INVALID;
    if ((high | low) > 15) throw new TypeError("not a lower-case uuid");
    bytes[byte++] = (high << 4) | low;
  }
  return bytes;
}

/** 16 bytes → lower-case uuid text. */
export function idFromBytes(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < 16; at += 1) {
    if (at === 4 || at === 6 || at === 8 || at === 10) text += "-";
    text += hexPairs[bytes[at] ?? 0];
  }
  return text;
}

// The last of 43 characters carries four bits: without this list two spellings would name the same 32 bytes.
const digestText = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** 43 characters of base64url → 32 bytes. @throws TypeError for any other text */
export function digestToBytes(text: Cell): Buffer {
  if (typeof text !== "string" || !digestText.test(text)) throw new TypeError("not 32 bytes as base64url");
  return Buffer.from(text, "base64url");
}

/** 32 bytes → 43 characters of base64url. */
export function digestFromBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");
}

/** A counter or instant. @throws TypeError unless it is a safe integer ≥ 0 */
export function checkNumber(cell: Cell): number {
  if (typeof cell !== "number" || !Number.isSafeInteger(cell) || cell < 0) throw new TypeError("not a safe integer ≥ 0");
  return cell;
}

/** One of a column's closed list of codes. @throws TypeError for any other text */
export function checkCode(column: ColumnSpec, cell: Cell): string {
  if (typeof cell !== "string" || !column.codes.includes(cell)) throw new TypeError(`not one of ${column.codes.join(", ")}`);
  return cell;
}

export type StoredCell = Buffer | number | string | null;

/** The column's way from memory to the store. The function throws a TypeError that names the column. */
export function cellEncoder(column: ColumnSpec): (cell: Cell | undefined) => StoredCell {
  const present = presentEncoder(column);
  return (cell) => {
    if (cell === null || cell === undefined) {
      if (column.optional) return null;
      throw new TypeError(`${column.name}: absent`);
    }
    try {
      return present(cell);
    } catch (error) {
      throw new TypeError(`${column.name}: ${(error as Error).message}`, { cause: error });
    }
  };
}

function presentEncoder(column: ColumnSpec): (cell: Cell) => StoredCell {
  switch (column.kind) {
    case "id":
      return idToBytes;
    case "digest":
      return digestToBytes;
    case "code":
      return (cell) => checkCode(column, cell);
    case "counter":
    case "instant":
      return checkNumber;
  }
}

/** The column's way back from the store to memory. */
export function cellDecoder(column: ColumnSpec): (stored: StoredCell) => Cell {
  switch (column.kind) {
    case "id":
      return (stored) => (stored === null ? null : idFromBytes(stored as Buffer));
    case "digest":
      return (stored) => (stored === null ? null : digestFromBytes(stored as Buffer));
    case "code":
    case "counter":
    case "instant":
      return (stored) => stored as string | number | null;
  }
}
