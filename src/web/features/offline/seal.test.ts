import fc from "fast-check";
import { expect, test } from "vitest";
import { makeKey, open, seal } from "./seal.ts";

const place = { account: "ana", slot: "state" };

test("what is sealed opens again, under the same key and in the same place only", async () => {
  const [key, other] = await Promise.all([makeKey(), makeKey()]);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 300 }), fc.string(), fc.string(), async (text, account, slot) => {
      const sealed = await seal(key, { account, slot }, text);
      expect(await open(key, { account, slot }, sealed)).toBe(text.toWellFormed());
      expect(await open(other, { account, slot }, sealed)).toBeNull();
      expect(await open(key, { account: `${account}x`, slot }, sealed)).toBeNull();
      expect(await open(key, { account, slot: `${slot}x` }, sealed)).toBeNull();
      expect(await open(key, { account: account + slot, slot: "" }, sealed)).toEqual(slot === "" ? text.toWellFormed() : null);
    }),
    { numRuns: 50 },
  );
});

test("each flipped bit and each cut is refused, and no two seals are alike", async () => {
  const key = await makeKey();
  const sealed = await seal(key, place, "the canary sings");
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = sealed.slice();
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(await open(key, place, changed)).toBeNull();
  }
  for (let length = 0; length < sealed.length; length++) expect(await open(key, place, sealed.slice(0, length))).toBeNull();
  expect(await seal(key, place, "the canary sings")).not.toEqual(sealed);
});

test("the key can't be read out", async () => {
  const key = await makeKey();
  expect(key.extractable).toBe(false);
  await expect(crypto.subtle.exportKey("raw", key)).rejects.toThrow();
});
