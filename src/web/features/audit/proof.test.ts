import fc from "fast-check";
import { expect, test } from "vitest";
import {
  consistencyProof,
  leafHash as hashOf,
  inclusionProof,
  merkleRoot,
  newSecretKey,
  signCheckpoint,
  signingKeyFrom,
  verifierKey,
} from "../../../crypto/index.ts";
import { isGrown, isIncluded, leafHash, readHead, rootOf, signatureOf } from "./proof.ts";

const texts = Array.from({ length: 1300 }, (_, i) => `entry ${i}`);
const leaves = texts.map((text) => hashOf(Buffer.from(text)));
const headOf = (size: number) => ({ origin: "log", size, root: merkleRoot(leaves.slice(0, size)) });
const sizes = fc.integer({ min: 1, max: leaves.length });

test("the browser finds right what the server proves, and wrong what differs by one thing", async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, one, other) => {
      const [index, old] = [one % size, other % (size + 1)];
      const { root } = headOf(size);
      const proof = inclusionProof(leaves.slice(0, size), index);
      const leaf = await leafHash(texts[index] ?? "");
      expect(await isIncluded(leaf, index, size, proof, root)).toBe(true);
      expect(await isIncluded(await leafHash("another"), index, size, proof, root)).toBe(false);
      expect(await isIncluded(leaf, index, size, [...proof, root], root)).toBe(false);
      if (size > 1) expect(await isIncluded(leaf, (index + 1) % size, size, proof, root)).toBe(false);
      const grown = consistencyProof(leaves.slice(0, size), old);
      expect(await isGrown(headOf(old), headOf(size), grown)).toBe(true);
      if (old > 0) expect(await isGrown({ ...headOf(old), root: Buffer.alloc(32) }, headOf(size), grown)).toBe(false);
      expect(await isGrown(headOf(old), headOf(size), [...grown, root])).toBe(false);
    }),
    { numRuns: 25 },
  );
});

test("roots of blocks of 256 come to the root of all leaves", async () => {
  const blocks = Array.from({ length: Math.ceil(leaves.length / 256) }, (_, i) => merkleRoot(leaves.slice(i * 256, (i + 1) * 256)));
  expect(Buffer.from(await rootOf(blocks))).toEqual(merkleRoot(leaves));
});

test("a signed head is good by its own key and no other", async () => {
  const [key, other] = [signingKeyFrom(newSecretKey()), signingKeyFrom(newSecretKey())];
  const note = signCheckpoint(headOf(1000), "bastide/test", key);
  const verifier = verifierKey("bastide/test", key.publicKey);
  expect(readHead(note)).toMatchObject({ origin: "log", size: 1000 });
  expect(await signatureOf(note, verifier)).toBe("good");
  expect(await signatureOf(note.replace("1000", "1001"), verifier)).toBe("wrong");
  expect(await signatureOf(note, verifierKey("bastide/test", other.publicKey))).toBe("wrong");
  expect(await signatureOf("nothing", verifier)).toBe("wrong");
});
