/** A provider of OpenID Connect: its metadata, where to send a browser, and what its answer says (OpenID Connect Core 1.0, RFC 9207, RFC 9700). */
import * as oidc from "openid-client";
import { z } from "zod";
import type { connectionProblems } from "../../../contract/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { type Egress, EgressRefused } from "../../platform/egress/index.ts";
import type { Stored } from "../../platform/records/sealed.ts";
import type { Connection } from "./connections.records.ts";
import type { Checks } from "./ways-out.ts";

export type Problem = (typeof connectionProblems)[number];
export type ConnectionRow = Stored<typeof Connection>;

/** What is wrong with a provider or its answer; for administrators, never for strangers. */
export class ProviderProblem extends Error {
  override readonly name = "ProviderProblem";
  readonly code: Problem;
  readonly about: string;

  constructor(code: Problem, about = "") {
    super(code);
    this.code = code;
    this.about = about;
  }
}

/** Who somebody is there. */
export interface Claims {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  /** Null where the provider does not say that it is his. */
  readonly email: string | null;
  readonly groups: readonly string[];
  /** Whether the provider says that it asked for a second factor. */
  readonly hasSecond: boolean;
  /** When he last showed there who he is, in milliseconds since the epoch; null where the provider does not say. */
  readonly authenticatedAt: number | null;
}

/** Signatures of a key pair. Not `none`, and no HMAC: that would make a password of the client's secret. */
const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];
/** Seconds that a provider's clock may be off. */
const SKEW = 60;
/** Milliseconds that metadata are good. */
const FRESH = 600_000;
const TENANT = "{tenantid}";

const text = z.string().max(2000);
const Metadata = z.object({
  issuer: text,
  authorization_endpoint: text,
  token_endpoint: text,
  jwks_uri: text,
  userinfo_endpoint: text.optional(),
  id_token_signing_alg_values_supported: z.array(text).max(50).optional(),
  token_endpoint_auth_methods_supported: z.array(text).max(20).optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});
type Metadata = z.output<typeof Metadata>;

const IdToken = z.object({
  sub: z.string().min(1).max(255),
  iss: text,
  iat: z.number(),
  auth_time: z.number().nonnegative().optional().catch(undefined),
  azp: z.unknown().optional(),
  tid: z.unknown().optional(),
  hd: z.unknown().optional(),
  name: z.unknown().optional(),
  email: z.unknown().optional(),
  email_verified: z.unknown().optional(),
  xms_edov: z.unknown().optional(),
  groups: z.unknown().optional(),
  roles: z.unknown().optional(),
  amr: z.unknown().optional(),
});

export interface OidcDeps {
  readonly egress: Egress;
  readonly clock: Clock;
  readonly redirectUri: () => string;
}

export class OidcProviders {
  readonly #d: OidcDeps;
  readonly #known = new Map<string, { readonly metadata: Metadata; readonly at: number }>();

  constructor(deps: OidcDeps) {
    this.#d = deps;
  }

  /** The address to which the browser goes. @param anew whether the person is to show there who he is, whoever is signed in @throws ProviderProblem */
  async addressFor(connection: ConnectionRow, { state, nonce, challenge }: Checks, anew: boolean): Promise<string> {
    const config = this.#configuration(connection, await this.#metadata(connection));
    const domainHint = connection.brand === "google" ? { prompt: "select_account" } : {};
    return oidc.buildAuthorizationUrl(config, {
      redirect_uri: this.#d.redirectUri(),
      scope: "openid email profile",
      response_type: "code",
      state,
      nonce,
      code_challenge: challenge,
      code_challenge_method: "S256",
      ...domainHint,
      // With it the token says when that was (OpenID Connect Core 1.0, 3.1.2.1).
      ...(anew ? { max_age: "0" } : {}),
    }).href;
  }

