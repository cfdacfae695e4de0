import { isUtf8 } from "node:buffer";
import { ImportError } from "./errors.ts";
import type { ImportLimits } from "./limits.ts";

export interface ArrayElement {
  readonly index: number;
  /** Offset of its first byte in the file. */
  readonly byte: number;
  readonly value: unknown;
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * The elements of a file that holds one JSON array (RFC 8259). Each element is measured, in bytes and depth, before it
 * is parsed; so the parser never sees one that is too large or too deep, and an error names its element.
 * @throws ImportError bad_encoding, bad_json, json_too_deep, value_too_large, wrong_type
 */
export function* arrayElements(file: string, bytes: Buffer, limits: ImportLimits): Generator<ArrayElement> {
  if (!isUtf8(bytes)) throw new ImportError("bad_encoding", file, "the file isn't UTF-8");
  const fail = (code: "bad_json" | "json_too_deep" | "value_too_large" | "wrong_type", at: number, what: string, index?: number): ImportError =>
    new ImportError(code, file, what, { line: lineOf(bytes, at), byte: at, ...(index === undefined ? {} : { index }) });

  const hasMark = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let at = skipSpace(bytes, hasMark ? 3 : 0);
  if (at >= bytes.length) throw fail("bad_json", at, "the file is empty");
  if (bytes[at] !== OPEN_LIST) throw fail("wrong_type", at, "a list is expected");
  at = skipSpace(bytes, at + 1);
  for (let index = 0; bytes[at] !== CLOSE_LIST || index > 0; index += 1) {
    const end = endOfValue(bytes, at, limits, (code, where, what) => fail(code, where, what, index));
    yield { index, byte: at, value: parse(bytes, at, end, () => fail("bad_json", at, "this isn't valid JSON", index)) };
    if (bytes[end] === CLOSE_LIST) {
      at = end;
      break;
    }
    at = skipSpace(bytes, end + 1);
  }
  const rest = skipSpace(bytes, at + 1);
  if (rest < bytes.length) throw fail("bad_json", rest, "there is more after the list's end");
}

/**
 * The same for a file that is as it should be, at a fraction of the cost; undefined when it isn't, or is too large to say:
 * then `arrayElements` finds out what is wrong and where.
 */
export function soundElements(bytes: Buffer, limits: ImportLimits): unknown[] | undefined {
  if (bytes.length > limits.valueBytes || !isUtf8(bytes)) return undefined;
  let values: unknown;
  try {
    values = JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
  return Array.isArray(values) && values.every((value) => isNested(value, limits.depth)) ? values : undefined;
}

/** At most so deep. */
function isNested(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return false;
  for (const inner of Object.values(value)) if (typeof inner === "object" && !isNested(inner, depth - 1)) return false;
  return true;
}

type Fail = (code: "bad_json" | "json_too_deep" | "value_too_large", at: number, what: string) => ImportError;

/** Offset of the comma or bracket that ends the value which starts at `start`. */
function endOfValue(bytes: Buffer, start: number, limits: ImportLimits, fail: Fail): number {
  let depth = 0;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
      if (at < 0) throw fail("bad_json", start, "a string doesn't end");
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth += 1;
      if (depth > limits.depth) throw fail("json_too_deep", at, `nested more than ${limits.depth} deep`);
    } else if (depth === 0 && (byte === COMMA || byte === CLOSE_LIST)) {
      if (at - start > limits.valueBytes) throw fail("value_too_large", start, `larger than ${limits.valueBytes} bytes`);
      return at;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      depth -= 1;
      if (depth < 0) throw fail("bad_json", at, "a bracket too many");
    }
  }
  throw fail("bad_json", bytes.length, "the file ends inside of the list");
}

/** Offset of the closing quote, -1 when there is none. */
function endOfString(bytes: Buffer, open: number): number {
  for (let at = bytes.indexOf(QUOTE, open + 1); at >= 0; at = bytes.indexOf(QUOTE, at + 1)) {
    let slashes = 0;
    while (bytes[at - 1 - slashes] === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

function parse(bytes: Buffer, start: number, end: number, fail: () => ImportError): unknown {
  try {
    return JSON.parse(bytes.toString("utf8", start, end));
  } catch {
    throw fail();
  }
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at += 1;
  return at;
}

/** Line, from 1, of a byte's offset. */
export function lineOf(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < offset; at = bytes.indexOf(0x0a, at + 1)) line += 1;
  return line;
}
