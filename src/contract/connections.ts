/** Signing in by another server that says who somebody is (OpenID Connect Core 1.0): connections of a company or of the installation, domains, links. */
import { z } from "zod";
import { SignedIn } from "./accounts.ts";
import { Counter, Done, Id, Instant, limits, plainText, queryCounter, shortText } from "./common.ts";
import { account, administrator, anybody, endpoint, owner } from "./define.ts";
import { egressPurposes } from "./egress.ts";
import type { Access } from "./endpoint.ts";

const company = z.object({ company: Id });

export const connectionKinds = ["oidc", "saml", "ldap"] as const;
export const connectionBrands = ["google", "microsoft", "other"] as const;
export const connectionStates = ["draft", "on", "off"] as const;

/** What a sign-in page offers. */
export const SignInWay = z.object({
  /** The company, or the installation. */
  holder: Id,
  connection: Id,
  kind: z.enum(connectionKinds),
  brand: z.enum(connectionBrands),
  name: z.string(),
});

const Newcomers = z.enum(["guest", "member"]);
const Issuer = plainText(500).trim().refine(isIssuer, "issuer");
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return ["https:", "http:"].includes(protocol) && username + password + search + hash === "";
}

export const ConnectionSettings = z.object({
  name: shortText(limits.name),
  brand: z.enum(connectionBrands),
  /** Where `/.well-known/openid-configuration` stands below. */
  issuer: Issuer,
  clientId: shortText(300),
  /** Microsoft's tenants that are let in, where the issuer is `common` or `organizations`. */
  tenants: z.array(Id).max(50).default([]),
  /** Role of who comes for the first time; null: only who has an account already. */
  newcomers: Newcomers.nullable().default(null),
  /** Whether a second factor that was shown there counts here. */
  trustsMfa: z.boolean().default(false),
  /** Names of groups there, and what newcomers in them become. */
  groups: z
    .array(z.object({ group: shortText(200), role: Newcomers }))
    .max(50)
    .default([]),
});
/** Written, never read. */
const secret = plainText(1000);

/** What can be wrong with a directory besides. */
export const directoryProblems = [
  "no_tls",
  "tls_failed",
  "bad_reply",
  "cut_off",
  "bind_refused",
  "search_refused",
  "referred",
  "service_account",
  "several",
  "no_id",
  "bad_filter",
  "brake_empty",
  "brake_many",
] as const;

/** What can be wrong with an answer or a provider, for administrators. */
export const connectionProblems = [
  "unreachable",
  "not_public",
  "not_tls",
  "unknown_name",
  "too_slow",
  "too_large",
  "bad_certificate",
  "redirected",
  "bad_metadata",
  "wrong_issuer",
  "no_algorithm",
  "bad_keys",
  "refused_there",
  "bad_answer",
  "bad_token",
  "tenant",
  "domain",
  "email_unverified",
  "nobody",
  "link_first",
  "disabled",
  "already_linked",
  "not_base64",
  "not_xml",
  "forbidden_xml",
  "not_a_response",
  "not_metadata",
  "encrypted",
  "assertion_count",
  "duplicate_id",
  "unsigned",
  "signature_shape",
  "algorithm",
  "bad_signature",
  "destination",
  "recipient",
  "unsolicited",
  "other_request",
  "expired",
  "not_yet_valid",
  "confirmation",
  "audience",
  "replayed",
  "no_subject",
  ...directoryProblems,
] as const;
const Problem = z.enum(connectionProblems);

export const Connection = ConnectionSettings.extend({
  id: Id,
  kind: z.enum(connectionKinds),
  state: z.enum(connectionStates),
  /** Of a SAML provider its entity id. */
  issuer: z.string(),
  /** Empty where the protocol knows none. */
  clientId: z.string(),
  hasSecret: z.boolean(),
  /** Of a SAML connection: what both sides tell each other. */
  saml: z
    .object({
      /** Ours; also the address of our metadata. */
      entityId: z.string(),
      /** Where the provider has answers posted. */
      acs: z.string(),
      /** Where the provider is asked. */
      entryPoint: z.string(),
      /** The provider's: an answer may be signed by each of them. */
      certificates: z.array(z.object({ subject: z.string(), fingerprint: z.string(), notAfter: Instant })),
      /** When the key ends by which our questions are signed. */
      ownCertificateEnds: Instant,
    })
    .nullable(),
  createdAt: Instant,
  /** The latest first; `about` is the e-mail address that came, where one did. */
  problems: z.array(z.object({ at: Instant.describe("when it last was so"), code: Problem, about: z.string(), count: Counter })),
});

