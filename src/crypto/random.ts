/** Every random value of the server comes from here, and here from the operating system's CSPRNG by way of OpenSSL. */
import { randomBytes as drawBytes, randomInt as drawInt, randomUUID as drawUUID, randomFillSync } from "node:crypto";

/** A version 4 uuid (122 random bits). */
export const randomUUID = (): string => drawUUID();

/** @param n length in bytes */
export const randomBytes = (n: number): Buffer => drawBytes(n);

/** A bearer token: the prefix, then 256 random bits as base64url. Store only `tokenDigest` of it. */
export const randomToken = (prefix: string): string => prefix + drawBytes(32).toString("base64url");

/** 256 random bits as base64url (43 characters). */
export const operationId = (): string => drawBytes(32).toString("base64url");

/** A key id: 1…2^32−1. Random and therefore not unique by itself: ask `Keyring.newKeyId` for a free one. */
export const randomKeyId = (): number => drawInt(1, 2 ** 32);

/** An unbiased integer in 0…max−1. @param max 1…2^48−1 */
export const randomInt = (max: number): number => drawInt(max);

const pool = Buffer.alloc(4096);
let used = pool.length;

/** Random bytes for the nonces of small records, drawn from the CSPRNG a page at a time. Each byte is handed out once. */
export function fillNonce(target: Uint8Array): void {
  if (used + target.length > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  for (let i = 0; i < target.length; i++) {
    target[i] = pool[used] as number;
    pool[used++] = 0;
  }
}
