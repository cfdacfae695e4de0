import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHUNK, newSecretKey, openChunk, randomBytes, SEALED_CHUNK, SealError, STREAM_HEADER, StreamSealer, streamKey } from "./index.ts";

const context = { company: "company-a", file: "report", version: "1" };
const fileKey = newSecretKey();
const key = streamKey(fileKey, context);

function sealWhole(data: Uint8Array, under = key): { header: Buffer; chunks: Buffer[] } {
  const sealer = new StreamSealer(under);
  const chunks: Buffer[] = [];
  const count = Math.max(1, Math.ceil(data.length / CHUNK));
  for (let i = 0; i < count; i++) chunks.push(sealer.seal(data.subarray(i * CHUNK, (i + 1) * CHUNK), i === count - 1));
  return { header: sealer.header, chunks };
}
const refused = (open: () => unknown): void => expect(open).toThrow(SealError);

describe("a file of three chunks", () => {
  const data = randomBytes(2 * CHUNK + 100);
  const { header, chunks } = sealWhole(data);

  it("opens whole, and any chunk alone", () => {
    expect(header).toHaveLength(STREAM_HEADER);
    expect(chunks.map((chunk) => chunk.length)).toEqual([SEALED_CHUNK, SEALED_CHUNK, 116]);
    expect(openChunk(header, key, 1, false, chunks[1]!).equals(data.subarray(CHUNK, 2 * CHUNK))).toBe(true);
    expect(Buffer.concat(chunks.map((chunk, i) => openChunk(header, key, i, i === 2, chunk))).equals(data)).toBe(true);
  });

  it("is refused at the first wrong chunk when cut, reordered, extended or spliced", () => {
    refused(() => openChunk(header, key, 1, true, chunks[1]!));
    refused(() => openChunk(header, key, 2, false, chunks[2]!));
    refused(() => openChunk(header, key, 0, false, chunks[1]!));
    refused(() => openChunk(header, key, 3, true, chunks[2]!));
    refused(() => openChunk(header, key, 2, true, chunks[2]!.subarray(0, 80)));
    refused(() => openChunk(header, key, 2, true, Buffer.alloc(0)));
    const twin = sealWhole(data);
    refused(() => openChunk(header, key, 1, false, twin.chunks[1]!));
    refused(() => openChunk(twin.header, key, 1, false, chunks[1]!));
  });

  it.each(["company", "file", "version"] as const)("is refused as another %s", (part) => {
    refused(() => openChunk(header, streamKey(fileKey, { ...context, [part]: "other" }), 0, false, chunks[0]!));
    refused(() => openChunk(header, streamKey(newSecretKey(), context), 0, false, chunks[0]!));
  });
});

it("refuses every flipped bit of header and chunk", () => {
  const { header, chunks } = sealWhole(Buffer.from("short"));
  const whole = Buffer.concat([header, chunks[0]!]);
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const bad = Buffer.from(whole);
    bad[bit >> 3]! ^= 1 << (bit & 7);
    refused(() => openChunk(bad.subarray(0, STREAM_HEADER), key, 0, true, bad.subarray(STREAM_HEADER)));
  }
  for (let length = 0; length < STREAM_HEADER; length++) refused(() => openChunk(header.subarray(0, length), key, 0, true, chunks[0]!));
});

it("gives back files of any length", () => {
  const length = fc.oneof(fc.nat(300), fc.constantFrom(0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK));
  fc.assert(
    fc.property(length, (bytes) => {
      const data = randomBytes(bytes);
      const { header, chunks } = sealWhole(data);
      expect(Buffer.concat(chunks.map((chunk, i) => openChunk(header, key, i, i === chunks.length - 1, chunk))).equals(data)).toBe(true);
    }),
    { numRuns: 20 },
  );
});

it("takes only whole chunks before the last, none after it, and no empty last one behind others", () => {
  expect(() => new StreamSealer(key).seal(Buffer.alloc(5), false)).toThrow(RangeError);
  expect(() => new StreamSealer(key).seal(Buffer.alloc(CHUNK + 1), true)).toThrow(RangeError);
  const sealer = new StreamSealer(key);
  sealer.seal(Buffer.alloc(CHUNK), false);
  expect(() => sealer.seal(Buffer.alloc(0), true)).toThrow(RangeError);
  sealer.seal(Buffer.alloc(1), true);
  expect(() => sealer.seal(Buffer.alloc(1), true)).toThrow(RangeError);
});
