/**
 * The answer of an identity provider (SAML 2.0 core, profiles §4.1.4.3): judged by its shape, verified by node-saml, and read from the
 * bytes that the signature was over. Whether it was asked for by this browser, and whether it was used, its reader decides.
 */
import { SAML, ValidateInResponseTo } from "@node-saml/node-saml";
import type { Element } from "./dom.ts";
import { SamlProblem } from "./problems.ts";
import { requireShape } from "./response-shape.ts";
import { all, attribute, is, only, parseStrict, textOf } from "./xml.ts";

/** Bytes of a response, decoded. */
export const MOST_BYTES = 256 * 1024;
/** Milliseconds that a provider's clock may be off. */
export const SKEW = 60_000;

/** What was agreed with the provider. */
export interface SamlAgreement {
  /** The provider's entity id. */
  readonly issuer: string;
  /** Its certificates in PEM: the present one, and the next one while they change. */
  readonly certificates: readonly string[];
  /** Our entity id, for this connection alone. */
  readonly entityId: string;
  /** Where its answers are posted. */
  readonly acs: string;
}

/** What a good response says. */
export interface Assertion {
  readonly id: string;
  readonly issuer: string;
  /** ID of the request that it answers; null for an answer to none. */
  readonly inResponseTo: string | null;
  /** Milliseconds since the epoch from which nobody takes it any more. */
  readonly expiresAt: number;
  readonly subject: string;
  /** By name, in the order they came. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  /** When the person showed there who he is; of several times the first. Null where none is told. */
  readonly authenticatedAt: number | null;
  /** What was asked of the person there. */
  readonly contexts: readonly string[];
}

/** @param encoded the form's field SAMLResponse @param now milliseconds since the epoch @throws SamlProblem */
export async function readResponse(encoded: string, agreement: SamlAgreement, now: number): Promise<Assertion> {
  const { root, text } = parseStrict(decodeStrict(encoded), MOST_BYTES);
  const { response } = requireShape(root);
  const verified = await verifiedAssertion(text, agreement);
  requireResponse(response, agreement);
  const assertion = requireAssertion(verified, agreement, now);
  // Both are signed; they have to agree.
  if ((attribute(response, "InResponseTo") ?? null) !== assertion.inResponseTo) throw new SamlProblem("other_request");
  return assertion;
}

/** Base64 of RFC 4648 §4 with padding; line breaks are let through, as libraries fold their lines. */
function decodeStrict(encoded: string): Uint8Array {
  if (encoded.length > MOST_BYTES * 2) throw new SamlProblem("too_large");
  const plain = encoded.replace(/\r?\n/g, "");
  if (plain === "" || plain.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(plain)) throw new SamlProblem("not_base64");
  return Buffer.from(plain, "base64");
}

/** @returns the assertion as it was signed @throws SamlProblem bad_signature */
async function verifiedAssertion(text: string, { certificates, issuer, entityId, acs }: SamlAgreement): Promise<Element> {
  const library = new SAML({
    idpCert: [...certificates],
    issuer: entityId,
    callbackUrl: acs,
    idpIssuer: issuer,
    wantAuthnResponseSigned: true,
    wantAssertionsSigned: true,
    // Time and audience are judged below, by our clock.
    acceptedClockSkewMs: -1,
    audience: false,
    validateInResponseTo: ValidateInResponseTo.never,
  });
  try {
    const { profile } = await library.validatePostResponseAsync({ SAMLResponse: Buffer.from(text).toString("base64") });
    const { root } = parseStrict(Buffer.from(profile?.getAssertionXml?.() ?? ""), MOST_BYTES);
    if (!is(root, "assertion", "Assertion")) throw new SamlProblem("bad_signature");
    return root;
  } catch {
    throw new SamlProblem("bad_signature");
  }
}

/** It lies under the response's own signature, which is over all of it. */
function requireResponse(response: Element, { issuer, acs }: SamlAgreement): void {
  if (attribute(response, "Destination") !== acs) throw new SamlProblem("destination");
  if (textOf(only(response, "assertion", "Issuer")) !== issuer) throw new SamlProblem("wrong_issuer");
}

