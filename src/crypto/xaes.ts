/**
 * XAES-256-GCM (C2SP, https://c2sp.org/XAES-256-GCM): AES-256-GCM under a key derived from the first half of a 192-bit
 * nonce, so that nonces may be random for any number of records under one key.
 */
import { type Cipheriv, createCipheriv, createDecipheriv, createSecretKey } from "node:crypto";
import type { SecretKey } from "./keys.ts";

export const XAES_NONCE = 24;
export const XAES_TAG = 16;
const gcmOptions = { authTagLength: XAES_TAG };

/** What is computed once per key: the block cipher and the CMAC subkey K1 (steps 1 and 2 of the specification). */
interface Prepared {
  readonly block: Cipheriv;
  readonly k1: Buffer;
}

const prepared = new WeakMap<SecretKey, Prepared>();

function prepare(key: SecretKey): Prepared {
  // ECB over whole blocks has no state: one cipher object serves all records of the key.
  const block = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  const l = block.update(Buffer.alloc(16));
  const k1 = Buffer.alloc(16);
  for (let i = 0; i < 16; i++) k1[i] = (l.readUInt8(i) << 1) | (i < 15 ? l.readUInt8(i + 1) >> 7 : 0);
  // Without a branch on the secret's first bit.
  k1[15] = k1.readUInt8(15) ^ (0x87 & -(l.readUInt8(0) >> 7));
  const state = { block, k1 };
  prepared.set(key, state);
  return state;
}

const messages = Buffer.alloc(32);

/** The AES-256-GCM key of a nonce (steps 3 to 5). */
function subkey(key: SecretKey, nonce: Uint8Array): SecretKey {
  const { block, k1 } = prepared.get(key) ?? prepare(key);
  messages.fill(0);
  messages[1] = 1;
  messages[17] = 2;
  messages[2] = messages[18] = 0x58;
  messages.set(nonce.subarray(0, 12), 4);
  messages.set(nonce.subarray(0, 12), 20);
  for (let i = 0; i < 16; i++) {
    messages[i]! ^= k1[i]!;
    messages[16 + i]! ^= k1[i]!;
  }
  const bytes = block.update(messages);
  const derived = createSecretKey(bytes);
  bytes.fill(0);
  return derived;
}

/** @param key 32 bytes @param nonce 24 bytes, never twice under one key @returns ciphertext ‖ tag (16 bytes) */
export function xaesSeal(key: SecretKey, nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Buffer {
  checkNonce(nonce);
  const cipher = createCipheriv("aes-256-gcm", subkey(key, nonce), nonce.subarray(12), gcmOptions);
  cipher.setAAD(aad);
  const ciphertext = cipher.update(plaintext);
  cipher.final();
  return Buffer.concat([ciphertext, cipher.getAuthTag()]);
}

/** @param sealed ciphertext ‖ tag @throws Error when anything is not as it was sealed */
export function xaesOpen(key: SecretKey, nonce: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Buffer {
  checkNonce(nonce);
  const end = sealed.length - XAES_TAG;
  if (end < 0) throw new RangeError("Shorter than a tag.");
  const decipher = createDecipheriv("aes-256-gcm", subkey(key, nonce), nonce.subarray(12), gcmOptions);
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(end));
  const plaintext = decipher.update(sealed.subarray(0, end));
  // Nothing leaves before the tag was checked.
  decipher.final();
  return plaintext;
}

function checkNonce(nonce: Uint8Array): void {
  if (nonce.length !== XAES_NONCE) throw new RangeError("An XAES-256-GCM nonce has 24 bytes.");
}
