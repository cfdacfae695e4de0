import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { seeded } from "../../../../../tests/fixtures/seeded.ts";
import { randomUUID } from "../../../../crypto/index.ts";
import { type IndexedDocument, numberAt, type SearchIndex } from "../port.ts";
import { LAYOUT_SQL, PRAGMAS } from "./fts.ts";
import { gapOf } from "./gaps.ts";
import { openSqliteFts } from "./index.ts";

const PAGE = 4096;
const START = Date.UTC(2026, 0, 1);
/** Lives in which SQLite alone leaves tokens of documents that were taken out: about one in 27. */
const SEEDS = [22, 167, 308];
const none = Buffer.alloc(32).toString("base64url");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bastide-index-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A life of small changes: documents that come one by one, with words of their own and some that are everywhere; now and then one goes. */
function life(seed: number): { come: IndexedDocument; gone: IndexedDocument | undefined }[] {
  const random = seeded(seed);
  const bytes = (length: number) => Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
  const token = () => bytes(8).toString("hex");
  const common = Array.from({ length: 60 }, token);
  const here: IndexedDocument[] = [];
  return Array.from({ length: 160 }, (_, i) => {
    const usual = Array.from({ length: 10 }, () => common[Math.floor(random() * common.length)] ?? "");
    const come = { at: START + i * 3, source: bytes(32).toString("base64url"), tokens: [...Array.from({ length: 20 }, token), ...usual], beside: bytes(100) };
    here.push(come);
    const gone = here.length > 3 && random() < 0.3 ? here.splice(Math.floor(random() * here.length), 1)[0] : undefined;
    return { come, gone };
  });
}

/** Only a document's own: an index may keep but the ending of a token that begins as the one before it. */
const endingsOf = ({ tokens }: IndexedDocument): string[] => tokens.slice(0, 20).map((token) => token.slice(4));
const textOf = ({ tokens }: IndexedDocument): string => tokens.toSorted().join(" ");
const bytesIn = (path: string): Buffer => Buffer.concat(readdirSync(path).map((file) => readFileSync(join(path, file))));
const left = (path: string, document: IndexedDocument): string[] => endingsOf(document).filter((ending) => bytesIn(path).includes(ending));

async function removal(index: SearchIndex, company: string, { at, source, tokens }: IndexedDocument) {
  const [standing] = await index.standing(company, [{ at, source }]);
  return { remove: { number: standing?.number ?? 0, source, tokens, vocabulary: none, words: [] } };
}

/** Pages of a database without a log whose gaps are not empty. */
function unclear(file: string): number {
  const bytes = readFileSync(file);
  const pages = Array.from({ length: bytes.length / PAGE }, (_, i) => bytes.subarray(i * PAGE, (i + 1) * PAGE));
  return pages.filter((page, i) => page.subarray(...(gapOf(page, i === 0) ?? [0, 0])).some((byte) => byte !== 0)).length;
}

/** What the same life leaves in a database that SQLite alone looks after, with `secure_delete` as the index has it. */
function leftBySqlite(file: string, changes: ReturnType<typeof life>): number {
  const db = new Sqlite(file);
  for (const pragma of PRAGMAS) db.pragma(pragma);
  db.exec(LAYOUT_SQL);
  const add = db.prepare("INSERT INTO posting (rowid, tokens) VALUES (?, ?)");
  const document = db.prepare("INSERT INTO document (number, source, moved, beside) VALUES (?, ?, 0, ?)");
  const take = db.prepare("INSERT INTO posting (posting, rowid, tokens) VALUES ('delete', ?, ?)");
  const forget = db.prepare("DELETE FROM document WHERE number = ?");
  const both = (a: () => unknown, b: () => unknown) =>
    db.transaction(() => {
      a();
      b();
    })();
  let count = 0;
  for (const { come, gone } of changes) {
    both(
      () => document.run(numberAt(come.at), Buffer.from(come.source, "base64url"), come.beside),
      () => add.run(numberAt(come.at), textOf(come)),
    );
    if (!gone) continue;
    both(
      () => forget.run(numberAt(gone.at)),
      () => take.run(numberAt(gone.at), textOf(gone)),
    );
    db.pragma("wal_checkpoint(TRUNCATE)");
    count += endingsOf(gone).filter((ending) => readFileSync(file).includes(ending)).length;
  }
  db.close();
  return count;
}

