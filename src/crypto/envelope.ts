/**
 * The record envelope: every row of the store ends with one.
 *   0xE1 | suite u8 | keyId u32 | schema u16 | nonce (24 / 16) | ciphertext | tag (16 / 32)      (integers big-endian)
 * Bytes and vectors: docs/formats/envelope.md.
 */
import { encodeAad, type RecordPlace } from "./aad.ts";
import { CBCHS_IV, CBCHS_TAG, cbchsOpen, cbchsSeal } from "./cbchs.ts";
import { fillNonce } from "./random.ts";
import type { RecordKey, Suite } from "./record-key.ts";
import { XAES_NONCE, XAES_TAG, xaesOpen, xaesSeal } from "./xaes.ts";

const MAGIC = 0xe1;
const HEADER = 8;

interface SuiteForm {
  readonly nonce: number;
  readonly tag: number;
  readonly seal: typeof xaesSeal;
  readonly open: typeof xaesOpen;
}

const suites: Readonly<Record<Suite, SuiteForm>> = {
  1: { nonce: XAES_NONCE, tag: XAES_TAG, seal: xaesSeal, open: xaesOpen },
  2: { nonce: CBCHS_IV, tag: CBCHS_TAG, seal: cbchsSeal, open: cbchsOpen },
};

/** A record did not open. The message never says why: that would help only who tampered with it. */
export class SealError extends Error {
  override readonly name = "SealError";
  readonly code = "seal_broken";
  constructor() {
    super("The record does not open.");
  }
}

/** The readable frame of an envelope. Views into the given bytes, nothing checked but lengths. */
export interface EnvelopeFrame {
  readonly suite: Suite;
  readonly keyId: number;
  readonly schema: number;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

/**
 * Seals a record's content for one place: any other scope, type, key, version or clear column will not open it.
 * @param place.schema version of the content's shape, 0…65535
 * @throws TypeError, RangeError when a value is not of its column's kind
 */
export function sealRecord(recordKey: RecordKey, place: RecordPlace & { readonly schema: number }, plaintext: Uint8Array): Buffer {
  const suite = suites[recordKey.suite];
  const start = Buffer.allocUnsafe(HEADER + suite.nonce);
  start[0] = MAGIC;
  start[1] = recordKey.suite;
  start.writeUInt32BE(recordKey.keyId, 2);
  start.writeUInt16BE(place.schema, 6);
  const nonce = start.subarray(HEADER);
  fillNonce(nonce);
  const sealed = suite.seal(recordKey.key, nonce, plaintext, encodeAad(start.subarray(0, HEADER), place));
  // Not from Node's shared pool: posting a pooled buffer to a worker would copy the whole pool.
  const envelope = Buffer.allocUnsafeSlow(start.length + sealed.length);
  envelope.set(start, 0);
  envelope.set(sealed, start.length);
  return envelope;
}

/**
 * Opens an envelope at its place, with the one key that its header names. There is no trial decryption.
 * @throws SealError for every cause alike: unknown or erased key, truncation, changed bits, another place
 */
export function openRecord(
  lookup: (keyId: number) => RecordKey | undefined,
  place: RecordPlace,
  envelope: Uint8Array,
): { plaintext: Buffer; schema: number; keyId: number } {
  try {
    const { suite, keyId, schema, nonce } = readEnvelope(envelope);
    const recordKey = lookup(keyId);
    if (recordKey?.suite !== suite || recordKey.keyId !== keyId) throw new SealError();
    const aad = encodeAad(envelope.subarray(0, HEADER), place);
    return { plaintext: suites[suite].open(recordKey.key, nonce, envelope.subarray(HEADER + nonce.length), aad), schema, keyId };
  } catch {
    throw new SealError();
  }
}

/** Reads an envelope's frame without any key, for the inspector and key lookups. @throws SealError when it is none */
export function readEnvelope(envelope: Uint8Array): EnvelopeFrame {
  const suite = envelope[1] as Suite;
  const form = suites[suite];
  if (envelope[0] !== MAGIC || !form || envelope.length < HEADER + form.nonce + form.tag) throw new SealError();
  const view = new DataView(envelope.buffer, envelope.byteOffset, HEADER);
  const end = envelope.length - form.tag;
  return {
    suite,
    keyId: view.getUint32(2),
    schema: view.getUint16(6),
    nonce: envelope.subarray(HEADER, HEADER + form.nonce),
    ciphertext: envelope.subarray(HEADER + form.nonce, end),
    tag: envelope.subarray(end),
  };
}
