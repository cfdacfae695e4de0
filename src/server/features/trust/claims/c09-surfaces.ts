/** Every place where plain bytes could come to rest, and how each is searched. */
import { mkdtemp, readdir, readlink, rm, stat, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { buffer } from "node:stream/consumers";
import type { ClaimContext, Folder } from "./context.ts";
import type { Finding } from "./define.ts";
import type { Probe } from "./probe.ts";
import { filesBelow, scanFile, scanLive, sizeOf } from "./scan/files.ts";
import { type Hit, type Needle, search } from "./scan/needle.ts";

/** A piece of a surface: a file by its path, or bytes in memory. */
type Piece = { readonly file: string } | { readonly bytes: Buffer };

export interface Place {
  readonly name: string;
  readonly place: "disk" | "passing";
  /** A place that must hold something: nothing to read there means that it was not searched. */
  readonly isNeeded: boolean;
  pieces(): AsyncIterable<Piece>;
}

export interface Surface {
  readonly name: string;
  readonly place: "disk" | "passing";
  readonly parts: string;
  readonly bytes: number;
  readonly hits: readonly Hit[];
  /** A canary put in clear into a copy of it was found, in every encoding. */
  readonly hears: boolean;
}

const files = (list: () => Promise<string[]>) =>
  async function* () {
    for (const file of await list()) yield { file };
  };

export function surfacesOf(context: ClaimContext, probe: Probe, startedAt: number): Place[] {
  const { records, premises, signal } = context;
  /** Without what lies in a folder that is searched by itself. */
  const others = (path: string) => async () => {
    const store = new Set(await records.port.files());
    const apart = premises.folders.map((one) => one.path + sep).filter((one) => one.startsWith(path + sep) && one !== path + sep);
    return (await filesBelow(path)).filter((file) => !store.has(file) && !apart.some((one) => file.startsWith(one)));
  };
  const isNeeded = (what: Folder) => what === "objects" || what === "search index";
  const embedded: Place = { name: "store", place: "disk", isNeeded: true, pieces: files(() => records.port.files()) };
  return [
    embedded,
    ...premises.folders.map(
      ({ what, path }): Place => ({ name: isNeeded(what) ? what : `${what} folder`, place: "disk", isNeeded: isNeeded(what), pieces: files(others(path)) }),
    ),
    { name: "settings", place: "disk", isNeeded: false, pieces: files(async () => (premises.settingsFile === null ? [] : [premises.settingsFile])) },
    {
      name: "log at debug",
      place: "passing",
      isNeeded: true,
      pieces: async function* () {
        yield { bytes: Buffer.from(probe.logs(), "utf8") };
      },
    },
    { name: "temporary files", place: "passing", isNeeded: false, pieces: files(() => temporaryFiles(premises.temporary, startedAt)) },
    { name: "open files", place: "passing", isNeeded: false, pieces: files(openFiles) },
    { name: "backup", place: "passing", isNeeded: true, pieces: () => backupOf(context, probe) },
  ].map((place) => ({ ...place, pieces: () => watched(place.pieces(), signal) })) as Place[];
}

async function* watched(pieces: AsyncIterable<Piece>, signal: AbortSignal): AsyncGenerator<Piece> {
  for await (const piece of pieces) {
    signal.throwIfAborted();
    yield piece;
  }
}

/** Of this user, made or changed since the run began. */
async function temporaryFiles(folder: string, startedAt: number): Promise<string[]> {
  const own = process.geteuid?.();
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const stats = await stat(path).catch(() => undefined);
    if (!stats || (own !== undefined && stats.uid !== own)) continue;
    if (stats.isFile() && stats.mtimeMs >= startedAt - 1000) found.push(path);
  }
  return found;
}

/** Regular files that this process holds open, deleted ones included; none where the system does not tell. */
async function openFiles(): Promise<string[]> {
  const folder = "/proc/self/fd";
  const names = await readdir(folder).catch(() => []);
  const found: string[] = [];
  for (const name of names) {
    const target = await readlink(join(folder, name)).catch(() => "");
    if (target.endsWith(" (deleted)") && (await stat(join(folder, name)).catch(() => undefined))?.isFile()) found.push(join(folder, name));
  }
  return found;
}

