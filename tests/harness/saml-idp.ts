/** An honest identity provider (SAML 2.0) for tests. What it says, and how it signs it, may be changed in one place each. */
import { randomBytes } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import { SignedXml } from "xml-crypto";
import { newSigningPair, type SigningPair } from "../../src/crypto/index.ts";

export interface Said {
  subject: string;
  format: string;
  email: string;
  name: string;
  groups: readonly string[];
  issuer: string;
  responseIssuer: string;
  audience: string;
  recipient: string;
  destination: string;
  /** null: an answer to nothing. */
  inResponseTo: string | null;
  status: string;
  /** Milliseconds since the epoch. */
  now: number;
  /** When the person showed who he is. */
  authenticated: number;
  notBefore: number;
  notOnOrAfter: number;
  sessionEnd: number;
  context: string;
  method: string;
  assertionId: string;
}

export interface Signing {
  readonly response?: boolean;
  readonly assertion?: boolean;
  readonly pair?: SigningPair;
  readonly method?: string;
  readonly digest?: string;
  /** Of the assertion's reference. */
  readonly transforms?: readonly string[];
  /** Changes the assertion before it is signed. */
  readonly beforeAssertion?: (xml: string) => string;
  /** Changes the response, with its signed assertion, before it is signed. */
  readonly beforeResponse?: (xml: string) => string;
}

export interface Question {
  readonly id: string;
  readonly issuer: string;
  readonly acs: string;
  readonly xml: string;
}

export const algorithms = {
  rsaSha256: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
  rsaSha1: "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
  hmac: "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
  sha256: "http://www.w3.org/2001/04/xmlenc#sha256",
  sha1: "http://www.w3.org/2000/09/xmldsig#sha1",
  enveloped: "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
  exclusive: "http://www.w3.org/2001/10/xml-exc-c14n#",
};

const inXml = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
const iso = (at: number): string => new Date(at).toISOString();
const bare = (pem: string): string => pem.replace(/-----[A-Z ]+-----|\s/g, "");

export class SamlIdp {
  readonly entityId: string;
  readonly entryPoint: string;
  readonly pair: SigningPair;

  private constructor(entityId: string, pair: SigningPair) {
    this.entityId = entityId;
    this.entryPoint = `${entityId}/sso`;
    this.pair = pair;
  }

  static async make(entityId = "https://idp.example/metadata", now = Date.now()): Promise<SamlIdp> {
    return new SamlIdp(entityId, await newSigningPair("idp", now - 86_400_000, now + 365 * 86_400_000));
  }

