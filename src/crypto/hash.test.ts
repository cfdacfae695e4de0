import { describe, expect, it } from "vitest";
import { createDigest, digestOf, equalDigests, operationId, randomInt, randomKeyId, randomToken, randomUUID, sha256, tokenDigest } from "./index.ts";
import { fillNonce } from "./random.ts";

describe("digests", () => {
  it('are SHA-256 (FIPS 180-4, example "abc")', () => {
    const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect(sha256("abc").toString("hex")).toBe(abc);
    expect(createDigest().update("a").update(Buffer.from("bc")).digestHex()).toBe(abc);
    expect(createDigest().update("abc").digestBase64url()).toBe(tokenDigest("abc"));
    expect(tokenDigest("abc")).toHaveLength(43);
  });

  it("of several parts do not depend on how text happens to be joined", () => {
    const lists = [[], [""], ["", ""], ["ab"], ["a", "b"], ["b", "a"], ["ab", ""]];
    expect(new Set(lists.map((parts) => digestOf(...parts))).size).toBe(lists.length);
    expect(digestOf("a")).toBe(digestOf(Buffer.from("a")));
    expect(() => digestOf("\ud800")).toThrow(TypeError);
  });

  it("compare by content and length", () => {
    expect(equalDigests("abc", "abc")).toBe(true);
    expect(equalDigests("abc", "abd")).toBe(false);
    expect(equalDigests("abc", "ab")).toBe(false);
    expect(equalDigests("é", "ab")).toBe(false);
  });
});

describe("random values", () => {
  it("have their stated forms and do not repeat", () => {
    expect(randomUUID()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(randomToken("bst_")).toMatch(/^bst_[\w-]{43}$/);
    expect(operationId()).toMatch(/^[\w-]{43}$/);
    for (let i = 0; i < 1000; i++) {
      expect(randomInt(3)).toBeOneOf([0, 1, 2]);
      expect(randomKeyId()).toBeGreaterThan(0);
    }
    const count = 20_000;
    const nonce = Buffer.alloc(24);
    const nonces = Array.from({ length: count }, () => {
      fillNonce(nonce);
      return nonce.toString("latin1");
    });
    expect(new Set(nonces).size).toBe(count);
    expect(new Set(Array.from({ length: count }, () => randomToken(""))).size).toBe(count);
  });
});
