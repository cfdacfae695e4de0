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

/** The filter that is being typed at the end of the words, `from:an`; names of keys in the reader's language or English. */
export function tailOf(
  words: string,
  nameOf: (key: FilterKey) => string,
): { readonly key: FilterKey; readonly value: string; readonly before: string } | undefined {
  const [whole, name = "", value = ""] = /(?:^|(?<=\s))([^\s:"]+):(\S*)$/u.exec(words) ?? [];
  if (whole === undefined) return undefined;
  const key = filterKeys.find((key) => key === name.toLowerCase() || nameOf(key) === name.toLowerCase());
  return key && { key, value, before: words.slice(0, words.length - whole.length) };
}
