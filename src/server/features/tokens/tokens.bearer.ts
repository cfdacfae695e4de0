/** From a token to who bears it: looked at anew for each request, so that nothing outlives its end. */

import type { z } from "zod";
import { limits, type TokenScope, type ApiToken as TokenView, tokenScopes } from "../../../contract/index.ts";
import { equalDigests, tokenDigest } from "../../../crypto/index.ts";
import { type Network, networkMatcher, parseNetwork } from "../../config/index.ts";
import type { Actor, Origin, Word } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { RowCache } from "../../platform/records/cache.ts";
import { StorageFull, StoreUnavailable } from "../../platform/records/port.ts";
import { put, type SealedStore } from "../../platform/records/sealed.ts";
import type { ShownNow } from "../accounts/index.ts";
import type { Person } from "../people/index.ts";
import { endOf, stateOf, type TokenRow } from "./tokens.policy.ts";
import { ApiToken, ApiTokenHash, ApiTokenUse, TokenPolicy } from "./tokens.records.ts";

/** A use within so many milliseconds of the last noted one is not noted again. */
const USED_EVERY = 60_000;
const MOST_KNOWN = 20_000;

export interface BearersDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly people: RowCache<typeof Person>;
  readonly isAccountActive: (account: string) => Promise<boolean>;
  /** Whether the account has a second factor now. */
  readonly hasSecond: (account: string) => Promise<boolean>;
  /** Whether what a connection said still counts. */
  readonly holds: (word: Word) => Promise<boolean>;
  /** Notes a token that there never was. @throws Refusal too_many_attempts */
  readonly noteWrong: (address: string) => Promise<unknown>;
}

export class TokenBearers {
  readonly #d: BearersDeps;
  readonly #hashes: RowCache<typeof ApiTokenHash>;
  readonly #tokens: RowCache<typeof ApiToken>;
  readonly #policies: RowCache<typeof TokenPolicy>;
  readonly #used = new Map<string, number>();
  readonly #listeners = new Set<(company: string) => void>();

  constructor(d: BearersDeps) {
    this.#d = d;
    this.#hashes = new RowCache(d.records, ApiTokenHash);
    this.#tokens = new RowCache(d.records, ApiToken);
    this.#policies = new RowCache(d.records, TokenPolicy);
    d.records.onCommit((_shard, _number, rows) => {
      const changed = rows.filter(({ table, version }) => table === TokenPolicy.name || (table === ApiToken.name && version > 1));
      for (const company of new Set(changed.map(({ key }) => key[0] as string))) for (const listener of this.#listeners) listener(company);
    });
  }

  /** Calls back as soon as tokens of a company may have ended. Sockets listen here. */
  onChange(listener: (company: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Who bears the token now, where he may come from there. @throws Refusal too_many_attempts where many wrong ones came from */
  async authenticate(token: string, origin: Origin): Promise<Actor | undefined> {
    const row = await this.#find(token);
    if (!row) {
      await this.#d.noteWrong(origin.address);
      return undefined;
    }
    const standing = await this.#standing(row, this.#d.clock.now());
    if (!standing || !isFrom(row.networks, origin.address)) return undefined;
    await this.#noteUse(row);
    return {
      account: standing.account ?? row.person,
      session: row.apiToken,
      installationOwner: false,
      ...(await this.#shownBy(row, standing.account)),
      token: {
        id: row.apiToken,
        company: row.company,
        person: row.person,
        teams: row.teams,
        scopes: scopesOf(row),
        expiresAt: endOf(row, await this.mostDays(row.company)),
        asks: "read",
      },
      origin,
    };
  }

  /** What its maker had shown, without using it; undefined for a token that is not good. */
  async look(token: string): Promise<ShownNow | undefined> {
    const row = await this.#find(token);
    const standing = row && (await this.#standing(row, this.#d.clock.now()));
    return standing && this.#shownBy(row, standing.account);
  }

  /** What its maker had shown, as far as he could show it now. A service shows nothing; who may make its tokens had come in. */
  async #shownBy({ kind, company, shown, holder, connection, connectionEpoch }: TokenRow, account: string | null): Promise<ShownNow> {
    if (kind === "service") return { isConfirmed: false, isStrong: true, vouched: company };
    const word = holder && connection ? { holder, connection, epoch: connectionEpoch ?? 0 } : undefined;
    const isGood = word !== undefined && (await this.#d.holds(word));
    const isStrong = shown === "provider" ? isGood : shown === "more" && account !== null && (await this.#d.hasSecond(account));
    return { isConfirmed: false, isStrong, ...(isGood ? { word, ...(holder === company ? { vouched: company } : {}) } : {}) };
  }

  /** Whether the token is still good. @param ahead milliseconds from now, for who can't wait */
  async isAlive(token: string, ahead = 0): Promise<boolean> {
    const row = await this.#find(token);
    return row !== undefined && (await this.#standing(row, this.#d.clock.now() + ahead)) !== undefined;
  }

  async mostDays(company: string): Promise<number> {
    return (await this.#policies.get({ company }))?.mostDays ?? limits.tokenDays.most;
  }

  async #find(token: string): Promise<TokenRow | undefined> {
    const hash = tokenDigest(token);
    const named = await this.#hashes.get({ hash });
    const row = named && (await this.#tokens.get({ company: named.into, apiToken: named.apiToken }));
    return row && equalDigests(row.hash, hash) ? row : undefined;
  }

  /** The person whom a good token acts as. */
  async #standing(row: TokenRow, now: number) {
    if (stateOf(row, await this.mostDays(row.company), now) !== "active") return undefined;
    const person = await this.#d.people.get({ company: row.company, person: row.person });
    if (person?.state !== "active") return undefined;
    if (row.kind === "service") return person.kind === "service" ? person : undefined;
    return person.account !== null && (await this.#d.isAccountActive(person.account)) ? person : undefined;
  }

  /** A store that takes no writes refuses no token for it. */
  async #noteUse({ company, apiToken }: TokenRow): Promise<void> {
    const now = this.#d.clock.now();
    if (now - (this.#used.get(apiToken) ?? Number.NEGATIVE_INFINITY) < USED_EVERY) return;
    if (this.#used.size >= MOST_KNOWN) this.#used.clear();
    this.#used.set(apiToken, now);
    try {
      await this.#d.records.merge([put(ApiTokenUse, { company, apiToken, usedAt: now }, now)]);
    } catch (error) {
      if (!(error instanceof StorageFull || error instanceof StoreUnavailable)) throw error;
    }
  }
}

/** A scope of a later version is none here. */
const scopesOf = ({ scopes }: TokenRow): TokenScope[] => tokenScopes.filter((scope) => scopes.includes(scope));

/** Addresses are few and the same ones: what was read of a list is kept. */
const matchers = new WeakMap<readonly string[], (address: string) => boolean>();
function isFrom(networks: readonly string[], address: string): boolean {
  if (networks.length === 0) return true;
  const matches = matchers.get(networks) ?? networkMatcher(networks.map((one): Network => parseNetwork(one)));
  matchers.set(networks, matches);
  return matches(address);
}

/** A token as people see it. */
export const presentToken = (row: TokenRow, mostDays: number, usedAt: number | null, now: number): z.output<typeof TokenView> => ({
  id: row.apiToken,
  kind: row.kind,
  name: row.name,
  person: row.person,
  by: row.by,
  teams: row.teams,
  scopes: scopesOf(row),
  networks: row.networks,
  createdAt: row.createdAt,
  expiresAt: endOf(row, mostDays),
  usedAt,
  state: stateOf(row, mostDays, now),
});
