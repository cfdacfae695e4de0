import { z } from "zod";
import { limits, shortText, tokenScopes } from "../../../contract/index.ts";
import { operationId } from "../../../crypto/index.ts";
import type { Companies } from "../companies/index.ts";
import type { TokenService } from "./tokens.service.ts";

export const MakeToken = z.strictObject({
  company: shortText(limits.name),
  name: shortText(limits.name),
  scopes: z.array(z.enum(tokenScopes as [(typeof tokenScopes)[number], ...typeof tokenScopes])).min(1),
  /** Names of teams; null: the whole company. */
  teams: z.array(z.string().min(1).max(limits.name)).min(1).max(50).nullable(),
  days: z.number().int().min(1).max(limits.tokenDays.most),
  networks: z.array(z.string().max(50)).max(20),
});

export interface TokenOperationDeps {
  readonly companies: Pick<Companies, "named">;
  readonly teamNamed: (company: string, name: string) => Promise<string | undefined>;
  readonly tokens: { readonly service: Pick<TokenService, "makeForService"> };
}

class NotThere extends Error {
  override readonly name = "NotThere";
  readonly code: "company_not_found" | "team_not_found";
  constructor(code: NotThere["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** `bastide token create`: a new service and its token, which is shown once. */
export async function makeToken(d: TokenOperationDeps, { company: named, teams: wanted, ...rest }: z.output<typeof MakeToken>) {
  const company = await d.companies.named(named);
  if (company === undefined) throw new NotThere("company_not_found", `There is no company "${named}".`);
  const teams: string[] = [];
  for (const name of wanted ?? []) {
    const team = await d.teamNamed(company, name);
    if (team === undefined) throw new NotThere("team_not_found", `There is no team "${name}" in ${named}.`);
    teams.push(team);
  }
  const token = { ...rest, teams: wanted && teams, service: null };
  const { value, person, expiresAt } = await d.tokens.service.makeForService(company, token, null, { id: operationId(), digest: null });
  return { token: value, company, person, expiresAt };
}
