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
  readonly k1: DataView;
}

const prepared = new WeakMap<SecretKey, Prepared>();

function prepare(key: SecretKey): Prepared {
  // ECB over whole blocks has no state: one cipher object serves all records of the key.
  const block = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  const l = block.update(Buffer.alloc(16));
  const doubled = Buffer.alloc(16);
  for (let i = 0; i < 15; i++) doubled[i] = (l.readUInt8(i) << 1) | (l.readUInt8(i + 1) >> 7);
  // Without a branch on the secret's first bit.
  doubled[15] = (l.readUInt8(15) << 1) ^ (0x87 & -(l.readUInt8(0) >> 7));
  const k1 = new DataView(doubled.buffer, doubled.byteOffset, 16);
  const state = { block, k1 };
  prepared.set(key, state);
  return state;
}

/** Frees at once what was computed for a key that is not needed soon, instead of whenever the key is collected. */
export function xaesRelease(key: SecretKey): void {
  prepared.get(key)?.block.final();
  prepared.delete(key);
}

const messages = new DataView(new ArrayBuffer(32));

/** The AES-256-GCM key of a nonce (steps 3 to 5): the encryption of M1 ⊕ K1 and M2 ⊕ K1. */
function subkey(key: SecretKey, nonce: Uint8Array): SecretKey {
  const { block, k1 } = prepared.get(key) ?? prepare(key);
  const n = new DataView(nonce.buffer, nonce.byteOffset, XAES_NONCE);
  messages.setUint32(0, 0x00015800 ^ k1.getUint32(0));
  messages.setUint32(16, 0x00025800 ^ k1.getUint32(0));
  for (let at = 4; at < 16; at += 4) {
    const word = n.getUint32(at - 4) ^ k1.getUint32(at);
    messages.setUint32(at, word);
    messages.setUint32(16 + at, word);
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
