import { z } from "zod";

export { limits } from "./limits.ts";

/** Identifiers are random uuids (version 4), in lower case. */
export const Id = z.uuid().lowercase();
/** Milliseconds since the epoch. */
export const Instant = z.number().int().nonnegative();
export const Counter = z.number().int().nonnegative();

/** Any text: half a character (a lone surrogate) has no bytes to seal. */
export const plainText = (most: number) =>
  z
    .string()
    .max(most)
    .refine((given) => given.isWellFormed(), "not_well_formed");

/** Control characters, line breaks, and what turns the direction of the text that stands around it. */
export const notInLine = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/** One line that people read, perhaps an empty one. */
export const singleLine = (most: number) =>
  plainText(most)
    .trim()
    .refine((given) => given.search(notInLine) < 0, "control_characters");

const ink = /[^\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;
/** A name that nobody sees can't be told from another one; an empty one has a word of its own. */
export const isSeen = (name: string): boolean => name === "" || ink.test(name);

/** What something is called. */
export const shortText = (most: number) => singleLine(most).min(1).refine(isSeen, "invisible");

export const Done = z.object({ done: z.literal(true) });
/** Query values arrive as text. */
export const queryCounter = z.coerce.number().int().nonnegative();
