/**
 * Search over sealed messages against FTS5 over the same texts in clear: messages indexed a second, answers of one and two words,
 * bytes on the disk, and how soon after its post a message is found.
 *   node bench/search.ts [export.zip] [--rounds 5] [--grow 1000000] [--words 200] [--posted 300]
 * Both sides take texts that are in memory already, in batches of the same size, each durable before the next is written. Ours makes
 * terms, stems, tokens, a sealed entry per message and a sealed vocabulary, of one batch while the index writes the one before, as
 * `bastide search reindex` does; theirs is unicode61 with Porter's stems, content beside it.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Sqlite from "better-sqlite3";
import type { MessageRow } from "../src/server/features/messages/index.ts";
import { searchableMessage } from "../src/server/features/search/documents.ts";
import { createIndexer, createScopes, createVocabularies } from "../src/server/features/search/index.ts";
import { askedBy, fold, wordsOf } from "../src/server/features/search/words.ts";
import { openSqliteFts } from "../src/server/platform/search-index/index.ts";
import { postedToFound } from "./lib/freshness.ts";
import { openMessages } from "./lib/messages.ts";
import { count, figure, median, result, say } from "./lib/numbers.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "5" },
    grow: { type: "string", default: "1000000" },
    words: { type: "string", default: "200" },
    people: { type: "string", default: "300" },
    messages: { type: "string", default: "20000" },
    posted: { type: "string", default: "300" },
  },
});
const [rounds, grow, wanted] = [Number(values.rounds), Number(values.grow), Number(values.words)];
const BATCH = 400;

const { records, company, messages, close } = await openMessages(positionals[0], { people: Number(values.people), messages: Number(values.messages) });
const texts = messages.filter((row) => searchableMessage(row) !== undefined);
const textOf = (row: MessageRow) => (row.body?.kind === "markdown" ? row.body.text : "");
say(`${count(texts.length)} messages`);

interface Side {
  readonly perSecond: number;
  /** Microseconds of CPU for a message, of all threads. */
  readonly cpu: number;
  readonly bytes: number;
}
const bytesIn = (folder: string) => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

const cpuSince = (start: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(start);
  return user + system;
};

/** All of them are one company's public channel: the largest scope that there is. */
const access = { channel: async () => ({ kind: "public" }) } as never;

async function ours(folder: string, list: readonly MessageRow[]): Promise<Side & { index: Awaited<ReturnType<typeof openSqliteFts>> }> {
  const index = await openSqliteFts(folder);
  const vocabularies = createVocabularies(records, index);
  const indexer = createIndexer({ records, index, access, scopeOf: createScopes(records), vocabularies });
  const [start, used] = [performance.now(), process.cpuUsage()];
  let written: Promise<void> = Promise.resolve();
  for (let at = 0; at < list.length; at += BATCH) {
    const before = written;
    written = indexer.takeMessages(list.slice(at, at + BATCH));
    await before;
  }
  await written;
  const seconds = (performance.now() - start) / 1000;
  return { index, perSecond: list.length / seconds, cpu: cpuSince(used) / list.length, bytes: bytesIn(folder) };
}

function theirs(folder: string, list: readonly MessageRow[]): Side & { db: Sqlite.Database } {
  const db = new Sqlite(join(folder, "plain.sqlite"));
  for (const pragma of ["journal_mode = WAL", "synchronous = FULL", "cache_size = -16000"]) db.pragma(pragma);
  db.exec("CREATE VIRTUAL TABLE plain USING fts5(text, tokenize='porter unicode61')");
  const insert = db.prepare("INSERT INTO plain (rowid, text) VALUES (?, ?)");
  const [start, used] = [performance.now(), process.cpuUsage()];
  for (let at = 0; at < list.length; at += BATCH)
    db.transaction(() => {
      for (const [i, row] of list.slice(at, at + BATCH).entries()) insert.run(at + i + 1, textOf(row));
    }).immediate();
  const seconds = (performance.now() - start) / 1000;
  return { db, perSecond: list.length / seconds, cpu: cpuSince(used) / list.length, bytes: bytesIn(folder) };
}

