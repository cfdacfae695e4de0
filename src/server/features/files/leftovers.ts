/** Objects and the rows that name them: which are missing, which nothing names, and what holds them while a backup is made. */
import { z } from "zod";
import { CHUNK, SEALED_CHUNK, STREAM_HEADER } from "../../../crypto/index.ts";
import type { HoldableObjects, ObjectStore } from "../../platform/objects/index.ts";
import { type Cell, type RecordsPort, type Row, StorageFull } from "../../platform/records/port.ts";
import { FileVersion, Upload } from "./files.records.ts";

export const SweepFiles = z.strictObject({});

export interface Amount {
  readonly objects: number;
  readonly bytes: number;
}

type Rows = Pick<RecordsPort, "get" | "scan">;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const place = (record: { readonly clear: object }, column: string) => Object.keys(record.clear).indexOf(column);
const [uploadState, versionState] = [place(Upload, "state"), place(FileVersion, "state")];
const [by, size, upload] = [place(FileVersion, "by"), place(FileVersion, "size"), place(FileVersion, "upload")];

/** Whether an upload's row stands that has not ended: who brought bytes has such a row before his first byte is an object. */
export async function isNamed(port: Pick<Rows, "get">, key: string): Promise<boolean> {
  const ids = key.split("/");
  if (ids.length !== 4 || !ids.slice(0, 3).every((one) => uuid.test(one))) return false;
  const row = await port.get(Upload.name, ids.slice(0, 3) satisfies Cell[]);
  return row !== undefined && row.clear[uploadState] !== "ended";
}

async function isOpen(port: Pick<Rows, "get">, key: string): Promise<boolean> {
  const row = (await isNamed(port, key)) ? await port.get(Upload.name, key.split("/").slice(0, 3)) : undefined;
  return row?.clear[uploadState] === "open";
}

/** Plain bytes of a segment whose object is so long. */
function plainOf(object: number): number {
  const sealed = object - STREAM_HEADER;
  return sealed - Math.ceil(sealed / SEALED_CHUNK) * (SEALED_CHUNK - CHUNK);
}

/** Whether the objects of a kept version hold as many bytes as it has. By lengths alone, so that no key is needed. */
async function isWhole(objects: Pick<ObjectStore, "size">, { key: [company], clear }: Row): Promise<boolean> {
  const wanted = Number(clear[size]);
  let found = 0;
  for (let segment = 0; found < wanted; segment++) {
    const length = await objects.size(`${company}/${clear[by]}/${clear[upload]}/${segment}`);
    if (length === undefined) return false;
    found += plainOf(length);
  }
  return found === wanted;
}

export interface ObjectsFound {
  /** Kept versions that were looked at. */
  readonly versions: number;
  /** Those of them whose bytes are not all there, and the first of them as channel/file/number. */
  readonly missing: number;
  readonly first: readonly string[];
  /** Objects that nothing names. */
  readonly leftovers: Amount;
}

/** Ids that are told of what is missing. */
const MOST_TOLD = 5;

/** Changes nothing, opens nothing, and holds a page of rows at a time. */
export async function examineObjects(rows: Rows, objects: Pick<ObjectStore, "list" | "size">): Promise<ObjectsFound> {
  let [versions, missing] = [0, 0];
  const first: string[] = [];
  for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
    const page = await rows.scan(FileVersion.name, after, 500);
    for (const row of page.rows) {
      if (row.clear[versionState] !== "kept") continue;
      versions += 1;
      if (await isWhole(objects, row)) continue;
      // Destroyed since the page was read, by a server that runs.
      if ((await rows.get(FileVersion.name, row.key))?.clear[versionState] !== "kept") continue;
      missing += 1;
      if (first.length < MOST_TOLD) first.push(row.key.slice(1).join("/"));
    }
    after = page.next;
  }
  const leftovers = { objects: 0, bytes: 0 };
  for await (const { bytes } of leftOver(rows, objects)) {
    leftovers.objects += 1;
    leftovers.bytes += bytes;
  }
  return { versions, missing, first, leftovers };
}

async function* leftOver(rows: Pick<Rows, "get">, objects: Pick<ObjectStore, "list">) {
  let known = { prefix: "", isNamed: false };
  for await (const listed of objects.list("")) {
    const prefix = listed.key.slice(0, listed.key.lastIndexOf("/"));
    if (known.prefix !== prefix) known = { prefix, isNamed: await isNamed(rows, listed.key) };
    if (!known.isNamed) yield listed;
  }
}

/** Stands in the store while deletions are held back in memory: after a kill, what was to go is looked for. */
const HELD = "objects-held";
/** The mark is a precaution: without room for it the work goes on, and `files sweep` finds what a kill then leaves. */
const unlessFull = (error: unknown): void => {
  if (!(error instanceof StorageFull)) throw error;
};

export function createLeftovers({ port, objects }: { readonly port: RecordsPort; readonly objects: HoldableObjects }) {
  let keepers = 0;

  async function mark(text: "held" | ""): Promise<void> {
    const standing = await port.readMeta(HELD);
    if (Buffer.from(standing ?? []).toString() === text) return;
    await port.writeMeta(HELD, Buffer.from(text), standing);
  }

  /** Deletes what nothing names. @returns how much that was */
  async function sweep(onProgress: (done: Amount) => void, signal: AbortSignal): Promise<Amount> {
    const done = { objects: 0, bytes: 0 };
    for await (const { key, bytes } of leftOver(port, objects)) {
      signal.throwIfAborted();
      await objects.delete(key);
      done.objects += 1;
      done.bytes += bytes;
      onProgress({ ...done });
    }
    // Parts of what is open are told in a sealed row; all others nobody goes on with.
    for await (const { key, upload } of objects.begun("")) {
      signal.throwIfAborted();
      if (!(await isOpen(port, key))) await objects.abort(key, upload);
    }
    return done;
  }

  return {
    sweep,

    /** No object is deleted before the work is done; what would have been goes then. */
    async keeping<T>(work: () => Promise<T>): Promise<T> {
      await mark("held").catch(unlessFull);
      const letGo = objects.hold();
      keepers += 1;
      try {
        return await work();
      } finally {
        keepers -= 1;
        await letGo();
        if (keepers === 0) await mark("").catch(unlessFull);
      }
    },

    /** At a start: deletes what a killed process had held back. */
    async heal(signal: AbortSignal): Promise<void> {
      if (Buffer.from((await port.readMeta(HELD)) ?? []).toString() !== "held") return;
      await sweep(() => undefined, signal);
      await mark("");
    },
  };
}
export type Leftovers = ReturnType<typeof createLeftovers>;
