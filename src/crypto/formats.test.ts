/** The vectors printed in docs/formats are read from there and checked, so that a stored format never drifts unnoticed. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { encodeAad } from "./aad.ts";
import {
  blindToken,
  type Cell,
  CHUNK,
  compileShape,
  consistencyProof,
  decodePart,
  deriveKey,
  deriveRecordKey,
  deriveRoot,
  encodePart,
  fingerprint,
  inclusionProof,
  leafHash,
  merkleRoot,
  openChunk,
  openRecord,
  openUnderKit,
  type PartKind,
  parseKit,
  partFingerprint,
  type RecordShape,
  type StreamContext,
  StreamSealer,
  type Suite,
  secretKeyFrom,
  sha256,
  streamKey,
  verifyConsistency,
  verifyInclusion,
} from "./index.ts";

function vectorsOf<T>(page: string): T {
  const text = readFileSync(new URL(`../../docs/formats/${page}.md`, import.meta.url), "utf8");
  const block = /\n## Vectors\n.*?```json\n(.*?)\n```/s.exec(text);
  if (!block?.[1]) throw new Error(`${page}.md has no vectors`);
  return JSON.parse(block[1]) as T;
}
const bytes = (hex: string): Buffer => Buffer.from(hex, "hex");
const keyOf = (hex: string) => secretKeyFrom(bytes(hex));

interface EnvelopeVector {
  readonly name: string;
  readonly owners: readonly string[];
  readonly suite: Suite;
  readonly keyId: number;
  readonly schema: number;
  readonly scope: string;
  readonly shape: RecordShape;
  readonly key: readonly Cell[];
  readonly version: number;
  readonly clear: readonly Cell[];
  readonly plaintext: string;
  readonly recordKey: string;
  readonly aad: string;
  readonly envelope: string;
}

describe("envelope.md", () => {
  it.each(vectorsOf<EnvelopeVector[]>("envelope"))("$name", (v) => {
    const recordKey = deriveRecordKey(v.owners.map(keyOf), v.scope, v.keyId, v.suite);
    expect(recordKey.key.export().toString("hex")).toBe(v.recordKey);
    const place = { shape: compileShape(v.shape), scope: v.scope, key: v.key, version: v.version, clear: v.clear };
    const envelope = bytes(v.envelope);
    expect(Buffer.from(encodeAad(envelope.subarray(0, 8), place)).toString("hex")).toBe(v.aad);
    const open = (given: Uint8Array, key = recordKey) => openRecord((keyId) => (keyId === v.keyId ? key : undefined), place, given);
    expect(open(envelope)).toEqual({ plaintext: Buffer.from(v.plaintext), schema: v.schema, keyId: v.keyId });
    const wrongKey = deriveRecordKey(v.owners.toReversed().map(keyOf), v.scope, v.keyId, v.suite);
    expect(() => open(envelope, wrongKey)).toThrow("The record does not open.");
    for (let bit = 0; bit < envelope.length * 8; bit++) {
      const bad = Buffer.from(envelope);
      bad[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => open(bad)).toThrow("The record does not open.");
    }
    for (let length = 0; length < envelope.length; length++) expect(() => open(envelope.subarray(0, length))).toThrow("The record does not open.");
  });
});

interface KeyVectors {
  readonly derive: readonly { key: string; info: string; length: number; derived: string }[];
  readonly fingerprints: readonly { key: string; fingerprint: string }[];
  readonly parts: readonly { kind: PartKind; installation: string; bytes: string; text: string; fingerprint: string }[];
  readonly roots: readonly { database: string; installation: string; configuration: string; kms?: string; root: string }[];
  readonly kits: readonly { lines: string[]; installation: string; id: string; key: string; wrapped: string; root: string }[];
  readonly blindTokens: readonly { key: string; purpose: string; values: string[]; token: string }[];
}

describe("keys.md", () => {
  const vectors = vectorsOf<KeyVectors>("keys");
  it.each(vectors.derive)("subkey of $length bytes", (v) => {
    expect(deriveKey(keyOf(v.key), v.info, v.length).export().toString("hex")).toBe(v.derived);
  });
  it.each(vectors.fingerprints)("fingerprint $fingerprint", (v) => expect(fingerprint(bytes(v.key))).toBe(v.fingerprint));
  it.each(vectors.parts)("the $kind part", (v) => {
    expect(encodePart(v.kind, v.installation, bytes(v.bytes))).toBe(v.text);
    expect(decodePart(v.kind, v.text)).toEqual({ installation: v.installation, bytes: bytes(v.bytes) });
    expect(partFingerprint(v.kind, bytes(v.bytes))).toBe(v.fingerprint);
  });
  it.each(vectors.roots)("root $root", ({ root, kms, database, installation, configuration }) => {
    const parts = { database: bytes(database), installation: bytes(installation), configuration: bytes(configuration), kms: kms ? bytes(kms) : undefined };
    expect(deriveRoot(parts).export().toString("hex")).toBe(root);
  });
  it.each(vectors.kits)("kit $id", (v) => {
    const kit = parseKit(v.lines.join("\n"));
    expect({ ...kit, key: kit.key.export().toString("hex") }).toEqual({ installation: v.installation, id: v.id, key: v.key });
    expect(openUnderKit(kit.key, bytes(v.wrapped)).export().toString("hex")).toBe(v.root);
  });
  it.each(vectors.blindTokens)("blind token $token", (v) => expect(blindToken(keyOf(v.key), v.purpose, ...v.values)).toBe(v.token));
});

interface StreamVector {
  readonly name: string;
  readonly fileKey: string;
  readonly context: StreamContext;
  readonly header: string;
  readonly chunks?: readonly string[];
  readonly plaintext?: string;
  readonly secondChunk?: string;
}

describe("file-stream.md", () => {
  it.each(vectorsOf<StreamVector[]>("file-stream"))("$name", (v) => {
    const key = streamKey(keyOf(v.fileKey), v.context);
    const header = bytes(v.header);
    const opened = v.chunks?.map((chunk, i) => openChunk(header, key, i, i === (v.chunks?.length ?? 0) - 1, bytes(chunk)).toString("hex"));
    expect(opened?.join("")).toBe(v.plaintext);
    if (v.secondChunk) expect(openChunk(header, key, 1, true, bytes(v.secondChunk)).toString()).toBe("aaa");
    expect(opened ?? v.secondChunk).toBeDefined();
    expect(new StreamSealer(key).header.subarray(0, 4)).toEqual(header.subarray(0, 4));
    expect(header.readUInt8(2)).toBe(Math.log2(CHUNK));
  });
});

interface MerkleVectors {
  readonly leaves: readonly string[];
  readonly leafHashes: readonly string[];
  readonly roots: readonly string[];
  readonly inclusion: readonly { index: number; size: number; proof: string[] }[];
  readonly consistency: readonly { from: number; to: number; proof: string[] }[];
}

describe("merkle-log.md", () => {
  const vectors = vectorsOf<MerkleVectors>("merkle-log");
  const leaves = vectors.leaves.map((leaf) => leafHash(bytes(leaf)));
  const rootOf = (size: number): Buffer => bytes(vectors.roots[size]!);
  it("leaves and roots", () => {
    expect(leaves.map((leaf) => leaf.toString("hex"))).toEqual(vectors.leafHashes);
    expect(vectors.roots.map((_, size) => merkleRoot(leaves.slice(0, size)).toString("hex"))).toEqual(vectors.roots);
    expect(rootOf(0)).toEqual(sha256(""));
  });
  it.each(vectors.inclusion)("inclusion of $index in $size", ({ index, size, proof }) => {
    expect(inclusionProof(leaves.slice(0, size), index).map((hash) => hash.toString("hex"))).toEqual(proof);
    expect(verifyInclusion(leaves[index]!, index, size, proof.map(bytes), rootOf(size))).toBe(true);
  });
  it.each(vectors.consistency)("consistency of $from with $to", ({ from, to, proof }) => {
    expect(consistencyProof(leaves.slice(0, to), from).map((hash) => hash.toString("hex"))).toEqual(proof);
    expect(verifyConsistency(from, to, rootOf(from), rootOf(to), proof.map(bytes))).toBe(true);
  });
});
