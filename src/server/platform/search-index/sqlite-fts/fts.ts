/** All SQL of the embedded index, over one open database. */
import type Sqlite from "better-sqlite3";
import {
  type CountedWord,
  type DocumentNumber,
  EACH,
  type Hit,
  type IndexColumn,
  numberAt,
  type Place,
  type Query,
  type Standing,
  type Token,
} from "../port.ts";
import { Gaps } from "./gaps.ts";
import type { WiredChange } from "./wire.ts";

type Put = Extract<WiredChange, { put: unknown }>["put"];
type Removed = Extract<WiredChange, { remove: unknown }>["remove"];

/** "BasF" */
const APPLICATION_ID = 0x42617346;

/** Of the tables and of what tokens are made from. */
const LAYOUT = 5;
/** Not an index as it is made today: it goes, and is filled again from the store, which has all that it had. */
export class NotAsMade extends Error {}

export const PRAGMAS = [
  "journal_mode = WAL",
  // The journal's cursor moves after this: what is told to be here must outlive a power cut.
  "synchronous = FULL",
  "secure_delete = ON",
  "temp_store = MEMORY",
  "trusted_schema = OFF",
  "cache_size = -16000",
];

/**
 * `posting` holds which rows have which token, and nothing else: without content, and without FTS5's own way of deleting from
 * such a table, which leaves tokens behind on the disk. With `secure-delete` the exact tokens are taken out at once. The
 * tokenizer folds nothing that hexadecimal digits could be folded into. `counted` reads off it how many documents have a word.
 *
 * A document is looked for at the time it was put with: an index over sources would be written all over with every batch.
 * Only those that had to move on from a full millisecond stand in one.
 */
export const LAYOUT_SQL = `
CREATE VIRTUAL TABLE posting USING fts5(tokens, content='', detail=full, tokenize='ascii');
INSERT INTO posting(posting, rank) VALUES ('secure-delete', 1);
CREATE VIRTUAL TABLE counted USING fts5vocab(posting, row);
CREATE TABLE document (
  number INTEGER PRIMARY KEY,
  source BLOB NOT NULL CHECK (length(source) = 32),
  moved INTEGER NOT NULL,
  beside BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX moved ON document (source) WHERE moved = 1;
CREATE TABLE word (
  scope BLOB NOT NULL CHECK (length(scope) = 32),
  token TEXT NOT NULL,
  beside BLOB NOT NULL,
  PRIMARY KEY (scope, token)
) STRICT, WITHOUT ROWID;
CREATE TABLE made (mark TEXT NOT NULL) STRICT;
INSERT INTO made (mark) VALUES (lower(hex(randomblob(16))));
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${LAYOUT};
`;

const sourceOf = (source: string): Buffer => Buffer.from(source, "base64url");

/** FTS5's own language; tokens are hexadecimal, so that nothing of them means something in it. */
function matchOf({ all, none }: Query): string {
  if (all.length === 0 || [...all, none].some((tokens) => tokens.some((token) => !/^[0-9a-f]{16}$/.test(token)))) throw new TypeError("no tokens");
  const any = (tokens: readonly Token[]) => `(${tokens.map((token) => `"${token}"`).join(" OR ")})`;
  const wanted = all.map(any).join(" AND ");
  return none.length === 0 ? wanted : `(${wanted}) NOT ${any(none)}`;
}

/**
 * Each group's times, saturating: t / (t + 0.3 + 0.9 × length / 60 tokens), which is BM25 without its counts over all documents:
 * those would tell whoever asks of documents that are hidden from him. A token has about eleven sealed bytes beside it.
 */
