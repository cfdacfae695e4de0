import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeAad } from "./aad.ts";
import {
  type Cell,
  type ColumnKind,
  compileShape,
  deriveRecordKey,
  newSecretKey,
  openRecord,
  type RecordKey,
  type RecordPlace,
  readEnvelope,
  SealError,
  type Suite,
  sealRecord,
} from "./index.ts";

const company = "0b9f6f0e-6d5b-4c39-9a53-3f1f0c8f4a11";
const other = "7f3b1c52-2b1e-4f0a-8a56-9d0f4e3f2b22";
const channel = "5c0a7b9e-91c4-4f6b-b1c7-0f2f5a6d7e33";

const message = compileShape({
  type: "message",
  key: [
    { name: "company", kind: "id" },
    { name: "channel", kind: "id" },
    { name: "post", kind: "counter" },
  ],
  clear: [
    { name: "author", kind: "id" },
    { name: "sentAt", kind: "instant" },
    { name: "editedAt", kind: "instant" },
    { name: "state", kind: "code" },
  ],
});
const place: RecordPlace = { shape: message, scope: company, key: [company, channel, 41], version: 3, clear: [other, 1_700_000_000_000, null, "sent"] };
const content = Buffer.from('{"body":"bonjour"}');

const keyOf = (suite: Suite): RecordKey => deriveRecordKey([newSecretKey(), newSecretKey()], company, 0xfffffffe, suite);
const lookupOf = (recordKey: RecordKey) => (keyId: number) => (keyId === recordKey.keyId ? recordKey : undefined);
const refused = (recordKey: RecordKey, at: RecordPlace, envelope: Uint8Array): void => {
  let caught: unknown;
  try {
    openRecord(lookupOf(recordKey), at, envelope);
  } catch (error) {
    caught = error;
  }
  // One class and one message for every cause.
  expect(caught).toBeInstanceOf(SealError);
  expect((caught as SealError).message).toBe("The record does not open.");
};

describe.each([1, 2] as const)("suite %i", (suite) => {
  const recordKey = keyOf(suite);
  const envelope = sealRecord(recordKey, { ...place, schema: 7 }, content);

  it("opens at its place and nowhere else", () => {
    expect(openRecord(lookupOf(recordKey), place, envelope)).toEqual({ plaintext: content, schema: 7, keyId: 0xfffffffe });
    const elsewhere: RecordPlace[] = [
      { ...place, scope: other },
      { ...place, shape: compileShape({ type: "reply", key: columns(message.key), clear: columns(message.clear) }) },
      { ...place, key: [other, channel, 41] },
      { ...place, key: [company, company, 41] },
      { ...place, key: [channel, company, 41] },
      { ...place, key: [company, channel, 42] },
      { ...place, version: 2 },
      { ...place, version: 4 },
      { ...place, clear: [company, 1_700_000_000_000, null, "sent"] },
      { ...place, clear: [other, 1_700_000_000_001, null, "sent"] },
      { ...place, clear: [other, 1_700_000_000_000, 0, "sent"] },
      { ...place, clear: [other, 1_700_000_000_000, null, "kept"] },
      { ...place, clear: [other, null, 1_700_000_000_000, "sent"] },
      { ...place, clear: [null, 1_700_000_000_000, null, "sent"] },
      { ...place, clear: [other, 1_700_000_000_000, null] },
      { ...place, clear: [other, -1, null, "sent"] },
      { ...place, clear: [other, 1_700_000_000_000, null, 5] },
      { ...place, key: [company, channel] },
    ];
    for (const wrong of elsewhere) refused(recordKey, wrong, envelope);
  });

  it("refuses every flipped bit", () => {
    for (let bit = 0; bit < envelope.length * 8; bit++) {
      const bad = Buffer.from(envelope);
      bad[bit >> 3]! ^= 1 << (bit & 7);
      refused(recordKey, place, bad);
    }
  });

  it("refuses every truncation and any appended byte", () => {
    for (let length = 0; length < envelope.length; length++) refused(recordKey, place, envelope.subarray(0, length));
    for (let byte = 0; byte < 256; byte++) refused(recordKey, place, Buffer.concat([envelope, Uint8Array.of(byte)]));
  });

  it("refuses other keys, also under the same key id", () => {
    refused(keyOf(suite), place, envelope);
    refused({ ...recordKey, keyId: 5 }, place, envelope);
    refused(keyOf(suite === 1 ? 2 : 1), place, envelope);
  });

  it("seals the empty text, which still binds the row", () => {
    const empty = sealRecord(recordKey, { ...place, schema: 1 }, new Uint8Array());
    expect(openRecord(lookupOf(recordKey), place, empty).plaintext).toHaveLength(0);
    refused(recordKey, { ...place, clear: [company, 1_700_000_000_000, null, "sent"] }, empty);
  });

  it("gives back any content, and never the same envelope twice", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.integer({ min: 0, max: 65_535 }), (bytes, schema) => {
        const one = sealRecord(recordKey, { ...place, schema }, bytes);
        const two = sealRecord(recordKey, { ...place, schema }, bytes);
        expect(one.equals(two)).toBe(false);
        const opened = openRecord(lookupOf(recordKey), place, one);
        expect(opened.plaintext.equals(bytes)).toBe(true);
        expect(opened.schema).toBe(schema);
      }),
      { numRuns: 50 },
    );
  });

  it("shows its frame without a key", () => {
    const frame = readEnvelope(envelope);
    expect(frame).toMatchObject({ suite, keyId: 0xfffffffe, schema: 7 });
    expect([frame.nonce.length, frame.ciphertext.length, frame.tag.length]).toEqual(suite === 1 ? [24, 18, 16] : [16, 32, 32]);
    expect(Buffer.concat([envelope.subarray(0, 8), frame.nonce, frame.ciphertext, frame.tag])).toEqual(envelope);
  });
});

