/**
 * The record envelope: every row of the store ends with one.
 *   0xE1 | suite u8 | keyId u32 | schema u16 | nonce (24 / 16) | ciphertext | tag (16 / 32)      (integers big-endian)
 * Bytes and vectors: docs/formats/envelope.md.
 */
import { encodeAad, type RecordPlace } from "./aad.ts";
import { CBCHS_IV, CBCHS_TAG, cbchsOpen, cbchsSeal } from "./cbchs.ts";
import type { SecretKey } from "./keys.ts";
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

/** Key and associated data of one envelope: all that is needed to seal or open it, where it stands or in another thread. */
export interface SealTask {
  readonly key: SecretKey;
  /** Begins with the envelope's header. From `sealTask` and `openTask` it is valid until the next call of either. */
  readonly aad: Uint8Array;
}

/**
 * Seals a record's content for one place: any other scope, type, key, version or clear column will not open it.
 * @param place.schema version of the content's shape, 0…65535
 * @throws TypeError, RangeError when a value is not of its column's kind
 */
export function sealRecord(recordKey: RecordKey, place: RecordPlace & { readonly schema: number }, plaintext: Uint8Array): Buffer {
  return performSeal(sealTask(recordKey, place), plaintext);
}

const headerToBe = Buffer.alloc(HEADER);

/** The first half of `sealRecord`. @throws TypeError, RangeError when a value is not of its column's kind */
export function sealTask({ key, keyId, suite }: RecordKey, place: RecordPlace & { readonly schema: number }): SealTask {
  headerToBe[0] = MAGIC;
  headerToBe[1] = suite;
  headerToBe.writeUInt32BE(keyId, 2);
  headerToBe.writeUInt16BE(place.schema, 6);
  return { key, aad: encodeAad(headerToBe, place) };
}

/** The second half of `sealRecord`. */
export function performSeal({ key, aad }: SealTask, plaintext: Uint8Array): Buffer {
  const suite = suites[aad[1] as Suite];
  const nonce = nonces.subarray(0, suite.nonce);
  fillNonce(nonce);
  const sealed = suite.seal(key, nonce, plaintext, aad);
  // Not from Node's shared pool: posting a pooled buffer to a worker would copy the whole pool.
  const envelope = Buffer.allocUnsafeSlow(HEADER + nonce.length + sealed.length);
  for (let i = 0; i < HEADER; i++) envelope[i] = aad[i] as number;
  for (let i = 0; i < nonce.length; i++) envelope[HEADER + i] = nonce[i] as number;
  envelope.set(sealed, HEADER + nonce.length);
  return envelope;
}

/** Where the nonce of the envelope in hand stands: sealing is synchronous. */
const nonces = Buffer.alloc(XAES_NONCE);

/**
 * Opens an envelope at its place, with the one key that its header names. There is no trial decryption.
 * @throws SealError for every cause alike: unknown or erased key, truncation, changed bits, another place
 */
export function openRecord(
  lookup: (keyId: number) => RecordKey | undefined,
  place: RecordPlace,
  envelope: Uint8Array,
): { plaintext: Buffer; schema: number; keyId: number } {
  const task = openTask(lookup, place, envelope);
  return { plaintext: performOpen(task, envelope), schema: task.schema, keyId: task.keyId };
}

/** The first half of `openRecord`. @throws SealError */
export function openTask(
  lookup: (keyId: number) => RecordKey | undefined,
  place: RecordPlace,
  envelope: Uint8Array,
): SealTask & { readonly schema: number; readonly keyId: number } {
  try {
    const { suite, keyId, schema } = readHeader(envelope);
    const recordKey = lookup(keyId);
    if (recordKey?.suite !== suite || recordKey.keyId !== keyId) throw new SealError();
    return { key: recordKey.key, aad: encodeAad(envelope.subarray(0, HEADER), place), schema, keyId };
  } catch {
    throw new SealError();
  }
}

/** The second half of `openRecord`. @throws SealError */
export function performOpen({ key, aad }: SealTask, envelope: Uint8Array): Buffer {
  try {
    const suite = suites[aad[1] as Suite];
    const start = HEADER + suite.nonce;
    return suite.open(key, envelope.subarray(HEADER, start), envelope.subarray(start), aad);
  } catch {
    throw new SealError();
  }
}

/** Reads an envelope's frame without any key, for the inspector and key lookups. @throws SealError when it is none */
export function readEnvelope(envelope: Uint8Array): EnvelopeFrame {
  const { suite, keyId, schema, form } = readHeader(envelope);
  const end = envelope.length - form.tag;
  return {
    suite,
    keyId,
    schema,
    nonce: envelope.subarray(HEADER, HEADER + form.nonce),
    ciphertext: envelope.subarray(HEADER + form.nonce, end),
    tag: envelope.subarray(end),
  };
}

function readHeader(envelope: Uint8Array): { suite: Suite; keyId: number; schema: number; form: SuiteForm } {
  const suite = envelope[1] as Suite;
  const form = suites[suite];
  if (envelope[0] !== MAGIC || !form || envelope.length < HEADER + form.nonce + form.tag) throw new SealError();
  const [a, b, c, d, e, f] = [envelope[2], envelope[3], envelope[4], envelope[5], envelope[6], envelope[7]] as [number, number, number, number, number, number];
  return { suite, keyId: ((a << 24) | (b << 16) | (c << 8) | d) >>> 0, schema: (e << 8) | f, form };
}