const RELEVANT_SQL = `
WITH found AS MATERIALIZED (SELECT rowid AS number FROM posting WHERE posting MATCH :match AND rowid BETWEEN :from AND :to),
times AS MATERIALIZED (
  SELECT o.doc AS number, w.value ->> 1 AS part, count(*) AS times FROM json_each(:counting) w CROSS JOIN temp.occurrence o ON o.term = w.value ->> 0
  WHERE o.doc BETWEEN :from AND :to GROUP BY 1, 2
),
ranked AS (
  SELECT d.number AS number, d.source AS source, d.beside AS beside,
    coalesce(round(-sum(t.times / (t.times + 0.3 + 0.9 * length(d.beside) / 660.0)), 9), 0) AS rank
  FROM found f JOIN document d ON d.number = f.number LEFT JOIN times t ON t.number = f.number GROUP BY d.number
)
SELECT number, source, beside, rank FROM ranked
WHERE rank > :rank OR (rank = :rank AND number < :number) ORDER BY rank, number DESC LIMIT :limit`;

const countingOf = ({ all, counting = all }: Query): string =>
  JSON.stringify(counting.flatMap((tokens, part) => [...new Set(tokens)].map((token) => [token, part])));

interface StandingRow {
  readonly number: number;
  readonly source: Buffer;
  readonly beside: Uint8Array;
}
interface Asked {
  readonly match: string;
  readonly from: number;
  readonly to: number;
  /** [[token, group]], as JSON. */
  readonly counting: string;
  readonly rank: number;
  readonly number: number;
  readonly limit: number;
}
type HitRow = StandingRow & { readonly rank: number };

const standingOf = ({ number, source, beside }: StandingRow): Standing => ({ number, source: source.toString("base64url"), beside });

export class Fts {
  readonly #db: Sqlite.Database;
  readonly #sql: ReturnType<typeof prepare>;
  readonly #gaps: Gaps;
  /** What was taken out may still stand on the disk. */
  #isOwed: boolean;
  /** Whether any document had to move on from a full millisecond. */
  #hasMoved: boolean;

  /**
   * Makes the tables when they are not there.
   * @param isOwed whether an earlier life may have left something on the disk of what was taken out
   */
  constructor(db: Sqlite.Database, isOwed: boolean) {
    this.#db = db;
    for (const pragma of PRAGMAS) db.pragma(pragma);
    this.#gaps = new Gaps(db, isOwed);
    this.#isOwed = isOwed;
    const isOurs = db.pragma("application_id", { simple: true }) === APPLICATION_ID;
    const isToday = db.pragma("user_version", { simple: true }) === LAYOUT;
    if (isOurs && !isToday) throw new NotAsMade();
    if (!isOurs) db.transaction(() => db.exec(LAYOUT_SQL)).immediate();
    // Where in a document its tokens stand, read off the postings: nothing of it is stored.
    db.exec("CREATE VIRTUAL TABLE temp.occurrence USING fts5vocab(main, posting, instance)");
    this.#sql = prepare(db);
    this.#hasMoved = db.prepare("SELECT 1 FROM document WHERE moved = 1 LIMIT 1").get() !== undefined;
  }

