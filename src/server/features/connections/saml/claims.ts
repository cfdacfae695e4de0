/** What the usual providers call the attributes that are read here. */
import type { Assertion } from "./response.ts";

const schemas = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";
const microsoft = "http://schemas.microsoft.com";
const names = {
  email: ["email", "mail", "emailaddress", "user.email", `${schemas}/emailaddress`, "urn:oid:0.9.2342.19200300.100.1.3", "urn:oid:1.2.840.113549.1.9.1"],
  name: ["displayname", "name", "cn", `${microsoft}/identity/claims/displayname`, "urn:oid:2.16.840.1.113730.3.1.241", "urn:oid:2.5.4.3"],
  given: ["givenname", "firstname", "user.firstname", `${schemas}/givenname`, "urn:oid:2.5.4.42"],
  family: ["surname", "lastname", "sn", "user.lastname", `${schemas}/surname`, "urn:oid:2.5.4.4"],
  groups: [
    "groups",
    "group",
    "memberof",
    "role",
    "roles",
    `${microsoft}/ws/2008/06/identity/claims/groups`,
    `${microsoft}/ws/2008/06/identity/claims/role`,
    "http://schemas.xmlsoap.org/claims/group",
    "urn:oid:1.3.6.1.4.1.5923.1.5.1.1",
  ],
  methods: [`${microsoft}/claims/authnmethodsreferences`],
} as const;

/** Contexts that say that a second factor was shown. */
const second = [
  "https://refeds.org/profile/mfa",
  `${microsoft}/claims/multipleauthn`,
  "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract",
  "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorUnregistered",
];

export interface SamlClaims {
  readonly name: string;
  /** Null where none came, or several did. */
  readonly email: string | null;
  readonly groups: readonly string[];
  readonly hasSecond: boolean;
}

export function claimsOf({ subject, attributes, contexts }: Pick<Assertion, "subject" | "attributes" | "contexts">): SamlClaims {
  const byName = new Map([...attributes].map(([name, values]) => [name.toLowerCase(), values]));
  const valuesOf = (what: keyof typeof names): string[] => names[what].flatMap((name) => byName.get(name.toLowerCase()) ?? []);
  const addresses = new Set([...valuesOf("email"), ...(valuesOf("email").length === 0 && isAddress(subject) ? [subject] : [])].map((one) => one.toLowerCase()));
  const [address = ""] = addresses;
  const composed = [valuesOf("given")[0], valuesOf("family")[0]].filter(Boolean).join(" ");
  return {
    name: (valuesOf("name")[0] || composed).slice(0, 200),
    email: addresses.size === 1 && isAddress(address) ? address : null,
    groups: valuesOf("groups"),
    hasSecond: [...contexts, ...valuesOf("methods")].some((one) => second.includes(one)),
  };
}

const isAddress = (text: string): boolean => /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,255}$/.test(text);
