/** What people type into a search field, read once: words, "phrases", -not, OR. */
import { askedBy, fold, isCommon, isPicture, isUnspaced, type Term, termsOf, unitsOf } from "./words.ts";

/** A word, or several that stand one after the other; of scripts without spaces, a piece of text that may be several. */
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
export const MOST_MARKS = 50;
/** Signs before the first word that was found in a long text, and from it on: the word stands within two lines of a phone. */
const BEFORE = 48;
const BEHIND = 300;

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
    const words = Array.from(unitsOf(phrase ?? (isNot ? (plain ?? "").slice(1) : (plain ?? ""))), ({ text: word }) => word).slice(0, MOST);
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

const isLookedAt = ({ any }: Clause): boolean => any.some(({ words }) => words.length > 1 || words.some((word) => isCommon(word) || isUnspaced(word)));

/** Whether the text is what was asked for, as far as tokens do not say; the last word of what is being typed may be a beginning. */
export function isAnswer(text: string, clauses: readonly Clause[], isTyping: boolean): boolean {
  const units = Array.from(unitsOf(text), ({ text: unit }) => fold(unit));
  const written = units.filter((unit) => !isPicture(unit));
  const terms = new Set<string>(termsOf(text));
  const last = clauses.at(-1);
  const has = ({ words }: Item, isLast: boolean): boolean => {
    const wanted = words.map(fold);
    const [first = "", ...more] = wanted;
    if (more.length > 0 || isUnspaced(first)) return standTogether(wanted.some(isPicture) ? units : written, wanted);
    return askedBy(words[0] ?? "").some((term) => terms.has(term)) || units.some((unit) => unit === first || (isLast && unit.startsWith(first)));
  };
  return clauses.every((clause) => !isLookedAt(clause) || clause.any.some((item) => has(item, isTyping && clause === last)) !== clause.isNot);
}

/** A word written without spaces is found within such words: at the ends of a phrase only part of what stands there may be meant. */
function standTogether(units: readonly string[], wanted: readonly string[]): boolean {
  const last = wanted.length - 1;
  const isThere = (unit: string | undefined, one: string, i: number): boolean => {
    if (unit === undefined || !isUnspaced(one)) return unit === one;
    if (last === 0) return unit.includes(one);
    return i === 0 ? unit.endsWith(one) : i === last ? unit.startsWith(one) : unit === one;
  };
  return units.some((_, at) => wanted.every((one, i) => isThere(units[at + i], one, i)));
}

/** Words of a text that a question asked for, as they stand there: what a page marks. */
export interface Marks {
  readonly words: string[];
  /** Where the first one stands; undefined without any. */
  readonly first: number | undefined;
}

export function marksOf(text: string, asked: ReadonlySet<Term>): Marks {
  const found = new Set<string>();
  const pieces = Array.from(asked, (term) => term.slice(1)).filter(isUnspaced);
  let first: number | undefined;
  for (const { text: word, start, end } of unitsOf(text)) {
    const written = text.slice(start, end);
    if (isUnspaced(word)) for (const piece of pieces) written.includes(piece) && found.add(piece);
    else if (askedBy(word).some((term) => asked.has(term))) found.add(written);
    if (found.size > 0) first ??= start;
  }
  return { words: [...found].slice(0, MOST_MARKS), first };
}

/** Signs of a text before and behind a place, cut between words where there are any; its lines stay lines. */
export function around(text: string, at: number): string {
  const [before, behind] = [text.slice(Math.max(0, at - BEFORE), at), text.slice(at, at + BEHIND)];
  const from = at > BEFORE ? before.search(/\s/u) + 1 : 0;
  const shown = `${before.slice(from)}${behind}`
    .toWellFormed()
    .replaceAll("\uFFFD", "")
    .replace(/\s*\n\s*/gu, "\n")
    .replace(/[^\S\n]+/gu, " ");
  return `${at > BEFORE ? "… " : ""}${shown.trim()}${at + BEHIND < text.length ? " …" : ""}`;
}