  change(changes: readonly WiredChange[]): Standing[] {
    const removed: Removed[] = [];
    const stood: Standing[] = [];
    this.#db
      .transaction(() => {
        for (const change of changes) {
          if ("remove" in change) removed.push(...(this.#remove(change.remove) ? [change.remove] : []));
          else if ("put" in change) stood.push(...this.#put(change.put));
          else this.#sql.learn.run(sourceOf(change.learn.vocabulary), change.learn.token, change.learn.beside);
        }
        // At the end: a document that is put again in another form keeps its words.
        for (const { vocabulary, words } of removed) for (const token of words) this.#forgetUnused(vocabulary, token);
      })
      .immediate();
    this.#isOwed ||= removed.length > 0 || this.#gaps.isLogLong();
    if (this.#isOwed) this.settle();
    return stood;
  }

  /** Leaves nothing on the disk of what was taken out: not between FTS5's pages, not in the log, not in the gaps of SQLite's pages. */
  settle(): void {
    this.#isOwed = true;
    this.#shortenSeparators();
    this.#isOwed = !this.#gaps.checkpoint();
  }

  /**
   * Before each page of postings FTS5 notes as much of its first token as sets it apart from the one before. Where a merge went on
   * in a further step it does not know that one, notes the whole token, and keeps it when the token goes. As much of it as sets it
   * apart from all tokens that are there, and from what is noted before earlier pages, does as well. better-sqlite3 must be told that
   * FTS5's own tables are meant. Notes of 100,000 pages are looked through in 4 ms.
   */
  #shortenSeparators(): void {
    const whole = this.#sql.wholeSeparators.all();
    if (whole.length === 0) return;
    this.#db.unsafeMode(true);
    try {
      const shorten = this.#db.prepare<[Buffer, number, Buffer]>("UPDATE posting_idx SET term = ? WHERE segid = ? AND term = ?");
      const all = this.#db.transaction(() => {
        for (const { segid, term } of whole) shorten.run(this.#apart(segid, term), segid, term);
      });
      all.immediate();
    } finally {
      this.#db.unsafeMode(false);
    }
  }

  /** @param term a token, with the "0" of the main index before it */
  #apart(segid: number, term: Buffer): Buffer {
    const token = term.toString("latin1", 1);
    for (let length = 1; length < token.length; length++) {
      const part = term.subarray(0, 1 + length);
      const between = this.#sql.tokenBetween.get(token.slice(0, length), token) ?? this.#sql.separatorBetween.get(segid, part, term);
      if (between === undefined) return part;
    }
    return term;
  }

  close(): void {
    try {
      if (this.#isOwed || this.#gaps.hasLog()) this.settle();
    } catch {
      // On a full disk, or a damaged one: who opens it next settles it.
    }
    this.#db.close();
    this.#gaps.close(this.#isOwed);
  }

  /** Without a care for what is left: the file goes. */
  abandon(): void {
    this.#db.close();
    this.#gaps.close(false);
  }

  /** @returns what stands there already */
  #put({ at, source, text, beside }: Put): Standing[] {
    const own = sourceOf(source);
    const standing = this.#find(at, own);
    if (standing) return [standingOf(standing)];
    for (let from = numberAt(at), moved = 0; ; from += EACH, moved = 1) {
      const number = Math.max(from, (this.#sql.last.get(from, from + EACH) ?? -1) + 1);
      if (number >= from + EACH) continue;
      this.#sql.document.run(number, own, moved, beside);
      this.#sql.add.run(number, text);
      if (moved) this.#hasMoved = true;
      return [];
    }
  }

  #find(at: number, source: Buffer): StandingRow | undefined {
    const from = numberAt(at);
    return this.#sql.standing.get(from, from + EACH, source) ?? (this.#hasMoved ? this.#sql.moved.get(source) : undefined);
  }

  #remove({ number, source, text }: Removed): boolean {
    if (this.#sql.forget.run(number, sourceOf(source)).changes === 0) return false;
    this.#sql.remove.run(number, text);
    return true;
  }

  #forgetUnused(vocabulary: string, token: Token): void {
    if (this.#sql.used.get(`"${token}"`) === undefined) this.#sql.dropWord.run(sourceOf(vocabulary), token);
  }

  query(query: Query): Hit[] {
    const { from = 0, to = Number.MAX_SAFE_INTEGER, limit, after } = query;
    const match = matchOf(query);
    const rows =
      query.by === "newest"
        ? this.#sql.newest.all(match, from, to, limit)
        : this.#sql.relevant.all({ match, from, to, limit, counting: countingOf(query), rank: after?.rank ?? -1e9, number: after?.number ?? 0 });
    return rows.map((row) => ({ ...standingOf(row), rank: row.rank }));
  }

  standing(places: readonly Place[]): (Standing | undefined)[] {
    return places.map(({ at, source }) => this.#find(at, sourceOf(source))).map((row) => row && standingOf(row));
  }

  walk(after: DocumentNumber, limit: number): Standing[] {
    return this.#sql.walk.all(after, limit).map(standingOf);
  }

  /** Tokens as a text, as they came. */
  unknown(vocabulary: string, tokens: string): string {
    const own = sourceOf(vocabulary);
    return tokens
      .split(" ")
      .filter((token) => this.#sql.known.get(own, token) === undefined)
      .join(" ");
  }

  words(scope: string, after: Token | undefined, limit: number): CountedWord[] {
    return this.#sql.words.all(sourceOf(scope), after ?? "", limit);
  }

  columns(): IndexColumn[] {
    return this.#sql.columns.all();
  }

  mark(): string {
    return this.#sql.mark.get() ?? "";
  }

  count(): number {
    return this.#sql.documents.get()?.documents ?? 0;
  }
}

function prepare(db: Sqlite.Database) {
  return {
    last: db.prepare<[number, number], number>("SELECT number FROM document WHERE number >= ? AND number < ? ORDER BY number DESC LIMIT 1").pluck(),
    document: db.prepare<[number, Buffer, number, Uint8Array]>("INSERT INTO document (number, source, moved, beside) VALUES (?, ?, ?, ?)"),
    add: db.prepare<[number, string]>("INSERT INTO posting (rowid, tokens) VALUES (?, ?)"),
    forget: db.prepare<[number, Buffer]>("DELETE FROM document WHERE number = ? AND source = ?"),
    learn: db.prepare<[Buffer, string, Uint8Array]>("INSERT INTO word (scope, token, beside) VALUES (?, ?, ?) ON CONFLICT (scope, token) DO NOTHING"),
    known: db.prepare<[Buffer, string], number>("SELECT 1 FROM word WHERE scope = ? AND token = ?").pluck(),
    used: db.prepare<[string], number>("SELECT 1 FROM posting WHERE posting MATCH ? LIMIT 1").pluck(),
    dropWord: db.prepare<[Buffer, string]>("DELETE FROM word WHERE scope = ? AND token = ?"),
    words: db.prepare<[Buffer, string, number], CountedWord>(
      `SELECT w.token AS token, w.beside AS beside, c.doc AS documents
       FROM word w CROSS JOIN counted c ON c.term = w.token WHERE w.scope = ? AND w.token > ? ORDER BY w.token LIMIT ?`,
    ),
    remove: db.prepare<[number, string]>("INSERT INTO posting (posting, rowid, tokens) VALUES ('delete', ?, ?)"),
    wholeSeparators: db.prepare<[], { segid: number; term: Buffer }>("SELECT segid, term FROM posting_idx WHERE length(term) = 17"),
    tokenBetween: db.prepare<[string, string], number>("SELECT 1 FROM counted WHERE term >= ? AND term < ? LIMIT 1").pluck(),
    separatorBetween: db.prepare<[number, Buffer, Buffer], number>("SELECT 1 FROM posting_idx WHERE segid = ? AND term >= ? AND term < ? LIMIT 1").pluck(),
    newest: db.prepare<[string, number, number, number], HitRow>(
      `SELECT d.number AS number, d.source AS source, d.beside AS beside, 0 AS rank FROM posting p JOIN document d ON d.number = p.rowid
       WHERE posting MATCH ? AND p.rowid BETWEEN ? AND ? ORDER BY p.rowid DESC LIMIT ?`,
    ),
    relevant: db.prepare<[Asked], HitRow>(RELEVANT_SQL),
    standing: db.prepare<[number, number, Buffer], StandingRow>("SELECT number, source, beside FROM document WHERE number >= ? AND number < ? AND source = ?"),
    moved: db.prepare<[Buffer], StandingRow>("SELECT number, source, beside FROM document WHERE source = ? AND moved = 1"),
    walk: db.prepare<[number, number], StandingRow>("SELECT number, source, beside FROM document WHERE number > ? ORDER BY number LIMIT ?"),
    columns: db.prepare<[], IndexColumn>(
      `SELECT t.name AS "table", c.name AS "column", c.type AS type FROM sqlite_schema t JOIN pragma_table_info(t.name) c
       WHERE t.type = 'table' ORDER BY 1, c.cid`,
    ),
    mark: db.prepare<[], string>("SELECT mark FROM made").pluck(),
    documents: db.prepare<[], { documents: number }>("SELECT count(*) AS documents FROM document"),
  };
}
