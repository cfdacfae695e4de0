import { type Bytes, text } from "./bytes.ts";
import { withoutMetadata as ofJpeg } from "./jpeg.ts";
import { withoutMetadata as ofPng } from "./png.ts";
import { withoutMetadata as ofWebp } from "./webp.ts";

/** By its first bytes: a name or a browser's guess may say something else. */
function cutterOf(first: Bytes): ((bytes: Bytes) => Bytes | undefined) | undefined {
  if (text(first, 0, 2) === "\xff\xd8") return ofJpeg;
  if (text(first, 0, 4) === "\x89PNG") return ofPng;
  return text(first, 0, 4) === "RIFF" && text(first, 8, 4) === "WEBP" ? ofWebp : undefined;
}

/** Larger pictures would not fit beside themselves into the memory of a phone. */
const most = 200 * 2 ** 20;

/** The picture without what tells where, when and with what it was taken; what is unknown or damaged stays as it is. */
export async function withoutMetadata(file: File): Promise<File> {
  const cut = file.size <= most ? cutterOf(new Uint8Array(await file.slice(0, 12).arrayBuffer())) : undefined;
  if (!cut) return file;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const plain = cut(bytes);
  if (!plain || plain.length === bytes.length) return file;
  return new File([plain], file.name, { type: file.type, lastModified: file.lastModified });
}
