// What it is: the embedded search index, one SQLite database per company in a worker thread, FTS5 without content.
// What it is not: no words, no keys; no transaction with the records: what is here follows the journal.
// Where to start: fts.ts (tables and statements), worker.ts, open.ts (the caller's side).
export { openSqliteFts } from "./open.ts";
