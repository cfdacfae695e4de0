/** The worker thread: it alone opens the databases of the index, one per company, made when first written. */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import Sqlite from "better-sqlite3";
import { Fts, NotAsMade } from "./fts.ts";
import { isOwedBy, OWED } from "./gaps.ts";
import type { FromIndex, IndexRequest, ToIndex } from "./wire.ts";

/** Databases that stay open, the one used last at the end. */
const MOST_OPEN = 16;
const { folder } = workerData as { folder: string };
mkdirSync(folder, { recursive: true, mode: 0o700 });

const open = new Map<string, Fts>();

function pathOf(company: string): string {
  if (!/^[0-9a-f-]{36}$/.test(company)) throw new TypeError("no company");
  return join(folder, `${company}.sqlite`);
}

function close(company: string): void {
  const fts = open.get(company);
  open.delete(company);
  fts?.close();
}

function drop(company: string): void {
  open.get(company)?.abandon();
  open.delete(company);
  for (const ending of ["", "-wal", "-shm", OWED]) rmSync(pathOf(company) + ending, { force: true });
}

/** Undefined where nothing was ever written. */
function indexOf(company: string, isMade: boolean): Fts | undefined {
  const path = pathOf(company);
  const known = open.get(company);
  open.delete(company);
  if (known) open.set(company, known);
  if (known || (!isMade && !existsSync(path))) return known;
  closeSync(openSync(path, "a", 0o600));
  chmodSync(path, 0o600);
  const isOwed = isOwedBy(path);
  const fts = opened(path, isOwed);
  open.set(company, fts);
  if (isOwed) settleLeft(fts);
  const [oldest] = open.keys();
  if (open.size > MOST_OPEN && oldest !== undefined) close(oldest);
  return fts;
}

/** What an earlier life left. Where there is no room for it, looking things up goes on, and the next change tries again. */
function settleLeft(fts: Fts): void {
  try {
    fts.settle();
  } catch (error) {
    if (isDamage(error)) throw error;
  }
}

/** On a full disk without the log's shared memory, which is a file: nobody else opens an index, and looking things up goes on. */
function opened(path: string, isOwed: boolean, isAlone = false): Fts {
  const db = new Sqlite(path, { timeout: 0 });
  try {
    if (isAlone) db.pragma("locking_mode = EXCLUSIVE");
    return new Fts(db, isOwed);
  } catch (error) {
    db.close();
    // Of its tables one is not there, or another one is.
    if (error instanceof Sqlite.SqliteError && error.code === "SQLITE_ERROR") throw new NotAsMade();
    if (isAlone || !isFull(error)) throw error;
    return opened(path, isOwed, true);
  }
}

const isDamage = (error: unknown): boolean =>
  error instanceof NotAsMade || (error instanceof Sqlite.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code));

const isFull = (error: unknown): boolean =>
  error instanceof Sqlite.SqliteError ? /^SQLITE_(FULL|IOERR_(WRITE|SHMSIZE))/.test(error.code) : (error as NodeJS.ErrnoException).code === "ENOSPC";

function answer(request: IndexRequest): unknown {
  switch (request[0]) {
    case "change":
      return indexOf(request[1], true)?.change(request[2]) ?? [];
    case "query":
      return indexOf(request[1], false)?.query(request[2]) ?? [];
    case "standing":
      return indexOf(request[1], false)?.standing(request[2]) ?? request[2].map(() => undefined);
    case "walk":
      return indexOf(request[1], false)?.walk(request[2], request[3]) ?? [];
    case "words":
      return indexOf(request[1], false)?.words(request[2], request[3], request[4]) ?? [];
    case "unknown":
      return indexOf(request[1], false)?.unknown(request[2], request[3]) ?? request[3];
    case "columns":
      return indexOf(request[1], false)?.columns() ?? [];
    case "mark":
      return indexOf(request[1], true)?.mark() ?? "";
    case "count":
      return indexOf(request[1], false)?.count() ?? 0;
    case "drop":
      drop(request[1]);
      return undefined;
    case "close":
      for (const company of [...open.keys()]) close(company);
      return undefined;
  }
}

function attempt(id: number, request: IndexRequest): FromIndex {
  try {
    return { id, answer: answer(request) };
  } catch (error) {
    const [, company] = request;
    if (company !== undefined && isDamage(error)) return anew(id, company, request);
    const code = error instanceof Sqlite.SqliteError ? error.code : "";
    const kind = error instanceof TypeError ? "type" : isFull(error) ? "full" : "failed";
    return { id, error: kind, detail: kind === "type" ? (error as Error).message : code };
  }
}

/** A damaged index is not kept beside: all of it comes from the store, and what is edited or erased later could not be taken out of it. */
function anew(id: number, company: string, request: IndexRequest): FromIndex {
  drop(company);
  return { ...attempt(id, request), lost: company };
}

parentPort?.on("message", ({ id, request }: ToIndex) => parentPort?.postMessage(attempt(id, request)));
