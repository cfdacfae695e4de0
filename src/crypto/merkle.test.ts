import fc from "fast-check";
import { expect, it } from "vitest";
import { consistencyProof, inclusionProof, leafHash, MerkleFrontier, merkleRoot, verifyConsistency, verifyInclusion } from "./index.ts";

const leaves = Array.from({ length: 70 }, (_, i) => leafHash(Buffer.from(String(i))));
const changed = (proof: readonly Uint8Array[], at: number): Uint8Array[] =>
  proof.map((hash, i) => (i === at ? Buffer.from(hash).fill(hash[0]! ^ 1, 0, 1) : hash));

it("proves every leaf of every tree, and no other leaf, place, size or proof", () => {
  for (let size = 1; size <= 33; size++) {
    const tree = leaves.slice(0, size);
    const root = merkleRoot(tree);
    tree.forEach((leaf, index) => {
      const proof = inclusionProof(tree, index);
      expect(verifyInclusion(leaf, index, size, proof, root)).toBe(true);
      expect(verifyInclusion(leaves[size]!, index, size, proof, root)).toBe(false);
      expect(verifyInclusion(leaf, size, size, proof, root)).toBe(false);
      expect(verifyInclusion(leaf, index, size, [...proof, leaf], root)).toBe(false);
      if (size > 1) expect(verifyInclusion(leaf, (index + 1) % size, size, proof, root)).toBe(false);
      proof.forEach((_, at) => {
        expect(verifyInclusion(leaf, index, size, changed(proof, at), root)).toBe(false);
        expect(verifyInclusion(leaf, index, size, proof.toSpliced(at, 1), root)).toBe(false);
      });
    });
  }
});

it("proves that each older tree grew into the newer, and refuses a rewritten past", () => {
  for (let size = 0; size <= 33; size++) {
    const tree = leaves.slice(0, size);
    const root = merkleRoot(tree);
    for (let old = 0; old <= size; old++) {
      const oldRoot = merkleRoot(tree.slice(0, old));
      const proof = consistencyProof(tree, old);
      expect(verifyConsistency(old, size, oldRoot, root, proof)).toBe(true);
      expect(verifyConsistency(old, size, leaves[69]!, root, proof)).toBe(false);
      if (old > 0) expect(verifyConsistency(old, size, oldRoot, leaves[69]!, proof)).toBe(false);
      expect(verifyConsistency(old, size, oldRoot, root, [...proof, leaves[0]!])).toBe(false);
      for (const at of proof.keys()) expect(verifyConsistency(old, size, oldRoot, root, changed(proof, at))).toBe(false);
    }
  }
  expect(verifyConsistency(3, 2, merkleRoot(leaves.slice(0, 3)), merkleRoot(leaves.slice(0, 2)), [])).toBe(false);
});

it("grows leaf by leaf to the same roots, also when taken up again from its state", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 70 }), (size, pause) => {
      let frontier = new MerkleFrontier();
      leaves.slice(0, size).forEach((leaf, i) => {
        if (i === pause) frontier = new MerkleFrontier(frontier.state());
        frontier.append(leaf);
      });
      expect(frontier.size).toBe(size);
      expect(frontier.root()).toEqual(merkleRoot(leaves.slice(0, size)));
    }),
  );
  expect(() => new MerkleFrontier({ size: 3, peaks: [leaves[0]!] })).toThrow(RangeError);
});
