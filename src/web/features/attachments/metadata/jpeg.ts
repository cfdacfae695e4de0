import { type Bytes, joined, text, viewOf } from "./bytes.ts";
import { exifOf, orientationOf } from "./exif.ts";

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const COM = 0xfe;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const APP15 = 0xef;
const exifSign = "Exif\0\0";

/** What the colours need: JFIF without its thumbnail, the ICC profile, Adobe's colour transform. */
function isKept(marker: number, bytes: Bytes, at: number): boolean {
  if (marker === APP0) return text(bytes, at + 4, 5) === "JFIF\0";
  if (marker === APP2) return text(bytes, at + 4, 12) === "ICC_PROFILE\0";
  if (marker === APP14) return text(bytes, at + 4, 5) === "Adobe";
  return marker !== COM && !(marker > APP0 && marker <= APP15);
}

/**
 * A JPEG (ITU T.81) without Exif, XMP, IPTC, comments, embedded previews and whatever stands after its end; its compressed bytes,
 * its colours and the way it is turned stay. Undefined: no JPEG, or damaged.
 */
export function withoutMetadata(bytes: Bytes): Bytes | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return undefined;
  const view = viewOf(bytes);
  const kept: Bytes[] = [];
  let orientation: number | undefined;
  let at = 2;
  for (;;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++; // fill bytes
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined || marker < 0xc0) return undefined;
    if (marker === EOI) {
      kept.push(bytes.subarray(at, at + 2));
      break;
    }
    if (at + 4 > bytes.length) return undefined;
    const length = view.getUint16(at + 2);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) return undefined;
    if (marker === APP1 && text(bytes, at + 4, 6) === exifSign) orientation ??= orientationOf(bytes.subarray(at + 10, end));
    const next = marker === SOS ? endOfScan(bytes, end) : end;
    if (next === undefined) return undefined;
    if (isKept(marker, bytes, at)) kept.push(marker === APP0 ? jfif(bytes.subarray(at, end)) : bytes.subarray(at, next));
    at = next;
  }
  const turned = orientation === undefined ? [] : [segment(exifOf(orientation))];
  const first = kept[0]?.[1] === APP0 ? 1 : 0; // JFIF wants to be the first
  return joined([bytes.subarray(0, 2), ...kept.slice(0, first), ...turned, ...kept.slice(first)]);
}

/** Where the next marker stands that is no restart and no stuffed byte. */
function endOfScan(bytes: Bytes, from: number): number | undefined {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) return undefined;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return undefined;
}

/** Without the thumbnail that may stand in it. */
function jfif(segment: Bytes): Bytes {
  if (segment.length <= 18) return segment;
  const plain = segment.slice(0, 18);
  plain.set([0, 16], 2);
  plain.set([0, 0], 16);
  return plain;
}

function segment(tiff: Bytes): Bytes {
  const head = new Uint8Array(10);
  head.set([0xff, APP1]);
  viewOf(head).setUint16(2, 2 + exifSign.length + tiff.length);
  head.set(
    [...exifSign].map((sign) => sign.charCodeAt(0)),
    4,
  );
  return joined([head, tiff]);
}
