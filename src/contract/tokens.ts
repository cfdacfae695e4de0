/** API tokens: what programs show in place of a session, `Authorization: Bearer bst_…` (RFC 6750). */
import { z } from "zod";
import { Counter, Done, Id, Instant, limits, plainText, shortText } from "./common.ts";
import { account, administrator, endpoint, guest } from "./define.ts";
import { type TokenAccess, type TokenScope, tokenNouns } from "./endpoint.ts";

const company = z.object({ company: Id });

const accesses: readonly TokenAccess[] = ["read", "write"];
export const tokenScopes: readonly TokenScope[] = tokenNouns.flatMap((noun) => accesses.map((access): TokenScope => `${noun}:${access}`));
const Scope = z.enum(tokenScopes as readonly [TokenScope, ...TokenScope[]]);

export const ApiToken = z.object({
  id: Id,
  /** personal: acts as who made it · service: acts as a person of its own, whom nobody can sign in as */
  kind: z.enum(["personal", "service"]),
  name: z.string(),
  /** As whom it acts. */
  person: Id,
  /** Who made it; null: the operator, on the command line. */
  by: Id.nullable(),
  /** null: the whole company. */
  teams: z.array(Id).nullable(),
  scopes: z.array(Scope),
  /** From where it may be used; empty: from everywhere. */
  networks: z.array(z.string()),
  createdAt: Instant,
  expiresAt: Instant,
  /** To a minute. */
  usedAt: Instant.nullable(),
  state: z.enum(["active", "expired", "revoked"]),
});

const NewToken = z.object({
  name: shortText(limits.name),
  /** null: the whole company. With a list it sees nothing but those teams' channels, and no direct messages. */
  teams: z.array(Id).min(1).max(50).nullable().default(null),
  scopes: z.array(Scope).min(1).max(tokenScopes.length),
  days: z.number().int().min(1).max(limits.tokenDays.most).default(limits.tokenDays.usual),
  /** Addresses and ranges such as `192.0.2.0/24`. */
  networks: z.array(plainText(50)).max(20).default([]),
});

/** The value itself is in this reply and nowhere else. */
const Made = ApiToken.extend({ value: z.string() });
const List = z.object({ tokens: z.array(ApiToken), mostDays: Counter });

/** What is told of the reply to a token that may write something and not read it: that it is done, and which one it is. */
export const Written = z.object({ done: z.literal(true), id: z.string(), ref: z.string(), version: z.number() }).partial();

export const tokens = {
  describeToken: endpoint("GET", "/api/token", "The token that this request bears: as whom it acts, where, and for what.", account, {
    token: "any",
    reply: ApiToken.extend({ company: z.object({ id: Id, name: z.string() }) }),
  }),
  listMyTokens: endpoint("GET", "/api/companies/:company/tokens/mine", "The caller's own tokens in this company, newest first; never their values.", guest, {
    params: company,
    reply: List,
  }),
  createToken: endpoint("POST", "/api/companies/:company/tokens", "Makes a token that acts as the caller in this company. Shown once.", guest, {
    confirmed: true,
    params: company,
    body: NewToken,
    audit: { action: "token.make", details: ["teams", "scopes", "days", "networks"] },
    reply: Made,
  }),
  revokeToken: endpoint("DELETE", "/api/companies/:company/tokens/:token", "Ends a token at once: the caller's own, for administrators any.", guest, {
    params: company.extend({ token: Id }),
    audit: { action: "token.revoke", object: "token" },
    reply: Done,
  }),
  listTokens: endpoint("GET", "/api/companies/:company/tokens", "All tokens of the company, newest first; never their values.", administrator, {
    params: company,
    reply: List,
  }),
  createServiceToken: endpoint(
    "POST",
    "/api/companies/:company/service-tokens",
    "Makes a token that acts as a service: a new one with the token's name, or one that is there. Shown once.",
    administrator,
    {
      confirmed: true,
      params: company,
      body: NewToken.extend({ service: Id.nullable().default(null) }),
      audit: { action: "token.make", details: ["teams", "scopes", "days", "networks"] },
      reply: Made,
    },
  ),
  setTokenPolicy: endpoint(
    "PUT",
    "/api/companies/:company/token-policy",
    "How many days a token is good at most, those that there are included.",
    administrator,
    {
      confirmed: true,
      params: company,
      body: z.object({ mostDays: z.number().int().min(1).max(limits.tokenDays.most) }),
      audit: { action: "token.policy", object: "company", details: ["mostDays"] },
      reply: z.object({ mostDays: Counter }),
    },
  ),
};
