/** What stands in the search index, column by column, and why: beside the inventory of the store. */

interface IndexColumn {
  readonly kind: "id" | "counter" | "digest" | "envelope" | "token" | "postings";
  readonly types: readonly string[];
  readonly why: string;
}

const engine = "the engine's own: which tokens stand in which documents, packed; a token is 64 bits of a keyed hash";
const postings: IndexColumn = { kind: "postings", types: ["", "BLOB", "INTEGER"], why: engine };
const token: IndexColumn = {
  kind: "token",
  types: ["", "TEXT"],
  why: "64 bits of a keyed hash of a word: the same for the same word of one scope, and nowhere else",
};
const source: IndexColumn = { kind: "digest", types: ["BLOB"], why: "a keyed hash of what it is a document of" };
const beside: IndexColumn = { kind: "envelope", types: ["BLOB"], why: "sealed like a row of the store, and opened by nobody but the program" };
const number: IndexColumn = { kind: "counter", types: ["INTEGER"], why: "when it was written, to the millisecond, so that the newest is found first" };

/** By table, then column. Whatever isn't here has no business in the index. */
const known: Readonly<Record<string, Readonly<Record<string, IndexColumn>>>> = {
  posting: { tokens: token },
  posting_data: { id: postings, block: postings },
  posting_idx: { segid: postings, term: postings, pgno: postings },
  posting_docsize: { id: postings, sz: postings, origin: postings },
  posting_config: { k: postings, v: postings },
  counted: {
    term: token,
    doc: { kind: "counter", types: [""], why: "in how many documents a token stands" },
    cnt: { kind: "counter", types: [""], why: "how often a token stands in them" },
  },
  document: {
    number,
    source,
    moved: { kind: "counter", types: ["INTEGER"], why: "1 where so much was written in one millisecond that it has the number of a later one" },
    beside,
  },
  made: { mark: { kind: "id", types: ["TEXT"], why: "random, drawn when the index was made: by it a lost index is told from the one that was filled" } },
  word: { scope: { kind: "digest", types: ["BLOB"], why: "a keyed hash of whose vocabulary it is" }, token, beside },
};

interface Live {
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

/** Columns of an index that nobody has explained, or that are not what they are said to be. */
export const unexplained = (live: readonly Live[]): string[] =>
  live
    .filter(({ table, column, type }) => !known[table]?.[column]?.types.includes(type.toUpperCase()))
    .map(({ table, column, type }) => `${table}.${column} (${type}) of the search index`);

/** Every column of the index, as the inventory shows it. */
export const indexInventory = () =>
  Object.entries(known).flatMap(([table, columns]) =>
    Object.entries(columns).map(([column, { kind, why }]) => ({ table: `search index: ${table}`, column, kind, sealed: kind === "envelope", why })),
  );
