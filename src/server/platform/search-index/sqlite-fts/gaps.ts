/**
 * Clears what SQLite leaves on its pages. `secure_delete` overwrites what is deleted, but not what is moved: where cells are
 * spread anew over neighbouring pages, their old bytes stay between a page's cell pointers and its cells, and lie there still
 * when the cell is deleted from where it went. In the file format this gap means nothing, so that whoever alone has the
 * database open may overwrite it, beside SQLite, once the log is empty.
 * Source: SQLite's Database File Format, 1.6 (pages of a b-tree) and 4.1 (the write-ahead log).
 */
import { closeSync, existsSync, fdatasyncSync, fstatSync, openSync, readSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import type Sqlite from "better-sqlite3";

/** Bytes of a log that is brought into the database by and by. */
const MOST_LOG = 4_000_000;
const LOG_HEADER = 32;
const FRAME_HEADER = 24;
/** Before the first page's own header. */
const DATABASE_HEADER = 100;
/** The first byte of a page of a b-tree: inner ones of an index and a table, leaves of both; with the bytes of such a page's header. */
const HEADERS = new Map([
  [2, 12],
  [5, 12],
  [10, 8],
  [13, 8],
]);
/** All other pages begin with a page's number, whose first byte says nothing else below this: 128 GiB. */
const MOST_PAGES = 0x2000000;
const PAGES_AT_ONCE = 256;

/** @returns where a page's gap begins and ends, in bytes; undefined for one that is not of a b-tree */
export function gapOf(page: Buffer, isFirst: boolean): [from: number, to: number] | undefined {
  const at = isFirst ? DATABASE_HEADER : 0;
  const header = HEADERS.get(page.readUInt8(at));
  if (header === undefined) return undefined;
  const from = at + header + 2 * page.readUInt16BE(at + 3);
  // 0 stands for 65,536.
  const to = page.readUInt16BE(at + 5) || 0x10000;
  return from <= to && to <= page.length ? [from, to] : undefined;
}

/** Beside a database that was closed before its gaps were clear. */
export const OWED = "-owed";
const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** Whether a database's last life ended before its gaps were clear. To be asked before it is opened. */
export const isOwedBy = (path: string): boolean => existsSync(path + OWED) || sizeOf(`${path}-wal`) > 0;

export class Gaps {
  readonly #db: Sqlite.Database;
  /** Once it is needed, and until the end: to close it would give up SQLite's own locks of the file. */
  #file: number | undefined;
  /** Nobody knows which pages are not clear. */
  #isAnyUnclear: boolean;

  /** @param isOwed what `isOwedBy` said */
  constructor(db: Sqlite.Database, isOwed: boolean) {
    this.#db = db;
    this.#isAnyUnclear = isOwed;
    // SQLite would empty the log behind our back, and with it the list of the pages that were written.
    db.pragma("wal_autocheckpoint = 0");
  }

  hasLog(): boolean {
    return sizeOf(`${this.#db.name}-wal`) > 0;
  }

  isLogLong(): boolean {
    return sizeOf(`${this.#db.name}-wal`) > MOST_LOG;
  }

  /**
   * Brings the log into the database, clears the gaps of all pages that were written, and empties the log: in this order, so that a
   * page that is torn meanwhile stands in the log, and a log that is not empty says that it was not done.
   * @returns whether it was done: not while somebody else reads
   */
  checkpoint(): boolean {
    const pageSize = this.#db.pragma("page_size", { simple: true }) as number;
    const written = this.#isAnyUnclear ? undefined : this.#written(pageSize);
    this.#isAnyUnclear = true;
    const [{ log, checkpointed }] = this.#db.pragma("wal_checkpoint(PASSIVE)") as [{ log: number; checkpointed: number }];
    if (checkpointed < log) return false;
    this.#file ??= openSync(this.#db.name, "r+");
    const pages = fstatSync(this.#file).size / pageSize;
    const cleared = pages >= MOST_PAGES ? 0 : clear(this.#file, pageSize, written ?? pages);
    if (cleared > 0) fdatasyncSync(this.#file);
    const [{ busy }] = this.#db.pragma("wal_checkpoint(TRUNCATE)") as [{ busy: number }];
    // Pages that SQLite remembers have their gaps as they were, and would be written with them.
    if (cleared > 0) this.#db.pragma("shrink_memory");
    if (busy) return false;
    if (!written) rmSync(this.#db.name + OWED, { force: true });
    this.#isAnyUnclear = false;
    return true;
  }

  /** After the database was closed. Where its gaps are not clear, and SQLite may have removed the log itself, that is written beside it. */
  close(isOwed: boolean): void {
    if (this.#file !== undefined) closeSync(this.#file);
    if (!isOwed) return;
    try {
      writeFileSync(this.#db.name + OWED, "", { mode: 0o600 });
    } catch {
      // Nor was there room to bring the log in: it stays, and says the same.
    }
  }

  /** Pages that stand in the log, counted from 0. */
  #written(pageSize: number): Set<number> {
    const log = openSync(`${this.#db.name}-wal`, "r");
    try {
      const { size } = fstatSync(log);
      const number = Buffer.alloc(4);
      const pages = new Set<number>();
      for (let at = LOG_HEADER; at < size; at += FRAME_HEADER + pageSize) if (readSync(log, number, 0, 4, at) === 4) pages.add(number.readUInt32BE() - 1);
      return pages;
    } finally {
      closeSync(log);
    }
  }
}

/**
 * @param pages which of them, counted from 0; or how many there are
 * @returns how many were not clear
 */
function clear(file: number, pageSize: number, pages: ReadonlySet<number> | number): number {
  const runs = typeof pages === "number" ? Array.from({ length: Math.ceil(pages / PAGES_AT_ONCE) }, (_, i) => i * PAGES_AT_ONCE) : pages;
  const run = Buffer.alloc(pageSize * (typeof pages === "number" ? PAGES_AT_ONCE : 1));
  let cleared = 0;
  for (const first of runs) {
    const read = readSync(file, run, 0, run.length, first * pageSize);
    for (let at = 0; at + pageSize <= read; at += pageSize) if (clearIn(file, run.subarray(at, at + pageSize), first + at / pageSize)) cleared++;
  }
  return cleared;
}

/** @param number the page's, counted from 0 */
function clearIn(file: number, page: Buffer, number: number): boolean {
  const gap = gapOf(page, number === 0);
  if (!gap) return false;
  const [from, to] = gap;
  const clear = Buffer.alloc(to - from);
  if (page.subarray(from, to).equals(clear)) return false;
  writeSync(file, clear, 0, clear.length, number * page.length + from);
  return true;
}
