/**
 * What a response must look like before anything of it is computed: one assertion, two signatures, each in its only place and over
 * its own parent. Signature wrapping (Somorovsky et al., "On Breaking SAML", 2012) needs a second place for one of them.
 */
import type { Element } from "./dom.ts";
import { SamlProblem } from "./problems.ts";
import { all, attribute, elementsIn, idsOf, is, type Namespace, only, walk } from "./xml.ts";

export interface Shaped {
  readonly response: Element;
  readonly assertion: Element;
}

type Names = readonly (readonly [Namespace, string])[];

const responseChildren: Names = [
  ["assertion", "Issuer"],
  ["signature", "Signature"],
  ["protocol", "Status"],
  ["assertion", "Assertion"],
];
const assertionChildren: Names = [
  ["assertion", "Issuer"],
  ["signature", "Signature"],
  ["assertion", "Subject"],
  ["assertion", "Conditions"],
  ["assertion", "AuthnStatement"],
  ["assertion", "AttributeStatement"],
];
const signatureChildren: Names = [
  ["signature", "SignedInfo"],
  ["signature", "SignatureValue"],
  ["signature", "KeyInfo"],
];
const signedInfoChildren: Names = [
  ["signature", "CanonicalizationMethod"],
  ["signature", "SignatureMethod"],
  ["signature", "Reference"],
];
const referenceChildren: Names = [
  ["signature", "Transforms"],
  ["signature", "DigestMethod"],
  ["signature", "DigestValue"],
];

const exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
const enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
/** Those of the library that are good; not SHA-1, and no HMAC: its key would be the certificate that everybody has. */
const signatureMethods = ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"];
const digestMethods = ["http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmlenc#sha512"];

/** @throws SamlProblem */
export function requireShape(root: Element): Shaped {
  if (!is(root, "protocol", "Response") || attribute(root, "Version") !== "2.0") throw new SamlProblem("not_a_response");
  const everything = walk(root);
  // By local name alone: a reader that ignores namespaces must find no other one, either.
  const named = (name: string) => everything.filter(({ localName }) => localName === name);
  if (everything.some(({ localName }) => /^Encrypted/.test(localName))) throw new SamlProblem("encrypted");
  requireUniqueIds(everything);
  if (named("Response").length !== 1) throw new SamlProblem("not_a_response");
  requireStatus(root);
  const assertion = only(root, "assertion", "Assertion");
  if (!assertion || named("Assertion").length !== 1) throw new SamlProblem("assertion_count");
  const signatures = [root, assertion].map((signed) => only(signed, "signature", "Signature"));
  if (named("Signature").length !== 2) throw new SamlProblem(named("Signature").length < 2 ? "unsigned" : "signature_shape");
  requireOnly(root, responseChildren, "not_a_response");
  requireOnly(assertion, assertionChildren, "not_a_response");
  for (const [index, signed] of [root, assertion].entries()) requireSignature(signed, signatures[index]);
  return { response: root, assertion };
}

/** Before the assertion is missed: where somebody was refused there, there is none. */
function requireStatus(root: Element): void {
  const code = attribute(only(only(root, "protocol", "Status"), "protocol", "StatusCode"), "Value");
  if (code === undefined) throw new SamlProblem("not_a_response");
  if (code !== "urn:oasis:names:tc:SAML:2.0:status:Success") throw new SamlProblem("refused_there");
}

function requireUniqueIds(everything: readonly Element[]): void {
  const ids = everything.flatMap(idsOf);
  if (new Set(ids).size !== ids.length) throw new SamlProblem("duplicate_id");
}

function requireOnly(parent: Element, names: Names, problem: "not_a_response" | "signature_shape"): void {
  const isKnown = (child: Element) => names.some(([namespace, name]) => is(child, namespace, name));
  if (!elementsIn(parent).every(isKnown)) throw new SamlProblem(problem);
}

function requireSignature(signed: Element, signature: Element | undefined): void {
  const wrong = new SamlProblem("signature_shape");
  const info = only(signature, "signature", "SignedInfo");
  const reference = only(info, "signature", "Reference");
  const id = attribute(signed, "ID");
  if (!signature || !info || !reference || !id) throw wrong;
  requireOnly(signature, signatureChildren, "signature_shape");
  requireOnly(info, signedInfoChildren, "signature_shape");
  requireOnly(reference, referenceChildren, "signature_shape");
  // NCName: the library builds an XPath of it.
  if (!/^[\p{L}_][\p{L}\p{N}_.-]{0,250}$/u.test(id) || attribute(reference, "URI") !== `#${id}`) throw wrong;
  if (!only(signature, "signature", "SignatureValue") || !only(reference, "signature", "DigestValue")) throw wrong;
  const transforms = only(reference, "signature", "Transforms");
  requireOnly(transforms ?? reference, [["signature", "Transform"]], "signature_shape");
  const [first, second, ...more] = transforms ? all(transforms, "signature", "Transform") : [];
  if (more.length > 0 || algorithmOf(first) !== enveloped || algorithmOf(second) !== exclusive) throw wrong;
  if (first && elementsIn(first).length > 0) throw wrong;
  if (second && elementsIn(second).some(({ localName }) => localName !== "InclusiveNamespaces")) throw wrong;
  requireAlgorithms(info, reference);
}

function requireAlgorithms(info: Element, reference: Element): void {
  const canonical = only(info, "signature", "CanonicalizationMethod");
  const method = only(info, "signature", "SignatureMethod");
  const digest = only(reference, "signature", "DigestMethod");
  const isGood =
    algorithmOf(canonical) === exclusive && signatureMethods.includes(algorithmOf(method) ?? "") && digestMethods.includes(algorithmOf(digest) ?? "");
  if (!isGood) throw new SamlProblem("algorithm");
  // Such as HMACOutputLength, which shortens what is compared.
  if (method && elementsIn(method).length > 0) throw new SamlProblem("signature_shape");
}

const algorithmOf = (element: Element | undefined): string | undefined => attribute(element, "Algorithm");
