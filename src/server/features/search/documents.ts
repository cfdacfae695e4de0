/** What of a row is searched for: its terms, its words, what can be filtered by. */
import type { Stored } from "../../platform/records/sealed.ts";
import type { File } from "../files/index.ts";
import type { MessageRow } from "../messages/index.ts";
import { type Term, termsOf } from "./words.ts";

/** What a question may be narrowed by; stands among the terms as `#from:id`. */
export type Filter = `#${"from" | "in" | "to" | "has" | "is" | "kind"}:${string}`;

export interface Searchable {
  readonly terms: readonly (Term | Filter)[];
}

/** Terms of one document at most: a text that is longer is found by its beginning. */
const MOST_TERMS = 20_000;
const addressed = /[@#]\{[0-9a-f-]{36}\}/g;

/** What people wrote, without the ids that stand for names in it. */
export const plainText = (markdown: string): string => markdown.replace(addressed, " ");

/** Undefined for what nobody searches for: what is deleted, what the system wrote, what only devices can read. */
export function searchableMessage(row: MessageRow): Searchable | undefined {
  if (row.deletedAt !== null || row.kind !== "message" || row.body?.kind !== "markdown") return undefined;
  const { text } = row.body;
  const has = [...(/https?:\/\//i.test(text) ? ["link"] : []), ...(text.includes("`") ? ["code"] : []), ...(row.files.length > 0 ? ["file"] : [])];
  const filters: Filter[] = [
    "#kind:message",
    `#in:${row.channel}`,
    `#from:${row.author}`,
    ...row.mentions.map((person): Filter => `#to:${person}`),
    ...has.map((what): Filter => `#has:${what}`),
    ...("thread" in row ? (["#is:reply"] as const) : []),
    ...(row.editedAt !== null ? (["#is:edited"] as const) : []),
  ];
  return { terms: [...termsOf(plainText(text)).slice(0, MOST_TERMS), ...filters] };
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^image\//, "image"],
  [/^video\//, "video"],
  [/^audio\//, "audio"],
  [/pdf$/, "pdf"],
];

/** A file is found by its name, and by the text of its newest version. */
export function searchableFile(row: Stored<typeof File>, text: string): Searchable | undefined {
  if (row.state !== "live") return undefined;
  const kind = kinds.find(([pattern]) => pattern.test(row.type))?.[1];
  const filters: Filter[] = ["#kind:file", `#in:${row.channel}`, `#from:${row.createdBy}`, ...(kind ? [`#has:${kind}` as const] : [])];
  return { terms: [...termsOf(row.name.replace(/[._]/g, " ")), ...termsOf(text).slice(0, MOST_TERMS), ...filters] };
}
