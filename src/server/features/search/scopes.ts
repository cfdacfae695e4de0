/** Where words become tokens: under the company's index key for public channels, under a channel's own for all others. */
import { blindToken, type SecretKey } from "../../../crypto/index.ts";
import { type Owner, ownerOf } from "../../platform/records/define.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import type { Token } from "../../platform/search-index/index.ts";

/** Terms used lately of which a scope remembers the token; and as many that were used before. */
const MOST_KNOWN = 50_000;
/** Scopes at hand, the one used last at the end. */
const MOST_SCOPES = 500;

export interface Scope {
  /** The company's id for public channels, else the channel's. */
  readonly id: string;
  /** Names its vocabulary to the index. */
  readonly vocabulary: string;
  /** Under whose keys lies what stands beside its documents and words. */
  readonly owners: readonly Owner[];
  token(term: string): Token;
}

function newScope(id: string, vocabulary: string, owners: readonly Owner[], key: SecretKey): Scope {
  let [lately, before] = [new Map<string, Token>(), new Map<string, Token>()];
  return {
    id,
    vocabulary,
    owners,
    token(term) {
      const standing = lately.get(term);
      if (standing !== undefined) return standing;
      const token =
        before.get(term) ??
        Buffer.from(blindToken(key, "search", term), "base64url")
          .subarray(0, 8)
          .toString("hex");
      if (lately.size >= MOST_KNOWN) [lately, before] = [new Map(), lately];
      lately.set(term, token);
      return token;
    },
  };
}

export function createScopes(records: SealedStore) {
  const scopes = new Map<string, Scope>();

  /** Forgets a channel's key, and its words. */
  const forget = (channel: string): void => void scopes.delete(channel);

  /** @param channel null: all public channels */
  async function scopeOf(company: string, channel: string | null): Promise<Scope> {
    const id = channel ?? company;
    const known = scopes.get(id);
    scopes.delete(id);
    if (known) {
      scopes.set(id, known);
      return known;
    }
    await records.keys.load(company);
    const index = records.keys.indexKey(company);
    const key = channel === null ? index : await records.keys.channelIndexKey(company, channel);
    const made = newScope(id, blindToken(index, "vocabulary", id), [channel === null ? ownerOf.company(company) : ownerOf.channel(channel)], key);
    scopes.set(id, made);
    const [oldest] = scopes.keys();
    if (scopes.size > MOST_SCOPES && oldest !== undefined) scopes.delete(oldest);
    return made;
  }
  return Object.assign(scopeOf, { forget });
}
export type ScopeOf = ReturnType<typeof createScopes>;
