/** What Google and Microsoft do otherwise than the standard, told rightly and with one fact changed. */
import type { BodyIn, Endpoints } from "../../src/contract/index.ts";
import type { HostileProvider, Twist } from "./hostile-provider.ts";
import { DOMAIN, type Sso } from "./sso.ts";

type Json = Record<string, unknown>;

export interface Manner {
  readonly settings: (provider: HostileProvider) => Partial<BodyIn<Endpoints["createConnection"]>>;
  /** What such a provider says beside the standard. */
  readonly told: (provider: HostileProvider) => Twist & { readonly claims: (right: Json) => Json };
  readonly lies: Readonly<Record<string, (told: Json, provider: HostileProvider) => Json>>;
}

const OURS = "6f0a5d3e-1111-4222-8333-444455556666";
const OTHER = "7f0a5d3e-1111-4222-8333-444455556666";
/** Where Microsoft keeps everybody's private accounts. */
const CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad";
const issuerOf = ({ issuer }: HostileProvider, tenant: string): string => `${issuer}/${tenant}/v2.0`;
const without = (name: string) => (told: Json) => Object.fromEntries(Object.entries(told).filter(([key]) => key !== name));

/** Microsoft names no issuer beside the code. */
const withoutIssuer: Pick<Twist, "answer"> = {
  answer: (right) => new URLSearchParams({ code: right.get("code") ?? "", state: right.get("state") ?? "" }),
};

export const manners: Readonly<Record<"Google" | "Microsoft" | "Microsoft with a tenant of its own", Manner>> = {
  Google: {
    settings: () => ({ brand: "google" }),
    told: () => ({ claims: (right) => ({ ...right, hd: DOMAIN }) }),
    lies: {
      "no hosted domain": without("hd"),
      "another hosted domain": (told) => ({ ...told, hd: "other.example" }),
      "a hosted domain that ours begins": (told) => ({ ...told, hd: `${DOMAIN}.other.example` }),
      "hosted domains as a list": (told) => ({ ...told, hd: [DOMAIN] }),
      "an address that nobody confirmed": (told) => ({ ...told, email_verified: false }),
      "an address confirmed in words": (told) => ({ ...told, email_verified: "true" }),
    },
  },
  Microsoft: {
    settings: ({ issuer }) => ({ brand: "microsoft", issuer: `${issuer}/organizations/v2.0`, tenants: [OURS] }),
    told: (provider) => ({
      ...withoutIssuer,
      metadata: (right) => ({ ...right, issuer: issuerOf(provider, "{tenantid}"), authorization_response_iss_parameter_supported: false }),
      claims: ({ email_verified: _, ...right }) => ({ ...right, iss: issuerOf(provider, OURS), tid: OURS, xms_edov: true }),
    }),
    lies: {
      "another tenant": (told, provider) => ({ ...told, iss: issuerOf(provider, OTHER), tid: OTHER }),
      "the tenant of private accounts": (told, provider) => ({ ...told, iss: issuerOf(provider, CONSUMERS), tid: CONSUMERS }),
      "our tenant by another one's issuer": (told, provider) => ({ ...told, iss: issuerOf(provider, OTHER) }),
      "another tenant by our issuer": (told) => ({ ...told, tid: OTHER }),
      "no tenant": without("tid"),
      "tenants as a list": (told) => ({ ...told, tid: [OURS] }),
      "the pattern in place of an issuer": (told, provider) => ({ ...told, iss: issuerOf(provider, "{tenantid}") }),
      "the issuer that is asked": (told, provider) => ({ ...told, iss: issuerOf(provider, "organizations") }),
      "an address that nobody checked": without("xms_edov"),
      "an address checked in words": (told) => ({ ...told, xms_edov: "true" }),
    },
  },
  "Microsoft with a tenant of its own": {
    settings: (provider) => ({ brand: "microsoft", issuer: issuerOf(provider, OURS), tenants: [OURS] }),
    told: (provider) => ({
      ...withoutIssuer,
      metadata: (right) => ({ ...right, issuer: issuerOf(provider, OURS), authorization_response_iss_parameter_supported: false }),
      claims: ({ email_verified: _, ...right }) => ({ ...right, iss: issuerOf(provider, OURS), tid: OURS, xms_edov: true }),
    }),
    lies: {
      "another tenant by our issuer": (told) => ({ ...told, tid: OTHER }),
      "our tenant by another one's issuer": (told, provider) => ({ ...told, iss: issuerOf(provider, OTHER) }),
    },
  },
};

/** A connection of that manner, switched on. */
export async function connect(sso: Sso, { settings }: Manner): Promise<Sso["way"]> {
  const params = { company: sso.company };
  const usual = { name: "Large", brand: "other" as const, issuer: sso.provider.issuer, clientId: "bastide", newcomers: "member" as const };
  const { id } = await sso.administrator.call("createConnection", { params, body: { ...usual, ...settings(sso.provider) } });
  await sso.administrator.call("changeConnection", { params: { ...params, connection: id }, body: { state: "on" } });
  return { holder: sso.company, connection: id };
}

/** What the provider says from now on. @param lie a name of the manner's lies; none: the truth */
export function speak(sso: Sso, { told, lies }: Manner, lie?: string): void {
  const twist = told(sso.provider);
  const change = lie === undefined ? undefined : lies[lie];
  sso.provider.twist = { ...twist, claims: (right) => change?.(twist.claims(right), sso.provider) ?? twist.claims(right) };
}
