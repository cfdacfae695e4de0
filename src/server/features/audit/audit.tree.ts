/** Proofs over a stored tree (RFC 9162 §2.1.3, §2.1.4): reads a few hundred hashes of leaves and nodes, whatever the log's length. */
import { merkleRoot, nodeHash } from "../../../crypto/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { hashOfLeaf } from "./audit.leaf.ts";
import { AuditLeaf, AuditNode } from "./audit.records.ts";

const WIDTH = 256;
/** Pages that are remembered: a proof needs a few, and who walks along the tree comes by each once. */
const MOST_PAGES = 64;

/** Hashes of a level, 256 from a place on at most: those of leaves (level 0), or of complete subtrees of 256^level of them. */
export type ReadHashes = (level: number, from: number, to: number) => Promise<readonly Buffer[]>;

/** The hashes of one tree as they are stored. */
export const storedHashes =
  (records: SealedStore, company: string): ReadHashes =>
  async (level, from, to) => {
    if (level === 0) return (await records.list(AuditLeaf, { company }, { from: { leaf: from }, to: { leaf: to }, limit: WIDTH })).map(hashOfLeaf);
    const rows = await records.list(AuditNode, { company, level }, { from: { node: from }, to: { node: to }, limit: WIDTH });
    return rows.map(({ hash }) => Buffer.from(hash, "base64url"));
  };

/** Proofs of one tree, for which each page of 256 hashes is read once, or few times. */
export class StoredTree {
  readonly #read: ReadHashes;
  readonly #pages = new Map<string, Promise<readonly Buffer[]>>();

  constructor(read: ReadHashes) {
    this.#read = read;
  }

  /** @throws RangeError when there is no such leaf */
  async inclusionProof(leaf: number, size: number): Promise<Buffer[]> {
    if (leaf < 0 || leaf >= size) throw new RangeError("There is no such leaf.");
    return this.#path(leaf, 0, size);
  }

  /** That the tree of the first `from` leaves grew into that of `size`. */
  async consistencyProof(from: number, size: number): Promise<Buffer[]> {
    if (from < 0 || from > size) throw new RangeError("There is no such older tree.");
    return from === 0 ? [] : this.#subproof(from, 0, size, true);
  }

  async root(size: number): Promise<Buffer> {
    return size === 0 ? merkleRoot([]) : this.#rootOf(0, size);
  }

  async #path(leaf: number, from: number, size: number): Promise<Buffer[]> {
    if (size === 1) return [];
    const split = splitOf(size);
    return leaf < from + split
      ? [...(await this.#path(leaf, from, split)), await this.#rootOf(from + split, size - split)]
      : [...(await this.#path(leaf, from + split, size - split)), await this.#rootOf(from, split)];
  }

  async #subproof(old: number, from: number, size: number, isWhole: boolean): Promise<Buffer[]> {
    if (old === size) return isWhole ? [] : [await this.#rootOf(from, size)];
    const split = splitOf(size);
    return old <= split
      ? [...(await this.#subproof(old, from, split, isWhole)), await this.#rootOf(from + split, size - split)]
      : [...(await this.#subproof(old - split, from + split, size - split, false)), await this.#rootOf(from, split)];
  }

  /** The root over `size` leaves from `from`: a whole node, a part of one page, or two halves. */
  async #rootOf(from: number, size: number): Promise<Buffer> {
    for (let level = 0, unit = 1; ; level++, unit *= WIDTH) {
      if (size > unit * WIDTH) continue;
      // A complete subtree, or the ragged end of the tree within one page.
      if (size % unit === 0) {
        const page = await this.#page(level, Math.floor(from / (unit * WIDTH)));
        const first = (from / unit) % WIDTH;
        const hashes = page.slice(first, first + size / unit);
        if (hashes.length !== size / unit) throw new Error("The stored tree has a gap.");
        return merkleRoot(hashes);
      }
      const split = splitOf(size);
      return nodeHash(await this.#rootOf(from, split), await this.#rootOf(from + split, size - split));
    }
  }

  /** 256 hashes of a level at most: those of leaves, or of complete nodes. */
  #page(level: number, page: number): Promise<readonly Buffer[]> {
    const name = `${level}/${page}`;
    const known = this.#pages.get(name) ?? this.#read(level, page * WIDTH, page * WIDTH + WIDTH - 1);
    // The one that was asked for last stands last.
    this.#pages.delete(name);
    this.#pages.set(name, known);
    const [oldest = name] = this.#pages.keys();
    if (this.#pages.size > MOST_PAGES) this.#pages.delete(oldest);
    return known;
  }
}

function splitOf(n: number): number {
  let split = 1;
  while (split * 2 < n) split *= 2;
  return split;
}
