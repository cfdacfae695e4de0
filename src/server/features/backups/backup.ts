/** `backup`: every row as of one moment and every object, as they are stored, while the server goes on. */
import { z } from "zod";
import type { SecretKey } from "../../../crypto/index.ts";
import type { ObjectStore } from "../../platform/objects/index.ts";
import { type RecordsPort, type Row, type RowRef, StoreUnavailable, type TableSpec } from "../../platform/records/port.ts";
import { refsCodec } from "../../platform/records/refs.ts";
import { journalTables, RowsDigest } from "./digest.ts";
import { BackupError } from "./errors.ts";
import { writeWhole } from "./files.ts";
import { FrameWriter } from "./frames.ts";
import { type Footer, type Header, plainTables, readMeta, sealOf } from "./manifest.ts";
import { writeObjects } from "./objects.ts";
import { encodeRows } from "./rows.ts";

export interface BackupDeps {
  readonly port: RecordsPort;
  /** None of them is deleted while the backup is made. */
  readonly objects: Pick<ObjectStore, "list" | "read">;
  readonly root: SecretKey;
  /** All tables in the order of their creation, and the number of the last migration. */
  readonly tables: readonly TableSpec[];
  readonly store: number;
  readonly version: string;
  readonly now: () => number;
  /** Per shard, the last journal number that every durable consumer has handled. */
  readonly handled: () => readonly number[];
}

export interface BackupReport {
  readonly file: string;
  readonly installation: string;
  readonly createdAt: number;
  readonly rows: number;
  readonly objects: number;
  readonly objectBytes: number;
  /** Of the file. */
  readonly bytes: number;
  /** Over the rows: what `restore` reports, too. */
  readonly digest: string;
  /** SHA-256 that the file ends with: over all bytes before it. */
  readonly fileDigest: string;
}

export interface BackupProgress {
  readonly rows: number;
  readonly objects: number;
  readonly bytes: number;
}

/** What `bastide backup` asks for: an absolute path, and whether a file that stands there may be replaced. */
export const BackUp = z.strictObject({ file: z.string().startsWith("/"), force: z.boolean() });

interface BackupRequest extends z.output<typeof BackUp> {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BackupProgress) => void;
}

/** Journal entries read at once. */
const page = 500;
/** How often a journal is asked for entries that its head counts and that it does not show yet. */
const mostLooks = 1000;

/** @throws BackupError refused without a recovery kit or where a file stands; ConfigError storage_full and the like. No half file is left. */
export async function backUp(d: BackupDeps, request: BackupRequest): Promise<BackupReport> {
  const meta = await readMeta(d.port);
  if (!meta) throw new BackupError("refused", "There is no recovery kit yet: nobody could restore the backup. Make the kit first, in the web app.");
  return writeWhole(request.file, request.force, async (write) => {
    const frames = new FrameWriter(write);
    // Before the snapshot: what is handled now is projected in it.
    const handled = [...d.handled()];
    const createdAt = d.now();
    const header: Header = {
      installation: meta.installation,
      store: d.store,
      createdAt,
      version: d.version,
      meta,
      tables: plainTables(d.tables),
      heads: await d.port.heads(),
    };
    await frames.start();
    await frames.frame("header", json(header));
    const rows = await writeRows(d, frames, request);
    const pending = await writePending(d, frames, handled, rows.heads, request.signal);
    // After the rows: an object that one of them names was there before it. Those of later uploads come along, and nothing restores them.
    const objects = await writeObjects(d.objects, frames, request.signal, (written) =>
      request.onProgress({ rows: rows.digest.rows, objects: written, bytes: frames.bytes }),
    );
    const footer: Footer = { rows: rows.counts, pending, objects, digest: rows.digest.hex(), seal: sealOf(d.root, frames.digest) };
    await frames.frame("footer", json(footer));
    return {
      file: request.file,
      installation: meta.installation,
      createdAt,
      rows: rows.digest.rows,
      objects: objects.count,
      objectBytes: objects.bytes,
      bytes: frames.bytes,
      digest: footer.digest,
      fileDigest: frames.digest,
    };
  });
}

async function writeRows({ port, tables }: BackupDeps, frames: FrameWriter, { signal, onProgress }: BackupRequest) {
  const digest = new RowsDigest();
  const counts: Record<string, number> = {};
  let heads: number[] | undefined;
  for await (const batch of port.snapshot()) {
    signal.throwIfAborted();
    // The first batch fixed the moment: what the journal holds beyond these heads is not in the rows.
    heads ??= await port.heads();
    for (const [table, rows] of Map.groupBy(batch, (row: Row) => row.table)) {
      if (journalTables.has(table)) continue;
      for (const row of rows) digest.add(row);
      counts[table] = (counts[table] ?? 0) + rows.length;
      await frames.frame("rows", encodeRows(tables, rows));
    }
    onProgress({ rows: digest.rows, objects: 0, bytes: frames.bytes });
  }
  return { digest, counts, heads: heads ?? (await port.heads()) };
}

/** The rows of journal entries that some consumer has not handled: the restored store hands them to it. */
async function writePending(
  { port, tables }: BackupDeps,
  frames: FrameWriter,
  handled: readonly number[],
  heads: readonly number[],
  signal: AbortSignal,
): Promise<number> {
  const codec = refsCodec(tables);
  let pending = 0;
  for (const [shard, head] of heads.entries()) {
    for (let after = handled[shard] ?? 0, looks = 0; after < head; ) {
      signal.throwIfAborted();
      const entries = await port.journal(shard, after, page);
      const last = entries.at(-1);
      // What is left out here no consumer of the restored store ever hears of.
      if (!last && ++looks === mostLooks) throw new StoreUnavailable("The journal does not show what it counts.");
      after = last?.number ?? after;
      const refs: RowRef[] = entries.filter((entry) => entry.number <= head).flatMap((entry) => entry.refs);
      pending += refs.length;
      if (refs.length > 0) await frames.frame("pending", codec.encode(refs));
    }
  }
  return pending;
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value), "utf8");
