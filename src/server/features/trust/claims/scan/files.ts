import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Hit, longest, type Needle, search } from "./needle.ts";
import type { Pace } from "./pace.ts";

const CHUNK = 1 << 20;

/** Regular files below a folder; none when there is no folder. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Reads a file from its beginning to its end; what lies across two pieces is found too. @throws when it can't be read */
export async function scanFile(path: string, needles: readonly Needle[], pace: Pace, signal: AbortSignal): Promise<Hit[]> {
  const file = await open(path, "r");
  try {
    return await scanOpen(file, needles, pace, signal);
  } finally {
    await file.close();
  }
}

/**
 * Like `scanFile`, where others write meanwhile: nothing stands in a file that went away. What stood in a database's log stands in
 * the database then, which is read again.
 */
export async function scanLive(path: string, needles: readonly Needle[], pace: Pace, signal: AbortSignal): Promise<Hit[]> {
  try {
    return await scanFile(path, needles, pace, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const database = path.replace(/-wal$/, "");
    return database === path ? [] : scanLive(database, needles, pace, signal);
  }
}

async function scanOpen(file: FileHandle, needles: readonly Needle[], pace: Pace, signal: AbortSignal): Promise<Hit[]> {
  const overlap = Math.max(0, longest(needles) - 1);
  const buffer = Buffer.alloc(overlap + CHUNK);
  const hits: Hit[] = [];
  let kept = 0;
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read(buffer, kept, CHUNK, position);
    if (bytesRead === 0) return hits;
    const filled = kept + bytesRead;
    hits.push(...search(buffer.subarray(0, filled), needles, position - kept));
    position += bytesRead;
    kept = Math.min(overlap, filled);
    buffer.copyWithin(0, filled - kept, filled);
    await pace.took(bytesRead, signal);
  }
}

/** In bytes; none of a file that went away. */
export async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  return found?.size ?? 0;
}