const temporary = () => mkdtempSync(join(tmpdir(), "bastide-bench-"));
const ratios: number[] = [];
const sides: [Side, Side][] = [];
for (let round = 0; round < rounds; round++) {
  const [a, b] = [temporary(), temporary()];
  const run = [async () => ours(a, texts), async () => theirs(b, texts)] as const;
  const first = await run[round % 2 === 0 ? 0 : 1]();
  const second = await run[round % 2 === 0 ? 1 : 0]();
  const [own, plain] = round % 2 === 0 ? [first, second] : [second, first];
  ratios.push(own.perSecond / plain.perSecond);
  sides.push([own, plain]);
  for (const side of [first, second]) await ("index" in side ? side.index.close() : side.db.close());
  for (const folder of [a, b]) rmSync(folder, { recursive: true });
}
result("sealed", `${count(median(sides.map(([own]) => own.perSecond)))} messages/s`);
result("in clear", `${count(median(sides.map(([, plain]) => plain.perSecond)))} messages/s`);
result("ratio, median of rounds", figure(median(ratios)), "≥ 0.3");
result("CPU for a message, sealed and in clear", `${figure(median(sides.map(([own]) => own.cpu)))}, ${figure(median(sides.map(([, plain]) => plain.cpu)))} µs`);
result("ratio of CPU, median of rounds", figure(median(sides.map(([own, plain]) => plain.cpu / own.cpu))), "≥ 0.3");
result("bytes on the disk, ratio", figure(median(sides.map(([own, plain]) => own.bytes / plain.bytes))));

// The same texts again under other places, until there are so many.
const many = Array.from({ length: Math.max(grow, texts.length) }, (_, i): MessageRow => {
  const row = texts[i % texts.length] as MessageRow;
  return i < texts.length ? row : ({ ...row, post: i + 1_000_000, sentAt: row.sentAt + i } as MessageRow);
});
const [a, b] = [temporary(), temporary()];
const own = await ours(a, many);
const plain = theirs(b, many);
say(`${count(many.length)} messages: ${count(own.perSecond)} against ${count(plain.perSecond)} a second`);

/** Words of the texts, neither everywhere nor nearly nowhere, each time the same. */
const frequency = new Map<string, number>();
for (const row of texts) for (const word of new Set(Array.from(wordsOf(textOf(row)), ({ text }) => text))) frequency.set(word, (frequency.get(word) ?? 0) + 1);
const usual = [...frequency].filter(([word, times]) => times >= 5 && word.length >= 3 && /^[a-z]+$/.test(word)).sort(([x], [y]) => (x < y ? -1 : 1));
const questions = Array.from({ length: wanted }, (_, i) => usual[Math.floor(((i + 0.5) * usual.length) / wanted)]?.[0] ?? "");
const scope = await createScopes(records)(company, null);
const plainQuery = plain.db.prepare("SELECT rowid, text FROM plain WHERE plain MATCH ? ORDER BY rowid DESC LIMIT 20");

async function timed(ask: (words: readonly string[]) => unknown, words: number): Promise<number[]> {
  const times: number[] = [];
  for (const [i, word] of questions.entries()) {
    const all = words === 1 ? [word] : [word, questions[(i * 7 + 3) % questions.length] ?? ""];
    const start = performance.now();
    await ask(all);
    times.push(performance.now() - start);
  }
  return times.sort((x, y) => x - y);
}
const at = (times: readonly number[], part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
const askOurs = (words: readonly string[]) =>
  own.index.query(company, { all: words.map((word) => askedBy(word).map(scope.token)), none: [], by: "newest", limit: 20 });
const askTheirs = (words: readonly string[]) => plainQuery.all(words.map((word) => `"${fold(word)}"`).join(" "));
for (const words of [1, 2]) {
  await timed(askOurs, words);
  await timed(askTheirs, words);
  const [mine, other] = [await timed(askOurs, words), await timed(askTheirs, words)];
  result(`${words} word${words > 1 ? "s" : ""}, sealed: p50, p99`, `${figure(at(mine, 0.5))}, ${figure(at(mine, 0.99))} ms`);
  result(`${words} word${words > 1 ? "s" : ""}, in clear: p50, p99`, `${figure(at(other, 0.5))}, ${figure(at(other, 0.99))} ms`);
  result("ratio at p99", figure(at(mine, 0.99) / at(other, 0.99)), "≤ 3");
}
const soon = await postedToFound(Number(values.posted));
result("posted until found: median, p99", `${figure(median(soon))}, ${figure(at(soon, 0.99))} ms`, "≤ 1000");
await own.index.close();
plain.db.close();
for (const folder of [a, b]) rmSync(folder, { recursive: true });
await close();
