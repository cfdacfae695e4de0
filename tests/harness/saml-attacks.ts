/** Forged answers. Each differs in one fact from one that is let in; `problem` is what administrators are told. */
import type { connectionProblems } from "../../src/contract/index.ts";
import type { SigningPair } from "../../src/crypto/index.ts";
import { algorithms, assertionOf, encoded, type Question, type Said, type SamlIdp, type Signing } from "./saml-idp.ts";

export interface Scene {
  readonly idp: SamlIdp;
  readonly question: Pick<Question, "id" | "issuer" | "acs">;
  readonly now: number;
  /** Somebody else's key. */
  readonly foreign: SigningPair;
}

export interface Attack {
  readonly name: string;
  readonly problem: (typeof connectionProblems)[number];
  /** @returns the form's field */
  readonly forge: (scene: Scene) => string;
}

const MINUTE = 60_000;
const signature = /<ds:Signature[\s\S]*?<\/ds:Signature>/;
const evilId = "_evil";

/** An answer for the victim and the parts that wrapping plays with. */
function parts({ idp, question, now }: Scene) {
  const said = idp.said(question, now);
  const whole = idp.answer(said);
  const [assertion = ""] = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(whole) ?? [];
  const [ofAssertion = ""] = signature.exec(assertion) ?? [];
  const bare = assertion.replace(ofAssertion, "");
  const [ofResponse = ""] = signature.exec(whole.replace(assertion, "")) ?? [];
  const evil = assertionOf({ ...said, assertionId: evilId, subject: "admin", email: "admin@acme.example" });
  return { said, whole, assertion, ofAssertion, bare, ofResponse, evil };
}

/** With a response signature that is good again: the assertion's alone has to hold. */
function resigned({ idp }: Scene, xml: string, said: Said): string {
  const id = `_r${said.assertionId.slice(2)}`;
  const start = xml.indexOf("<saml:Assertion");
  const head = xml.slice(0, start < 0 ? xml.length : start).replace(signature, "");
  return idp.sign(head + xml.slice(head.length === 0 ? 0 : start), id);
}

const inside = (element: string, what: string): string => element.replace(/(<\/[\w:]+>)$/, `${what}$1`);

type Wrapping = readonly [name: string, problem: Attack["problem"], (p: ReturnType<typeof parts>) => string];

/** Somorovsky, Mayer, Schwenk, Kampmann, Jensen: On Breaking SAML (2012), in the numbering of SAML Raider. */
const wrappings: readonly Wrapping[] = [
  [
    "XSW1: the response within its own signature",
    "duplicate_id",
    ({ whole, assertion, evil, ofResponse }) => whole.replace(assertion, evil).replace(ofResponse, inside(ofResponse, whole.replace(ofResponse, ""))),
  ],
  [
    "XSW2: the response beside its signature",
    "duplicate_id",
    ({ whole, assertion, evil, ofResponse }) => whole.replace(assertion, evil).replace(ofResponse, whole.replace(ofResponse, "") + ofResponse),
  ],
  ["XSW3: another assertion before the signed one", "assertion_count", ({ whole, assertion, evil }) => whole.replace(assertion, evil + assertion)],
  ["XSW4: the signed assertion within another", "assertion_count", ({ whole, assertion, evil }) => whole.replace(assertion, inside(evil, assertion))],
  [
    "XSW5: the signature moved into another assertion",
    "assertion_count",
    ({ whole, assertion, evil, ofAssertion, bare }) => whole.replace(assertion, evil.replace("</saml:Issuer>", `</saml:Issuer>${ofAssertion}`) + bare),
  ],
  [
    "XSW6: the signed assertion within the moved signature",
    "assertion_count",
    ({ whole, assertion, evil, ofAssertion, bare }) => whole.replace(assertion, evil.replace("</saml:Issuer>", `</saml:Issuer>${inside(ofAssertion, bare)}`)),
  ],
  [
    "XSW7: another assertion in Extensions",
    "assertion_count",
    ({ whole, evil }) => whole.replace("<samlp:Status>", `<samlp:Extensions>${evil}</samlp:Extensions><samlp:Status>`),
  ],
  [
    "XSW8: the signed assertion in an Object",
    "assertion_count",
    ({ whole, assertion, evil, ofAssertion, bare }) =>
      whole.replace(assertion, evil.replace("</saml:Issuer>", `</saml:Issuer>${inside(ofAssertion, `<ds:Object>${bare}</ds:Object>`)}`)),
  ],
];

const wrapped: Attack[] = wrappings.flatMap(([name, problem, forge]) => [{ name, problem, forge: (scene: Scene) => encoded(forge(parts(scene))) }]);

