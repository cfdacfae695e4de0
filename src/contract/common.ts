import { z } from "zod";

export { limits } from "./limits.ts";

/** Identifiers are random uuids (version 4), in lower case. */
export const Id = z.uuid().lowercase();
/** Milliseconds since the epoch. */
export const Instant = z.number().int().nonnegative();
export const Counter = z.number().int().nonnegative();

/** A text that a person reads: trimmed, not empty, without control characters. */
export const shortText = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((text) => !/\p{Cc}/u.test(text), "control_characters");

export const Done = z.object({ done: z.literal(true) });
/** Query values arrive as text. */
export const queryCounter = z.coerce.number().int().nonnegative();
