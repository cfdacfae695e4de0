/** Checks an exported log with nothing but the public key: no store, no keys, no network. */
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { z } from "zod";
import { type Checkpoint, equalDigests, leafHash, MerkleFrontier, openCheckpoint } from "../../../crypto/index.ts";
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

type Header = z.output<typeof HeaderLine>;
type Shown = z.output<typeof LeafLine> & { readonly leaf: string };

/** A signed tree head that was kept elsewhere; opened once it is known by which key. */
interface Kept {
  readonly note: string;
  readonly checkpoint: Checkpoint | undefined;
}

/** One log, line by line as it stands in its file. */
class LogCheck {
  readonly #known: string | undefined;
  readonly #faults: string[] = [];
  readonly #frontier = new MerkleFrontier();
  /** Roots at the sizes of kept heads. */
  readonly #rootsAt = new Map<number, Buffer>();
  readonly #wanted = new Set<number>();
  #kept: readonly Kept[];
  #header: Header | undefined;
  #end: string | undefined;
  #withheld = 0;
  #withoutDetails = 0;
  #blockHash: Buffer | undefined;
  #faultsBefore = 0;

  constructor(known: string | undefined, older: readonly string[]) {
    this.#known = known;
    this.#kept = older.map((note) => ({ note, checkpoint: undefined }));
  }

  /** @returns whether what follows is worth reading */
  take(text: string): boolean {
    const value = parse(text);
    if (!this.#header) return this.#takeHeader(value);
    if (this.#end !== undefined) {
      this.#fault("There are lines behind the end of the log.");
      return false;
    }
    this.#takeLine(value);
    return true;
  }

  finish(): Verified {
    if (this.#header) this.#checkSignedHead(this.#header);
    if (this.#header) this.#checkKeptHeads(this.#header);
    return {
      ok: this.#faults.length === 0,
      tree: this.#header?.tree ?? null,
      leaves: this.#frontier.size,
      withheld: this.#withheld,
      withoutDetails: this.#withoutDetails,
      verifier: this.#known ?? this.#header?.verifier ?? null,
      faults: this.#faults,
    };
  }

  #fault(text: string): void {
    if (this.#faults.length < MOST_FAULTS) this.#faults.push(text);
  }

  #takeHeader(value: unknown): boolean {
    const parsed = HeaderLine.safeParse(value);
    if (!parsed.success) {
      this.#fault("The file does not begin as an exported log.");
      return false;
    }
    const header = parsed.data;
    this.#header = header;
    if (this.#known !== undefined && !equalDigests(this.#known.trim(), header.verifier)) this.#fault("The log was signed by another key than the one given.");
    this.#kept = this.#kept.map(({ note }) => ({ note, checkpoint: openCheckpoint(note, this.#known ?? header.verifier) }));
    for (const { checkpoint } of this.#kept) {
      if (!checkpoint) this.#fault("A tree head that was kept is not signed by this key.");
      else if (checkpoint.origin !== header.origin) this.#fault(`A tree head that was kept is of another log (${checkpoint.origin}).`);
      else this.#wanted.add(checkpoint.size);
    }
    if (this.#wanted.has(0)) this.#rootsAt.set(0, this.#frontier.root());
    return true;
  }

  #takeLine(value: unknown): void {
    const leaf = LeafLine.safeParse(value);
    if (leaf.success) return this.#takeLeaf(leaf.data);
    const node = NodeLine.safeParse(value);
    if (node.success) return this.#takeNode(node.data);
    const last = EndLine.safeParse(value);
    if (last.success) this.#end = last.data.checkpoint;
    else this.#fault(`Behind entry ${this.#frontier.size - 1} stands a line that is none of a log.`);
  }

  #takeLeaf(line: z.output<typeof LeafLine>): void {
    const { leaf, hash } = line;
    if (leaf === null) this.#grow(this.#hashOfWithheld(hash));
    else this.#grow(this.#hashOfShown({ ...line, leaf }));
  }

  /** Nothing of it can be checked but that this hash stands in the tree. */
  #hashOfWithheld(hash: string): Buffer {
    const bytes = Buffer.from(hash, "base64");
    if (bytes.length !== 32 || bytes.toString("base64") !== hash) this.#fault(`The hash of entry ${this.#frontier.size} is none.`);
    this.#withheld++;
    return bytes;
  }

  #hashOfShown({ leaf, hash, details }: Shown): Buffer {
    const place = this.#frontier.size;
    const computed = leafHash(Buffer.from(leaf, "utf8"));
    const parts = partsOf(leaf);
    const number = parts?.[2];
    if (typeof number !== "number") this.#fault(`Entry ${place} is not written as an entry is.`);
    else if (parts?.[1] !== this.#header?.tree) this.#fault(`Entry ${place} is of another log.`);
    else if (number > place) this.#fault(number === place + 1 ? `Entry ${place} was removed.` : `Entries ${place} to ${number - 1} were removed.`);
    else if (number < place) this.#fault(`Entry ${number} stands where entry ${place} belongs.`);
    else if (computed.toString("base64") !== hash) this.#fault(`Entry ${place} was changed.`);
    this.#checkDetails(place, parts ?? [], details);
    return computed;
  }

  /** What stands beside the tree fits the hashes in it, or is gone. */
  #checkDetails(place: number, parts: readonly unknown[], details: Shown["details"]): void {
    const digests = [parts[13], parts[14]].filter((digest) => typeof digest === "string");
    const concerned = [parts[1], parts[8], parts[11]];
    const fitting = details.filter(({ person, ...one }) => concerned.includes(person) && digests.includes(detailsDigest(one.salt, one.details)));
    if (fitting.length < details.length) this.#fault(`The details of entry ${place} were changed.`);
    if (fitting.length < digests.length) this.#withoutDetails++;
  }