  /** Exchanges the answer for who it is. @param answer the query with which the browser came back @throws ProviderProblem */
  async claimsOf(connection: ConnectionRow, answer: string, { state, nonce, verifier }: Checks): Promise<Claims> {
    const metadata = await this.#metadata(connection);
    const back = new URL(`${this.#d.redirectUri()}?${answer}`);
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
    const exchange = async (issuer: string, fetch: oidc.CustomFetch) => {
      const config = this.#configuration(connection, { ...metadata, issuer }, fetch);
      const tokens = await oidc.authorizationCodeGrant(config, back, checks);
      const claims = tokens.claims();
      // Many put only the subject into the token; the rest is asked for, and has to be of the same subject.
      if (!claims || claims.email !== undefined || !metadata.userinfo_endpoint) return claims;
      return { ...(await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims };
    };
    try {
      const claims = metadata.issuer.includes(TENANT) ? await this.#inTenant(connection, metadata, exchange) : await exchange(metadata.issuer, this.#fetch);
      return this.#judged(connection, IdToken.parse(claims));
    } catch (error) {
      throw problemOf(error);
    }
  }

  /**
   * For providers whose issuer names the tenant: the token says which one it is of, and has to be one that is let in. Only then is it
   * checked as that tenant's own; the answer of the token endpoint, which comes once, is kept from the first look to the second.
   */
  async #inTenant<T>(connection: ConnectionRow, metadata: Metadata, exchange: (issuer: string, fetch: oidc.CustomFetch) => Promise<T>): Promise<T> {
    let kept: Response | undefined;
    const keeping: oidc.CustomFetch = async (url, options) => {
      if (url !== metadata.token_endpoint) return this.#fetch(url, options);
      kept = await this.#fetch(url, options);
      throw new Kept();
    };
    await exchange(metadata.issuer, keeping).catch((error: unknown) => {
      if (!kept) throw error;
    });
    const answer = kept;
    if (!answer) throw new ProviderProblem("bad_answer");
    const tenant = tenantOf(await answer.clone().text());
    if (tenant === undefined || !connection.tenants.includes(tenant)) throw new ProviderProblem("tenant");
    const replay: oidc.CustomFetch = async (url, options) => (url === metadata.token_endpoint ? answer.clone() : this.#fetch(url, options));
    return exchange(metadata.issuer.replace(TENANT, tenant), replay);
  }

  /** What the library leaves to us. */
  #judged(connection: ConnectionRow, token: z.output<typeof IdToken>): Claims {
    if (token.azp !== undefined && token.azp !== connection.clientId) throw new ProviderProblem("bad_token");
    if (token.iat > this.#d.clock.now() / 1000 + SKEW) throw new ProviderProblem("bad_token");
    // One tenant's own issuer may still be narrowed by the list.
    if (connection.tenants.length > 0 && !connection.tenants.includes(String(token.tid))) throw new ProviderProblem("tenant");
    return {
      issuer: token.iss,
      subject: token.sub,
      name: typeof token.name === "string" ? token.name : "",
      email: assertedEmail(connection, token),
      groups: [token.groups, token.roles].flatMap((list) => (Array.isArray(list) ? list : [])).filter((one) => typeof one === "string"),
      hasSecond: Array.isArray(token.amr) && token.amr.some((way) => way === "mfa"),
      authenticatedAt: token.auth_time === undefined ? null : Math.floor(token.auth_time * 1000),
    };
  }

  /** Asks for everything that signing in needs. @throws ProviderProblem */
  async test(connection: ConnectionRow): Promise<{ keys: number; algorithms: string[] }> {
    this.#known.delete(connection.issuer);
    const metadata = await this.#metadata(connection);
    const reply = await this.#d.egress.request(metadata.jwks_uri, "sign-in").catch((error: unknown) => {
      throw problemOf(error);
    });
    const keys = z.object({ keys: z.array(z.object({ kty: z.string() })).min(1) }).safeParse(await reply.json().catch(() => undefined));
    if (!reply.ok || !keys.success) throw new ProviderProblem("bad_keys");
    return { keys: keys.data.keys.length, algorithms: allowedOf(metadata) };
  }

  async #metadata({ issuer, tenants }: ConnectionRow): Promise<Metadata> {
    const known = this.#known.get(issuer);
    if (known && this.#d.clock.now() - known.at < FRESH && this.#d.clock.now() >= known.at) return known.metadata;
    const reply = await this.#d.egress.request(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, "sign-in").catch((error: unknown) => {
      throw problemOf(error);
    });
    if (reply.status >= 300 && reply.status < 400) throw new ProviderProblem("redirected");
    const parsed = Metadata.safeParse(await reply.json().catch(() => undefined));
    if (reply.status !== 200 || !parsed.success) throw new ProviderProblem("bad_metadata");
    const metadata = parsed.data;
    const isTemplate = metadata.issuer.includes(TENANT) && tenants.length > 0;
    if (!isTemplate && metadata.issuer !== issuer) throw new ProviderProblem("wrong_issuer");
    if (isTemplate && new URL(metadata.issuer.replace(TENANT, "x")).origin !== new URL(issuer).origin) throw new ProviderProblem("wrong_issuer");
    const isPlain = issuer.startsWith("http:");
    for (const address of [metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri, metadata.userinfo_endpoint ?? metadata.jwks_uri]) {
      if (!URL.canParse(address) || (new URL(address).protocol !== "https:" && !isPlain)) throw new ProviderProblem("not_tls");
    }
    if (allowedOf(metadata).length === 0) throw new ProviderProblem("no_algorithm");
    this.#known.set(issuer, { metadata, at: this.#d.clock.now() });
    return metadata;
  }

  #configuration({ clientId, clientSecret, issuer }: ConnectionRow, metadata: Metadata, fetch: oidc.CustomFetch = this.#fetch): oidc.Configuration {
    const { token_endpoint_auth_methods_supported: methods = ["client_secret_basic"] } = metadata;
    const authentication =
      clientSecret === "" ? oidc.None() : methods.includes("client_secret_basic") ? oidc.ClientSecretBasic(clientSecret) : oidc.ClientSecretPost(clientSecret);
    const client = { [oidc.clockTolerance]: SKEW, [oidc.clockSkew]: Math.round((this.#d.clock.now() - Date.now()) / 1000) };
    const server: oidc.ServerMetadata = {
      issuer: metadata.issuer,
      authorization_endpoint: metadata.authorization_endpoint,
      token_endpoint: metadata.token_endpoint,
      jwks_uri: metadata.jwks_uri,
      ...(metadata.userinfo_endpoint ? { userinfo_endpoint: metadata.userinfo_endpoint } : {}),
      authorization_response_iss_parameter_supported: metadata.authorization_response_iss_parameter_supported === true,
      id_token_signing_alg_values_supported: allowedOf(metadata),
    };
    const config = new oidc.Configuration(server, clientId, client, authentication);
    config[oidc.customFetch] = fetch;
    // TLS says who answered; the signature says who signed, whoever answered.
    oidc.enableNonRepudiationChecks(config);
    // The gate refuses it unless the operator named the peer.
    if (issuer.startsWith("http:")) oidc.allowInsecureRequests(config);
    return config;
  }

  readonly #fetch: oidc.CustomFetch = async (url, { method, headers, body }) => {
    const reply = await this.#d.egress.request(url, "sign-in", { method, headers, body: body == null ? undefined : String(body) });
    if (reply.status >= 300 && reply.status < 400) throw new ProviderProblem("redirected");
    return reply;
  };
}