export const Domain = z.object({
  /** Names it in addresses. */
  id: z.string(),
  name: z.string(),
  state: z.enum(["pending", "verified"]),
  /** The DNS does not say it any more: until when it counts. */
  until: Instant.nullable(),
  /** The TXT record that shows whose it is. */
  record: z.object({ name: z.string(), text: z.string() }),
});

const Listing = z.object({
  connections: z.array(Connection),
  domains: z.array(Domain),
  /** To be told to the provider. */
  redirectUri: z.string(),
});

const Rule = z.object({ required: z.boolean(), breakGlass: z.array(Id) });

/** A connection belongs to a company or to the installation; what can be done with either is the same. */
function familyOf<P extends z.ZodObject, C extends z.ZodObject, D extends z.ZodObject>(
  base: string,
  whose: string,
  access: Access,
  { params, connection, domain }: { readonly params: P; readonly connection: C; readonly domain: D },
) {
  return {
    create: endpoint("POST", `${base}/connections`, `Makes a sign-in connection of ${whose}, switched off.`, access, {
      confirmed: true,
      secret: true,
      params,
      body: ConnectionSettings.extend({ clientSecret: secret.default("") }),
      audit: { action: "connection.create", details: ["brand", "newcomers", "trustsMfa"] },
      reply: Connection,
    }),
    change: endpoint("PATCH", `${base}/connections/:connection`, `Changes a sign-in connection of ${whose}.`, access, {
      confirmed: true,
      secret: true,
      params: connection,
      body: z.object({ ...optional(ConnectionSettings.shape), clientSecret: secret.optional(), state: z.enum(["on", "off"]).optional() }),
      audit: { action: "connection.change", object: "connection", details: ["state", "newcomers", "trustsMfa"] },
      reply: Connection,
    }),
    remove: endpoint("DELETE", `${base}/connections/:connection`, `Removes a sign-in connection of ${whose}; sessions that it began end.`, access, {
      confirmed: true,
      params: connection,
      audit: { action: "connection.remove", object: "connection" },
      reply: Done,
    }),
    test: endpoint("POST", `${base}/connections/:connection/test`, `Asks the provider of a connection of ${whose}, and says what is wrong.`, access, {
      params: connection,
      reply: z.object({ problem: Problem.nullable(), keys: Counter, algorithms: z.array(z.string()) }),
    }),
    addDomain: endpoint("POST", `${base}/domains`, `Names a domain of ${whose}; it counts once the DNS says so.`, access, {
      confirmed: true,
      params,
      body: z.object({ name: plainText(253).trim().toLowerCase().refine(isDomain, "domain") }),
      audit: { action: "domain.add" },
      reply: Domain,
    }),
    verifyDomain: endpoint("POST", `${base}/domains/:domain/verify`, `Looks for the TXT record of a domain of ${whose}.`, access, {
      params: domain,
      audit: { action: "domain.verify" },
      reply: Domain,
    }),
    removeDomain: endpoint("DELETE", `${base}/domains/:domain`, `Forgets a domain of ${whose}.`, access, {
      confirmed: true,
      params: domain,
      audit: { action: "domain.remove" },
      reply: Done,
    }),
  };
}

/** The same fields, each of which may be left out: none falls back to what it usually is. */
function optional(shape: typeof ConnectionSettings.shape) {
  const { name, brand, issuer, clientId, tenants, newcomers, trustsMfa, groups } = shape;
  return {
    name: name.optional(),
    brand: brand.optional(),
    issuer: issuer.optional(),
    clientId: clientId.optional(),
    tenants: tenants.unwrap().optional(),
    newcomers: newcomers.unwrap().optional(),
    trustsMfa: trustsMfa.unwrap().optional(),
    groups: groups.unwrap().optional(),
  };
}

function isDomain(name: string): boolean {
  return /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(name);
}

const connection = z.object({ connection: Id });
const domain = z.object({ domain: plainText(60) });
const ofCompany = familyOf("/api/companies/:company", "the company", administrator, {
  params: company,
  connection: company.extend(connection.shape),
  domain: company.extend(domain.shape),
});
const ofInstallation = familyOf("/api", "the installation", owner, { params: z.object({}), connection, domain });

const way = z.object({ holder: Id, connection: Id });
/** What the provider sent the browser back with: the query of the address. */
const answer = plainText(8000).min(1);

