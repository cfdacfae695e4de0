/**
 * The search index port: opaque tokens of documents, and which documents hold them. It sees no word, no name and no key: a token
 * is 64 bits of an HMAC, a document's own content is sealed bytes that lie beside it. Scopes need no column: each has an index
 * key of its own, so that no token of one stands in another.
 */

/** 64 bits as 16 characters of lower-case hex: letters that no tokenizer folds into each other. */
export type Token = string;

/**
 * Names a document and tells its time: of two documents the newer one has the greater number. A safe integer that the index
 * gives: milliseconds since 1970 times 2048, and which one of that millisecond it is; those of a full one go into the next.
 */
export type DocumentNumber = number;

/** Documents of one millisecond. */
export const EACH = 2048;
/** In May 2109. */
const LAST = Math.floor(Number.MAX_SAFE_INTEGER / EACH) - 1;
/** The least number of a time in milliseconds; what is older than 1970 counts as of its first millisecond. */
export const numberAt = (at: number): DocumentNumber => Math.min(LAST, Math.max(0, Math.floor(at))) * EACH;

/** The time that a number was given for; of one that had to move on, a little later. */
export const timeOf = (number: DocumentNumber): number => Math.floor(number / EACH);

/** A word of a vocabulary, sealed: for prefixes and typos, which are looked for in memory. */
export interface Word {
  /** 32 bytes as base64url: which vocabulary it belongs to. */
  readonly vocabulary: string;
  /** The token that documents have of it. */
  readonly token: Token;
  readonly beside: Uint8Array;
}

export interface IndexedDocument {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** 32 bytes as base64url: a keyed hash of what it is a document of, found again when that changes. */
  readonly source: string;
  /** Each as often as it stands there; their order says nothing and is not kept. */
  readonly tokens: readonly Token[];
  /** What it is and which tokens it has, sealed: handed back as it was given. */
  readonly beside: Uint8Array;
}

/** What was put: without exactly that an index can't let go of it. */
export interface Removal {
  readonly number: DocumentNumber;
  readonly source: string;
  readonly tokens: readonly Token[];
  /** Its words in a vocabulary: one that no document has any more is forgotten with it. */
  readonly vocabulary: string;
  readonly words: readonly Token[];
}

/** A word and how many documents have it. */
export interface CountedWord {
  readonly token: Token;
  readonly beside: Uint8Array;
  readonly documents: number;
}

/** A source, and the time that a document of it was put with. */
export interface Place {
  readonly source: string;
  readonly at: number;
}

/** What stands there of a source. */
export interface Standing {
  readonly number: DocumentNumber;
  readonly source: string;
  readonly beside: Uint8Array;
}

/** One change; all changes of one call come about together or not at all. */
export type Change = { readonly learn: Word } | { readonly put: IndexedDocument } | { readonly remove: Removal };

export interface Query {
  /** Each group is answered by any of its tokens; a document answers all groups. At least one. */
  readonly all: readonly (readonly Token[])[];
  /** A document has none of these. */
  readonly none: readonly Token[];
  /** Numbers from, up to and including. */
  readonly from?: DocumentNumber;
  readonly to?: DocumentNumber;
  /** relevance: how often a document has the tokens of each group, against its length. No other document has a part in it. */
  readonly by: "newest" | "relevance";
  /** By relevance: what counts, where that is not all groups. */
  readonly counting?: readonly (readonly Token[])[];
  /** Where the page before ended, by relevance: its last rank and number. */
  readonly after?: { readonly rank: number; readonly number: DocumentNumber };
  readonly limit: number;
}

export interface Hit extends Standing {
  /** The less the better; 0 by newest. */
  readonly rank: number;
}

/** A column of the index as the engine has it; of an engine without types the type is empty. */
export interface IndexColumn {
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

/** Every method throws StorageFull when there is no room, and StoreUnavailable when the index does not answer. */
export interface SearchIndex {
  /**
   * Durable when it returns. A source that stands already, or is gone already, changes nothing.
   * @returns what stood there already and was not put
   */
  change(company: string, changes: readonly Change[]): Promise<Standing[]>;
  query(company: string, query: Query): Promise<Hit[]>;
  /** What stands of these sources, in their order. */
  standing(company: string, places: readonly Place[]): Promise<(Standing | undefined)[]>;
  /** All documents by number, for a sweep. */
  walk(company: string, after: DocumentNumber, limit: number): Promise<Standing[]>;
  /** Those of the tokens that a vocabulary does not have. */
  unknown(company: string, vocabulary: string, tokens: readonly Token[]): Promise<Token[]>;
  /** The words of a vocabulary that documents have, by token. */
  words(company: string, vocabulary: string, after: Token | undefined, limit: number): Promise<CountedWord[]>;
  /** Every column that stands in the company's index, those of the engine too. */
  columns(company: string): Promise<IndexColumn[]>;
  /** A random name that the company's index got when it was made: another one when it was lost or emptied, or is somebody else's. */
  mark(company: string): Promise<string>;
  /** How many documents there are. */
  count(company: string): Promise<number>;
  /** Nothing of the company is left, on the disk neither. */
  drop(company: string): Promise<void>;
  /** The same where something in it turned out to be damaged: it is told of, to be filled anew. */
  discard(company: string): Promise<void>;
  /** Hears of each company whose index was damaged: it is empty now. The engine finds out by itself, or is told by `discard`. */
  onLost(listener: (company: string) => void): void;
  close(): Promise<void>;
}
