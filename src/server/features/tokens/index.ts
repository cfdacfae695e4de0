// What it is: API tokens: programs that act as a person of one company, for what the token was made and no more.
// What it is not: sessions (accounts/), the check of an endpoint's scope (http/token-grant.ts), the doors that ask for teams (channels/, teams/).
// Where to start: `createTokens` below, then tokens.bearer.ts (who bears it) and tokens.service.ts (making and ending).
import type { z } from "zod";
import type { Account as AccountShape } from "../../../contract/index.ts";
import { isApiToken } from "../../../crypto/index.ts";
import { type Actor, type Authenticator, Refusal } from "../../http/index.ts";
import { type BearersDeps, TokenBearers } from "./tokens.bearer.ts";
import { tokenRoutes } from "./tokens.routes.ts";
import { createTokenService, type TokensDeps } from "./tokens.service.ts";

export { MakeToken, makeToken } from "./tokens.operation.ts";
export { ApiToken, ApiTokenHash } from "./tokens.records.ts";

export interface TokensParts extends Omit<TokensDeps, "bearers">, BearersDeps {
  readonly companyName: (company: string) => Promise<string>;
}
export type Tokens = ReturnType<typeof createTokens>;

export function createTokens(d: TokensParts) {
  const bearers = new TokenBearers(d);
  const service = createTokenService({ ...d, bearers });

  /** What a socket tells its program of whom it acts as: nothing of the account behind a person. */
  async function describe({ account, token }: Actor): Promise<z.output<typeof AccountShape>> {
    const person = token && (await d.people.get({ company: token.company, person: token.person }));
    if (!token || !person) throw new Refusal("token_invalid");
    const { name, role, createdAt } = person;
    const companies = [{ id: token.company, name: await d.companyName(token.company), person: token.person, role }];
    return { id: account, name, email: null, emailConfirmedAt: null, installationOwner: false, createdAt, companies };
  }

  return {
    service,
    describe,
    isAlive: (token: string, ahead?: number) => bearers.isAlive(token, ahead),
    look: (token: string) => bearers.look(token),
    onChange: (listener: (company: string) => void) => bearers.onChange(listener),
    /** Asks about API tokens here and about all others there. */
    beside:
      (authenticate: Authenticator["authenticate"]): Authenticator["authenticate"] =>
      (token, origin) =>
        isApiToken(token) ? bearers.authenticate(token, origin) : authenticate(token, origin),
    routes: tokenRoutes({ service, companyName: d.companyName }),
    sweep: service.sweep,
  };
}
