// What it is: keys, sealing, blind tokens, file streams and the Merkle log. Pure: bytes in, bytes out.
// What it is not: no files, no network, no clock, no store, and no passwords (Argon2id lives with the accounts).
// Where to start: envelope.ts (what a stored row is), keyring.ts (which key may do what); bytes and vectors in docs/formats.
export { type Cell, type ColumnKind, type CompiledShape, compileShape, type RecordPlace, type RecordShape, type ShapeColumn } from "./aad.ts";
export { type ApiTokenKind, isApiToken, newApiToken } from "./api-token.ts";
export { blindToken, normaliseName } from "./blind.ts";
export { cbchsOpen, cbchsSeal } from "./cbchs.ts";
export {
  type EnvelopeFrame,
  openRecord,
  openTask,
  performOpen,
  performSeal,
  readEnvelope,
  SealError,
  type SealTask,
  sealRecord,
  sealTask,
} from "./envelope.ts";
export { createDigest, type Digest, digestOf, equalBytes, equalDigests, sha256, tokenDigest } from "./hash.ts";
export { type KeyOwner, Keyring, type KeySetMember, type KeyState, KeyStateError } from "./keyring.ts";
export { deriveKey, fingerprint, insecureExportKey, newSecretKey, type SecretKey, secretKeyFrom } from "./keys.ts";
export { isSameKitLine, type Kit, KitError, kitLines, newKit, openUnderKit, parseKit, wrapUnderKit } from "./kit.ts";
export { discard } from "./memory.ts";
export { consistencyProof, inclusionProof, leafHash, MerkleFrontier, merkleRoot, nodeHash, verifyConsistency, verifyInclusion } from "./merkle.ts";
export { type Checkpoint, openCheckpoint, parseVerifierKey, signCheckpoint, verifierKey } from "./note.ts";
export { pbkdf2 } from "./pbkdf2.ts";
export { fillNonce, operationId, randomBytes, randomInt, randomKeyId, randomToken, randomUUID } from "./random.ts";
export { deriveRecordKey, type RecordKey, type Suite } from "./record-key.ts";
export { decodePart, deriveRoot, encodePart, makePart, PartError, type PartKind, partFingerprint, type RootParts } from "./root.ts";
export { type SigningKey, signingKeyFrom, verifySignature } from "./signature.ts";
export { type CertificateFacts, newSigningPair, readCertificate, type SigningPair } from "./signing-certificate.ts";
export { CHUNK, openChunk, SEALED_CHUNK, STREAM_HEADER, type StreamContext, type StreamKey, StreamOpener, StreamSealer, streamKey } from "./stream.ts";
export { xaesOpen, xaesRelease, xaesSeal } from "./xaes.ts";
