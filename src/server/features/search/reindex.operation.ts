/** `bastide search reindex`: brings the index to what the store holds, while people go on writing and searching. */
import { z } from "zod";
import { digestOf } from "../../../crypto/index.ts";
import type { RecordsPort } from "../../platform/records/port.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import type { SearchIndex } from "../../platform/search-index/index.ts";
import { File } from "../files/index.ts";
import { Message, Reply } from "../messages/index.ts";
import type { Indexer } from "./indexer.ts";

export const Reindex = z.strictObject({});

export interface ReindexDeps {
  readonly records: SealedStore;
  readonly index: SearchIndex;
  readonly indexer: Indexer;
  readonly companies: () => Promise<readonly string[]>;
}

export interface ReindexProgress {
  /** Rows that were looked at, and documents of the index that were looked for in the store. */
  readonly rows: number;
  readonly documents: number;
}

const PAGE = 400;
const tables = [Message.name, Reply.name, File.name];
/** Where a run stands that was stopped: ids only. `of` names the indexes that it fills: others begin anew. */
const PLACE = "search-reindex";
const Place = z.object({ of: z.string(), table: z.number().int().min(0), after: z.string().nullable() });
type Place = z.output<typeof Place>;

/** The indexes that have all that the store holds: company → mark. What follows the journal keeps them so. */
const WHOLE = "search-index";
const Marks = z.record(z.string(), z.string());
type Marks = z.output<typeof Marks>;

async function readFact<T>(port: RecordsPort, name: string, shape: z.ZodType<T>): Promise<T | undefined> {
  const stored = await port.readMeta(name);
  return stored && shape.safeParse(JSON.parse(Buffer.from(stored).toString("utf8") || "null")).data;
}

async function writeFact(port: RecordsPort, name: string, fact: Place): Promise<void> {
  await port.writeMeta(name, Buffer.from(JSON.stringify(fact), "utf8"), await port.readMeta(name));
}

/** What another one notes meanwhile stays: a company may be made while a run ends. */
async function noteWhole(port: RecordsPort, marks: Marks): Promise<void> {
  for (let isNoted = false; !isNoted; ) {
    const [stored, known] = [await port.readMeta(WHOLE), await readFact(port, WHOLE, Marks)];
    isNoted = await port.writeMeta(WHOLE, Buffer.from(JSON.stringify({ ...known, ...marks }), "utf8"), stored);
  }
}

type Page = Awaited<ReturnType<RecordsPort["scan"]>>;
type Indexes = Pick<ReindexDeps, "index" | "companies">;

async function marksOf({ index, companies }: Indexes): Promise<Marks> {
  const marks: Marks = {};
  for (const company of (await companies()).toSorted()) marks[company] = await index.mark(company);
  return marks;
}

/** False after a restore, and where an index was lost, is of another layout or another store's. */
export async function isWhole({ records, ...indexes }: Pick<ReindexDeps, "records"> & Indexes): Promise<boolean> {
  const known = await readFact(records.port, WHOLE, Marks);
  return Object.entries(await marksOf(indexes)).every(([company, mark]) => known?.[company] === mark);
}

/** The index of a company that was made just now: it is empty, and so is the company. */
export async function noteNew({ records, index }: Pick<ReindexDeps, "records" | "index">, company: string): Promise<void> {
  await noteWhole(records.port, { [company]: await index.mark(company) });
}

/** While the index writes a page, the next one is read and sealed. */
async function takeTable(
  { records, indexer }: Pick<ReindexDeps, "records" | "indexer">,
  table: string,
  from: string | undefined,
  signal: AbortSignal,
  onTaken: (page: Page) => Promise<void>,
): Promise<void> {
  let last: Promise<void> = Promise.resolve();
  const take = async (page: Page, before: Promise<void>) => {
    await Promise.all([before, indexer.takeIn(page.rows)]);
    await onTaken(page);
  };
  try {
    for (let after = from, isOver = false; !isOver; isOver = after === undefined) {
      signal.throwIfAborted();
      const page = await records.port.scan(table, after, PAGE);
      const before = last;
      last = take(page, before);
      last.catch(() => undefined); // told at the end
      await before;
      after = page.next;
    }
  } finally {
    await last;
  }
}

/** A second run changes nothing; one that was stopped goes on where it was. */
export async function reindex(
  { records, index, indexer, companies }: ReindexDeps,
  _args: z.output<typeof Reindex>,
  onProgress: (progress: ReindexProgress) => void,
  signal: AbortSignal,
): Promise<ReindexProgress> {
  let [rows, documents] = [0, 0];
  const marks = await marksOf({ index, companies });
  const of = digestOf(JSON.stringify(marks));
  const stopped = await readFact(records.port, PLACE, Place);
  const start = stopped?.of === of ? stopped : { table: 0, after: null };
  for (let table = start.table; table < tables.length; table++) {
    const from = table === start.table ? (start.after ?? undefined) : undefined;
    await takeTable({ records, indexer }, tables[table] as string, from, signal, async (page) => {
      rows += page.rows.length;
      await writeFact(records.port, PLACE, { of, table: page.next === undefined ? table + 1 : table, after: page.next ?? null });
      onProgress({ rows, documents });
    });
  }
  // What stands in the index and nowhere else.
  for (const company of await companies()) {
    for (let after = -1; ; ) {
      signal.throwIfAborted();
      const page = await index.walk(company, after, PAGE);
      await indexer.letGo(company, page);
      documents += page.length;
      after = page.at(-1)?.number ?? after;
      onProgress({ rows, documents });
      if (page.length < PAGE) break;
    }
  }
  await writeFact(records.port, PLACE, { of, table: 0, after: null });
  await noteWhole(records.port, marks);
  return { rows, documents };
}