test.each(SEEDS)("nothing is left of what was taken out, wherever SQLite had moved it (life %i)", async (seed) => {
  const changes = life(seed);
  expect(leftBySqlite(join(folder, "control.sqlite"), changes)).toBeGreaterThan(0);
  const own = join(folder, "index");
  const index = await openSqliteFts(own);
  const company = randomUUID();
  const log = join(own, `${company}.sqlite-wal`);
  const all: string[] = [];
  for (const { come, gone } of changes) {
    await index.change(company, [{ put: come }]);
    // Nor does SQLite write again what it remembers of a page.
    const bytes = readFileSync(log);
    expect(all.filter((ending) => bytes.includes(ending))).toEqual([]);
    if (!gone) continue;
    expect(left(own, gone)).not.toEqual([]);
    await index.change(company, [await removal(index, company, gone)]);
    expect(left(own, gone)).toEqual([]);
    all.push(...endingsOf(gone));
  }
  await index.close();
  const file = join(own, `${company}.sqlite`);
  expect(unclear(file)).toBe(0);
  const db = new Sqlite(file, { readonly: true });
  expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
  expect(db.prepare("SELECT count(*) FROM document").pluck().get()).toBe(changes.filter(({ gone }) => !gone).length);
  db.close();
});

test("what a life that was cut off had not cleared is cleared when the index is opened next", async () => {
  const [before, after] = [join(folder, "before"), join(folder, "after")];
  const index = await openSqliteFts(before);
  const company = randomUUID();
  const [seed = 0] = SEEDS;
  const changes = life(seed);
  for (const { come } of changes) await index.change(company, [{ put: come }]);
  cpSync(before, after, { recursive: true });
  cpSync(before, join(folder, "control"), { recursive: true });
  await index.close();
  const control = new Sqlite(join(folder, "control", `${company}.sqlite`));
  control.pragma("wal_checkpoint(TRUNCATE)");
  control.close();
  expect(unclear(join(folder, "control", `${company}.sqlite`))).toBeGreaterThan(0);

  const next = await openSqliteFts(after);
  expect(await next.count(company)).toBe(changes.length);
  expect(statSync(join(after, `${company}.sqlite-wal`)).size).toBe(0);
  expect(unclear(join(after, `${company}.sqlite`))).toBe(0);
  await next.close();
});

/** Somebody with a tool of his own, in the middle of reading. */
function reader(file: string): { end(): void } {
  const db = new Sqlite(file);
  db.exec("BEGIN");
  db.prepare("SELECT count(*) FROM document").get();
  return {
    end() {
      db.exec("COMMIT");
      db.close();
    },
  };
}

test("what could not be cleared while somebody else read is cleared by the next change, or by who opens the index next", async () => {
  const [first, second] = life(1).map(({ come }) => come);
  if (!first || !second) expect.fail("no documents");
  let index = await openSqliteFts(folder);
  const company = randomUUID();
  const file = join(folder, `${company}.sqlite`);
  await index.change(company, [{ put: first }]);
  let other = reader(file);
  await index.change(company, [await removal(index, company, first)]);
  expect(left(folder, first)).not.toEqual([]);
  other.end();
  await index.change(company, [{ put: second }]);
  expect(left(folder, first)).toEqual([]);

  other = reader(file);
  await index.change(company, [await removal(index, company, second)]);
  await index.close();
  other.end();
  // By SQLite itself, when that reader closed it: nothing but a mark says that the gaps are not clear.
  expect([existsSync(`${file}-wal`), existsSync(`${file}-owed`)]).toEqual([false, true]);
  index = await openSqliteFts(folder);
  expect(await index.count(company)).toBe(0);
  expect([existsSync(`${file}-owed`), left(folder, second)]).toEqual([false, []]);
  await index.close();
  index = await openSqliteFts(folder);
  await index.change(company, [{ put: first }]);
  other = reader(file);
  await index.change(company, [await removal(index, company, first)]);
  await index.close();
  other.end();
  index = await openSqliteFts(folder);
  await index.drop(company);
  expect(readdirSync(folder)).toEqual([]);
  await index.close();
});

