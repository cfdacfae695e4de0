import { z } from "zod";
import type { SlackArchive } from "./archive.ts";
import { ImportError } from "./errors.ts";
import { arrayElements, lineOf, soundElements } from "./json-array.ts";
import type { ImportLimits } from "./limits.ts";

/**
 * What we read of Slack's export format ("How to read Slack data exports", Slack help centre). Fields that we don't read
 * may be anything; those that we do read have the right type, are null, or are absent.
 */

/** A lone surrogate, which JSON can spell, has no UTF-8: it becomes U+FFFD here, so that what we store reads back equal. */
const text = z
  .string()
  .transform((value) => value.toWellFormed())
  .nullish();
const flag = z.boolean().nullish();
/** Ids become keys and parts of tokens, so they stay plain. */
const id = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/);
const ids = z.array(id).nullish();
/** Seconds and microseconds, `1437113448.670000`: a message's time and its identity within the channel. */
const stamp = z.string().regex(/^\d{1,10}\.\d{6}$/);
const seconds = z.union([z.number(), z.string().regex(/^\d+(\.\d+)?$/)]).nullish();
const labelled = z.object({ value: text }).nullish();

export const SlackUser = z.object({
  id,
  name: text,
  real_name: text,
  deleted: flag,
  is_bot: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  profile: z.object({ real_name: text, display_name: text, email: text, title: text, bot_id: id.nullish().or(z.literal("")) }).nullish(),
});

export const SlackChannel = z.object({
  id,
  name: text,
  created: seconds,
  creator: text,
  is_archived: flag,
  is_general: flag,
  members: ids,
  topic: labelled,
  purpose: labelled,
  pins: z.array(z.object({ id: text, type: text })).nullish(),
});

export const SlackFile = z.object({ name: text, title: text, mimetype: text, size: z.number().nonnegative().nullish(), mode: text });

export const SlackMessage = z.object({
  type: z.string(),
  subtype: text,
  ts: stamp,
  user: id.nullish().or(z.literal("")),
  bot_id: id.nullish().or(z.literal("")),
  username: text,
  text,
  thread_ts: stamp.nullish(),
  reply_count: z.number().nullish(),
  edited: z.object({ ts: stamp }).nullish(),
  reactions: z.array(z.object({ name: z.string(), users: ids, count: z.number().int().nonnegative().nullish() })).nullish(),
  files: z.array(SlackFile.nullable()).nullish(),
  file: SlackFile.nullish(),
  comment: z.object({ user: id.nullish() }).nullish(),
  blocks: z.array(z.unknown()).nullish(),
  attachments: z.array(z.unknown()).nullish(),
  pinned_to: z.array(z.string()).nullish(),
  client_msg_id: text,
  topic: text,
  purpose: text,
  name: text,
  user_profile: z.object({ name: text, real_name: text, display_name: text }).nullish(),
  bot_profile: z.object({ name: text }).nullish(),
});

export type SlackUser = z.infer<typeof SlackUser>;
export type SlackChannel = z.infer<typeof SlackChannel>;
export type SlackFile = z.infer<typeof SlackFile>;
export type SlackMessage = z.infer<typeof SlackMessage>;

/**
 * A file's elements, each checked against its shape.
 * @throws ImportError
 */
export async function readElements<T>(archive: SlackArchive, file: string, shape: z.ZodType<T, unknown>): Promise<T[]> {
  const bytes = await archive.bytes(file);
  return parsed(soundElements(bytes, archive.limits), shape) ?? located(file, bytes, archive.limits, shape);
}

/** Undefined when one of them has another shape. */
function parsed<T>(elements: readonly unknown[] | undefined, shape: z.ZodType<T, unknown>): T[] | undefined {
  const values: T[] = [];
  for (const element of elements ?? []) {
    const result = shape.safeParse(element);
    if (!result.success) return undefined;
    values.push(result.data);
  }
  return elements && values;
}

/** Element by element, so that an error names its place. */
function located<T>(file: string, bytes: Buffer, limits: ImportLimits, shape: z.ZodType<T, unknown>): T[] {
  const values: T[] = [];
  for (const element of arrayElements(file, bytes, limits)) {
    const result = shape.safeParse(element.value);
    if (!result.success) {
      const place = { line: lineOf(bytes, element.byte), byte: element.byte, index: element.index };
      throw wrongType(file, result.error, place);
    }
    values.push(result.data);
  }
  return values;
}

/** Seconds as number or text → milliseconds since 1970. */
export function fromSeconds(value: string | number | null | undefined): number | null {
  const ms = Math.round(Number(value ?? Number.NaN) * 1000);
  return Number.isSafeInteger(ms) && ms >= 0 ? ms : null;
}

function wrongType(file: string, error: z.ZodError, place: { line: number; byte: number; index: number }): ImportError {
  const issue = error.issues[0];
  const field = issue?.path.join(".") ?? "";
  const expected = issue?.code === "invalid_type" ? `${issue.expected} is expected` : "the value has the wrong type or form";
  return new ImportError("wrong_type", file, expected, { ...place, ...(field ? { field } : {}) });
}

/** Microseconds since 1970 of a stamp: exact, since they stay below 2^53. */
export function microseconds(ts: string): number {
  return Number(ts.slice(0, -7)) * 1_000_000 + Number(ts.slice(-6));
}

/** Milliseconds since 1970, rounded down. */
export function milliseconds(ts: string): number {
  return Math.floor(microseconds(ts) / 1000);
}
