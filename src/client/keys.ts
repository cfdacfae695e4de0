const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

/** A random Idempotency-Key: 24 of 36 signs, 124 bits. Keep it with the operation and send it again on every repetition. */
export function newKey(): string {
  let key = "";
  while (key.length < 24) {
    for (const byte of crypto.getRandomValues(new Uint8Array(24))) {
      if (byte < 252 && key.length < 24) key += alphabet[byte % 36]; // 252 = 7 × 36: no sign is likelier than another
    }
  }
  return key;
}