/** The same with a name that no reader of namespaces takes for an assertion, and the id of the signed one. */
const disguised: Attack[] = [
  {
    name: "an assertion of no namespace beside it",
    problem: "assertion_count",
    forge: (s) => encoded(parts(s).whole.replace("<samlp:Status>", "<Assertion/><samlp:Status>")),
  },
  {
    name: "another assertion with the id of the signed one",
    problem: "duplicate_id",
    forge: (s) => {
      const { whole, assertion, evil, said } = parts(s);
      return encoded(whole.replace(assertion, evil.replace(evilId, said.assertionId) + assertion));
    },
  },
  {
    name: "the signed assertion twice",
    problem: "duplicate_id",
    forge: (s) => encoded(parts(s).whole.replace(/<saml:Assertion[\s\S]*<\/saml:Assertion>/, "$&$&")),
  },
  {
    name: "two elements with one id",
    problem: "duplicate_id",
    forge: (s) =>
      encoded(
        s.idp.answer(s.idp.said(s.question, s.now), {
          beforeAssertion: (xml) => xml.replace("<saml:AttributeStatement>", '<saml:AttributeStatement ID="_x" Id="_x">'),
        }),
      ),
  },
  { name: "a subject changed after signing", problem: "bad_signature", forge: (s) => encoded(parts(s).whole.replace(">u-1<", ">admin<")) },
  {
    name: "a subject changed under the assertion's signature, the response signed anew",
    problem: "bad_signature",
    forge: (s) => {
      const { whole, said } = parts(s);
      return encoded(resigned(s, whole.replace(">u-1<", ">admin<"), said));
    },
  },
];

const said = (name: string, problem: Attack["problem"], otherwise: (scene: Scene) => Partial<Said>): Attack => ({
  name,
  problem,
  forge: (s) => encoded(s.idp.answer(s.idp.said(s.question, s.now, otherwise(s)))),
});

const signed = (name: string, problem: Attack["problem"], signing: (scene: Scene) => Signing): Attack => ({
  name,
  problem,
  forge: (s) => encoded(s.idp.answer(s.idp.said(s.question, s.now), signing(s))),
});

const written = (name: string, problem: Attack["problem"], change: (xml: string, scene: Scene) => string): Attack => ({
  name,
  problem,
  forge: (s) => encoded(change(s.idp.answer(s.idp.said(s.question, s.now)), s)),
});

const laughs = `<!DOCTYPE r [<!ENTITY a "ha">${Array.from({ length: 12 }, (_, n) => `<!ENTITY a${n} "${`&a${n === 0 ? "" : n - 1};`.repeat(10)}">`).join("")}]>`;

