/** The words of a scope in memory, for what begins as one types and for what one typed a little wrong. */
import type { SealedStore, Stored } from "../../platform/records/sealed.ts";
import { numberAt, type SearchIndex, type Token } from "../../platform/search-index/index.ts";
import type { Filter } from "./documents.ts";
import type { Scope } from "./scopes.ts";
import { IndexEntry, IndexWord, unpacked } from "./search.records.ts";
import { isPicture } from "./words.ts";

/** Vocabularies at hand, the one used last at the end. */
const MOST = 200;
/** Words that one word of a question becomes at most. */
const MOST_ENDINGS = 40;
const MOST_TYPOS = 12;
const MOST_COVERING = 200;
/** Letters of a text without spaces that are asked for; all of them are looked for in what was found. */
const MOST_LETTERS = 8;
/** Shorter words are too near to too many others. */
const LEAST_FOR_TYPO = 4;
const PAGE = 5000;
/** Documents, the newest, that the vocabulary of a part is made of. */
const MOST_OF_PART = 2000;

/** What somebody may read of a scope who may not read all of it: channels, from which post and after which event, and since when he is in. */
export type Part = ReadonlyMap<string, { readonly fromPost: number; readonly fromSeq: number; readonly since: number }>;

/** A document, as far as it says who may read it. */
type Readable = Pick<Stored<typeof IndexEntry>, "kind" | "channel" | "post" | "seq">;

/** Folded words with the number of documents that have them. */
type Words = Map<Token, { readonly word: string; documents: number }>;

interface Known {
  readonly scope: string;
  readonly part: Part | undefined;
  readonly reading: Promise<Words>;
  /** Once they are read. */
  words: Words | undefined;
}

/** By the channel's own numbers: clocks stand still, and go back. */
function isIn(part: Part, { kind, channel, post, seq }: Readable): boolean {
  const open = part.get(channel);
  return open !== undefined && (kind === "file" ? seq > open.fromSeq : post >= open.fromPost);
}

const nameOf = (scope: Scope, part: Part | undefined): string =>
  part ? [scope.id, ...Array.from(part, ([id, { fromPost, fromSeq }]) => `${id} ${fromPost} ${fromSeq}`).sort()].join() : scope.id;

const mostUsed = (found: { word: string; documents: number }[], most: number): string[] =>
  found
    .sort((a, b) => b.documents - a.documents || (a.word < b.word ? -1 : 1))
    .slice(0, most)
    .map(({ word }) => word);

