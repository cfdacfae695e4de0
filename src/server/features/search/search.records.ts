import { z } from "zod";
import { defineRecord, digest, id, ownerOf } from "../../platform/records/define.ts";
import type { Stored } from "../../platform/records/sealed.ts";
import type { Token } from "../../platform/search-index/index.ts";

/** What lies beside a document of the index. Its tokens are kept, because only who knows them can take them out again. */
export const IndexEntry = defineRecord("indexEntry", {
  scope: "company",
  root: "company",
  partition: { company: id() },
  sort: { source: digest("a keyed hash of what it is a document of") },
  clear: {},
  sealed: z.object({
    kind: z.enum(["message", "file"]),
    channel: z.uuid(),
    /** of a message; 0 for a file */
    post: z.number(),
    reply: z.number(),
    /** of a file */
    file: z.uuid().nullable(),
    /** the channel's event by which a file came; 0 for a message */
    seq: z.number(),
    /** base64url, eight bytes each: first the words that its vocabulary has, each once, then all others */
    tokens: z.string(),
    /** how many of them are words */
    words: z.number(),
  }),
  // Of a channel that is not public: the channel, see Scope.
  owners: (r) => [ownerOf.company(r.company)],
  learns: { en: "That something can be searched for. Not what, nor by which words.", fr: "Que quelque chose peut être cherché. Ni quoi, ni par quels mots." },
});

/** A word of a vocabulary: opened in memory to find what begins so, or is written a little otherwise. */
export const IndexWord = defineRecord("indexWord", {
  scope: "company",
  root: "company",
  partition: { company: id() },
  sort: { vocabulary: digest("which vocabulary, as a keyed hash") },
  clear: {},
  /** With spaces after it, so that its length says next to nothing. */
  sealed: z.object({ word: z.string() }),
  // Of a channel that is not public: the channel, see Scope.
  owners: (r) => [ownerOf.company(r.company)],
  learns: { en: "That a word is used, and in how many documents. Not which word.", fr: "Qu'un mot est employé, et dans combien de documents. Pas lequel." },
});

/** All words of up to so many bytes are sealed alike long, and those of up to twice as many. */
const ALIKE = 24;
export function padded(word: string): string {
  const length = Buffer.byteLength(word, "utf8");
  return word + " ".repeat(Math.ceil(length / ALIKE) * ALIKE - length);
}

/** Tokens as an entry keeps them: two thirds of their size as text. */
export const packed = (words: readonly Token[], others: readonly Token[]) => ({
  tokens: Buffer.from(words.join("") + others.join(""), "hex").toString("base64url"),
  words: words.length,
});
export function unpacked(entry: Stored<typeof IndexEntry>) {
  const tokens: Token[] = Buffer.from(entry.tokens, "base64url").toString("hex").match(/.{16}/g) ?? [];
  return { ...entry, tokens, words: tokens.slice(0, entry.words) };
}