  #grow(hash: Buffer): void {
    this.#blockHash = this.#frontier.append(hash)[Math.log2(BLOCK)] ?? this.#blockHash;
    const { size } = this.#frontier;
    if (this.#wanted.has(size)) this.#rootsAt.set(size, this.#frontier.root());
  }

  #takeNode({ node, hash }: z.output<typeof NodeLine>): void {
    const first = node * BLOCK;
    const isRight = this.#frontier.size === first + BLOCK && this.#blockHash?.toString("base64") === hash;
    const isTold = this.#faults.length > this.#faultsBefore;
    if (!isRight && !isTold) this.#fault(`Of entries ${first} to ${first + BLOCK - 1} one was changed together with its hash.`);
    this.#faultsBefore = this.#faults.length;
  }

  #checkSignedHead(header: Header): void {
    const { size } = this.#frontier;
    if (this.#end === undefined) return this.#fault(`The log is cut off behind entry ${size - 1}: its signed head is missing.`);
    const signed = openCheckpoint(this.#end, this.#known ?? header.verifier);
    if (!signed) return this.#fault("The signature of the log's head is wrong.");
    if (signed.origin !== header.origin) this.#fault("The signed head is of another log.");
    if (signed.size > size) this.#fault(`The log is cut off: signed for ${signed.size} entries, of which ${size} are here.`);
    else if (signed.size < size) this.#fault(`Entries from ${signed.size} on were added behind the signed head.`);
    else if (!signed.root.equals(this.#frontier.root())) this.#fault("The entries are not those that were signed.");
  }

  #checkKeptHeads(header: Header): void {
    for (const { checkpoint } of this.#kept) {
      if (checkpoint?.origin !== header.origin) continue;
      const root = this.#rootsAt.get(checkpoint.size);
      if (!root) this.#fault(`The log is shorter than it once was: ${checkpoint.size} entries were signed, ${this.#frontier.size} are here.`);
      else if (!root.equals(checkpoint.root)) this.#fault(`History was rewritten: the first ${checkpoint.size} entries are not those that were signed then.`);
    }
  }
}

/**
 * @param lines of the exported file
 * @param known the public key as `bastide audit key` prints it; without one the file's own is taken
 * @param older signed tree heads that were kept elsewhere: the log must have grown from each
 */
export async function verifyLog(lines: AsyncIterable<string>, known: string | undefined, older: readonly string[]): Promise<Verified> {
  const check = new LogCheck(known, older);
  for await (const text of lines) if (text !== "" && !check.take(text)) break;
  return check.finish();
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

/** The values of a leaf; undefined for what is not written as a leaf is, sign by sign. */
function partsOf(leaf: string): readonly unknown[] | undefined {
  const parts = parse(leaf);
  const isLeaf = Array.isArray(parts) && parts[0] === "bastide-leaf/1" && parts.length === 15 && JSON.stringify(parts) === leaf;
  return isLeaf ? parts : undefined;
}
