/** The question with which a browser is sent to an identity provider: signed, by redirect (SAML 2.0 bindings §3.4). */
import { SAML } from "@node-saml/node-saml";

export interface Asking {
  readonly entityId: string;
  readonly acs: string;
  readonly entryPoint: string;
  readonly privateKey: string;
}

/**
 * @param id of the question, which the answer names: an NCName
 * @param anew whether the person is to show who he is, whoever is signed in there
 * @returns the address to go to
 */
export function requestAddress({ entityId, acs, entryPoint, privateKey }: Asking, id: string, anew: boolean): Promise<string> {
  const library = new SAML({
    issuer: entityId,
    callbackUrl: acs,
    entryPoint,
    privateKey,
    signatureAlgorithm: "sha256",
    // What and how is asked of people is the provider's own rule.
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    forceAuthn: anew,
    generateUniqueId: () => id,
    // Asked for by the library although nothing is verified here.
    idpCert: "none",
  });
  return library.getAuthorizeUrlAsync("", undefined, {});
}
