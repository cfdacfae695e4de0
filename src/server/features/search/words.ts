/** What words a text has, as they are searched for: segmented, folded, stemmed. No key and no token here. */
import { stemmer as english } from "@orama/stemmers/english";
import { stemmer as french } from "@orama/stemmers/french";
import { stemmer as german } from "@orama/stemmers/german";
import { stemmer as italian } from "@orama/stemmers/italian";
import { stemmer as spanish } from "@orama/stemmers/spanish";

export const languages = ["en", "fr", "de", "es", "it"] as const;
export type Language = (typeof languages)[number];

const stemmers: Readonly<Record<Language, (word: string) => string>> = { en: english, fr: french, de: german, es: spanish, it: italian };

/**
 * The words that a language can't do without. They tell which one a text is in, and they are no terms: they stand in every
 * second message, and would tell whoever holds the index more than they tell who searches.
 */
const functionWords: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: new Set(
    "the and of to in is that it was for on are as with his they at be this have from or had by but not what were we when your can said there an which she do how their if will up about them then so these her would him has more no than been its who did you i me my our a".split(
      " ",
    ),
  ),
  fr: new Set(
    "le la les de des du un une et est en que qui dans pour pas sur au aux avec ce cette ces il elle ils elles nous vous je tu on se sa son ses leur leurs ne plus par mais ou où donc ni car été être avoir sont était ont fait comme tout si même y a à l d j n s qu c m t".split(
      " ",
    ),
  ),
  de: new Set(
    "der die das den dem des ein eine einen einem einer eines und ist in zu nicht mit sich auf für von im dass er sie es wir ihr ich du an als auch nach wie bei aus aber oder wenn so noch nur war werden wird sind hat haben kann zum zur über vor mehr durch man dann da mir mich dir dich uns".split(
      " ",
    ),
  ),
  es: new Set(
    "el la los las de del un una unos unas y es en que no por con para se su sus al lo como más pero le les ya o este esta esto sí porque muy sin sobre también me hasta hay donde quien desde todo nos ni yo tú él ella era son fue ser está han ha".split(
      " ",
    ),
  ),
  it: new Set(
    "il lo la i gli le di del della dei delle un una uno e è in che non per con si su al alla come più ma da dal dalla ci o anche se mi ti sono era ha ho hanno essere fare questo questa quello quella nel nella sul sulla io tu lui lei noi voi loro cosa".split(
      " ",
    ),
  ),
};

/** Code points of a term at most; the rest of a longer word is no help to who searches. */
const LONGEST = 64;
/** Function words that a text has more of than of the next language's, to be taken for this one. */
const CLEARLY = 2;

const unaccented = /\p{M}/gu;
const letters: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };

/** Without what people leave out when they type: case, accents, ligatures. Folding twice changes nothing. */
export const fold = (word: string): string =>
  word
    .normalize("NFKD")
    .toLowerCase()
    .replace(unaccented, "")
    .replace(/[ßæœøłđðþı]/g, (letter) => letters[letter] ?? letter)
    .normalize("NFKC");

const run = /[\p{L}\p{N}\p{M}]+/gu;
/** Scripts that are written without spaces: where a word ends is known by a dictionary. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const segmenter = new Intl.Segmenter("und", { granularity: "word" });

export interface Word {
  /** As it stands, NFKC and lower case. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Words of a text with their places in it. */
export function* wordsOf(text: string): Generator<Word> {
  for (const { 0: found, index } of text.matchAll(run)) {
    if (!unspaced.test(found)) yield { text: plain(found), start: index, end: index + found.length };
    else
      for (const { segment, index: at, isWordLike } of segmenter.segment(found))
        if (isWordLike) yield { text: plain(segment), start: index + at, end: index + at + segment.length };
  }
}

function plain(found: string): string {
  const text = found.normalize("NFKC").toLowerCase();
  return text.length > LONGEST ? [...text].slice(0, LONGEST).join("") : text;
}

/** `=` as it stands, folded · `~` its stem, folded, where that is another: two spaces, so that a stem is not taken for a word. */
export type Term = `=${string}` | `~${string}`;

