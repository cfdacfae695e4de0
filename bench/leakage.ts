/**
 * What a stolen search index tells somebody who knows half of what was written.
 *   node bench/leakage.ts [export.zip]
 * The messages are indexed as the server does it, all under one key, which is the worst case. The file is then read as its thief
 * would read it, and three attacks are run: frequency analysis and the refined score attack, by who knows half of the messages only as a
 * sample of how people write there; and the matching of known documents, by who knows that half to the millisecond.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Sqlite from "better-sqlite3";
import { searchableMessage } from "../src/server/features/search/documents.ts";
import { createIndexer, createScopes, createVocabularies } from "../src/server/features/search/index.ts";
import { openSqliteFts } from "../src/server/platform/search-index/index.ts";
import { byCompany, byFrequency, byKnownDocuments, type Guesses, type Stolen, statistics } from "./lib/attacks.ts";
import { openMessages } from "./lib/messages.ts";
import { count, result, say } from "./lib/numbers.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { people: { type: "string", default: "300" }, messages: { type: "string", default: "20000" }, seed: { type: "string", default: "16" } },
});
const BATCH = 400;

const { records, company, messages, close } = await openMessages(positionals[0], { people: Number(values.people), messages: Number(values.messages) });
const searched = messages.flatMap((row) => {
  const content = searchableMessage(row);
  return content ? [{ row, at: row.sentAt, terms: content.terms }] : [];
});

const folder = mkdtempSync(join(tmpdir(), "bastide-leakage-"));
const index = await openSqliteFts(folder);
const scopeOf = createScopes(records);
const access = { channel: async () => ({ kind: "public" }) } as never;
const indexer = createIndexer({ records, index, access, scopeOf, vocabularies: createVocabularies(records, index) });
const rows = searched.map(({ row }) => row);
for (let at = 0; at < rows.length; at += BATCH) await indexer.takeMessages(rows.slice(at, at + BATCH));
await index.close();

const [file = ""] = readdirSync(folder).filter((name) => name.endsWith(".sqlite"));
const stolen = steal(join(folder, file));
rmSync(folder, { recursive: true });
const postings = stolen.documents.reduce((sum, { tokens }) => sum + tokens.length, 0);

/** Every second message by lot: the same ones each time. */
let state = Number(values.seed);
const lot = (): boolean => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state >= 2 ** 31;
};
const known = searched.filter(lot);
const { token } = await scopeOf(company, null);
const truth = new Map(searched.flatMap(({ terms }) => terms.map((term) => [token(term), term] as const)));
const isOfText = (one: string) => !truth.get(one)?.startsWith("#");
const frequency = new Map<string, number>();
for (const { tokens } of stolen.documents) for (const one of tokens) if (isOfText(one)) frequency.set(one, (frequency.get(one) ?? 0) + 1);
const ofTexts = [...frequency.values()].reduce((sum, times) => sum + times, 0);
say(
  `${count(stolen.documents.length)} documents, ${count(frequency.size)} tokens of texts, ${count(postings)} postings; ${count(known.length)} messages known; seed ${values.seed}`,
);

const percent = (part: number) => `${(part * 100).toFixed(1)} %`;
/** A guess among so many that can't be told apart is right as often as chance has it. */
function tell(name: string, guesses: Guesses): void {
  let [tokens, stood] = [0, 0];
  for (const [one, { term, among }] of guesses) {
    const times = frequency.get(one);
    if (times === undefined) continue;
    const right = among > 1 ? 1 / among : truth.get(one) === term ? 1 : 0;
    tokens += right;
    stood += right * times;
  }
  result(name, `${percent(tokens / frequency.size)} of tokens, ${percent(stood / ofTexts)} of postings`);
}

const learned = statistics(
  stolen,
  known.map(({ terms }) => terms),
);
tell("by frequency alone", byFrequency(learned));
tell("by frequency and company (refined score)", byCompany(learned));
const { matched, guesses } = byKnownDocuments(stolen, known);
say(`${count(matched)} known messages found in the index by their time`);
tell("by known messages with their times", guesses);
await close();

/** All that the file gives to who has no key. */
function steal(path: string): Stolen {
  const db = new Sqlite(path);
  db.exec("CREATE VIRTUAL TABLE temp.instance USING fts5vocab(main, posting, instance)");
  const documents = new Map<number, string[]>();
  for (const { term, doc } of db.prepare<[], { term: string; doc: number }>("SELECT term, doc FROM temp.instance").iterate()) {
    const tokens = documents.get(doc);
    if (tokens) tokens.push(term);
    else documents.set(doc, [term]);
  }
  const words = new Set(db.prepare<[], string>("SELECT token FROM word").pluck().all());
  db.close();
  return { documents: Array.from(documents, ([number, tokens]) => ({ at: Math.floor(number / 2048), tokens })), words };
}
