import { type Bytes, joined, text, viewOf } from "./bytes.ts";
import { exifOf, orientationOf } from "./exif.ts";

const EXIF = 0x08;
const XMP = 0x04;
const kept = new Set(["VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"]);

/**
 * A WebP (RFC 9649) without XMP and chunks that nobody knows, and with no more of its Exif than the way it is turned.
 * Undefined: no WebP, or damaged.
 */
export function withoutMetadata(bytes: Bytes): Bytes | undefined {
  if (bytes.length < 20 || text(bytes, 0, 4) !== "RIFF" || text(bytes, 8, 4) !== "WEBP") return undefined;
  const view = viewOf(bytes);
  const end = 8 + view.getUint32(4, true);
  if (end > bytes.length) return undefined;
  const parts: Bytes[] = [];
  let orientation: number | undefined;
  for (let at = 12; at < end; ) {
    if (at + 8 > end) return undefined;
    const length = view.getUint32(at + 4, true);
    const next = at + 8 + length + (length % 2);
    if (next > end) return undefined;
    const type = text(bytes, at, 4);
    if (kept.has(type)) parts.push(bytes.slice(at, next));
    if (type === "EXIF") orientation ??= orientationOf(tiffOf(bytes.subarray(at + 8, at + 8 + length)));
    at = next;
  }
  const first = parts[0];
  if (!first) return undefined;
  if (text(first, 0, 4) === "VP8X") first[8] = ((first[8] ?? 0) & ~(EXIF | XMP)) | (orientation === undefined ? 0 : EXIF);
  else orientation = undefined; // the simple format has no place for it, and whoever reads it looks for none
  if (orientation !== undefined) parts.push(exifChunk(orientation));
  const head = bytes.slice(0, 12);
  viewOf(head).setUint32(4, 4 + parts.reduce((sum, { length }) => sum + length, 0), true);
  return joined([head, ...parts]);
}

/** Some put JPEG's sign before it. */
const tiffOf = (exif: Bytes): Bytes => (text(exif, 0, 4) === "Exif" ? exif.subarray(6) : exif);

function exifChunk(orientation: number): Bytes {
  const tiff = exifOf(orientation);
  const whole = new Uint8Array(8 + tiff.length);
  whole.set([0x45, 0x58, 0x49, 0x46]);
  viewOf(whole).setUint32(4, tiff.length, true);
  whole.set(tiff, 8);
  return whole;
}