/** All that is to be known of a word, worked out once: texts are made of the same words. */
interface Known {
  readonly folded: string;
  readonly itself: Term;
  /** One bit for each language of which it is a function word. */
  readonly common: number;
  /** Its terms in each language, in their order, and last in all of them. */
  readonly terms: (readonly Term[] | undefined)[];
}

/** Words at hand: so many used lately, and as many used before. */
const MOST_KNOWN = 50_000;
const IN_ALL = languages.length;
const EVERY = 2 ** languages.length - 1;
let [lately, before] = [new Map<string, Known>(), new Map<string, Known>()];

function know(text: string): Known {
  const standing = lately.get(text);
  if (standing) return standing;
  if (lately.size >= MOST_KNOWN) [lately, before] = [new Map(), lately];
  const made = before.get(text) ?? newKnown(text);
  lately.set(detached(text), made);
  return made;
}

/** A part of a text keeps all of it in memory, from thirteen letters on (V8): what stays has to be a text of its own. */
const SLICED = 13;
const detached = (text: string): string => (text.length < SLICED ? text : Buffer.from(text, "utf16le").toString("utf16le"));

function newKnown(text: string): Known {
  const folded = fold(text);
  const common = languages.reduce((bits, language, i) => (functionWords[language].has(text) ? bits | (1 << i) : bits), 0);
  return { folded, itself: `=${folded}`, common, terms: [] };
}

/** The word as it stands, and its stems where they are others: in one language, or in all where that is not known. Numbers have none. */
function termsIn(text: string, word: Known, language: number): readonly Term[] {
  const standing = word.terms[language];
  if (standing) return standing;
  const among = /^\p{N}+$/u.test(text) ? [] : language === IN_ALL ? languages : languages.slice(language, language + 1);
  const stems = new Set(among.map((one): Term => `~${fold(stemmers[one](text))}`));
  stems.delete(`~${word.folded}`);
  const made = [word.itself, ...stems];
  word.terms[language] = made;
  return made;
}

/** Where in `languages` the one stands that the words are in; IN_ALL for too few of its function words to tell. */
function languageAmong(words: readonly Known[]): number {
  const counts = languages.map(() => 0);
  for (const { common } of words) if (common !== 0) for (let i = 0; i < IN_ALL; i++) if (common & (1 << i)) counts[i] = (counts[i] ?? 0) + 1;
  const [first = 0, second = 0] = counts.toSorted((a, b) => b - a);
  return first - second >= CLEARLY ? counts.indexOf(first) : IN_ALL;
}

/** Which language the words are in; undefined for too few of its function words to tell. */
export const languageOf = (words: readonly string[]): Language | undefined => languages[languageAmong(words.map(know))];

/** May be left out of a text's terms: a function word of some language, which another one may have as a word of its own. */
export const isCommon = (word: string): boolean => know(word).common !== 0;

/** Most words are written the same way each time: what a piece of text is as words. */
let pieces = new Map<string, readonly string[]>();

function wordsIn(found: string): readonly string[] {
  const standing = pieces.get(found);
  if (standing) return standing;
  const words = Array.from(wordsOf(found), (one) => one.text);
  if (pieces.size >= MOST_KNOWN) pieces = new Map();
  if (found.length < SLICED) pieces.set(found, words);
  return words;
}

/** The terms of a text, each as often as it stands there. */
export function termsOf(text: string): Term[] {
  const words = (text.match(run) ?? []).flatMap(wordsIn);
  const known = words.map(know);
  const language = languageAmong(known);
  const left = language === IN_ALL ? EVERY : 1 << language;
  const terms: Term[] = [];
  for (const [i, word] of known.entries()) if ((word.common & left) !== left) terms.push(...termsIn(words[i] as string, word, language));
  return terms;
}

/** What a document has to have one of, to be found by a word of a question. */
export function askedBy(word: string): Term[] {
  const known = know(word);
  const stems = termsIn(word, known, IN_ALL).slice(1);
  // `~cat` is what cats has, `=cat` what a cat has; and by cat itself, cats.
  return [known.itself, `~${known.folded}`, ...stems, ...stems.map((one): Term => `=${one.slice(1)}`)];
}
