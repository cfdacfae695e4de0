import fc from "fast-check";
import { expect, test } from "vitest";
import { consistencyProof, inclusionProof, leafHash, MerkleFrontier, merkleRoot, verifyConsistency, verifyInclusion } from "../../../crypto/index.ts";
import { type ReadHashes, StoredTree } from "./audit.tree.ts";

const most = 66_500;
const leaves = Array.from({ length: most }, (_, i) => leafHash(Buffer.from(`${i}`)));
/** What the writer stores: hashes of leaves, and of each complete subtree of 256 and of 65,536 of them. */
const levels: Buffer[][] = [leaves, [], []];
const frontier = new MerkleFrontier();
for (const leaf of leaves) {
  const complete = frontier.append(leaf);
  for (const level of [1, 2]) {
    const node = complete[level * 8];
    if (node) levels[level]?.push(node);
  }
}
let reads = 0;
/** As the store stood when the log had `size` leaves, and later: what came after must not be needed. */
const read: ReadHashes = async (level, from, to) => {
  reads += 1;
  return levels[level]?.slice(from, to + 1) ?? [];
};

const sizes = fc.oneof(fc.integer({ min: 1, max: 1200 }), fc.integer({ min: 65_000, max: most }), fc.constantFrom(256, 257, 512, 65_536, 65_537));

test("proofs from stored hashes are those of the whole list of leaves, for any size", async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, one, other) => {
      const part = leaves.slice(0, size);
      const root = merkleRoot(part);
      const [leaf, old] = [one % size, other % (size + 1)];
      const tree = new StoredTree(read);
      expect(await tree.root(size)).toEqual(root);
      const included = await tree.inclusionProof(leaf, size);
      expect(included).toEqual(inclusionProof(part, leaf));
      expect(verifyInclusion(leaves[leaf] as Buffer, leaf, size, included, root)).toBe(true);
      const grown = await tree.consistencyProof(old, size);
      expect(grown).toEqual(consistencyProof(part, old));
      expect(verifyConsistency(old, size, merkleRoot(part.slice(0, old)), root, grown)).toBe(true);
    }),
    { numRuns: 8 },
  );
});

test("a proof reads a handful of pages, however long the log is", async () => {
  reads = 0;
  await new StoredTree(read).inclusionProof(12_345, most);
  expect(reads).toBeLessThanOrEqual(8);
});

test("there is no proof of what is not there", async () => {
  await expect(new StoredTree(read).inclusionProof(10, 10)).rejects.toThrow(RangeError);
  await expect(new StoredTree(read).consistencyProof(11, 10)).rejects.toThrow(RangeError);
});
