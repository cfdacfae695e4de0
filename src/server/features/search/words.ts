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
 * second message, and would tell whoever holds the index more than they tell who searches. Which language's were left out of a text
 * is a term, though, so that a question of nothing else has something to go by.
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

/** Accents, points, what makes an emoji colourful; not the vowels of Indian and Thai letters, nor what makes が of か. */
const unaccented = /[[\p{M}&&[\p{Script=Inherited}\p{Script=Hebrew}\p{Script=Arabic}]]--[\u3099\u309A]]/gv;
const letters: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };

/** Without what people leave out when they type: case, accents, ligatures. Folding twice changes nothing. */
export const fold = (word: string): string =>
  word
    .normalize("NFKD")
    .toLowerCase()
    .replace(unaccented, "")
    .replace(/[ßæœøłđðþı]/g, (letter) => letters[letter] ?? letter)
    .normalize("NFKC");

/** An emoji with its skin tone and all that is joined to it, or letters and digits; ©, ® and ™ are signs in a name. */
const run = /\p{RGI_Emoji}|[\p{Extended_Pictographic}--[©®™]]|[\p{L}\p{N}\p{M}]+/gv;
const picture = /\p{RGI_Emoji}|[\p{Extended_Pictographic}--[©®™]]/v;
const tone = /[\u{1F3FB}-\u{1F3FF}]/gu;
/** Scripts that are written without spaces: where a word ends is known by a dictionary, and may be seen otherwise in another text. */
const unspaced = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmr}\p{scx=Mymr}]/v;
const ofOneKind =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmr}\p{scx=Mymr}]+|[^\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmr}\p{scx=Mymr}]+/gv;
const segmenter = new Intl.Segmenter("und", { granularity: "word" });

export const isUnspaced = (word: string): boolean => unspaced.test(word);
/** Words that others grow onto: 회의 becomes 회의는, 회의에서. */
export const isHangul = (word: string): boolean => /^\p{scx=Hang}+$/v.test(word);
export const isPicture = (word: string): boolean => picture.test(word);

export interface Word {
  /** As it stands, NFKC and lower case. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What stands between spaces and signs, with its place in the text; of scripts without spaces, several words as one. */
export function* unitsOf(text: string): Generator<Word> {
  for (const { 0: found, index } of text.matchAll(run)) {
    if (!unspaced.test(found)) yield { text: plain(found), start: index, end: index + found.length };
    else for (const { 0: part, index: at } of found.matchAll(ofOneKind)) yield { text: plain(part), start: index + at, end: index + at + part.length };
  }
}

/** Words of a text with their places in it. */
export function* wordsOf(text: string): Generator<Word> {
  for (const unit of unitsOf(text)) {
    const written = text.slice(unit.start, unit.end);
    if (!unspaced.test(written)) yield unit;
    else
      for (const { segment, index: at } of segmenter.segment(written))
        yield { text: plain(segment), start: unit.start + at, end: unit.start + at + segment.length };
  }
}

function plain(found: string): string {
  const text = found.normalize("NFKC").toLowerCase();
  return text.length > LONGEST ? [...text].slice(0, LONGEST).join("") : text;
}

/**
 * `=` as it stands, folded · `~` its stem, folded, where that is another: two spaces, so that a stem is not taken for a word; of an
 * emoji, without its skin tone · `#left:` the language whose function words were left out of a text.
 */
export type Term = `=${string}` | `~${string}` | `#left:${Language}`;

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
  const among = language === IN_ALL ? languages : languages.slice(language, language + 1);
  const stems = new Set(stemsOf(text, among).map((one): Term => `~${fold(one)}`));
  stems.delete(`~${word.folded}`);
  const made = [word.itself, ...stems];
  word.terms[language] = made;
  return made;
}

function stemsOf(text: string, among: readonly Language[]): string[] {
  if (/^\p{N}+$/u.test(text)) return [];
  return isPicture(text) ? [text.replace(tone, "")] : among.map((one) => stemmers[one](text));
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

/** What texts have instead of the word, where it was left out. */
export const leftOutBy = (word: string): Term[] => languages.filter((_, i) => know(word).common & (1 << i)).map((one): Term => `#left:${one}`);

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
  const left = language === IN_ALL ? 0 : 1 << language;
  const terms: Term[] = [];
  let isCut = false;
  for (const [i, word] of known.entries())
    if (word.common & left) isCut = true;
    else terms.push(...termsIn(words[i] as string, word, language));
  const name = languages[language];
  return isCut && name ? [`#left:${name}`, ...terms] : terms;
}

/** What a document has to have one of, to be found by a word of a question. */
export function askedBy(word: string): Term[] {
  const known = know(word);
  const stems = termsIn(word, known, IN_ALL).slice(1);
  // `~cat` is what cats has, `=cat` what a cat has; and by cat itself, cats.
  return [known.itself, `~${known.folded}`, ...stems, ...stems.map((one): Term => `=${one.slice(1)}`)];
}
