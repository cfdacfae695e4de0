/** Objects of a file as the object storage has them: their header, and of each chunk what whoever holds the storage sees. */
import { buffer } from "node:stream/consumers";
import type { z } from "zod";
import type { StoredObject } from "../../../contract/index.ts";
import { SEALED_CHUNK, STREAM_HEADER } from "../../../crypto/index.ts";
import type { ObjectStore } from "../../platform/objects/index.ts";

type View = z.output<typeof StoredObject>;

/** Objects that are shown; chunks of each before its last one; bytes of a chunk. */
const MOST_OBJECTS = 10;
const FIRST_CHUNKS = 7;
const START = 48;
const TAG = 16;

/** Where the fields of a header end (docs/formats/file-stream.md). */
const fields = [
  ["magic", 1],
  ["form", 2],
  ["chunkSize", 3],
  ["reserved", 4],
  ["salt", 20],
  ["commitment", STREAM_HEADER],
] as const;

/** @param prefix what the keys of one upload begin with */
export async function storedObjects(objects: ObjectStore, prefix: string): Promise<{ objects: View[]; more: number }> {
  const found: { key: string; bytes: number }[] = [];
  for await (const { key, bytes } of objects.list(prefix)) found.push({ key, bytes });
  // By number, as they follow each other in the file.
  const numberOf = (key: string) => Number(key.slice(key.lastIndexOf("/") + 1));
  found.sort((a, b) => numberOf(a.key) - numberOf(b.key));
  return { objects: await Promise.all(found.slice(0, MOST_OBJECTS).map((one) => viewOf(objects, one))), more: Math.max(0, found.length - MOST_OBJECTS) };
}

async function viewOf(objects: ObjectStore, { key, bytes }: { readonly key: string; readonly bytes: number }): Promise<View> {
  const hex = async (start: number, end: number) => (await buffer(objects.read(key, start, Math.min(end, bytes)))).toString("hex");
  const header = await hex(0, STREAM_HEADER);
  const chunks = Math.ceil((bytes - STREAM_HEADER) / SEALED_CHUNK);
  const numbers = [...new Set([...Array(Math.min(chunks, FIRST_CHUNKS)).keys(), ...(chunks > 0 ? [chunks - 1] : [])])];
  const shown = numbers.map(async (number) => {
    const start = STREAM_HEADER + number * SEALED_CHUNK;
    const end = Math.min(start + SEALED_CHUNK, bytes);
    return { number, bytes: end - start, start: await hex(start, Math.min(start + START, end - TAG)), tag: await hex(end - TAG, end) };
  });
  return {
    key,
    bytes,
    header: fields.map(([field, end], i) => ({ field, hex: header.slice(2 * (fields[i - 1]?.[1] ?? 0), 2 * end) })),
    chunks,
    shown: await Promise.all(shown),
  };
}
