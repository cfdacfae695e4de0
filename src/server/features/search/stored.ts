/** What the index has of a message, as it lies there: for the inspector. */
import { equalDigests } from "../../../crypto/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import type { SearchIndex, Token } from "../../platform/search-index/index.ts";
import type { ChannelAccess } from "../channels/index.ts";
import type { MessageRow } from "../messages/index.ts";
import { nameOf } from "./indexer.ts";
import type { ScopeOf } from "./scopes.ts";
import { IndexEntry, unpacked } from "./search.records.ts";

export interface StoredPostingsDeps {
  readonly records: SealedStore;
  readonly index: SearchIndex;
  readonly access: Pick<ChannelAccess, "channel">;
  readonly scopeOf: ScopeOf;
}

export interface FoundPostings {
  readonly scope: "company" | "channel";
  readonly number: number;
  /** base64url */
  readonly source: string;
  /** By their bytes: where they stand in the text is not told. */
  readonly tokens: readonly Token[];
  readonly beside: Uint8Array;
  readonly words: readonly { readonly token: Token; readonly beside: Uint8Array }[];
}

/** Rows of the vocabulary that are shown. */
const MOST_WORDS = 12;

/** Rights are the caller's to have checked. How many documents a word has is not told: it counts what others wrote, too. */
export const createStoredPostings =
  ({ records, index, access, scopeOf }: StoredPostingsDeps) =>
  async (message: MessageRow): Promise<FoundPostings | undefined> => {
    const { company, channel } = message;
    const row = await access.channel(company, channel);
    if (!row) return undefined;
    const place = "thread" in message ? { post: message.thread, reply: message.reply } : { post: message.post, reply: 0 };
    await records.keys.load(company);
    const source = nameOf(records.keys.indexKey(company), { kind: "message", channel, ...place, file: null });
    const [standing] = await index.standing(company, [{ source, at: message.sentAt }]);
    if (!standing) return undefined;
    const entry = await records.findBeside(IndexEntry, { company, source }, standing.beside);
    if (!entry) return undefined;
    const { tokens, words } = unpacked(entry);
    const { vocabulary } = await scopeOf(company, row.kind === "public" ? null : channel);
    const found = await Promise.all(
      words
        .toSorted()
        .slice(0, MOST_WORDS)
        .map(async (token) => {
          // The first one after its own beginning.
          const [word] = await index.words(company, vocabulary, token.slice(0, -1), 1);
          return word && equalDigests(word.token, token) ? [{ token, beside: word.beside }] : [];
        }),
    );
    return {
      scope: row.kind === "public" ? "company" : "channel",
      number: standing.number,
      source,
      tokens: tokens.toSorted(),
      beside: standing.beside,
      words: found.flat(),
    };
  };
