/** Metadata both ways (SAML 2.0 metadata): what a provider's file says of it, and the file that tells it of us. */
import { generateServiceProviderMetadata } from "@node-saml/node-saml";
import { type CertificateFacts, readCertificate } from "../../../../crypto/index.ts";
import type { Element } from "./dom.ts";
import { SamlProblem } from "./problems.ts";
import { all, attribute, is, only, parseStrict, textOf } from "./xml.ts";

const MOST_BYTES = 256 * 1024;
/** While certificates change there are two; a few providers publish one more. */
const MOST_CERTIFICATES = 5;
const redirectBinding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

export interface ProviderMetadata {
  readonly issuer: string;
  /** Where browsers are sent with a request. */
  readonly entryPoint: string;
  readonly certificates: readonly CertificateFacts[];
}

/** @param isNamed whether the operator named it, so that http: may stand there @throws SamlProblem not_metadata, bad_certificate, and those of the parser */
export async function readMetadata(text: string, isNamed: (address: URL) => boolean = () => false): Promise<ProviderMetadata> {
  // The file may bear comments and its own signature: it is believed because an administrator brings it.
  const { root } = parseStrict(Buffer.from(withoutComments(text)), MOST_BYTES);
  const entity = only1(is(root, "metadata", "EntitiesDescriptor") ? all(root, "metadata", "EntityDescriptor").filter(hasProvider) : [root].filter(hasProvider));
  const issuer = attribute(entity, "entityID");
  const provider = only(entity, "metadata", "IDPSSODescriptor");
  if (!entity || !provider || !issuer || issuer.length > 1024) throw new SamlProblem("not_metadata");
  const services = all(provider, "metadata", "SingleSignOnService").filter((one) => attribute(one, "Binding") === redirectBinding);
  const entryPoint = services.map((one) => attribute(one, "Location") ?? "").find((address) => isAddress(address, isNamed));
  if (entryPoint === undefined) throw new SamlProblem("not_metadata");
  const keys = all(provider, "metadata", "KeyDescriptor").filter((one) => (attribute(one, "use") ?? "signing") === "signing");
  return { issuer, entryPoint, certificates: await certificatesOf(keys.flatMap(encodedIn)) };
}

const withoutComments = (text: string): string =>
  text
    .split("<!--")
    .map((part, at) => (at === 0 ? part : part.slice(part.indexOf("-->") + "-->".length)))
    .join("");

const hasProvider = (entity: Element): boolean => is(entity, "metadata", "EntityDescriptor") && all(entity, "metadata", "IDPSSODescriptor").length === 1;
const only1 = (found: readonly Element[]): Element | undefined => (found.length === 1 ? found[0] : undefined);

function encodedIn(key: Element): string[] {
  const info = only(key, "signature", "KeyInfo");
  const data = info ? all(info, "signature", "X509Data") : [];
  return data.flatMap((one) => all(one, "signature", "X509Certificate")).flatMap((one) => textOf(one) ?? []);
}

/** @param encoded base64 of DER, with or without the lines of PEM @throws SamlProblem bad_certificate for none, or one that is too weak */
export async function certificatesOf(encoded: readonly string[]): Promise<CertificateFacts[]> {
  const plain = [...new Set(encoded.map((one) => one.replace(/-----(BEGIN|END) CERTIFICATE-----/g, "").replace(/\s+/g, "")))];
  const read = await Promise.all(plain.map((one) => readCertificate(new Uint8Array(Buffer.from(one, "base64")))));
  const good = read.filter((one): one is CertificateFacts => one !== undefined && one.bits !== null && one.bits >= 2048);
  if (good.length === 0 || good.length !== plain.length || good.length > MOST_CERTIFICATES) throw new SamlProblem("bad_certificate");
  return good;
}

function isAddress(text: string, isNamed: (address: URL) => boolean): boolean {
  if (text.length > 2000 || !URL.canParse(text)) return false;
  const address = new URL(text);
  const { protocol, username, password } = address;
  return (protocol === "https:" || (protocol === "http:" && isNamed(address))) && username + password === "";
}

export interface OwnMetadata {
  readonly entityId: string;
  readonly acs: string;
  readonly privateKey: string;
  readonly certificate: string;
}

/** What a provider has to know of this connection. */
export const ownMetadata = ({ entityId, acs, privateKey, certificate }: OwnMetadata): string =>
  generateServiceProviderMetadata({
    issuer: entityId,
    callbackUrl: acs,
    privateKey,
    publicCerts: certificate,
    wantAssertionsSigned: true,
    identifierFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
    generateUniqueId: () => "bastide",
  });
