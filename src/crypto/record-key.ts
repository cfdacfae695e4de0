/** The key that seals one record: derived from the data keys of all its owners, so that erasing any of them closes the record. */
import { lengthPrefixed, u32 } from "./bytes.ts";
import { hkdf, joinKeys, type SecretKey } from "./keys.ts";

/** 1: XAES-256-GCM (default), 2: A256CBC-HS512. */
export type Suite = 1 | 2;

export interface RecordKey {
  readonly keyId: number;
  readonly suite: Suite;
  readonly key: SecretKey;
}

const lengthOf: Readonly<Record<Suite, number>> = { 1: 32, 2: 64 };

/**
 * HKDF-SHA256 over the owners' data keys in order, info = scope ‖ keyId ‖ suite.
 * @param ownerKeys at least one, 32 bytes each
 * @param scope the company's or installation's id
 */
export function deriveRecordKey(ownerKeys: readonly SecretKey[], scope: string, keyId: number, suite: Suite): RecordKey {
  if (ownerKeys.length === 0 || ownerKeys.some((key) => key.symmetricKeySize !== 32)) throw new RangeError("Owners' keys have 32 bytes each.");
  const info = lengthPrefixed("bastide/record-key/1", scope, u32(keyId), Uint8Array.of(suite));
  return { keyId, suite, key: hkdf(joinKeys(ownerKeys), info, lengthOf[suite]) };
}
