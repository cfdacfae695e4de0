import type { Bytes } from "./bytes.ts";
import { withoutMetadata as ofJpeg } from "./jpeg.ts";
import { withoutMetadata as ofPng } from "./png.ts";
import { withoutMetadata as ofWebp } from "./webp.ts";

const cutters: Readonly<Record<string, (bytes: Bytes) => Bytes | undefined>> = { "image/jpeg": ofJpeg, "image/png": ofPng, "image/webp": ofWebp };

/** Larger pictures would not fit beside themselves into the memory of a phone. */
const most = 200 * 2 ** 20;

/** Pictures whose place and camera data is left out, unless somebody wants to keep it. */
export const mayTell = ({ type, size }: { readonly type: string; readonly size: number }): boolean => type in cutters && size <= most;

/** The picture without what tells where, when and with what it was taken; what is unknown or damaged stays as it is. */
export async function withoutMetadata(file: File): Promise<File> {
  const cut = mayTell(file) ? cutters[file.type] : undefined;
  if (!cut) return file;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const plain = cut(bytes);
  if (!plain || plain.length === bytes.length) return file;
  return new File([plain], file.name, { type: file.type, lastModified: file.lastModified });
}