function requireAssertion(assertion: Element, agreement: SamlAgreement, now: number): Assertion {
  const issuer = textOf(only(assertion, "assertion", "Issuer"));
  if (issuer === undefined || issuer !== agreement.issuer) throw new SamlProblem("wrong_issuer");
  const id = attribute(assertion, "ID");
  if (id === undefined || attribute(assertion, "Version") !== "2.0") throw new SamlProblem("not_a_response");
  const conditionsEnd = requireConditions(only(assertion, "assertion", "Conditions"), agreement, now);
  const { subject, inResponseTo, end } = requireSubject(only(assertion, "assertion", "Subject"), agreement, now);
  const { contexts, authenticatedAt } = requireStatements(assertion, now);
  const attributes = attributesOf(assertion);
  return { id, issuer, inResponseTo, expiresAt: Math.min(end, conditionsEnd) + SKEW, authenticatedAt, subject, attributes, contexts };
}

/** @returns when they end */
function requireConditions(conditions: Element | undefined, { entityId }: SamlAgreement, now: number): number {
  if (!conditions) throw new SamlProblem("audience");
  requireStarted(conditions, now);
  const end = instantOf(conditions, "NotOnOrAfter");
  if (end !== undefined && now >= end + SKEW) throw new SamlProblem("expired");
  const restrictions = all(conditions, "assertion", "AudienceRestriction");
  // Each of them must be met (core §2.5.1.4), by one of its names.
  const isForUs = (restriction: Element) => all(restriction, "assertion", "Audience").some((one) => textOf(one) === entityId);
  if (restrictions.length === 0 || !restrictions.every(isForUs)) throw new SamlProblem("audience");
  return end ?? Number.POSITIVE_INFINITY;
}

/** Who it is, and that whoever bears this may say so, here and now (profiles §4.1.4.2). */
function requireSubject(subject: Element | undefined, { acs }: SamlAgreement, now: number) {
  const nameId = subject && only(subject, "assertion", "NameID");
  const name = textOf(nameId);
  // A transient name is another one each time.
  if (!subject || !name || name.length > 500 || attribute(nameId, "Format")?.endsWith(":transient")) throw new SamlProblem("no_subject");
  const bearer = all(subject, "assertion", "SubjectConfirmation").filter((one) => attribute(one, "Method") === "urn:oasis:names:tc:SAML:2.0:cm:bearer");
  const [confirmation] = bearer;
  const data = confirmation && only(confirmation, "assertion", "SubjectConfirmationData");
  if (!data || bearer.length !== 1) throw new SamlProblem("confirmation");
  if (attribute(data, "Recipient") !== acs) throw new SamlProblem("recipient");
  const end = instantOf(data, "NotOnOrAfter");
  if (end === undefined) throw new SamlProblem("confirmation");
  if (now >= end + SKEW) throw new SamlProblem("expired");
  requireStarted(data, now);
  return { subject: name, inResponseTo: attribute(data, "InResponseTo") ?? null, end };
}

/** @returns how and when the person showed there who he is */
function requireStatements(assertion: Element, now: number): Pick<Assertion, "contexts" | "authenticatedAt"> {
  const statements = all(assertion, "assertion", "AuthnStatement");
  if (statements.length === 0) throw new SamlProblem("no_subject");
  for (const statement of statements) {
    const end = instantOf(statement, "SessionNotOnOrAfter");
    if (end !== undefined && now >= end + SKEW) throw new SamlProblem("expired");
  }
  const contexts = statements.flatMap((one) => all(one, "assertion", "AuthnContext"));
  const instants = statements.map((one) => instantOf(one, "AuthnInstant") ?? 0);
  return {
    contexts: contexts.flatMap((one) => textOf(only(one, "assertion", "AuthnContextClassRef")) ?? []),
    authenticatedAt: Math.min(...instants) || null,
  };
}

function attributesOf(assertion: Element): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const one of all(assertion, "assertion", "AttributeStatement").flatMap((statement) => all(statement, "assertion", "Attribute"))) {
    const name = attribute(one, "Name");
    if (name === undefined) continue;
    const values = all(one, "assertion", "AttributeValue").flatMap((value) => textOf(value) ?? []);
    found.set(name, [...(found.get(name) ?? []), ...values]);
  }
  return found;
}

function requireStarted(element: Element, now: number): void {
  const start = instantOf(element, "NotBefore");
  if (start !== undefined && now < start - SKEW) throw new SamlProblem("not_yet_valid");
}

/** xs:dateTime in UTC, as SAML asks (core §1.3.3). @throws SamlProblem not_a_response for another one */
function instantOf(element: Element, name: string): number | undefined {
  const written = attribute(element, name);
  if (written === undefined) return undefined;
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]00:00)$/.test(written) ? Date.parse(written) : Number.NaN;
  if (Number.isNaN(at)) throw new SamlProblem("not_a_response");
  return at;
}
