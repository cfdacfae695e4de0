/** A256CBC-HS512 (RFC 7518 §5.2.5): AES-256-CBC, then HMAC-SHA-512 over AAD, IV, ciphertext and the AAD's bit length, cut to 32 bytes. */
import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from "node:crypto";
import { insecureExportKey, type SecretKey, sealAway } from "./keys.ts";

export const CBCHS_IV = 16;
export const CBCHS_TAG = 32;

/** The halves of the 64-byte key: MAC key first, encryption key second. */
interface Halves {
  readonly mac: SecretKey;
  readonly enc: SecretKey;
}

const halves = new WeakMap<SecretKey, Halves>();

function split(key: SecretKey): Halves {
  const known = halves.get(key);
  if (known) return known;
  const bytes = insecureExportKey(key);
  if (bytes.length !== 64) throw new RangeError("An A256CBC-HS512 key has 64 bytes.");
  const made = { mac: sealAway(bytes.subarray(0, 32)), enc: sealAway(bytes.subarray(32)) };
  halves.set(key, made);
  return made;
}

function tagOf(mac: SecretKey, aad: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Buffer {
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64BE(BigInt(aad.length) * 8n);
  return createHmac("sha512", mac).update(aad).update(iv).update(ciphertext).update(bits).digest().subarray(0, CBCHS_TAG);
}

/** @param key 64 bytes @param iv 16 random bytes @returns ciphertext ‖ tag (32 bytes) */
export function cbchsSeal(key: SecretKey, iv: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Buffer {
  const { mac, enc } = split(key);
  const cipher = createCipheriv("aes-256-cbc", enc, iv);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([ciphertext, tagOf(mac, aad, iv, ciphertext)]);
}

/** @param sealed ciphertext ‖ tag @throws Error when anything is not as it was sealed; nothing is decrypted before the tag was checked */
export function cbchsOpen(key: SecretKey, iv: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Buffer {
  const { mac, enc } = split(key);
  const end = sealed.length - CBCHS_TAG;
  if (end < 16 || iv.length !== CBCHS_IV) throw new RangeError("Shorter than a block and a tag.");
  const ciphertext = sealed.subarray(0, end);
  if (!timingSafeEqual(tagOf(mac, aad, iv, ciphertext), sealed.subarray(end))) throw new Error("The tag does not match.");
  const decipher = createDecipheriv("aes-256-cbc", enc, iv);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
}