/** Puts documents until FTS5 has noted whole tokens before pages. @returns those that have one of these tokens, and the others */
async function untilNoted(index: SearchIndex, company: string) {
  const random = seeded(1);
  const token = () => Buffer.from(Array.from({ length: 8 }, () => Math.floor(random() * 256))).toString("hex");
  const documents: IndexedDocument[] = [];
  while (documents.length < 3000) {
    const page = Array.from({ length: 50 }, (_, i): IndexedDocument => {
      const source = Buffer.alloc(32);
      source.writeUInt32BE(documents.length + i);
      return {
        at: START + (documents.length + i) * 3,
        source: source.toString("base64url"),
        tokens: Array.from({ length: 30 }, token),
        beside: Buffer.alloc(9),
      };
    });
    documents.push(...page);
    await index.change(
      company,
      page.map((put) => ({ put })),
    );
    const whole = noted(company).map(({ term }) => term.toString("latin1", 1));
    const has = ({ tokens }: IndexedDocument) => tokens.some((one) => whole.includes(one));
    if (whole.length > 0) return { gone: documents.filter(has), rest: documents.filter((one) => !has(one)) };
  }
  return expect.fail("no whole token was noted");
}

/** Notes of whole tokens, with the "0" of the main index before them. */
function noted(company: string): { segid: number; term: Buffer }[] {
  const db = new Sqlite(join(folder, `${company}.sqlite`), { readonly: true });
  try {
    return db.prepare<[], { segid: number; term: Buffer }>("SELECT segid, term FROM posting_idx WHERE length(term) = 17").all();
  } finally {
    db.close();
  }
}

test("nothing is left of a token before whose page FTS5 had noted it whole, and all others are found", async () => {
  const index = await openSqliteFts(folder);
  const company = randomUUID();
  const { gone, rest } = await untilNoted(index, company);
  for (const document of gone) await index.change(company, [await removal(index, company, document)]);
  expect(noted(company)).toEqual([]);
  const bytes = bytesIn(folder);
  for (const { tokens } of gone) expect(tokens.filter((one) => bytes.includes(one.slice(4)))).toEqual([]);
  const find = async ({ tokens }: IndexedDocument) => (await index.query(company, { all: [tokens.slice(0, 1)], none: [], by: "newest", limit: 5 })).length;
  expect([await Promise.all(gone.map(find)), new Set(await Promise.all(rest.map(find)))]).toEqual([gone.map(() => 0), new Set([1])]);
  await index.close();
  const db = new Sqlite(join(folder, `${company}.sqlite`));
  expect(() => db.prepare("INSERT INTO posting (posting, rank) VALUES ('integrity-check', 0)").run()).not.toThrow();
  db.close();
});

test("what is cut still comes after what FTS5 left there of an earlier page of a merge", async () => {
  const index = await openSqliteFts(folder);
  const company = randomUUID();
  const { gone } = await untilNoted(index, company);
  const [{ segid, term } = expect.fail("none")] = noted(company);
  const db = new Sqlite(join(folder, `${company}.sqlite`));
  db.unsafeMode(true);
  const [earlier, page] = [term.subarray(0, 12), db.prepare<[number, Buffer], number>("SELECT pgno FROM posting_idx WHERE segid = ? AND term = ?").pluck()];
  const own = page.get(segid, term);
  db.prepare("INSERT INTO posting_idx (segid, term, pgno) VALUES (?, ?, 2)").run(segid, earlier);
  for (const document of gone) await index.change(company, [await removal(index, company, document)]);
  // As FTS5 looks for the page of a token.
  const before = db.prepare<[number, Buffer], number>("SELECT pgno FROM posting_idx WHERE segid = ? AND term <= ? ORDER BY term DESC LIMIT 1").pluck();
  expect([before.get(segid, term), page.get(segid, term)]).toEqual([own, undefined]);
  db.close();
  await index.close();
});

test("a gap lies within its page, whatever stands on it, and a page that is not of a b-tree has none", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: PAGE, maxLength: PAGE }), fc.constantFrom(0, 2, 5, 10, 13), fc.boolean(), (bytes, kind, isFirst) => {
      const page = Buffer.from(bytes);
      page[isFirst ? 100 : 0] = kind;
      const gap = gapOf(page, isFirst);
      if (kind === 0) expect(gap).toBeUndefined();
      if (gap) expect(gap[0] > 0 && gap[0] <= gap[1] && gap[1] <= PAGE).toBe(true);
    }),
  );
});
