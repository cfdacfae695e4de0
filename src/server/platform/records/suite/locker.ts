/** A process that opens a store and prints "open", or why it can't. Run by the lock test: node locker.ts FOLDER */
import { StoreLocked } from "../port.ts";
import { openSqlite } from "../sqlite/index.ts";
import { suiteMigrations } from "./tables.ts";

try {
  await openSqlite({ folder: process.argv[2] ?? "", migrations: suiteMigrations, now: Date.now });
  process.stdout.write("open\n");
} catch (error) {
  process.stdout.write(error instanceof StoreLocked ? `locked by ${error.pid}\n` : `${String(error)}\n`);
}