/** Stops the library where its first look ends. */
class Kept extends Error {}

const allowedOf = ({ id_token_signing_alg_values_supported: named = ["RS256"] }: Metadata): string[] => named.filter((one) => algorithms.includes(one));

/** The tenant that a token says it is of; nothing is believed of it yet. */
function tenantOf(answer: string): string | undefined {
  try {
    const { id_token: token } = z.object({ id_token: z.string() }).parse(JSON.parse(answer));
    const payload: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return z.object({ tid: z.uuid() }).parse(payload).tid.toLowerCase();
  } catch {
    return undefined;
  }
}

/** The address that the provider says is his own: Google's word counts for addresses of its own and of the domains that it hosts (`hd`). */
function assertedEmail({ brand }: ConnectionRow, { email, email_verified: verified, xms_edov: owned, hd }: z.output<typeof IdToken>): string | null {
  if (!z.email().max(320).safeParse(email).success) return null;
  const address = String(email);
  const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  if (brand === "google") return verified === true && (hd === domain || domain === "gmail.com") ? address : null;
  // Of Microsoft's tenants anybody may write any address into his profile: only this claim says that it was checked.
  if (brand === "microsoft") return verified === true || owned === true || owned === 1 || owned === "1" ? address : null;
  return verified === true ? address : null;
}

function problemOf(error: unknown): ProviderProblem {
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    if (one instanceof ProviderProblem) return one;
    if (one instanceof EgressRefused) return new ProviderProblem(one.code);
  }
  if (error instanceof oidc.AuthorizationResponseError) return new ProviderProblem("refused_there");
  if (error instanceof oidc.ResponseBodyError) return new ProviderProblem("refused_there");
  return new ProviderProblem("bad_token");
}
