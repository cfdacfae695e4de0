/** What people type into a search field, read once: words, "phrases", -not, OR. */
import { askedBy, fold, isCommon, type Term, termsOf, wordsOf } from "./words.ts";

/** A word, or several that stand one after the other. */
export interface Item {
  readonly words: readonly string[];
}

/** Any of its items; of one that is not wanted, none. */
export interface Clause {
  readonly any: readonly Item[];
  readonly isNot: boolean;
}

/** Clauses and words of one question at most: what comes after is left out. */
const MOST = 20;

const piece = /(-?)"([^"]*)"?|(\S+)/gu;

/** Reads a question. Whatever is typed has a meaning; there is no wrong syntax. */
export function readQuestion(text: string): Clause[] {
  const clauses: Clause[] = [];
  let joins = false;
  for (const [, minus = "", phrase, plain] of text.matchAll(piece)) {
    if (plain === "OR" && clauses.length > 0) {
      joins = true;
      continue;
    }
    const isNot = phrase === undefined ? /^-./u.test(plain ?? "") : minus === "-";
    const words = Array.from(wordsOf(phrase ?? (isNot ? (plain ?? "").slice(1) : (plain ?? ""))), ({ text: word }) => word).slice(0, MOST);
    const last = clauses.at(-1);
    if (words.length === 0) continue;
    // One written together is several words that stand one after the other: e-mail, AB-12.
    if (joins && last && !isNot && !last.isNot) clauses[clauses.length - 1] = { any: [...last.any, { words }], isNot: false };
    else clauses.push({ any: [{ words }], isNot });
    joins = false;
  }
  return clauses.slice(0, MOST);
}

/** Whether a document that has the tokens still has to be looked at: where words have to stand together, or may have no token. */
export const needsLook = (clauses: readonly Clause[]): boolean => clauses.some(isLookedAt);

const isLookedAt = ({ any }: Clause): boolean => any.some(({ words }) => words.length > 1 || words.some(isCommon));

/** Whether the text is what was asked for, as far as tokens do not say. */
export function isAnswer(text: string, clauses: readonly Clause[]): boolean {
  const words = Array.from(wordsOf(text), ({ text: word }) => fold(word));
  const terms = new Set<string>(termsOf(text));
  const has = (item: Item): boolean =>
    item.words.length === 1
      ? item.words.some((word) => askedBy(word).some((term) => terms.has(term)) || words.includes(fold(word)))
      : standTogether(words, item.words.map(fold));
  return clauses.every((clause) => !isLookedAt(clause) || clause.any.some(has) !== clause.isNot);
}

const standTogether = (words: readonly string[], wanted: readonly string[]): boolean => words.some((_, at) => wanted.every((one, i) => words[at + i] === one));

/** Words of the text that a question asked for, as they stand there: what a page marks. */
export function marksOf(text: string, asked: ReadonlySet<Term>): string[] {
  const found = new Set<string>();
  for (const { text: word, start, end } of wordsOf(text)) if (askedBy(word).some((term) => asked.has(term))) found.add(text.slice(start, end));
  return [...found].slice(0, 50);
}
