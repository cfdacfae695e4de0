/**
 * Clears what SQLite leaves on its pages. `secure_delete` overwrites what is deleted, but not what is moved: where cells are
 * spread anew over neighbouring pages, their old bytes stay between a page's cell pointers and its cells, and lie there still
 * when the cell is deleted from where it went. In the file format this gap means nothing, so that whoever alone has the
 * database open may overwrite it, beside SQLite, once the log is empty.
 * Source: SQLite's Database File Format, 1.6 (pages of a b-tree) and 4.1 (the write-ahead log).
 */
import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, statSync, writeSync } from "node:fs";
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

export class Gaps {
  readonly #db: Sqlite.Database;
  /** Once it is needed, and until the end: to close it would give up SQLite's own locks of the file. */
  #file: number | undefined;
  readonly #pageSize: number;
  /** An earlier life, or an earlier try, ended before it had cleared what it wrote: nobody knows on which pages. */
  #isUnknown: boolean;

  /** @param isUnknown whether a log lay beside the database before it was opened */
  constructor(db: Sqlite.Database, isUnknown: boolean) {
    this.#db = db;
    this.#isUnknown = isUnknown;
    this.#pageSize = db.pragma("page_size", { simple: true }) as number;
    // SQLite would empty the log behind our back, and with it the list of the pages that were written.
    db.pragma("wal_autocheckpoint = 0");
  }

  /** After a change that left nothing behind: when the log has grown long. */
  settleWhenDue(): void {
    if (this.#isUnknown || (statSync(`${this.#db.name}-wal`, { throwIfNoEntry: false })?.size ?? 0) > MOST_LOG) this.settle();
  }

  /** Brings the log into the database, empties it, and clears the gaps of all pages that were written. */
  settle(): void {
    const written = this.#isUnknown ? undefined : this.#written();
    this.#isUnknown = true;
    this.#db.pragma("wal_checkpoint(TRUNCATE)");
    this.#file ??= openSync(this.#db.name, "r+");
    const pages = fstatSync(this.#file).size / this.#pageSize;
    if (pages >= MOST_PAGES) return;
    const cleared = written ? this.#clear(this.#file, written) : this.#clearAll(this.#file, pages);
    if (cleared > 0) fdatasyncSync(this.#file);
    this.#isUnknown = false;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  /** Pages that stand in the log, counted from 0. */
  #written(): Set<number> {
    const log = openSync(`${this.#db.name}-wal`, "r");
    try {
      const { size } = fstatSync(log);
      const number = Buffer.alloc(4);
      const pages = new Set<number>();
      for (let at = LOG_HEADER; at < size; at += FRAME_HEADER + this.#pageSize) if (readSync(log, number, 0, 4, at) === 4) pages.add(number.readUInt32BE() - 1);
      return pages;
    } finally {
      closeSync(log);
    }
  }

  /** @returns how many pages were not clear */
  #clear(file: number, pages: ReadonlySet<number>): number {
    const page = Buffer.alloc(this.#pageSize);
    let cleared = 0;
    for (const number of pages) if (readSync(file, page, 0, page.length, number * page.length) === page.length && clearIn(file, page, number)) cleared++;
    return cleared;
  }

  #clearAll(file: number, pages: number): number {
    const many = Buffer.alloc(this.#pageSize * PAGES_AT_ONCE);
    let cleared = 0;
    for (let first = 0; first < pages; first += PAGES_AT_ONCE) {
      const read = readSync(file, many, 0, many.length, first * this.#pageSize);
      for (let at = 0; at + this.#pageSize <= read; at += this.#pageSize)
        if (clearIn(file, many.subarray(at, at + this.#pageSize), first + at / this.#pageSize)) cleared++;
    }
    return cleared;
  }
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
