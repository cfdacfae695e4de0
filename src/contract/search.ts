import { z } from "zod";
import { Counter, Id, Instant, limits, plainText } from "./common.ts";
import { endpoint, guest, toRead } from "./define.ts";
import { File } from "./files.ts";
import { Message } from "./messages.ts";

/** What a document has: a link, code, a file; a file is an image, video, audio, PDF. */
export const searchedFor = ["link", "code", "file", "image", "video", "audio", "pdf"] as const;

const filters = z.object({
  from: z.array(Id).max(20).default([]),
  in: z.array(Id).max(20).default([]),
  to: z.array(Id).max(20).default([]),
  has: z.array(z.enum(searchedFor)).max(searchedFor.length).default([]),
  is: z
    .array(z.enum(["reply", "edited"]))
    .max(2)
    .default([]),
  kind: z.enum(["message", "file"]).optional(),
  /** Sent, or brought, at this time or later; before this time. */
  after: Instant.optional(),
  before: Instant.optional(),
});

export const search = {
  search: endpoint(
    "POST",
    "/api/companies/:company/search",
    'What the caller may read and was asked for: words with their other forms, "phrases", -not, OR. Filters are fields of their own: `from:` in the text is two words. The question stands in the body: it is content, too.',
    guest,
    {
      params: z.object({ company: Id }),
      token: toRead("messages"),
      secret: true,
      body: z.object({
        text: plainText(limits.question).trim().default(""),
        /** The last word may be a beginning. */
        typing: z.boolean().default(false),
        filters: filters.prefault({}),
        by: z.enum(["newest", "relevance"]).default("newest"),
        limit: z.number().int().min(1).max(50).default(20),
        /** Where the page before ended. */
        next: z.string().max(limits.searchPlace).optional(),
      }),
      reply: z.object({
        hits: z.array(
          z.object({
            /** One of them. */
            message: Message.nullable(),
            file: File.nullable(),
            /** Words as they stand in the text or name, to be marked. */
            marks: z.array(z.string()),
            /** Of a file in whose text a word was found: what stands around the first one. */
            around: z.string().nullable(),
          }),
        ),
        /** Of how many private channels and direct messages the newest ones were looked through. */
        covered: z.object({ scopes: Counter, of: Counter }),
        /**
         * More, of the same or of further channels; null when all was told. Without hits so far: words that stand in every second
         * message are looked for text by text, at most 600 for one page.
         */
        next: z.string().nullable(),
      }),
    },
  ),
};
