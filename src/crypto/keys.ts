/**
 * Secret keys. A key is a `KeyObject` from the moment it exists: node:crypto never sees raw key bytes, which are slower on
 * some Node versions and end up in logs and heap dumps. Formats: docs/formats/keys.md.
 */
import { createSecretKey, hkdfSync, KeyObject } from "node:crypto";
import { type Bytes, lengthPrefixed, u32 } from "./bytes.ts";
import { randomBytes } from "./random.ts";

export type SecretKey = KeyObject;

const salt = Buffer.from("bastide/1", "utf8");

/** Takes over the bytes: the caller's copy is wiped, the key keeps its own. */
export function sealAway(bytes: Buffer): SecretKey {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

/** A new random key of 32 bytes. */
export const newSecretKey = (): SecretKey => sealAway(randomBytes(32));

/** Makes a key of existing bytes, which stay as they are. */
export const secretKeyFrom = (bytes: Uint8Array): SecretKey => createSecretKey(bytes);

/** The raw bytes of a key. Only for wrapping it under another key or joining keys as HKDF input; wipe the result after use. */
export const insecureExportKey = (key: SecretKey): Buffer => key.export();

/**
 * HKDF-SHA256 (RFC 5869) with the salt "bastide/1". The info is length-prefixed under a label of its own, so that no info
 * of this function meets that of another derivation.
 * @param length in bytes
 */
export const deriveKey = (key: SecretKey, info: Bytes, length = 32): SecretKey =>
  // With the length inside, or a short key would be the start of a longer one of the same info.
  hkdf(key, lengthPrefixed("bastide/derive/1", info, u32(length)), length);

/** HKDF-SHA256 over an info that is already unambiguous: `lengthPrefixed(label, …)`. For the derivations of this room. */
export const hkdf = (key: SecretKey, info: Uint8Array, length: number): SecretKey => sealAway(Buffer.from(hkdfSync("sha256", key, salt, info, length)));

/** Several keys or parts as one HKDF input. Each has a fixed length, so the order and number of them is unambiguous. */
export function joinKeys(keys: readonly SecretKey[]): SecretKey {
  const parts = keys.map(insecureExportKey);
  const joined = sealAway(Buffer.concat(parts));
  for (const part of parts) part.fill(0);
  return joined;
}

/** A check value of 16 bytes as base64url: tells whether two keys are equal, and nothing else about them. */
export function fingerprint(key: SecretKey | Uint8Array): string {
  const secret = key instanceof KeyObject ? key : secretKeyFrom(key);
  return insecureExportKey(hkdf(secret, lengthPrefixed("bastide/fingerprint/1"), 16)).toString("base64url");
}