it("has a buffer of its own, so that posting it to a worker copies it alone", () => {
  const envelope = sealRecord(keyOf(1), { ...place, schema: 1 }, content);
  expect(envelope.buffer.byteLength).toBe(envelope.length);
});

it("refuses to seal what could not be opened again", () => {
  const recordKey = keyOf(1);
  const seal = (changed: Partial<RecordPlace & { schema: number }>) => () => sealRecord(recordKey, { ...place, schema: 1, ...changed }, content);
  expect(seal({ schema: 65_536 })).toThrow(RangeError);
  expect(seal({ version: 1.5 })).toThrow(RangeError);
  expect(seal({ clear: [other, 2 ** 53, null, "sent"] })).toThrow(RangeError);
  expect(seal({ clear: [other, "1", null, "sent"] })).toThrow(TypeError);
  expect(seal({ key: [company, channel, null] })).toThrow(TypeError);
  expect(seal({ clear: ["\ud800", 1, null, "sent"] })).toThrow(TypeError);
  expect(() => compileShape({ type: "x", key: [{ name: "a", kind: "id" }], clear: [{ name: "a", kind: "code" }] })).toThrow(TypeError);
});

describe("associated data", () => {
  const header = Buffer.alloc(8);

  it("lets an optional column be added and lines of a definition be moved", () => {
    const older = compileShape({ type: "message", key: columns(message.key), clear: columns(message.clear).filter((c) => c.name !== "editedAt") });
    const moved = compileShape({ type: "message", key: columns(message.key), clear: columns(message.clear).reverse() });
    const aad = Buffer.from(encodeAad(header, place));
    const before: RecordPlace = { ...place, shape: older, clear: older.clear.toSorted((a, b) => a.index - b.index).map((c) => named(place, c.prefix)) };
    const after: RecordPlace = { ...place, shape: moved, clear: moved.clear.toSorted((a, b) => a.index - b.index).map((c) => named(place, c.prefix)) };
    expect(Buffer.from(encodeAad(header, before))).toEqual(aad);
    expect(Buffer.from(encodeAad(header, after))).toEqual(aad);
  });

  it("is injective: two places give the same bytes only if they are the same", () => {
    // A small alphabet that provokes meetings: names and values that are prefixes and continuations of each other.
    const text = fc.string({ unit: fc.constantFrom("a", "b", "\u0001", "\u0000", "é"), maxLength: 3 });
    const column = fc.oneof(
      fc.record({ name: name(), kind: fc.constantFrom<ColumnKind>("id", "digest", "code"), value: fc.oneof(text, fc.constant(null)) }),
      fc.record({
        name: name(),
        kind: fc.constantFrom<ColumnKind>("instant", "counter"),
        value: fc.oneof(fc.integer({ min: 0, max: 2 ** 52 }), fc.nat(300), fc.constant(null)),
      }),
    );
    const list = (maxLength: number) => fc.uniqueArray(column, { maxLength, selector: (c) => c.name });
    const anyPlace = fc.record({ type: name(), scope: text, version: fc.nat(3), columns: list(4), keys: fc.nat(2) }).map(({ columns, keys, ...rest }) => ({
      ...rest,
      key: columns.slice(0, keys).map((c) => ({ ...c, value: c.value ?? (c.kind === "instant" || c.kind === "counter" ? 0 : "") })),
      clear: columns.slice(keys),
    }));
    type AnyPlace = { type: string; scope: string; version: number; key: Valued[]; clear: Valued[] };
    const aadOf = (p: AnyPlace): string => {
      const shape = compileShape({ type: p.type, key: p.key, clear: p.clear });
      return Buffer.from(
        encodeAad(header, { shape, scope: p.scope, version: p.version, key: p.key.map((c) => c.value), clear: p.clear.map((c) => c.value) }),
      ).toString("hex");
    };
    const meaningOf = (p: AnyPlace): string =>
      JSON.stringify([p.type, p.scope, p.version, p.key, p.clear.filter((c) => c.value !== null).sort((a, b) => (a.name < b.name ? -1 : 1))]);
    fc.assert(
      fc.property(anyPlace, anyPlace, (a, b) => (aadOf(a) === aadOf(b)) === (meaningOf(a) === meaningOf(b))),
      { numRuns: 3000 },
    );
    // Random pairs rarely lie close: gather many and compare all with all.
    const seen = new Map<string, string>();
    for (const p of fc.sample(anyPlace, 5000)) {
      const meaning = meaningOf(p);
      const aad = aadOf(p);
      expect(seen.get(aad) ?? meaning).toBe(meaning);
      seen.set(aad, meaning);
    }
  });

  it("grows with long values", () => {
    const long = { ...place, scope: "s".repeat(60_000) };
    expect(encodeAad(header, long).length).toBeGreaterThan(60_000);
    expect(() => encodeAad(header, { ...place, scope: "s".repeat(70_000) })).toThrow(RangeError);
    expect(Buffer.from(encodeAad(header, place))).toEqual(Buffer.from(encodeAad(header, place)));
  });
});

interface Valued {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly value: Cell;
}

const kinds: readonly ColumnKind[] = ["id", "instant", "counter", "digest", "code"];
function columns(compiled: readonly { readonly prefix: Buffer; readonly index: number }[]): { name: string; kind: ColumnKind }[] {
  return compiled.toSorted((a, b) => a.index - b.index).map(({ prefix }) => ({ name: prefix.subarray(2).toString(), kind: kinds[prefix.readUInt8(0) - 1]! }));
}
function named(at: RecordPlace, prefix: Buffer): Cell {
  const column = at.shape.clear.find((c) => c.prefix.equals(prefix))!;
  return at.clear[column.index]!;
}
function name(): fc.Arbitrary<string> {
  return fc.constantFrom("a", "b", "aa", "ab", "ba", "\u0001", "a\u0000");
}
