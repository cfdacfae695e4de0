/**
 * The store's lock: an exclusive SQLite lock on an empty file of its own, held as an open transaction. The kernel lets
 * it go with the process, also after `kill -9`; no stale file can shut the store.
 *
 * Surprise: POSIX drops a process's locks on a file as soon as that process closes *any* descriptor of it. So nobody may
 * read `store.lock`, not even to scan it; it is always empty. The pid beside it is a courtesy to the reader of the error
 * and decides nothing.
 */
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { StoreLocked } from "../port.ts";

export interface StoreLock {
  release(): void;
}

/** @throws StoreLocked when another opener has it, in this process or in any other */
export function lockStore(folder: string): StoreLock {
  const path = join(folder, "store.lock");
  const pidPath = join(folder, "store.pid");
  makePrivate(path);
  const database = new Sqlite(path, { timeout: 0 });
  try {
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (!(error instanceof Sqlite.SqliteError) || !error.code.startsWith("SQLITE_BUSY")) throw error;
    const pid = readPid(pidPath);
    throw new StoreLocked(`the store in ${folder} is in use${pid === undefined ? "" : ` by process ${pid}`}`, pid);
  }
  writePid(pidPath);
  return {
    release: () => {
      database.close();
    },
  };
}

/** Creates the file with mode 0600 unless it is there; "x" opens no existing one. */
function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** A full disk has no room for a courtesy. */
function writePid(path: string): void {
  try {
    writeFileSync(path, `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    if (!["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

function readPid(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, "utf8"), 10);
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
