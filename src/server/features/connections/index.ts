// What it is: signing in by another server (OpenID Connect, SAML 2.0): connections of companies and of the installation, domains, links with accounts.
// What it is not: sessions, passwords and second factors (accounts/, factors/); what a company asks of those who enter (companies/).
// Where to start: `createConnections` below, then sign-ins.service.ts; oidc.ts and saml/ speak to the provider, ways-out.ts binds the way to the browser.
import type { MailLanguage } from "../../../contract/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import type { Egress } from "../../platform/egress/index.ts";
import { sweepRows } from "../../platform/jobs/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import type { Letters } from "../mail/index.ts";
import { closing } from "./closing.ts";
import { SpentState } from "./connections.records.ts";
import { type ConnectionRoutesParts, connectionRoutes } from "./connections.routes.ts";
import { type ConnectionsParts, ConnectionsService } from "./connections.service.ts";
import { Identities } from "./identities.ts";
import { OidcProviders } from "./oidc.ts";
import { Providers } from "./providers.ts";
import { SamlProviders } from "./saml/saml.provider.ts";
import { samlRoutes } from "./saml/saml.routes.ts";
import { SamlService } from "./saml/saml.service.ts";
import { type SignInsParts, SignInsService } from "./sign-ins.service.ts";
import { WaysOut } from "./ways-out.ts";

export type { RequireAnother } from "./closing.ts";
export { Connection } from "./connections.records.ts";
export type { ConnectionsService } from "./connections.service.ts";
export type { Identities } from "./identities.ts";
export type { ConnectionRow } from "./oidc.ts";
export type { Entered, SignInsService } from "./sign-ins.service.ts";
export { createWords } from "./words.ts";

export type Connections = ReturnType<typeof createConnections>;

export interface ConnectionsDeps
  extends Pick<SignInsParts, "accounts" | "secondWaysOf" | "personIn" | "admit">,
    Pick<ConnectionRoutesParts, "describe" | "companiesOf" | "companyName" | "rule" | "administrators" | "accountsOf" | "hasOtherWay"> {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly egress: Egress;
  readonly letters: Letters;
  /** Confirmed addresses of those who run the company, or the installation. */
  readonly keepersOf: (holder: string) => Promise<readonly { readonly account: string; readonly to: string; readonly language: MailLanguage }[]>;
  /** The origin that links begin with. */
  readonly url: () => string;
}

/** The page of the app to which providers send people back: it hands the answer to `finishConnection` or `finishLink`. */
const BACK = "/login/back";

export function createConnections(d: ConnectionsDeps) {
  const { records, clock, egress } = d;
  const redirectUri = () => `${d.url()}${BACK}`;
  const ways = new WaysOut(records, clock);
  const samlProviders = new SamlProviders({ records, clock, ways, url: d.url });
  const providers = new Providers(new OidcProviders({ egress, clock, redirectUri }), samlProviders);
  const tellLost: ConnectionsParts["tellLost"] = async (holder, { until, source, ...lost }) => {
    const of = { kind: holder === records.installation ? ("installation" as const) : ("company" as const), id: holder };
    const values = { ...lost, host: new URL(d.url()).host, until: String(until) };
    for (const { account, to, language } of await d.keepersOf(holder))
      await d.letters.post({ source: `${source} ${account}`, template: "domain_lost", to, language, values, of });
  };
  const samlAddresses = samlProviders.addresses.bind(samlProviders);
  const connections = new ConnectionsService({ records, clock, egress, providers, redirectUri, samlAddresses, missAnswer: d.accounts.missAnswer, tellLost });
  const saml = new SamlService({ clock, egress, connections, providers: samlProviders });
  const identities = new Identities(records, clock);
  const requireAnother = closing({ ...d, connections });
  const signIns = new SignInsService({ ...d, connections, providers, identities, ways });
  return {
    connections,
    identities,
    signIns,
    requireAnother,
    /** For the company, or for everybody: names of the providers that are switched on and asked by the server itself, and domains that names are asked for. */
    peersOf: async (company: string): Promise<{ readonly providers: readonly string[]; readonly domains: readonly string[] }> => {
      const listed = await Promise.all([company, records.installation].map((holder) => connections.list(holder)));
      const asked = listed.flatMap((one) => one.connections).filter(({ kind, state }) => kind === "oidc" && state === "on");
      return {
        providers: [...new Set(asked.map(({ issuer }) => new URL(issuer).hostname))],
        domains: listed.flatMap(({ domains }) => domains.map(({ name }) => name)),
      };
    },
    routes: [
      ...connectionRoutes({ ...d, installation: records.installation, connections, requireAnother, signIns, identities, ways }),
      ...samlRoutes(saml, BACK),
    ],
    /** Removes states whose time is over, and looks after the domains of these companies: for a schedule, an hour or so apart. */
    async sweep(companies: readonly string[]): Promise<void> {
      await sweepRows(records, SpentState, ({ expiresAt }) => clock.now() >= expiresAt);
      await connections.lookAgain(companies);
    },
  };
}