/** What a backup is made of: every row as of one moment, and the probe's objects, as they are stored. And a backup's file with both, where one can be made. */
async function* backupOf({ records, objects, premises, pace, signal }: ClaimContext, { company }: Probe): AsyncGenerator<Piece> {
  for await (const rows of records.port.snapshot()) {
    const bytes = Buffer.concat(rows.flatMap(({ key, clear, envelope }) => [Buffer.from(JSON.stringify([key, clear])), envelope]));
    await pace.took(bytes.length, signal);
    yield { bytes };
  }
  for await (const { key, bytes } of objects.list(company)) {
    const stored = await buffer(objects.read(key, 0, bytes));
    await pace.took(bytes, signal);
    yield { bytes: stored };
  }
  const folder = await mkdtemp(join(premises.temporary, "bastide-claims-"));
  try {
    const file = join(folder, "backup");
    if (await premises.backUp(file, company, signal)) yield { file };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Searches a place, and then a copy of its first piece into which a canary was put in clear. */
export async function searched(place: Place, needles: readonly Needle[], canary: string, context: ClaimContext): Promise<Surface> {
  const { pace, signal } = context;
  const hits: Hit[] = [];
  let parts = 0;
  let bytes = 0;
  let isFile = true;
  for await (const piece of place.pieces()) {
    parts++;
    if ("bytes" in piece) {
      isFile = false;
      bytes += piece.bytes.length;
      hits.push(...search(piece.bytes, needles));
    } else {
      bytes += await sizeOf(piece.file);
      // What the store needs must be readable; elsewhere a file may go while the others are read.
      const scan = place.isNeeded ? scanFile : scanLive;
      hits.push(...(await scan(piece.file, needles, pace, signal)));
    }
  }
  const hears = (!place.isNeeded || bytes > 0) && (await isHeard(isFile, needles, canary, context));
  return { name: place.name, place: place.place, parts: `${parts} ${isFile ? "files" : "pieces"}`, bytes, hits, hears };
}

const MEGA = 1 << 20;

/** Puts the canary in clear into bytes like those just read, each encoding across the edge of two pieces of a file. */
async function isHeard(isFile: boolean, needles: readonly Needle[], canary: string, { premises, pace, signal }: ClaimContext): Promise<boolean> {
  const own = needles.find(({ dresses }) => dresses.some(({ bytes }) => bytes.equals(Buffer.from(canary, "utf8"))));
  if (!own) return false;
  if (!isFile) return own.dresses.every(({ bytes }) => search(Buffer.concat([Buffer.alloc(1001), bytes, Buffer.alloc(99)]), needles).length > 0);
  const folder = await mkdtemp(join(premises.temporary, "bastide-control-"));
  try {
    for (const [i, { bytes }] of own.dresses.entries()) {
      const file = join(folder, String(i));
      await writeFile(file, Buffer.concat([Buffer.alloc(MEGA - Math.floor(bytes.length / 2)), bytes, Buffer.alloc(5000)]));
      if ((await scanFile(file, needles, pace, signal)).length === 0) return false;
    }
    return true;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const size = (bytes: number): string => (bytes < 1e5 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** @param looked how many canaries there were */
export function judged(looked: number, surfaces: readonly Surface[]): Finding {
  const deaf = surfaces.filter(({ hears }) => !hears).map(({ name }) => name);
  if (deaf.length > 0) return { looked, ok: false, evidence: `Its control failed: a canary in clear was not found in ${deaf.join(", ")}.` };
  const found = surfaces.flatMap(({ name, hits }) => hits.map(({ needle, encoding }) => `${name} (${needle} as ${encoding})`));
  const read = surfaces.map(({ name, parts, bytes }) => `${name} ${parts} of ${size(bytes)}`).join(", ");
  return {
    looked,
    ok: found.length === 0,
    evidence:
      found.length === 0
        ? `${looked} canaries; none found in ${read}, in any of 11 encodings.`
        : `Found in clear: ${[...new Set(found)].slice(0, 6).join(", ")}.`,
  };
}
