import { tokens as contract } from "../../../contract/index.ts";
import { accountRoute, done, personRoute, Refusal, type Route } from "../../http/index.ts";
import type { TokenService } from "./tokens.service.ts";

export interface TokenRoutesDeps {
  readonly service: TokenService;
  readonly companyName: (company: string) => Promise<string>;
}

export const tokenRoutes = ({ service, companyName }: TokenRoutesDeps): Route[] => [
  accountRoute(contract.describeToken, async ({ token }) => {
    if (!token) throw new Refusal("token_not_found");
    const [own, name] = await Promise.all([service.one(token.company, token.id), companyName(token.company)]);
    return { ...own, company: { id: token.company, name } };
  }),
  personRoute(contract.listMyTokens, (actor) => service.listMine(actor)),
  personRoute(contract.createToken, (actor, { body, operation }) => service.create(actor, body, operation)),
  personRoute(contract.revokeToken, async (actor, { params, operation }) => {
    await service.revoke(actor, params.token, operation);
    return done;
  }),
  personRoute(contract.listTokens, (actor) => service.list(actor)),
  personRoute(contract.createServiceToken, (actor, { body, operation }) => service.createForService(actor, body, operation)),
  personRoute(contract.setTokenPolicy, (actor, { body, operation }) => service.setPolicy(actor, body.mostDays, operation)),
];