  metadata(certificates: readonly string[] = [this.pair.certificate]): string {
    const keys = certificates.map(
      (one) =>
        `<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${bare(one)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
    );
    return `<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${inXml(this.entityId)}">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys.join("")}
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${inXml(this.entryPoint)}/post"/>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${inXml(this.entryPoint)}"/>
</md:IDPSSODescriptor></md:EntityDescriptor>`;
  }

  /** What came with the browser. */
  asked(url: string): Question {
    const given = new URL(url).searchParams.get("SAMLRequest") ?? "";
    const xml = inflateRawSync(Buffer.from(given, "base64")).toString();
    const value = (pattern: RegExp) => pattern.exec(xml)?.[1] ?? "";
    return { id: value(/ ID="([^"]*)"/), issuer: value(/Issuer[^>]*>([^<]*)</), acs: value(/AssertionConsumerServiceURL="([^"]*)"/), xml };
  }

  /** An accepted answer, and what of it is said otherwise. */
  said({ id, issuer, acs }: Pick<Question, "id" | "issuer" | "acs">, now: number, otherwise: Partial<Said> = {}): Said {
    return {
      subject: "u-1",
      format: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
      email: "anna@acme.example",
      name: "Anna Archer",
      groups: [],
      issuer: this.entityId,
      responseIssuer: this.entityId,
      audience: issuer,
      recipient: acs,
      destination: acs,
      inResponseTo: id,
      status: "urn:oasis:names:tc:SAML:2.0:status:Success",
      now,
      authenticated: now,
      notBefore: now - 30_000,
      notOnOrAfter: now + 300_000,
      sessionEnd: now + 8 * 3_600_000,
      context: "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
      method: "urn:oasis:names:tc:SAML:2.0:cm:bearer",
      assertionId: `_a${randomBytes(16).toString("hex")}`,
      ...otherwise,
    };
  }

  /** The response as text. */
  answer(said: Said, signing: Signing = {}): string {
    const plain = assertionOf(said);
    const changed = signing.beforeAssertion?.(plain) ?? plain;
    const assertion = signing.assertion === false ? changed : this.sign(changed, said.assertionId, signing);
    const response = responseOf(said, assertion);
    const whole = signing.beforeResponse?.(response) ?? response;
    return signing.response === false ? whole : this.sign(whole, responseId(said), { ...signing, transforms: [algorithms.enveloped, algorithms.exclusive] });
  }

  /** Signs the element of that id; the signature stands behind its issuer. */
  sign(xml: string, id: string, { pair = this.pair, method = algorithms.rsaSha256, digest = algorithms.sha256, transforms }: Signing = {}): string {
    const signer = new SignedXml({
      privateKey: method === algorithms.hmac ? pair.certificate : pair.privateKey,
      signatureAlgorithm: method,
      canonicalizationAlgorithm: algorithms.exclusive,
    });
    if (method === algorithms.hmac) signer.enableHMAC();
    const xpath = `//*[@ID='${id}']`;
    signer.addReference({ xpath, transforms: [...(transforms ?? [algorithms.enveloped, algorithms.exclusive])], digestAlgorithm: digest });
    signer.computeSignature(xml, { prefix: "ds", location: { reference: `${xpath}/*[local-name(.)='Issuer']`, action: "after" } });
    return signer.getSignedXml();
  }
}

export const responseId = ({ assertionId }: Pick<Said, "assertionId">): string => `_r${assertionId.slice(2)}`;

export const encoded = (xml: string): string => Buffer.from(xml).toString("base64");

const reply = ({ inResponseTo }: Said): string => (inResponseTo === null ? "" : ` InResponseTo="${inResponseTo}"`);

export function assertionOf(said: Said): string {
  const { assertionId, now, authenticated, issuer, format, subject, method, recipient, audience, context, email, name, groups } = said;
  const { notBefore, notOnOrAfter, sessionEnd } = said;
  const attribute = (key: string, values: readonly string[]): string =>
    `<saml:Attribute Name="${key}">${values.map((one) => `<saml:AttributeValue>${inXml(one)}</saml:AttributeValue>`).join("")}</saml:Attribute>`;
  return (
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${assertionId}" Version="2.0" IssueInstant="${iso(now)}">` +
    `<saml:Issuer>${inXml(issuer)}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="${format}">${inXml(subject)}</saml:NameID><saml:SubjectConfirmation Method="${method}">` +
    `<saml:SubjectConfirmationData NotOnOrAfter="${iso(notOnOrAfter)}" Recipient="${inXml(recipient)}"${reply(said)}/></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${iso(notBefore)}" NotOnOrAfter="${iso(notOnOrAfter)}"><saml:AudienceRestriction><saml:Audience>${inXml(audience)}</saml:Audience>` +
    "</saml:AudienceRestriction></saml:Conditions>" +
    `<saml:AuthnStatement AuthnInstant="${iso(authenticated)}" SessionNotOnOrAfter="${iso(sessionEnd)}"><saml:AuthnContext>` +
    `<saml:AuthnContextClassRef>${context}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
    `<saml:AttributeStatement>${attribute("email", [email])}${attribute("displayName", [name])}${attribute("groups", groups)}</saml:AttributeStatement></saml:Assertion>`
  );
}

function responseOf(said: Said, assertion: string): string {
  const { now, destination, responseIssuer, status } = said;
  return (
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${responseId(said)}" Version="2.0" IssueInstant="${iso(now)}" ` +
    `Destination="${inXml(destination)}"${reply(said)}><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${inXml(responseIssuer)}</saml:Issuer>` +
    `<samlp:Status><samlp:StatusCode Value="${status}"/></samlp:Status>${assertion}</samlp:Response>`
  );
}
