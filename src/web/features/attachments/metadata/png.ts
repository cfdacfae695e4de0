import { type Bytes, joined, text, viewOf } from "./bytes.ts";
import { exifOf, orientationOf } from "./exif.ts";

const sign = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** What tells of the picture's making and not of its looks; chunks that nobody knows go with them. */
const kept = new Set("IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI mDCv cLLi bKGD hIST pHYs sPLT acTL fcTL fdAT".split(" "));

/**
 * A PNG (W3C, third edition) with the chunks that its looks need: no eXIf but the way it is turned, no texts, no time, nothing after
 * its end. Undefined: no PNG, or damaged.
 */
export function withoutMetadata(bytes: Bytes): Bytes | undefined {
  if (sign.some((byte, i) => bytes[i] !== byte)) return undefined;
  const view = viewOf(bytes);
  const parts: Bytes[] = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = text(bytes, at + 4, 4);
    const end = at + 12 + length;
    if (end > bytes.length || !/^[A-Za-z]{4}$/.test(type)) return undefined;
    // Its looks may hang on what nobody knows: then it is left as it is.
    if (/^[A-Z]/.test(type) && !kept.has(type)) return undefined;
    if (kept.has(type)) parts.push(bytes.subarray(at, end));
    const orientation = type === "eXIf" ? orientationOf(bytes.subarray(at + 8, end - 4)) : undefined;
    if (orientation !== undefined) parts.push(chunk("eXIf", exifOf(orientation)));
    if (type === "IEND") return joined(parts);
    at = end;
  }
  return undefined;
}

function chunk(type: string, content: Bytes): Bytes {
  const whole = new Uint8Array(12 + content.length);
  const view = viewOf(whole);
  view.setUint32(0, content.length);
  whole.set(
    [...type].map((sign) => sign.charCodeAt(0)),
    4,
  );
  whole.set(content, 8);
  view.setUint32(8 + content.length, crc32(whole.subarray(4, 8 + content.length)));
  return whole;
}

/** CRC-32 as PNG has it (annex D). */
function crc32(bytes: Bytes): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
