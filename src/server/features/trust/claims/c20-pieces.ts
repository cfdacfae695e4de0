/** Sealed bytes of what is destroyed later, and where they stand: a nonce or a header, which are of no other thing. */
import { buffer } from "node:stream/consumers";
import type { ClaimContext, Folder } from "./context.ts";
import type { Probe, ProbePerson } from "./probe.ts";
import type { SampleFile } from "./sample-files.ts";
import { filesBelow, scanLive } from "./scan/files.ts";
import { Needle } from "./scan/needle.ts";

/** From the beginning of a row's envelope, of what lies beside a document, and of an object. */
const PIECE = 64;

export const pieceOf = (name: string, bytes: Uint8Array): Needle => Needle.bytes(name, bytes.subarray(0, PIECE));

/** Of each object of a file. @throws Error when it has none: then nothing would be looked for */
export async function piecesOf({ objects }: ClaimContext, { company }: Probe, as: ProbePerson, { upload }: SampleFile): Promise<Needle[]> {
  const needles: Needle[] = [];
  for await (const { key, bytes } of objects.list(`${company}/${as.actor.person}/${upload}`))
    needles.push(pieceOf(key, await buffer(objects.read(key, 0, Math.min(bytes, PIECE)))));
  if (needles.length === 0) throw new Error("a file has no objects");
  return needles;
}

/** Of how many needles any stands in a file of these folders. */
export async function standing({ premises, pace, signal }: ClaimContext, where: readonly Folder[], needles: readonly Needle[]): Promise<number> {
  const folders = premises.folders.filter(({ what }) => where.includes(what));
  // The data may have the others in it.
  const paths = new Set((await Promise.all(folders.map(({ path }) => filesBelow(path)))).flat());
  const found = new Set<string>();
  for (const path of paths) for (const { needle } of await scanLive(path, needles, pace, signal)) found.add(needle);
  return found.size;
}