export const connections = {
  listSignInWays: endpoint("GET", "/api/sign-in-ways", "By which other servers one can sign in.", anybody("says what the sign-in page shows"), {
    reply: z.object({ ways: z.array(SignInWay) }),
  }),
  findSignInWays: endpoint(
    "POST",
    "/api/sign-in-ways/find",
    "By which other servers one can sign in to a company, or with an e-mail address of a domain.",
    anybody("names what lets in by the address of a company or by a domain of its own, and nothing else"),
    {
      body: z.union([z.strictObject({ company: Id }), z.strictObject({ email: plainText(320) })]),
      reply: z.object({ company: z.string().nullable(), ways: z.array(SignInWay) }),
    },
  ),
  startConnection: endpoint(
    "POST",
    "/api/sign-in/start",
    "Where to go to sign in by another server.",
    anybody("gives an address that opens nothing by itself"),
    {
      body: way.extend({ /** Asks the provider to have the person show who he is, whoever is signed in there. */ anew: z.boolean().default(false) }),
      reply: z.object({ url: z.string() }),
    },
  ),
  finishConnection: endpoint(
    "POST",
    "/api/sign-in/finish",
    "Ends a sign-in by another server with what it sent back; sets the session cookie.",
    anybody("an answer of the provider to this browser's own question, used once"),
    { secret: true, body: z.object({ answer }), audit: { action: "session.start" }, reply: SignedIn },
  ),
  listIdentities: endpoint("GET", "/api/account/identities", "By which other servers this account can sign in, and by which it could.", account, {
    reply: z.object({
      identities: z.array(
        z.object({
          connection: Id,
          name: z.string(),
          brand: z.enum(connectionBrands),
          email: z.string().nullable(),
          linkedAt: Instant,
          usedAt: Instant.nullable(),
        }),
      ),
      ways: z.array(SignInWay),
    }),
  }),
  startLink: endpoint("POST", "/api/account/identities/start", "Where to go to link this account with another server's.", account, {
    confirmed: true,
    body: way,
    reply: z.object({ url: z.string() }),
  }),
  finishLink: endpoint("POST", "/api/account/identities/finish", "Links this account with who the other server says it is.", account, {
    confirmed: true,
    secret: true,
    body: z.object({ answer }),
    audit: { action: "identity.link" },
    reply: Done,
  }),
  unlink: endpoint("DELETE", "/api/account/identities/:connection", "Ends a link; the last way to sign in stays.", account, {
    confirmed: true,
    params: connection,
    audit: { action: "identity.unlink", object: "connection" },
    reply: Done,
  }),
  listConnections: endpoint(
    "GET",
    "/api/companies/:company/connections",
    "The company's sign-in connections, domains and rule, and a page of who has come in by them; `after` is a person's id.",
    administrator,
    {
      params: company,
      query: z.object({ after: Id.optional(), limit: queryCounter.max(100).default(100) }),
      reply: Listing.extend({
        rule: Rule,
        /** Who has come in by them, of so many people as the page looks at. */
        people: z.array(z.object({ person: Id, connection: Id, usedAt: Instant.nullable() })),
        /** After whom the next page begins. */
        next: Id.nullable(),
      }),
    },
  ),
  createConnection: ofCompany.create,
  changeConnection: ofCompany.change,
  removeConnection: ofCompany.remove,
  testConnection: ofCompany.test,
  addDomain: ofCompany.addDomain,
  verifyDomain: ofCompany.verifyDomain,
  removeDomain: ofCompany.removeDomain,
  setSignInRule: endpoint("PUT", "/api/companies/:company/sign-in-rule", "Whether only the company's own connections let in.", administrator, {
    confirmed: true,
    params: company,
    body: z.object({ required: z.boolean(), breakGlass: z.array(Id).max(20) }),
    audit: { action: "company.security", object: "company", details: ["required", "breakGlass"] },
    reply: Rule,
  }),
  listInstallationConnections: endpoint("GET", "/api/connections", "The installation's sign-in connections and domains. Installation owners.", owner, {
    reply: Listing,
  }),
  createInstallationConnection: ofInstallation.create,
  changeInstallationConnection: ofInstallation.change,
  removeInstallationConnection: ofInstallation.remove,
  testInstallationConnection: ofInstallation.test,
  addInstallationDomain: ofInstallation.addDomain,
  verifyInstallationDomain: ofInstallation.verifyDomain,
  removeInstallationDomain: ofInstallation.removeDomain,
  listEgress: endpoint("GET", "/api/egress", "With which other servers this one spoke, how often and when last. Installation owners.", owner, {
    reply: z.object({
      peers: z.array(z.object({ host: z.string(), port: Counter, purpose: z.enum(egressPurposes), connections: Counter, refused: Counter, lastAt: Instant })),
    }),
  }),
};
