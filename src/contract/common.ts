import { z } from "zod";

/** Identifiers are random uuids (version 4), in lower case. */
export const Id = z.uuid().lowercase();
/** Milliseconds since the epoch. */
export const Instant = z.number().int().nonnegative();
export const Counter = z.number().int().nonnegative();

/** Bounds that client and server share; lengths in UTF-16 units. */
export const limits = {
  name: 80,
  handle: 40,
  topic: 250,
  message: 40_000,
  password: { least: 8, most: 1024 },
  page: { usual: 50, most: 200 },
  /** Bytes of one HTTP body or socket frame, uploads apart. */
  body: 1 << 20,
  /** Bytes of an uploaded import. */
  upload: 2 ** 31,
  reactionsPerMessage: 50,
  groupDirect: 9,
} as const;

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
