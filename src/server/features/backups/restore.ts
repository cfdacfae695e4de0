/** `restore`: a backup is checked to its last byte, then written into an empty store, rows and objects as they were stored. */
import { equalDigests, operationId, type SecretKey } from "../../../crypto/index.ts";
import type { ObjectStore } from "../../platform/objects/index.ts";
import type { RecordsPort, Row, TableSpec } from "../../platform/records/port.ts";
import { refsCodec } from "../../platform/records/refs.ts";
import { openKit } from "../recovery/index.ts";
import { digestOfStore, RowsDigest } from "./digest.ts";
import { BackupError } from "./errors.ts";
import { openSource } from "./files.ts";
import { type Frame, readFrames } from "./frames.ts";
import { Footer, Header, type MetaName, metaAfterRows, metaBeforeRows, sealOf } from "./manifest.ts";
import { type Amount, digestOfObjects, ObjectFrames, type ObjectsDigest, ObjectsWriter } from "./objects.ts";
import { decodeRows } from "./rows.ts";

export interface RestoreProgress {
  readonly stage: "checking" | "writing" | "comparing";
  /** Bytes of the file; of what was restored when it is compared. */
  readonly done: number;
  readonly total: number;
}

/** Where a backup is restored to: all of it empty. */
export interface EmptyStore {
  readonly port: RecordsPort;
  /** Of this program. */
  readonly tables: readonly TableSpec[];
  readonly objects: ObjectStore;
  /** Whether one of the rows names the object. */
  readonly isNamed: (key: string) => Promise<boolean>;
}

interface Reading {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RestoreProgress) => void;
}

/** A backup whose every byte was read once and found as it was written, by who held root. */
export interface CheckedBackup {
  readonly file: string;
  readonly header: Header;
  readonly footer: Footer;
  readonly fileDigest: string;
  readonly rows: number;
}

/**
 * @param kit the recovery kit's text
 * @throws BackupError for a damaged, cut, forged or newer file; KitError for a mistyped kit or one of another store
 */
export async function checkBackup(file: string, kit: string, store: number, reading: Reading): Promise<CheckedBackup> {
  let header: Header | undefined;
  let root: SecretKey | undefined;
  let checked: CheckedBackup | undefined;
  const counts: Record<string, number> = {};
  const digest = new RowsDigest();
  const objects = new ObjectFrames();
  let pending = 0;
  for await (const frame of framesOf(file, "checking", reading)) {
    if (!header) {
      header = headerOf(file, frame);
      if (header.store > store) throw new BackupError("store_too_new", `${file} was made by a newer Bastide (store ${header.store}; this one has ${store}).`);
      root = rootOf(header, kit);
      continue;
    }
    const { tables } = header;
    if (frame.kind === "rows") for (const row of parsed(file, frame, (bytes) => decodeRows(tables, bytes))) count(row, counts, digest);
    parsed(file, frame, () => objects.take(frame));
    if (frame.kind === "pending") pending += parsed(file, frame, refsCodec(tables).decode).length;
    if (frame.kind !== "footer") continue;
    const footer = parsed(file, frame, (bytes) => Footer.parse(JSON.parse(bytes.toString("utf8"))));
    const isWhole =
      sameCounts(counts, footer.rows) && pending === footer.pending && sameAmount(objects, footer.objects) && equalDigests(digest.hex(), footer.digest);
    if (!isWhole || !equalDigests(footer.seal, sealOf(root as SecretKey, frame.before)))
      throw new BackupError("input_broken", `${file} was not written by this installation.`);
    checked = { file, header, footer, fileDigest: frame.digest, rows: digest.rows };
  }
  if (!checked) throw new BackupError("input_broken", `${file} ends too early.`);
  return checked;
}

/**
 * Writes the rows, objects and facts of a checked backup. The store's keys are still wrapped under the old root: `recover` comes
 * next. @returns what the objects are that were written
 * @throws BackupError when the file is not the one that was checked; StorageFull
 */
export async function writeBackup(store: EmptyStore, backup: CheckedBackup, reading: Reading): Promise<ObjectsDigest> {
  const { port, tables } = store;
  const { header, file } = backup;
  const objects = new ObjectsWriter(store.objects, store.isNamed);
  for (const name of metaBeforeRows) await writeMeta(port, header, name);
  const writer = new RowsWriter(port, header.tables, tables);
  let isTrimmed = false;
  let end = "";
  for await (const frame of framesOf(file, "writing", reading)) {
    if (frame.kind === "rows") await writer.write(decodeRows(header.tables, frame.payload));
    if (frame.kind !== "header" && frame.kind !== "rows") {
      // The journal begins behind the restored rows: consumers have handled them, but for those that follow.
      if (!isTrimmed) for (const [shard, head] of (await port.heads()).entries()) await port.trimJournal(shard, head);
      isTrimmed = true;
    }
    if (frame.kind === "pending") await writer.announce(refsCodec(header.tables).decode(frame.payload));
    await objects.write(frame);
    end = frame.digest;
  }
  if (!equalDigests(end, backup.fileDigest)) throw new BackupError("input_broken", `${file} was replaced while it was read.`);
  // Only now does anything open the store: every object that its rows name is on the disk.
  for (const name of metaAfterRows) await writeMeta(port, header, name);
  return objects.digest;
}

/**
 * Reads back what was written. @param written what `writeBackup` returned
 * @throws BackupError store_damaged unless the store's rows and objects are those of the backup
 */
