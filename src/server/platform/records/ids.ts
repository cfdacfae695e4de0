import { blindToken, type SecretKey } from "../../../crypto/index.ts";

/**
 * A uuid (version 8, RFC 9562) from a keyed hash: the same operation or source gives the same id again, so that a repeated
 * request or a resumed import meets its own rows; without the key nobody can foresee it. 122 bits.
 */
export function derivedId(indexKey: SecretKey, purpose: string, ...values: string[]): string {
  const bytes = Buffer.from(blindToken(indexKey, purpose, ...values), "base64url").subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
