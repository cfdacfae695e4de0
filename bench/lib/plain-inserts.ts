/** The rival of the import: the same stored rows put into a fresh database by plain better-sqlite3, sealed already. */
import Sqlite from "better-sqlite3";
import { migrations } from "../../src/server/platform/records/migrations/index.ts";
import { tablesOf } from "../../src/server/platform/records/migrations.ts";
import type { TableSpec } from "../../src/server/platform/records/port.ts";
import { refsCodec } from "../../src/server/platform/records/refs.ts";
import { allRowsSql, PRAGMAS, prepareStore, TableStatements } from "../../src/server/platform/records/sqlite/statements.ts";

/** Rows that are in no journal (keys, names) go in so many at once: what the import's flushes of them hold. */
const rowsOfFlush = 256;
/** Transactions that are read before their time is taken. */
const ahead = 64;

export interface PlainResult {
  readonly rows: number;
  readonly transactions: number;
  /** Of the transactions alone; reading the rows is not counted. */
  readonly seconds: number;
  readonly cpuSeconds: number;
}

type Insert = readonly [statement: Sqlite.Statement<unknown[], unknown>, parameters: readonly unknown[]];

/**
 * Same schema, same pragmas, one transaction per commit of the journal with the rows that it was the first to write.
 * @param from the finished store's database, which nobody has open
 */
export function plainInserts(from: string, to: string): PlainResult {
  const source = new Sqlite(from, { readonly: true });
  const target = new Sqlite(to);
  try {
    for (const pragma of PRAGMAS) target.pragma(pragma);
    for (const sql of source.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC").pluck().all() as string[]) target.exec(sql);
    return run(target, transactions(source, target, tablesOf(migrations)));
  } finally {
    source.close();
    target.close();
  }
}

function run(target: Sqlite.Database, work: Iterable<readonly Insert[]>): PlainResult {
  const { begin, commit } = prepareStore(target);
  let [rows, done, seconds, cpu] = [0, 0, 0, 0];
  const flush = (waiting: readonly (readonly Insert[])[]) => {
    const cpuBefore = process.cpuUsage();
    const before = performance.now();
    for (const inserts of waiting) {
      begin.run();
      for (const [statement, parameters] of inserts) statement.run(...parameters);
      commit.run();
      rows += inserts.length;
    }
    seconds += (performance.now() - before) / 1000;
    const used = process.cpuUsage(cpuBefore);
    cpu += (used.user + used.system) / 1e6;
    done += waiting.length;
  };
  let waiting: (readonly Insert[])[] = [];
  for (const inserts of work) {
    waiting.push(inserts);
    if (waiting.length === ahead) {
      flush(waiting);
      waiting = [];
    }
  }
  flush(waiting);
  return { rows, transactions: done, seconds, cpuSeconds: cpu };
}

/** Every row once: first what stands outside of the journal, then commit by commit, in the order of their time. */
function* transactions(source: Sqlite.Database, target: Sqlite.Database, tables: readonly TableSpec[]): Generator<Insert[]> {
  const refs = refsCodec(tables);
  const read = new Map(tables.map((table) => [table.name, new TableStatements(source, table)]));
  const write = new Map(tables.map((table) => [table.name, new TableStatements(target, table)]));
  let gathered: Insert[] = [];
  for (const table of tables.filter((one) => one.write !== "commit")) {
    const insert = (write.get(table.name) as TableStatements).insert;
    for (const row of source.prepare(allRowsSql(table)).raw().iterate() as Iterable<unknown[]>) {
      gathered.push([insert, row]);
      if (gathered.length < rowsOfFlush) continue;
      yield gathered;
      gathered = [];
    }
  }
  if (gathered.length > 0) yield gathered;

  const written = new Set<string>();
  const { appendEntry } = prepareStore(target);
  const entries = source.prepare("SELECT shard, number, at, op, digest, refs FROM store_journal ORDER BY at, shard, number").raw();
  for (const entry of entries.iterate() as Iterable<[number, number, number, Buffer, Buffer | null, Buffer]>) {
    const inserts: Insert[] = [];
    for (const { table, key } of refs.decode(entry[5])) {
      const name = `${table} ${key.join()}`;
      const from = read.get(table) as TableStatements;
      const storedKey = from.key(key);
      const content = written.has(name) ? undefined : (from.get.get(storedKey) as unknown[] | undefined);
      written.add(name);
      if (content) inserts.push([(write.get(table) as TableStatements).insert, [...storedKey, ...content]]);
    }
    yield [...inserts, [appendEntry, entry]];
  }
}