export async function compareStore({ port, tables, objects }: EmptyStore, backup: CheckedBackup, written: ObjectsDigest, reading: Reading): Promise<void> {
  const onBytes = (done: number) => reading.onProgress({ stage: "comparing", done, total: written.bytes });
  onBytes(0);
  const { rows, digest } = await digestOfStore(port, tables, reading.signal);
  if (rows !== backup.rows || !equalDigests(digest, backup.footer.digest))
    throw new BackupError("store_damaged", "The restored rows are not those of the backup.");
  if (!equalDigests(await digestOfObjects(objects, reading.signal, onBytes), written.hex()))
    throw new BackupError("store_damaged", "The restored objects are not those of the backup.");
}

class RowsWriter {
  readonly #port: RecordsPort;
  /** By name: the table as this program knows it. */
  readonly #tables: Map<string, TableSpec>;

  constructor(port: RecordsPort, theirs: readonly TableSpec[], ours: readonly TableSpec[]) {
    this.#port = port;
    this.#tables = new Map(theirs.map((table) => [table.name, fitting(table, ours)]));
  }

  async write(rows: readonly Row[]): Promise<void> {
    const table = this.#tables.get(rows[0]?.table ?? "");
    if (!table) return;
    const wide = rows.map((row) => ({ ...row, clear: [...row.clear, ...table.clear.slice(row.clear.length).map(() => null)] }));
    if (table.write === "merge") return this.#port.merge(wide);
    if (table.write === "claim") {
      const claims = await Promise.all(wide.map((row) => this.#port.claim(row, 0)));
      if (claims.some((claim) => claim.status !== "held")) throw new BackupError("input_broken", `${table.name}: a row stands twice in the backup.`);
      return;
    }
    // In which shard they are written says nothing about them: no row depends on it, and these entries go again.
    const batches = Array.from({ length: Math.ceil(wide.length / BATCH) }, (_, i) => wide.slice(i * BATCH, (i + 1) * BATCH));
    await Promise.all(batches.map((put) => this.#port.commit(0, { opId: operationId(), digest: null, expect: [], put })));
  }

  /** Journal entries for rows that stand: written in their own version they change nothing. */
  async announce(refs: readonly { readonly table: string; readonly key: Row["key"] }[]): Promise<void> {
    const rows = (await this.#port.getMany(refs)).filter((row) => row !== undefined);
    for (let start = 0; start < rows.length; start += BATCH) {
      await this.#port.commit(0, { opId: operationId(), digest: null, expect: [], put: rows.slice(start, start + BATCH) });
    }
  }
}

/** Rows of one commit: every engine takes so many in one batch. */
const BATCH = 100;

/** Our table of that name. Since the backup was made it may have got more optional columns and codes, nothing else. */
function fitting(theirs: TableSpec, tables: readonly TableSpec[]): TableSpec {
  const ours = tables.find((table) => table.name === theirs.name);
  const fits = (part: "partition" | "sort" | "clear") =>
    theirs[part].every((column, at) => ours?.[part][at]?.name === column.name && ours[part][at].kind === column.kind);
  if (!ours || ours.write !== theirs.write || !fits("partition") || !fits("sort") || !fits("clear")) {
    throw new BackupError("store_damaged", `The backup's table ${theirs.name} is not one of this Bastide.`);
  }
  return ours;
}

async function* framesOf(file: string, stage: RestoreProgress["stage"], { signal, onProgress }: Reading): AsyncGenerator<Frame, void> {
  const source = await openSource(file);
  try {
    for await (const frame of readFrames(source)) {
      signal.throwIfAborted();
      onProgress({ stage, done: frame.at, total: source.size });
      yield frame;
    }
  } finally {
    await source.close();
  }
}

function headerOf(file: string, frame: Frame): Header {
  if (frame.kind !== "header") throw new BackupError("input_broken", `${file} does not begin with a header.`);
  return parsed(file, frame, (bytes) => Header.parse(JSON.parse(bytes.toString("utf8"))));
}

/** The digests are right and the content is not: somebody made them anew over something else. */
function parsed<T>(file: string, { payload, at }: Frame, parse: (bytes: Buffer) => T): T {
  try {
    return parse(payload);
  } catch {
    throw new BackupError("input_broken", `${file} is damaged at byte ${at}: not what Bastide writes.`);
  }
}

/** The root under which the backup was sealed. @throws KitError */
function rootOf({ meta }: Header, kit: string): SecretKey {
  const root = openKit(kit, meta.installation, meta["recovery-kit"]).get(Number(meta["root-key-id"]));
  if (!root) throw new BackupError("input_broken", "The backup's recovery kit does not hold its root.");
  return root;
}

function count(row: Row, counts: Record<string, number>, digest: RowsDigest): void {
  counts[row.table] = (counts[row.table] ?? 0) + 1;
  digest.add(row);
}

/** Format 1 had no objects, and said nothing of them. */
const sameAmount = ({ count: found, bytes }: Amount, told: Amount | undefined): boolean => found === (told?.count ?? 0) && bytes === (told?.bytes ?? 0);

const sameCounts = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([table, n]) => b[table] === n);

async function writeMeta(port: RecordsPort, { meta }: Header, name: MetaName): Promise<void> {
  const isWritten = await port.writeMeta(name, Buffer.from(meta[name], "utf8"), undefined);
  if (!isWritten) throw new BackupError("refused", "The store is not empty.");
}
