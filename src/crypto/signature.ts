/** Ed25519 signatures (RFC 8032). */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { type Bytes, lengthPrefixed } from "./bytes.ts";
import { hkdf, insecureExportKey, type SecretKey } from "./keys.ts";

/** What stands before the 32 bytes of a private key in PKCS #8 (RFC 8410 §7). */
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");

export interface SigningKey {
  /** The raw 32 bytes as base64url. */
  readonly publicKey: string;
  /** @returns 64 bytes */
  sign(data: Bytes): Buffer;
}

/** The signing key that belongs to a random secret of 32 bytes: always the same one. */
export function signingKeyFrom(secret: SecretKey): SigningKey {
  const seed = insecureExportKey(hkdf(secret, lengthPrefixed("bastide/sign/1"), 32));
  const der = Buffer.concat([pkcs8, seed]);
  const key: KeyObject = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  seed.fill(0);
  der.fill(0);
  const { x } = createPublicKey(key).export({ format: "jwk" });
  return { publicKey: x as string, sign: (data) => sign(null, typeof data === "string" ? Buffer.from(data, "utf8") : data, key) };
}

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
