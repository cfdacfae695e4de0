/** Files and folders as one zip, made while it is read: nothing of it is ever kept. */
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { ZipFile } from "yazl";
import { Download, type PersonActor, Refusal, savedName } from "../../http/index.ts";
import type { ObjectStore } from "../../platform/objects/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { rowsIn } from "./below.ts";
import type { Door } from "./files.door.ts";
import type { FileRow } from "./files.policy.ts";
import { readSegments } from "./segments.ts";

export interface ZipDeps {
  readonly records: SealedStore;
  readonly objects: ObjectStore;
  readonly door: Door;
}
interface Bytes {
  readonly size: number;
  readonly read: () => AsyncIterable<Uint8Array>;
}
/** Who takes it, as he was when he was last asked about, and what he is being sent. */
interface Taker {
  actor: PersonActor;
  reading?: FileRow;
}
interface Entry {
  readonly row: FileRow;
  readonly path: string;
  readonly found: Bytes | "folder";
  readonly mtime: Date;
}

export function createZip({ records, objects, door }: ZipDeps) {
  /** Everything in it, folders before what lies in them. Names are those that a disk takes, no two the same. */
  async function* walk(taker: Taker, rows: Iterable<FileRow> | AsyncIterable<FileRow>, above: string): AsyncGenerator<Entry> {
    const taken = new Set<string>();
    for await (const row of rows) {
      const found = await openOf(taker.actor, row);
      // What the caller may not see takes no name from what he may.
      if (found === "gone") continue;
      const path = `${above}${freeName(row.name, taken)}`;
      yield { row, path, found, mtime: new Date(row.changedAt) };
      if (found === "folder") yield* walk(taker, rowsIn(records, row), `${path}/`);
    }
  }

  /** Each under the rights of the moment at which it is read; what ended since is left out. */
  async function fill(zip: ZipFile, body: Readable, taker: Taker, rows: readonly FileRow[]): Promise<void> {
    for await (const { row, path, found, mtime } of walk(taker, rows, "")) {
      if (body.destroyed) return;
      if (found === "folder") {
        zip.addEmptyDirectory(path, { mtime });
        continue;
      }
      taker.reading = row;
      const bytes = Readable.from(found.read(), { objectMode: false });
      const stop = () => bytes.destroy();
      body.once("close", stop);
      zip.addReadStream(bytes, path, { size: found.size, compress: false, mtime });
      await finished(bytes);
      body.off("close", stop);
    }
    zip.end();
  }

  async function openOf(actor: PersonActor, { channel, file }: FileRow): Promise<Bytes | "folder" | "gone"> {
    try {
      const { row } = await door.openFile(actor, channel, file);
      if (row.state !== "live") return "gone";
      if (row.kind === "folder") return "folder";
      const { version } = await door.openVersion(actor, channel, file);
      const place = { company: row.company, person: version.by, upload: version.upload };
      return { size: version.size, read: () => readSegments(objects, place, version.fileKey, version.segments, 0, version.size) };
    } catch (error) {
      if (error instanceof Refusal) return "gone";
      throw error;
    }
  }

  /** @throws Refusal file_not_found when the caller may not see one of them now */
  return async function zipOf(actor: PersonActor, channel: string, files: readonly string[]): Promise<Download> {
    const rows: FileRow[] = [];
    for (const file of new Set(files)) {
      const { row } = await door.openFile(actor, channel, file);
      if (row.state !== "live") throw new Refusal("file_not_found");
      rows.push(row);
    }
    const [only] = rows;
    const name = `${rows.length === 1 && only ? only.name : "files"}.zip`;
    const taker: Taker = { actor };
    return new Download("application/zip", name, Readable.from(zipped(taker, rows), { objectMode: false }), async (now) => {
      taker.actor = now;
      await door.openFile(now, channel, (taker.reading ?? rows[0])?.file ?? "");
    });
  };

  /** Begins when somebody reads: nothing is open of a zip that nobody takes. */
  async function* zipped(taker: Taker, rows: readonly FileRow[]): AsyncGenerator<Uint8Array> {
    const zip = new ZipFile();
    const body = zip.outputStream as Readable;
    const end = (error: unknown) => body.destroy(error instanceof Error ? error : new Error("the zip ended early"));
    zip.on("error", end);
    fill(zip, body, taker, rows).catch(end);
    yield* body as AsyncIterable<Uint8Array>;
  }
}

/** As a disk would tell them apart: without regard to case. */
function freeName(name: string, taken: Set<string>): string {
  const saved = savedName(name);
  const [, stem = saved, ending = ""] = /^(.+?)(\.[^.]{1,12})?$/su.exec(saved) ?? [];
  let free = saved;
  for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${stem} (${n})${ending}`;
  taken.add(free.toLowerCase());
  return free;
}
