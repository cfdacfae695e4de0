import type { z } from "zod";
import { connections as contract, type SignInWay } from "../../../contract/index.ts";
import { accountRoute, done, type Operation, type PersonActor, personRoute, publicRoute, Refusal, type Route } from "../../http/index.ts";
import type { Egress } from "../../platform/egress/index.ts";
import type { AccountView } from "../accounts/index.ts";
import type { RequireAnother } from "./closing.ts";
import type { ConnectionsService } from "./connections.service.ts";
import type { Identities } from "./identities.ts";
import type { SignInsService } from "./sign-ins.service.ts";
import type { WaysOut } from "./ways-out.ts";

/** Active people with their accounts, and after whom the next page begins. */
interface AccountsPage {
  readonly accounts: readonly { readonly person: string; readonly account: string }[];
  readonly next: string | null;
}

export interface ConnectionRoutesParts {
  readonly installation: string;
  readonly connections: ConnectionsService;
  readonly signIns: SignInsService;
  readonly identities: Identities;
  readonly ways: WaysOut;
  readonly egress: Egress;
  readonly describe: (account: string, reach: string | undefined) => Promise<AccountView>;
  readonly companiesOf: (account: string) => Promise<readonly { readonly id: string; readonly name: string }[]>;
  readonly companyName: (company: string) => Promise<string | undefined>;
  readonly rule: {
    readonly get: (company: string) => Promise<{ readonly required: boolean; readonly breakGlass: string[] }>;
    readonly set: (actor: PersonActor, required: boolean, breakGlass: readonly string[], operation: Operation) => Promise<void>;
  };
  /** People of the company who are its active administrators. */
  readonly administrators: (company: string, people: readonly string[]) => Promise<readonly string[]>;
  readonly requireAnother: RequireAnother;
  /** Everybody who is in the company now. */
  readonly accountsOf: (company: string, after: string | undefined, limit: number) => Promise<AccountsPage>;
  /** Whether the account can still sign in without its links: by a password or a passkey. */
  readonly hasOtherWay: (account: string) => Promise<boolean>;
}

type Way = z.output<typeof SignInWay>;

export function connectionRoutes(p: ConnectionRoutesParts): Route[] {
  return [...signInRoutes(p), ...linkRoutes(p), ...companyRoutes(p), ...installationRoutes(p)];
}

function signInRoutes({ installation, connections, signIns, ways, describe, companyName }: ConnectionRoutesParts): Route[] {
  const offered = async (holders: readonly string[]): Promise<Way[]> => (await Promise.all(holders.map((one) => connections.ways(one)))).flat();
  return [
    publicRoute(contract.listSignInWays, async () => ({ ways: await offered([installation]) })),

    publicRoute(contract.findSignInWays, async (_actor, { body }) => {
      if ("email" in body) return { company: null, ways: await offered(await connections.holdersOf(body.email)) };
      const found = await offered([body.company]);
      // A company that offers nothing is as good as none.
      return { company: found.length > 0 ? ((await companyName(body.company)) ?? null) : null, ways: found };
    }),

    publicRoute(contract.startConnection, async (_actor, { body, binding: standing, setBinding, origin }) => {
      const { binding, expiresAt } = ways.binding(standing);
      const url = await signIns.start(body, binding, origin);
      setBinding(binding, expiresAt);
      return { url };
    }),

    publicRoute(contract.finishConnection, async (before, { body: { answer }, setSession, ...call }) => {
      const { token, expiresAt, account, ways: second, reach } = await signIns.finish(answer, call, before);
      if (second.length > 0) return { state: "second_factor" as const, ticket: token, ways: [...second], expiresAt };
      setSession(token, expiresAt);
      return { state: "signed_in" as const, account: await describe(account, reach) };
    }),
  ];
}

