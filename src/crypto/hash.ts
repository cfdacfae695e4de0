/** SHA-256 in the shapes that the rest of the server needs. */
import { createHash, hash, timingSafeEqual } from "node:crypto";
import { type Bytes, lengthPrefixed } from "./bytes.ts";

/** 32 bytes. Text is taken as UTF-8. */
export const sha256 = (data: Bytes): Buffer => hash("sha256", data, "buffer");

/** What is stored of a bearer token: SHA-256 as base64url, 43 characters. Enough because tokens have 256 random bits. */
export const tokenDigest = (token: string): string => hash("sha256", token, "base64url");

/** SHA-256 over the length-prefixed parts, as base64url: no two lists of parts meet. */
export const digestOf = (...parts: readonly Bytes[]): string => hash("sha256", lengthPrefixed(...parts), "base64url");

/** Compares two digests in a time that does not depend on where they differ. */
export function equalDigests(a: string, b: string): boolean {
  return equalBytes(Buffer.from(a, "utf8"), Buffer.from(b, "utf8"));
}

/** The same for bytes. */
export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

/** A SHA-256 fed piece by piece; it can be read once. */
export interface Digest {
  update(data: Bytes): Digest;
  digestHex(): string;
  digestBase64url(): string;
}

export function createDigest(): Digest {
  const state = createHash("sha256");
  const digest: Digest = {
    update: (data) => {
      state.update(data);
      return digest;
    },
    digestHex: () => state.digest("hex"),
    digestBase64url: () => state.digest("base64url"),
  };
  return digest;
}
