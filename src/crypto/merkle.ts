/** The Merkle tree of RFC 9162 §2.1: leaf hash SHA-256(0x00 ‖ data), node hash SHA-256(0x01 ‖ left ‖ right). docs/formats/merkle-log.md. */
import { sha256 } from "./hash.ts";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The hash of one entry. Everything below takes leaf hashes, not entries. */
export const leafHash = (data: Uint8Array): Buffer => sha256(Buffer.concat([LEAF, data]));

export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(Buffer.concat([NODE, left, right]));

/** The largest power of two below n, for n > 1: where the left subtree ends. */
function splitOf(n: number): number {
  let split = 1;
  while (split * 2 < n) split *= 2;
  return split;
}

/** §2.1.1. The root over no leaves is SHA-256 of nothing. */
export function merkleRoot(leaves: readonly Uint8Array[]): Buffer {
  const [only] = leaves;
  if (!only) return sha256("");
  if (leaves.length === 1) return Buffer.from(only);
  const split = splitOf(leaves.length);
  return nodeHash(merkleRoot(leaves.slice(0, split)), merkleRoot(leaves.slice(split)));
}

/** §2.1.3.1: the hashes that lead from a leaf to the root, lowest first. @throws RangeError when there is no such leaf */
export function inclusionProof(leaves: readonly Uint8Array[], index: number): Buffer[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw new RangeError("There is no such leaf.");
  if (leaves.length === 1) return [];
  const split = splitOf(leaves.length);
  const left = leaves.slice(0, split);
  const right = leaves.slice(split);
  return index < split ? [...inclusionProof(left, index), merkleRoot(right)] : [...inclusionProof(right, index - split), merkleRoot(left)];
}

/** §2.1.3.2: whether the leaf stands at this index of the tree of this size and root. */
export function verifyInclusion(leaf: Uint8Array, index: number, size: number, proof: readonly Uint8Array[], root: Uint8Array): boolean {
  if (!isSize(index) || !isSize(size) || index >= size) return false;
  return climb(leaf, index, size, proof)?.equals(root) ?? false;
}

/** Undefined when the proof has not exactly the length that index and size ask for. */
function climb(leaf: Uint8Array, index: number, size: number, proof: readonly Uint8Array[]): Buffer | undefined {
  if (size === 1) return proof.length === 0 ? Buffer.from(leaf) : undefined;
  const sibling = proof.at(-1);
  if (!sibling) return undefined;
  const rest = proof.slice(0, -1);
  const split = splitOf(size);
  if (index < split) {
    const left = climb(leaf, index, split, rest);
    return left && nodeHash(left, sibling);
  }
  const right = climb(leaf, index - split, size - split, rest);
  return right && nodeHash(sibling, right);
}

/** §2.1.4.1: that the tree of the first `oldSize` leaves grew into this one. Empty for 0 and for the whole. */
export function consistencyProof(leaves: readonly Uint8Array[], oldSize: number): Buffer[] {
  if (!isSize(oldSize) || oldSize > leaves.length) throw new RangeError("There is no such older tree.");
  return oldSize === 0 ? [] : subproof(leaves, oldSize, true);
}

/** `isWhole`: the old tree is complete in this subtree from the start, so its root is known to the verifier. */
function subproof(leaves: readonly Uint8Array[], oldSize: number, isWhole: boolean): Buffer[] {
  if (oldSize === leaves.length) return isWhole ? [] : [merkleRoot(leaves)];
  const split = splitOf(leaves.length);
  const left = leaves.slice(0, split);
  const right = leaves.slice(split);
  return oldSize <= split ? [...subproof(left, oldSize, isWhole), merkleRoot(right)] : [...subproof(right, oldSize - split, false), merkleRoot(left)];
}

/** §2.1.4.2: whether the newer tree holds the older one unchanged. */
export function verifyConsistency(oldSize: number, newSize: number, oldRoot: Uint8Array, newRoot: Uint8Array, proof: readonly Uint8Array[]): boolean {
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize) return false;
  if (oldSize === 0) return proof.length === 0 && merkleRoot([]).equals(oldRoot);
  const roots = grow(oldSize, newSize, proof, oldRoot);
  return roots ? roots.before.equals(oldRoot) && roots.after.equals(newRoot) : false;
}

/** Both roots as the proof gives them. `known` is the old root where the old tree fills this subtree from the start. */
function grow(oldSize: number, newSize: number, proof: readonly Uint8Array[], known: Uint8Array | undefined): { before: Buffer; after: Buffer } | undefined {
  if (oldSize === newSize) {
    const given = known ?? proof[0];
    const isExact = proof.length === (known ? 0 : 1);
    return given && isExact ? { before: Buffer.from(given), after: Buffer.from(given) } : undefined;
  }
  const sibling = proof.at(-1);
  if (!sibling) return undefined;
  const rest = proof.slice(0, -1);
  const split = splitOf(newSize);
  if (oldSize <= split) {
    const left = grow(oldSize, split, rest, known);
    return left && { before: left.before, after: nodeHash(left.after, sibling) };
  }
  const right = grow(oldSize - split, newSize - split, rest, undefined);
  return right && { before: nodeHash(sibling, right.before), after: nodeHash(sibling, right.after) };
}

const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;

/** Grows a tree leaf by leaf in O(log n) memory: the roots of its complete subtrees, largest first. */
export class MerkleFrontier {
  #size = 0;
  readonly #peaks: Buffer[] = [];

  /** @param state what `state()` gave, to go on where a log was left */
  constructor(state?: { readonly size: number; readonly peaks: readonly Uint8Array[] }) {
    if (!state) return;
    const ones = state.size.toString(2).replaceAll("0", "").length;
    if (!isSize(state.size) || state.peaks.length !== ones) throw new RangeError("Not the state of a tree.");
    this.#size = state.size;
    this.#peaks = state.peaks.map((peak) => Buffer.from(peak));
  }

  get size(): number {
    return this.#size;
  }

  /** @returns the roots of the complete subtrees that end with this leaf, by height: of 1, 2, 4 … leaves */
  append(leaf: Uint8Array): Buffer[] {
    let hash: Buffer = Buffer.from(leaf);
    const complete = [hash];
    // Each trailing one bit of the size is a complete subtree as large as the one in hand.
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = this.#peaks.pop();
      if (left) hash = nodeHash(left, hash);
      complete.push(hash);
    }
    this.#peaks.push(hash);
    this.#size += 1;
    return complete;
  }

  root(): Buffer {
    const last = this.#peaks.at(-1);
    if (!last) return merkleRoot([]);
    return this.#peaks.slice(0, -1).reduceRight<Buffer>((right, left) => nodeHash(left, right), Buffer.from(last));
  }

  state(): { readonly size: number; readonly peaks: readonly Buffer[] } {
    return { size: this.#size, peaks: [...this.#peaks] };
  }
}
