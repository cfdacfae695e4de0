/**
 * Checks the log in the browser: signed notes of C2SP and the trees of RFC 9162, by WebCrypto alone. The server hands out the proofs; what
 * they prove is computed here.
 */
export interface Head {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

type Bytes = Uint8Array<ArrayBuffer>;

const utf8 = new TextEncoder();

/** @returns undefined for what is no base64 */
export function fromBase64(text: string): Bytes | undefined {
  try {
    return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  } catch {
    return undefined;
  }
}
export const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

function joined(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
const sha256 = async (bytes: Bytes): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** Over http:// from another machine browsers compute nothing. */
export const canHash = (): boolean => globalThis.crypto?.subtle !== undefined;

export const leafHash = (leaf: string): Promise<Bytes> => sha256(joined(Uint8Array.of(0), utf8.encode(leaf)));
const nodeHash = (left: Uint8Array, right: Uint8Array): Promise<Bytes> => sha256(joined(Uint8Array.of(1), left, right));

/** The largest power of two below n, for n > 1. */
function splitOf(n: number): number {
  let split = 1;
  while (split * 2 < n) split *= 2;
  return split;
}

/** §2.1.1, over hashes of leaves or of complete subtrees of one size, of which the last may be ragged. */
export async function rootOf(hashes: readonly Uint8Array[]): Promise<Uint8Array> {
  const [only] = hashes;
  if (!only) return sha256(new Uint8Array());
  if (hashes.length === 1) return only;
  const split = splitOf(hashes.length);
  return nodeHash(await rootOf(hashes.slice(0, split)), await rootOf(hashes.slice(split)));
}

/** §2.1.3.2 */
export async function isIncluded(leaf: Uint8Array, index: number, size: number, proof: readonly Uint8Array[], root: Uint8Array): Promise<boolean> {
  if (index < 0 || index >= size) return false;
  const reached = await climb(leaf, index, size, proof);
  return reached !== undefined && equal(reached, root);
}

/** Undefined when the proof has not exactly the length that index and size ask for. */
async function climb(leaf: Uint8Array, index: number, size: number, proof: readonly Uint8Array[]): Promise<Uint8Array | undefined> {
  if (size === 1) return proof.length === 0 ? leaf : undefined;
  const sibling = proof.at(-1);
  if (!sibling) return undefined;
  const split = splitOf(size);
  const isLeft = index < split;
  const below = await climb(leaf, isLeft ? index : index - split, isLeft ? split : size - split, proof.slice(0, -1));
  if (!below) return undefined;
  return isLeft ? nodeHash(below, sibling) : nodeHash(sibling, below);
}

/** §2.1.4.2: whether the newer tree begins with the older one. */
export async function isGrown(before: Head, after: Head, proof: readonly Uint8Array[]): Promise<boolean> {
  if (before.size > after.size) return false;
  if (before.size === 0) return proof.length === 0;
  const roots = await grow(before.size, after.size, proof, before.root);
  return roots !== undefined && equal(roots.before, before.root) && equal(roots.after, after.root);
}

interface Roots {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** Both roots as the proof gives them. `known` is the old root where the old tree fills this subtree from the start. */
async function grow(old: number, size: number, proof: readonly Uint8Array[], known: Uint8Array | undefined): Promise<Roots | undefined> {
  if (old === size) {
    const given = known ?? proof[0];
    return given && proof.length === (known ? 0 : 1) ? { before: given, after: given } : undefined;
  }
  const sibling = proof.at(-1);
  if (!sibling) return undefined;
  const rest = proof.slice(0, -1);
  const split = splitOf(size);
  if (old <= split) {
    const left = await grow(old, split, rest, known);
    return left && { before: left.before, after: await nodeHash(left.after, sibling) };
  }
  const right = await grow(old - split, size - split, rest, undefined);
  return right && { before: await nodeHash(sibling, right.before), after: await nodeHash(sibling, right.after) };
}

/** Lines after the third are extensions, which say nothing here. */
export function readHead(note: string): Head | undefined {
  const [origin = "", size = "", encoded = ""] = note.split("\n");
  const root = fromBase64(encoded);
  return origin !== "" && /^(0|[1-9]\d{0,15})$/.test(size) && root?.length === 32 ? { origin, size: Number(size), root } : undefined;
}

/** unknown: this browser can't check Ed25519 */
export async function signatureOf(note: string, verifier: string): Promise<"good" | "wrong" | "unknown"> {
  const [name = "", , ...encoded] = verifier.split("+");
  const key = fromBase64(encoded.join("+"));
  const split = note.indexOf("\n\n");
  if (key?.length !== 33 || key[0] !== 1 || split < 0) return "wrong";
  let publicKey: CryptoKey;
  try {
    publicKey = await crypto.subtle.importKey("raw", key.slice(1), "Ed25519", false, ["verify"]);
  } catch {
    return "unknown";
  }
  const text = utf8.encode(note.slice(0, split + 1));
  for (const line of note.slice(split + 2).split("\n")) {
    const [dash, by, signature = ""] = line.split(" ");
    const bytes = fromBase64(signature);
    if (dash !== "—" || by !== name || bytes?.length !== 68) continue;
    if (await crypto.subtle.verify("Ed25519", publicKey, bytes.slice(4), text)) return "good";
  }
  return "wrong";
}

/** @returns undefined when one of them is no hash */
export function hashesOf(encoded: readonly string[]): Uint8Array[] | undefined {
  const hashes = encoded.map(fromBase64).filter((hash) => hash?.length === 32);
  return hashes.length === encoded.length ? (hashes as Uint8Array[]) : undefined;
}