function linkRoutes({ installation, connections, signIns, identities, ways, companiesOf, hasOtherWay }: ConnectionRoutesParts): Route[] {
  return [
    accountRoute(contract.listIdentities, async ({ account }) => {
      const [linked, companies] = await Promise.all([identities.list(account), companiesOf(account)]);
      const possible = await signIns.waysOut([installation, ...companies.map(({ id }) => id)]);
      const shown = linked.map(async ({ holder, connection, email, linkedAt, usedAt }) => {
        const row = await connections.find(holder, connection);
        return { connection, name: row?.name ?? "", brand: row?.brand ?? ("other" as const), email, linkedAt, usedAt };
      });
      const open = possible.filter(({ connection }) => linked.every((one) => one.connection !== connection));
      return { identities: await Promise.all(shown), ways: open };
    }),

    accountRoute(contract.startLink, async (actor, { body, binding: standing, setBinding }) => {
      const { binding, expiresAt } = ways.binding(standing);
      const url = await signIns.start(body, binding, actor.origin, actor.session);
      setBinding(binding, expiresAt);
      return { url };
    }),

    accountRoute(contract.finishLink, async (actor, { body: { answer }, ...call }) => {
      await signIns.link(answer, actor, call);
      return done;
    }),

    accountRoute(contract.unlink, async ({ account }, { params: { connection }, operation }) => {
      const linked = await identities.list(account);
      const isOnly = linked.every((one) => one.connection === connection);
      if (linked.length > 0 && isOnly && !(await hasOtherWay(account))) throw new Refusal("last_way_in");
      await identities.unlink(account, connection, operation);
      return done;
    }),
  ];
}

function companyRoutes({ connections, identities, rule, administrators, accountsOf, requireAnother }: ConnectionRoutesParts): Route[] {
  return [
    personRoute(contract.listConnections, async ({ company }, { query }) => {
      const people: { person: string; connection: string; usedAt: number | null }[] = [];
      const { accounts, next } = await accountsOf(company, query.after, query.limit);
      for (const { person, account } of accounts) {
        for (const { holder, connection, usedAt } of await identities.list(account)) if (holder === company) people.push({ person, connection, usedAt });
      }
      return { ...(await connections.list(company)), rule: await rule.get(company), people, next };
    }),
    personRoute(contract.createConnection, ({ company }, { body, operation }) => connections.create(company, body, operation)),
    personRoute(contract.changeConnection, async ({ company }, { params, body, operation }) => {
      if (body.state === "off") await requireAnother(company, params.connection);
      return connections.change(company, params.connection, body, operation);
    }),
    personRoute(contract.testConnection, ({ company }, { params }) => connections.test(company, params.connection)),
    personRoute(contract.removeConnection, async ({ company }, { params, operation }) => {
      await requireAnother(company, params.connection);
      await connections.remove(company, params.connection, operation);
      return done;
    }),
    personRoute(contract.addDomain, ({ company }, { body, operation }) => connections.addDomain(company, body.name, operation)),
    personRoute(contract.verifyDomain, ({ company }, { params, operation }) => connections.verifyDomain(company, params.domain, operation)),
    personRoute(contract.removeDomain, async ({ company }, { params, operation }) => {
      await connections.removeDomain(company, params.domain, operation);
      return done;
    }),
    personRoute(contract.setSignInRule, async (actor, { body: { required, breakGlass }, operation }) => {
      const known = await administrators(actor.company, breakGlass);
      if (known.length < breakGlass.length) throw new Refusal("person_not_found");
      // Nobody could come in to mend a connection that fails.
      if (required && (breakGlass.length === 0 || (await connections.ways(actor.company)).length === 0)) throw new Refusal("last_way_in");
      await rule.set(actor, required, breakGlass, operation);
      return rule.get(actor.company);
    }),
  ];
}

function installationRoutes({ installation, connections, egress }: ConnectionRoutesParts): Route[] {
  return [
    accountRoute(contract.listInstallationConnections, () => connections.list(installation)),
    accountRoute(contract.createInstallationConnection, (_actor, { body, operation }) => connections.create(installation, body, operation)),
    accountRoute(contract.changeInstallationConnection, (_actor, { params, body, operation }) =>
      connections.change(installation, params.connection, body, operation),
    ),
    accountRoute(contract.testInstallationConnection, (_actor, { params }) => connections.test(installation, params.connection)),
    accountRoute(contract.removeInstallationConnection, async (_actor, { params, operation }) => {
      await connections.remove(installation, params.connection, operation);
      return done;
    }),
    accountRoute(contract.addInstallationDomain, (_actor, { body, operation }) => connections.addDomain(installation, body.name, operation)),
    accountRoute(contract.verifyInstallationDomain, (_actor, { params, operation }) => connections.verifyDomain(installation, params.domain, operation)),
    accountRoute(contract.removeInstallationDomain, async (_actor, { params, operation }) => {
      await connections.removeDomain(installation, params.domain, operation);
      return done;
    }),
    accountRoute(contract.listEgress, async () => ({ peers: await egress.ledger.peers() })),
  ];
}
