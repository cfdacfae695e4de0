// What it is: the embedded records store, SQLite in a worker thread with group commit.
// What it is not: no keys, no plaintext, no SQL outside statements.ts; one opener at a time.
// Where to start: open.ts (the caller's side), store.ts (the worker's side), lock.ts.
export { inspectSqlite, readRows, type StoreGlance } from "./inspect.ts";
export { lockStore } from "./lock.ts";
export { openSqlite, type SqliteOptions } from "./open.ts";