export const attacks: readonly Attack[] = [
  ...wrapped,
  ...disguised,
  signed("neither signed", "unsigned", () => ({ response: false, assertion: false })),
  signed("the response alone signed", "unsigned", () => ({ assertion: false })),
  signed("the assertion alone signed", "unsigned", () => ({ response: false })),
  written("signatures taken out", "unsigned", (xml) => xml.replace(signature, "").replace(signature, "")),
  signed("another key", "bad_signature", ({ foreign }) => ({ pair: foreign })),
  signed("SHA-1 signatures", "algorithm", () => ({ method: algorithms.rsaSha1 })),
  signed("SHA-1 digests", "algorithm", () => ({ digest: algorithms.sha1 })),
  signed("HMAC with the certificate as its key", "algorithm", () => ({ method: algorithms.hmac })),
  signed("a transform left out", "signature_shape", () => ({ transforms: [algorithms.exclusive] })),
  written("an XSLT transform", "signature_shape", (xml) => xml.replace(algorithms.enveloped, "http://www.w3.org/TR/1999/REC-xslt-19991116")),
  written("an XPath transform", "signature_shape", (xml) => xml.replace(algorithms.enveloped, "http://www.w3.org/TR/1999/REC-xpath-19991116")),
  written("an Object in a signature", "signature_shape", (xml) => xml.replace("</ds:Signature>", "<ds:Object/></ds:Signature>")),
  written("a reference to the whole document", "signature_shape", (xml) => xml.replace(/URI="#[^"]*"/, 'URI=""')),
  written("a second reference", "signature_shape", (xml) => xml.replace(/<ds:Reference[\s\S]*?<\/ds:Reference>/, "$&$&")),
  written("comments counted in what is signed", "signature_shape", (xml) =>
    xml.replace(`${algorithms.exclusive}"/></ds:Transforms>`, `${algorithms.exclusive}WithComments"/></ds:Transforms>`),
  ),
  written("a comment in the name", "forbidden_xml", (xml) => xml.replace(">u-1<", ">u-1<!---->.evil<")),
  written("a comment in an attribute", "forbidden_xml", (xml) => xml.replace("anna@acme.example", "anna@acme.example<!-- -->.evil.example")),
  signed("a comment in the name, signed", "forbidden_xml", () => ({ beforeAssertion: (xml) => xml.replace(">u-1<", ">u-1<!---->.evil<") })),
  written("a processing instruction in the name", "forbidden_xml", (xml) => xml.replace(">u-1<", ">u-1<?x?>.evil<")),
  signed("an element in the name, signed", "no_subject", () => ({ beforeAssertion: (xml) => xml.replace(">u-1<", ">u-1<b>.evil</b><") })),
  written("a document type", "forbidden_xml", (xml) => `<!DOCTYPE Response>${xml}`),
  written("an external entity (XXE)", "forbidden_xml", (xml) => `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${xml.replace(">u-1<", ">&x;<")}`),
  written("a billion laughs", "forbidden_xml", (xml) => laughs + xml.replace(">u-1<", ">&a11;<")),
  written("an entity that nobody declared", "not_xml", (xml) => xml.replace(">u-1<", ">&admin;<")),
  said("another audience", "audience", () => ({ audience: "https://elsewhere.example" })),
  said("another recipient", "recipient", ({ question }) => ({ recipient: `${question.acs}x` })),
  said("another destination", "destination", ({ question }) => ({ destination: `${question.acs}x` })),
  said("another issuer of the assertion", "wrong_issuer", () => ({ issuer: "https://elsewhere.example" })),
  said("another issuer of the response", "wrong_issuer", () => ({ responseIssuer: "https://elsewhere.example" })),
  said("an answer to no question", "unsolicited", () => ({ inResponseTo: null })),
  said("expired", "expired", ({ now }) => ({ notOnOrAfter: now - MINUTE - 1000 })),
  said("a session that is over there", "expired", ({ now }) => ({ sessionEnd: now - MINUTE - 1000 })),
  said("not yet valid", "not_yet_valid", ({ now }) => ({ notBefore: now + MINUTE + 1000 })),
  said("not for its bearer", "confirmation", () => ({ method: "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches" })),
  said("a name that is another one each time", "no_subject", () => ({ format: "urn:oasis:names:tc:SAML:2.0:nameid-format:transient" })),
  said("an empty name", "no_subject", () => ({ subject: "" })),
  said("refused there", "refused_there", () => ({ status: "urn:oasis:names:tc:SAML:2.0:status:Responder" })),
  signed("no audience at all", "audience", () => ({ beforeAssertion: (xml) => xml.replace(/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, "") })),
  signed("no conditions", "audience", () => ({ beforeAssertion: (xml) => xml.replace(/<saml:Conditions.*<\/saml:Conditions>/, "") })),
  signed("no end of the confirmation", "bad_signature", () => ({
    beforeAssertion: (xml) => xml.replace(/<saml:SubjectConfirmationData NotOnOrAfter="[^"]*"/, "<saml:SubjectConfirmationData"),
  })),
  signed("two confirmations", "confirmation", () => ({
    beforeAssertion: (xml) => xml.replace(/<saml:SubjectConfirmation .*<\/saml:SubjectConfirmation>/, "$&$&"),
  })),
  signed("an encrypted assertion", "encrypted", () => ({ beforeResponse: (xml) => xml.replace(/saml:Assertion/g, "saml:EncryptedAssertion") })),
  signed("an answer to another question in the response than in the assertion", "other_request", () => ({
    beforeResponse: (xml) => xml.replace(/InResponseTo="[^"]*"/, 'InResponseTo="_another"'),
  })),
  {
    name: "an answer to a question that nobody asked",
    problem: "other_request",
    forge: (s) => encoded(s.idp.answer(s.idp.said({ ...s.question, id: "_made-up" }, s.now))),
  },
  { name: "too large", problem: "too_large", forge: (s) => encoded(s.idp.answer(s.idp.said(s.question, s.now)) + " ".repeat(300_000)) },
  { name: "no base64", problem: "not_base64", forge: (s) => `*${encoded(s.idp.answer(s.idp.said(s.question, s.now)))}` },
  { name: "no XML", problem: "not_xml", forge: () => encoded("hello") },
  { name: "no UTF-8", problem: "not_xml", forge: () => Buffer.from([0x3c, 0xff, 0xfe, 0x3e]).toString("base64") },
  { name: "elements without end", problem: "not_xml", forge: () => encoded("<a>".repeat(3000)) },
  {
    name: "a namespace more on each of many levels",
    problem: "too_large",
    forge: () => encoded(Array.from({ length: 4000 }, (_, level) => `<a xmlns:z${level}="u">`).join("") + "</a>".repeat(4000)),
  },
  { name: "elements too deep", problem: "too_large", forge: () => encoded("<a>".repeat(3000) + "</a>".repeat(3000)) },
  {
    name: "another document",
    problem: "not_a_response",
    forge: () => encoded('<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0"/>'),
  },
];