export function createVocabularies(records: SealedStore, index: SearchIndex) {
  const known = new Map<string, Known>();
  index.onLost(() => known.clear());

  async function readAll(company: string, scope: Scope): Promise<Words> {
    const words: Words = new Map();
    for (let after: string | undefined; ; ) {
      const page = await index.words(company, scope.vocabulary, after, PAGE);
      for (const { token, beside, documents } of page) {
        const opened = await records.findBeside(IndexWord, { company, vocabulary: scope.vocabulary }, beside);
        if (opened) words.set(token, { word: opened.word.trimEnd(), documents });
      }
      after = page.at(-1)?.token;
      if (page.length < PAGE) return words;
    }
  }

  /** From the documents that are open, so that neither hidden words nor how many there are change what is offered, or how soon. */
  async function readPart(company: string, scope: Scope, part: Part): Promise<Words> {
    const all = await wordsOf(company, scope);
    const words: Words = new Map();
    if (part.size === 0) return words;
    const channels = Array.from(part.keys(), (id) => scope.token(`#in:${id}` satisfies Filter));
    const from = numberAt(Math.min(...Array.from(part.values(), ({ since }) => since)));
    const hits = await index.query(company, { all: [channels], none: [], from, by: "newest", limit: MOST_OF_PART });
    for (const { source, beside } of hits) {
      const opened = await records.findBeside(IndexEntry, { company, source }, beside);
      const entry = opened && unpacked(opened);
      if (entry && isIn(part, entry)) for (const token of entry.words) enter(words, token, all.get(token)?.word);
    }
    return words;
  }

  function wordsOf(company: string, scope: Scope, part?: Part): Promise<Words> {
    const name = nameOf(scope, part);
    const standing = known.get(name);
    known.delete(name);
    const one: Known = standing ?? { scope: scope.id, part, words: undefined, reading: part ? readPart(company, scope, part) : readAll(company, scope) };
    known.set(name, one);
    if (!standing)
      one.reading.then(
        (words) => {
          one.words = words;
        },
        () => known.delete(name),
      );
    const [oldest] = known.keys();
    if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    return one.reading;
  }

  /** Those that have to be told of a document. One that is just being read may have seen it or not: it is read again. */
  function* told(scope: Scope, document: Readable): Generator<[name: string, words: Words, isPart: boolean]> {
    for (const [name, one] of known) {
      if (one.scope !== scope.id || (one.part && !isIn(one.part, document))) continue;
      if (one.words) yield [name, one.words, one.part !== undefined];
      else known.delete(name);
    }
  }

  return {
    /** After a document was put: keeps what is at hand right. */
    enter(scope: Scope, document: Readable, own: ReadonlyMap<Token, string>): void {
      for (const [, words] of told(scope, document)) for (const [token, word] of own) enter(words, token, word);
    },

    /** After one was taken out. */
    leave(scope: Scope, document: Readable, own: readonly Token[]): void {
      for (const [name, words, isPart] of told(scope, document)) {
        // It may be older than those that the part was made of, which are few enough to be read again.
        if (isPart) known.delete(name);
        else for (const token of own) leave(words, token);
      }
    },

    /** The words of a scope that is no more. */
    forget(scope: string): void {
      for (const [name, one] of known) if (one.scope === scope) known.delete(name);
    },

    /** Words that begin so, those of most documents first. */
    async endings(company: string, scope: Scope, beginning: string, part?: Part): Promise<string[]> {
      const words = await wordsOf(company, scope, part);
      const found = [...words.values()].filter(({ word }) => word.startsWith(beginning) && word !== beginning);
      return mostUsed(found, MOST_ENDINGS);
    },

    /**
     * What was written without spaces may have been cut into other words there: for each of its letters, the words that may cover it.
     * @param own its words as they are cut here
     */
    async covering(company: string, scope: Scope, written: string, own: readonly string[], part?: Part): Promise<string[][]> {
      const letters = [...written].slice(0, MOST_LETTERS);
      const words = new Map(own.map((word) => [word, Number.POSITIVE_INFINITY]));
      for (const { word, documents } of (await wordsOf(company, scope, part)).values())
        if (letters.some((letter) => word.includes(letter))) words.set(word, Math.max(documents, words.get(word) ?? 0));
      const groups = letters.map((): { word: string; documents: number }[] => []);
      for (const [word, documents] of words) for (const at of coveredBy(letters, word)) groups[at]?.push({ word, documents });
      return groups.map((found) => mostUsed(found, MOST_COVERING));
    },

    /** For a word that is not there: those that differ by one letter, or by two that changed places. */
    async typos(company: string, scope: Scope, word: string, part?: Part): Promise<string[]> {
      const words = await wordsOf(company, scope, part);
      if (words.has(scope.token(`=${word}`)) || word.length < LEAST_FOR_TYPO || /\d/.test(word) || isPicture(word)) return [];
      const near = [...words.values()].filter((other) => isOneEditAway(word, other.word));
      return mostUsed(near, MOST_TYPOS);
    },
  };
}
export type Vocabularies = ReturnType<typeof createVocabularies>;

/** Places of the letters of a text that a word covers, wherever the two agree about all that they share. */
function coveredBy(letters: readonly string[], word: string): Set<number> {
  const others = [...word];
  const places = new Set<number>();
  for (let start = 1 - others.length; start < letters.length; start++) {
    const [from, to] = [Math.max(0, start), Math.min(letters.length, start + others.length)];
    if (others.every((letter, i) => start + i < from || start + i >= to || letters[start + i] === letter)) for (let at = from; at < to; at++) places.add(at);
  }
  return places;
}

function enter(words: Words, token: Token, word: string | undefined): void {
  const standing = words.get(token);
  if (standing) standing.documents++;
  else if (word !== undefined) words.set(token, { word, documents: 1 });
}

function leave(words: Words, token: Token): void {
  const standing = words.get(token);
  if (standing && --standing.documents <= 0) words.delete(token);
}

/** One letter more, less or another, or two neighbours that changed places (Damerau). */
export function isOneEditAway(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const [left, right] = [a.slice(start, endA), b.slice(start, endB)];
  return (
    left.length + right.length === 1 ||
    (left.length === 1 && right.length === 1) ||
    (left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0])
  );
}
