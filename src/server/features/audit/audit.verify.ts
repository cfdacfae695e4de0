/** Checks an exported log with nothing but the public key: no store, no keys, no network. */
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { equalDigests, leafHash, MerkleFrontier, openCheckpoint } from "../../../crypto/index.ts";
import { splitNotes } from "./audit.checkpoints.ts";
import { BLOCK, EndLine, HeaderLine, LeafLine, NodeLine } from "./audit.export.ts";
import { detailsDigest } from "./audit.leaf.ts";

export interface Verified {
  readonly ok: boolean;
  readonly tree: string | null;
  /** Leaves that stand in the file. */
  readonly leaves: number;
  /** Leaves of which only the hash was handed out. */
  readonly withheld: number;
  /** Leaves whose details are erased or were never there for one of the persons concerned. */
  readonly withoutDetails: number;
  /** Who signed: the key that was given, else the file's own, which proves only that the file agrees with itself. */
  readonly verifier: string | null;
  readonly faults: readonly string[];
}

/** More than so many are not listed. */
const MOST_FAULTS = 20;

/**
 * @param lines of the exported file
 * @param known the public key as `bastide audit key` prints it; without one the file's own is taken
 * @param older signed tree heads that were kept elsewhere: the log must have grown from each
 */
export async function verifyLog(lines: AsyncIterable<string>, known: string | undefined, older: readonly string[]): Promise<Verified> {
  const faults: string[] = [];
  const fault = (text: string) => {
    if (faults.length < MOST_FAULTS) faults.push(text);
  };
  const frontier = new MerkleFrontier();
  const heads = older.map((note) => ({ note, checkpoint: known ? openCheckpoint(note, known) : undefined }));
  let header: { origin: string; tree: string; verifier: string } | undefined;
  let end: string | undefined;
  let leaves = 0;
  let withoutDetails = 0;
  let withheld = 0;
  let faultsBefore = 0;
  let blockHash: Buffer | undefined;
  const rootsAt = new Map<number, Buffer>();
  const wanted = new Set<number>();

  const takeHeader = (value: unknown): void => {
    const parsed = HeaderLine.safeParse(value);
    if (!parsed.success) return fault("The file does not begin as an exported log.");
    header = parsed.data;
    if (known !== undefined && !equalDigests(known.trim(), header.verifier)) fault("The log was signed by another key than the one given.");
    for (const head of heads) {
      const opened = head.checkpoint ?? openCheckpoint(head.note, known ?? header.verifier);
      head.checkpoint = opened;
      if (!opened) fault("A tree head that was kept is not signed by this key.");
      else if (opened.origin !== header.origin) fault(`A tree head that was kept is of another log (${opened.origin}).`);
      else wanted.add(opened.size);
    }
    if (wanted.has(0)) rootsAt.set(0, frontier.root());
  };

  const grow = (hash: Buffer): void => {
    leaves++;
    blockHash = frontier.append(hash)[Math.log2(BLOCK)] ?? blockHash;
    if (wanted.has(frontier.size)) rootsAt.set(frontier.size, frontier.root());
  };

  /** Nothing of it can be checked but that this hash stands in the tree. */
  const takeHash = (hash: string): void => {
    const bytes = Buffer.from(hash, "base64");
    if (bytes.length !== 32 || bytes.toString("base64") !== hash) fault(`The hash of entry ${frontier.size} is none.`);
    withheld++;
    grow(bytes);
  };

  const takeLeaf = ({
    leaf,
    hash,
    details,
  }: {
    leaf: string;
    hash: string;
    details: { person: string; salt: string; details: Record<string, string> }[];
  }): void => {
    const place = frontier.size;
    const parts = parse(leaf);
    const number = Array.isArray(parts) && parts[0] === "bastide-leaf/1" && parts.length === 15 ? parts[2] : undefined;
    const computed = leafHash(Buffer.from(leaf, "utf8"));
    if (typeof number !== "number" || JSON.stringify(parts) !== leaf) fault(`Entry ${place} is not written as an entry is.`);
    else if ((parts as unknown[])[1] !== header?.tree) fault(`Entry ${place} is of another log.`);
    else if (number > place) fault(number === place + 1 ? `Entry ${place} was removed.` : `Entries ${place} to ${number - 1} were removed.`);
    else if (number < place) fault(`Entry ${number} stands where entry ${place} belongs.`);
    else if (computed.toString("base64") !== hash) fault(`Entry ${place} was changed.`);
    const digests = Array.isArray(parts) ? [parts[13], parts[14]].filter((one) => one !== null) : [];
    const concerned = Array.isArray(parts) ? [parts[1], parts[8], parts[11]] : [];
    const fitting = details.filter((one) => concerned.includes(one.person) && digests.includes(detailsDigest(one.salt, one.details)));
    if (fitting.length < details.length) fault(`The details of entry ${place} were changed.`);
    if (fitting.length < digests.length) withoutDetails++;
    grow(computed);
  };

  const takeNode = ({ node, hash }: { node: number; hash: string }): void => {
    const first = node * BLOCK;
    const isRight = frontier.size === first + BLOCK && blockHash?.toString("base64") === hash;
    if (!isRight && faults.length === faultsBefore) fault(`Of entries ${first} to ${first + BLOCK - 1} one was changed together with its hash.`);
    faultsBefore = faults.length;
  };

  for await (const text of lines) {
    if (text === "") continue;
    const value = parse(text);
    if (!header) {
      takeHeader(value);
      if (!header) break;
      continue;
    }
    if (end !== undefined) {
      fault("There are lines behind the end of the log.");
      break;
    }
    const leaf = LeafLine.safeParse(value);
    const node = leaf.success ? undefined : NodeLine.safeParse(value);
    const last = leaf.success || node?.success ? undefined : EndLine.safeParse(value);
    if (leaf.success && leaf.data.leaf !== null) takeLeaf({ ...leaf.data, leaf: leaf.data.leaf });
    else if (leaf.success) takeHash(leaf.data.hash);
    else if (node?.success) takeNode(node.data);
    else if (last?.success) end = last.data.checkpoint;
    else fault(`Behind entry ${frontier.size - 1} stands a line that is none of a log.`);
  }

  const signed = header && end !== undefined ? openCheckpoint(end, known ?? header.verifier) : undefined;
  if (header && end === undefined) fault(`The log is cut off behind entry ${frontier.size - 1}: its signed head is missing.`);
  else if (header && !signed) fault("The signature of the log's head is wrong.");
  if (header && signed) {
    if (signed.origin !== header.origin) fault("The signed head is of another log.");
    if (signed.size > frontier.size) fault(`The log is cut off: signed for ${signed.size} entries, of which ${frontier.size} are here.`);
    else if (signed.size < frontier.size) fault(`Entries from ${signed.size} on were added behind the signed head.`);
    else if (!signed.root.equals(frontier.root())) fault("The entries are not those that were signed.");
  }
  for (const { checkpoint } of heads) {
    if (!checkpoint || checkpoint.origin !== header?.origin) continue;
    const root = rootsAt.get(checkpoint.size);
    if (!root) fault(`The log is shorter than it once was: ${checkpoint.size} entries were signed, ${frontier.size} are here.`);
    else if (!root.equals(checkpoint.root)) fault(`History was rewritten: the first ${checkpoint.size} entries are not those that were signed then.`);
  }
  return { ok: faults.length === 0, tree: header?.tree ?? null, leaves, withheld, withoutDetails, verifier: known ?? header?.verifier ?? null, faults };
}

/** @param file path of the exported log @param heads paths of files with signed heads, one or many in each */
export async function verifyFile(file: string, known: string | undefined, heads: readonly string[]): Promise<Verified> {
  const files = await Promise.all(heads.map((path) => readFile(path, "utf8")));
  // What holds no head at all is no head of this key either, and told as that.
  const older = files.flatMap((text) => (splitNotes(text).length > 0 ? splitNotes(text) : [text]));
  return verifyLog(createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Infinity }), known, older);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
