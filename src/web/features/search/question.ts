import type { BodyOf, Endpoints } from "../../../contract/index.ts";

type Body = BodyOf<Endpoints["search"]>;
export type Filters = NonNullable<Body["filters"]>;

/** In the order in which they are offered. */
export const filterKeys = ["from", "in", "to", "has", "is", "after", "before"] as const;
export type FilterKey = (typeof filterKeys)[number];

export const things = ["link", "code", "file", "image", "video", "audio", "pdf"] as const;
export const states = ["reply", "edited"] as const;

/** A filter that was chosen: an id of a person or channel, one of `things` or `states`, or the time at which a day begins. */
export type Chip =
  | { readonly key: "from" | "to" | "in"; readonly id: string }
  | { readonly key: "has"; readonly what: (typeof things)[number] }
  | { readonly key: "is"; readonly what: (typeof states)[number] }
  | { readonly key: "after" | "before"; readonly at: number };

export interface Question {
  readonly words: string;
  readonly chips: readonly Chip[];
  readonly kind: "all" | "message" | "file";
  readonly by: "newest" | "relevance";
}

export const nothing: Question = { words: "", chips: [], kind: "all", by: "newest" };

export const chipId = (chip: Chip): string => `${chip.key}:${"id" in chip ? chip.id : "what" in chip ? chip.what : chip.at}`;

/** Of one day only the last choice holds; people, channels and things add up. */
export function withChip(chips: readonly Chip[], chip: Chip): readonly Chip[] {
  const others = chips.filter((other) => chipId(other) !== chipId(chip) && !("at" in chip && other.key === chip.key));
  return [...others, chip];
}

/** As the endpoint takes them. */
export function filtersOf(chips: readonly Chip[]): Filters {
  const ids = (key: "from" | "to" | "in") => chips.flatMap((chip) => (chip.key === key && "id" in chip ? [chip.id] : [])).slice(0, 20);
  const day = (key: "after" | "before") => chips.flatMap((chip) => (chip.key === key && "at" in chip ? [chip.at] : []))[0];
  const [after, before] = [day("after"), day("before")];
  return {
    from: ids("from"),
    in: ids("in"),
    to: ids("to"),
    has: chips.flatMap((chip) => (chip.key === "has" ? [chip.what] : [])),
    is: chips.flatMap((chip) => (chip.key === "is" ? [chip.what] : [])),
    ...(after === undefined ? {} : { after }),
    ...(before === undefined ? {} : { before }),
  };
}

type NameOf = (key: FilterKey) => string;

/** What the reader is called there, in his language or in English, whoever else is called so. */
export const isMe = (value: string, me: string): boolean => isSame(value, "me") || isSame(value, me);

const isSame = (a: string, b: string): boolean => a.localeCompare(b, undefined, { sensitivity: "base" }) === 0;

/** Names of keys are the reader's or English, with or without accents. */
const keyNamed = (name: string, nameOf: NameOf): FilterKey | undefined => filterKeys.find((key) => isSame(key, name) || isSame(nameOf(key), name));

/** The filter that is being typed at the end of the words, `from:an`. */
export function tailOf(words: string, nameOf: NameOf): { readonly key: FilterKey; readonly value: string; readonly before: string } | undefined {
  const [whole, name = "", value = ""] = /(?:^|(?<=\s))([^\s:"]+):(\S*)$/u.exec(words) ?? [];
  if (whole === undefined) return undefined;
  const key = keyNamed(name, nameOf);
  return key && { key, value, before: words.slice(0, words.length - whole.length) };
}

/** A filter that was typed or pasted to its end, and not chosen: `from:ana `, `from:"ana lima" `. */
export interface Written {
  readonly key: FilterKey;
  readonly value: string;
  /** As it stands in the words. */
  readonly text: string;
}

const piece = /-?"[^"]*"?|(?<name>[^\s:"]+):(?:"(?<quoted>[^"]+)"|(?<bare>[^\s"]+))(?=\s|$)|\S+/gu;

/** @param isWhole whether the words end here: else what stands at their end may still be typed */
export function writtenIn(words: string, nameOf: NameOf, isWhole: boolean): readonly Written[] {
  return Array.from(words.matchAll(piece)).flatMap(({ 0: text, index, groups }) => {
    const { name = "", quoted, bare } = { ...groups };
    const key = keyNamed(name, nameOf);
    const value = quoted ?? bare?.replace(/^[@#]/, "");
    return key && value && (isWhole || index + text.length < words.length) ? [{ key, value, text }] : [];
  });
}

/** The words without what was written as a filter. */
export function withoutWritten(words: string, written: readonly Written[]): string {
  const texts = new Set(written.map(({ text }) => text));
  const left = words
    .replace(piece, (text) => (texts.has(text) ? "" : text))
    .replace(/\s+/gu, " ")
    .trimStart();
  return left === " " ? "" : left;
}

/** The only one that is called so: by its whole name, or as the only one that the name begins. */
export function onlyOne<T>(found: readonly T[], namesOf: (one: T) => readonly string[], value: string): T | "none" | "several" {
  const same = found.filter((one) => namesOf(one).some((name) => isSame(name, value)));
  const [first, ...more] = same.length > 0 ? same : found;
  if (first === undefined) return "none";
  return more.length > 0 ? "several" : first;
}
