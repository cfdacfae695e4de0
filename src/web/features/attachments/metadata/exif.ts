import { type Bytes, text, viewOf } from "./bytes.ts";

const ORIENTATION = 0x0112;
const SHORT = 3;

/** How a picture has to be turned, 2 to 8, as its Exif says (TIFF 6.0); undefined: as it lies. @param tiff from the byte order on */
export function orientationOf(tiff: Bytes): number | undefined {
  const order = text(tiff, 0, 2);
  if (tiff.length < 14 || (order !== "II" && order !== "MM")) return undefined;
  const isLittle = order === "II";
  const view = viewOf(tiff);
  const directory = view.getUint32(4, isLittle);
  if (directory + 2 > tiff.length) return undefined;
  const count = view.getUint16(directory, isLittle);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > tiff.length) return undefined;
    if (view.getUint16(entry, isLittle) !== ORIENTATION || view.getUint16(entry + 2, isLittle) !== SHORT) continue;
    const value = view.getUint16(entry + 8, isLittle);
    return value >= 2 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** An Exif that says how the picture is turned, and nothing else. */
export function exifOf(orientation: number): Bytes {
  const tiff = new Uint8Array(26);
  const view = viewOf(tiff);
  tiff.set([0x4d, 0x4d, 0, 0x2a]);
  view.setUint32(4, 8);
  view.setUint16(8, 1);
  view.setUint16(10, ORIENTATION);
  view.setUint16(12, SHORT);
  view.setUint32(14, 1);
  view.setUint16(18, orientation);
  return tiff; // the offset of the next directory is zero: there is none
}
