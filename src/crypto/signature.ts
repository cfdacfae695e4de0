/** Ed25519 signatures (RFC 8032). Only checking them: nothing in the server signs yet. */
import { createPublicKey, verify } from "node:crypto";

/**
 * @param publicKey the raw 32 bytes as base64url
 * @param signature 64 bytes as base64url
 * @returns false for everything that is not a good signature of the text, damaged keys included
 */
export function verifySignature(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: publicKey }, format: "jwk" });
    return verify(null, Buffer.from(text, "utf8"), key, Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
}
