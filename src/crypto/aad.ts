/**
 * The associated data of a record: where it stands and what stands beside it in clear. Rebuilt for each sealing and opening,
 * never stored. Injective: two different places never give the same bytes. Bytes: docs/formats/envelope.md.
 */

/** A clear value: id, digest and code as text, counter and instant as safe integer ≥ 0, absent as null. */
export type Cell = string | number | null;
export type ColumnKind = "id" | "instant" | "counter" | "digest" | "code";

export interface ShapeColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** What of a record type is bound: its name, key columns in order, and clear columns (without the loose ones). */
export interface RecordShape {
  readonly type: string;
  readonly key: readonly ShapeColumn[];
  readonly clear: readonly ShapeColumn[];
}

interface CompiledColumn {
  /** kind u8 | name length u8 | name */
  readonly prefix: Buffer;
  readonly isText: boolean;
  /** Where its value lies in the caller's list. */
  readonly index: number;
}

/** A shape prepared for fast encoding. Make it once per record type. */
export interface CompiledShape {
  readonly type: string;
  readonly typeBlock: Buffer;
  readonly key: readonly CompiledColumn[];
  readonly clear: readonly CompiledColumn[];
  /** Number of values the caller must give. */
  readonly clearCount: number;
}

/** The place of a record. `key` and `clear` are in the order of the shape. */
export interface RecordPlace {
  readonly shape: CompiledShape;
  /** Company or installation. */
  readonly scope: string;
  readonly key: readonly Cell[];
  readonly version: number;
  readonly clear: readonly Cell[];
}

const kindCode: Readonly<Record<ColumnKind, number>> = { id: 1, instant: 2, counter: 3, digest: 4, code: 5 };

function nameBlock(name: string): Buffer {
  const bytes = Buffer.from(name, "utf8");
  if (bytes.length === 0 || bytes.length > 255 || !name.isWellFormed()) throw new TypeError(`"${name}" is no name of 1 to 255 bytes`);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

const compileColumn = (column: ShapeColumn, index: number): CompiledColumn => ({
  prefix: Buffer.concat([Buffer.from([kindCode[column.kind]]), nameBlock(column.name)]),
  isText: column.kind !== "instant" && column.kind !== "counter",
  index,
});

/** @throws TypeError for an empty or overlong name or one that stands twice */
export function compileShape(shape: RecordShape): CompiledShape {
  const names = [...shape.key, ...shape.clear].map((column) => column.name);
  if (new Set(names).size !== names.length) throw new TypeError(`${shape.type}: a column stands twice`);
  if (shape.key.length > 255) throw new TypeError(`${shape.type}: more than 255 key columns`);
  return {
    type: shape.type,
    typeBlock: Buffer.concat([nameBlock(shape.type), Buffer.from([shape.key.length])]),
    key: shape.key.map(compileColumn),
    // By name and not by declaration, so that moving a line of a record definition breaks no stored row.
    clear: shape.clear.map(compileColumn).sort((a, b) => a.prefix.subarray(2).compare(b.prefix.subarray(2))),
    clearCount: shape.clear.length,
  };
}

/** One growing scratch buffer: sealing is synchronous, and associated data is no secret. */
let scratch = Buffer.alloc(4096);
let at = 0;

function room(bytes: number): void {
  if (at + bytes <= scratch.length) return;
  const larger = Buffer.alloc(Math.max(scratch.length * 2, at + bytes));
  scratch.copy(larger, 0, 0, at);
  scratch = larger;
}

// By loops: names and ids are so short that a call into Node for each would cost more than they do.
function block(bytes: Uint8Array): void {
  room(bytes.length);
  for (let i = 0; i < bytes.length; i++) scratch[at++] = bytes[i] as number;
}

function text(value: string): void {
  room(2 + 3 * value.length);
  const start = at + 2;
  let length = 0;
  for (; length < value.length && length < SHORT; length++) {
    const unit = value.charCodeAt(length);
    if (unit > 127) break;
    scratch[start + length] = unit;
  }
  if (length < value.length) {
    if (!value.isWellFormed()) throw new TypeError("Text is not well-formed Unicode.");
    length = scratch.write(value, start, "utf8");
  }
  at = scratch.writeUInt16BE(length, at) + length;
}

/** Characters: longer texts, and those that are not plain ASCII, are left to Node. */
const SHORT = 64;

function integer(value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError("Not a safe integer from 0.");
  room(8);
  at = scratch.writeUInt32BE(Math.floor(value / 2 ** 32), at);
  at = scratch.writeUInt32BE(value % 2 ** 32, at);
}

function cell(column: CompiledColumn, value: Cell | undefined): void {
  block(column.prefix);
  if (column.isText && typeof value === "string") text(value);
  else if (!column.isText && typeof value === "number") integer(value);
  else throw new TypeError("A clear value is not of its column's kind.");
}

/**
 * The associated data of a record under an envelope header. The result is valid until the next call.
 * @throws TypeError, RangeError when a value is not of its column's kind or a list has another length than the shape
 */
export function encodeAad(header: Uint8Array, place: RecordPlace): Uint8Array {
  const { shape, key, clear } = place;
  if (key.length !== shape.key.length || clear.length !== shape.clearCount) throw new TypeError(`${shape.type}: number of values`);
  at = 0;
  room(header.length);
  scratch.set(header, 0);
  at = header.length;
  text(place.scope);
  block(shape.typeBlock);
  for (const column of shape.key) cell(column, key[column.index]);
  integer(place.version);
  // Null is left out: an optional column added later does not disturb older rows, setting or emptying one does.
  for (const column of shape.clear) if (clear[column.index] !== null) cell(column, clear[column.index]);
  return scratch.subarray(0, at);
}
