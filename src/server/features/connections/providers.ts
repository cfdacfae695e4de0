/** What signing in asks of another server, whichever protocol it speaks. */
import { type Claims, type ConnectionRow, type OidcProviders, ProviderProblem } from "./oidc.ts";
import type { SamlProviders } from "./saml/saml.provider.ts";
import type { Checks } from "./ways-out.ts";

type Spoken = Pick<OidcProviders, "addressFor" | "claimsOf" | "test">;

export class Providers implements Spoken {
  readonly #oidc: OidcProviders;
  readonly #saml: SamlProviders;

  constructor(oidc: OidcProviders, saml: SamlProviders) {
    this.#oidc = oidc;
    this.#saml = saml;
  }

  async addressFor(row: ConnectionRow, checks: Checks, anew: boolean): Promise<string> {
    return this.#of(row).addressFor(row, checks, anew);
  }

  async claimsOf(row: ConnectionRow, answer: string, checks: Checks): Promise<Claims> {
    return this.#of(row).claimsOf(row, answer, checks);
  }

  async test(row: ConnectionRow): Promise<{ keys: number; algorithms: string[] }> {
    return this.#of(row).test(row);
  }

  #of({ kind }: ConnectionRow): Spoken {
    if (kind === "oidc") return this.#oidc;
    if (kind === "saml") return this.#saml;
    throw new ProviderProblem("bad_metadata");
  }
}
