/** What a token leaves of its person's rights. The kind of call is checked here, once; the doors of channels and teams ask the rest. */
import type { Endpoint, TokenAccess, TokenScope } from "../../contract/index.ts";
import { Refusal } from "./refusal.ts";

export interface TokenGrant {
  readonly id: string;
  readonly company: string;
  /** As whom it acts. */
  readonly person: string;
  /** null: the whole company. */
  readonly teams: readonly string[] | null;
  readonly scopes: readonly TokenScope[];
  readonly expiresAt: number;
  /** What the call under way does. */
  readonly asks: TokenAccess;
}

interface Bearer {
  readonly token?: TokenGrant;
}

/** The actor for this endpoint. @throws Refusal out_of_scope for a token that was made for something else */
export function forEndpoint<A extends Bearer>(actor: A, { token: need }: Endpoint): A {
  const { token } = actor;
  if (!token || need === "any") return actor;
  if (!need) throw new Refusal("out_of_scope");
  requireScope(token, `${need.noun}:${need.access}`);
  return { ...actor, token: { ...token, asks: need.access } };
}

/** Writing does not include reading: whoever may not read a noun that he writes is not answered by what it says, in a direct message neither. */
export function mayReadReply({ token }: Bearer, { token: need }: Endpoint): boolean {
  if (!token || !need || need === "any" || need.access === "read") return true;
  return ([need.noun, "directs"] as const).every((noun) => !hasScope(token, `${noun}:write`) || hasScope(token, `${noun}:read`));
}

/** @throws Refusal out_of_scope, which names the scope */
export function requireScope(token: TokenGrant | undefined, scope: TokenScope): void {
  if (!hasScope(token, scope)) throw new Refusal("out_of_scope", { fields: [{ path: "headers.authorization", problem: scope }] });
}

/** Whoever comes without a token has all of it. */
export const hasScope = (token: TokenGrant | undefined, scope: TokenScope): boolean => token === undefined || token.scopes.includes(scope);

/** What belongs to a team, or to none. */
export const reachesTeam = ({ token }: Bearer, team: string | null): boolean => !token || token.teams === null || (team !== null && token.teams.includes(team));

/** Direct messages belong to no team, and only to tokens that were made for them. */
export const reachesDirects = ({ token }: Bearer): boolean => !token || (token.teams === null && hasScope(token, `directs:${token.asks}`));
