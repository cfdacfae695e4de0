/**
 * Signed heads in a folder that the operator doesn't control: mounted from elsewhere, or swept away by somebody else. One file per
 * log, only ever appended to. docs/formats/audit-log.md
 */
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { openCheckpoint } from "../../../crypto/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { type AuditSigner, originOf } from "./audit.signer.ts";
import { StoredTree, storedHashes } from "./audit.tree.ts";
import type { AuditWriter } from "./audit.writer.ts";

/** off: there is no such folder · unwritable: it takes nothing · inconsistent: the log has not grown from what stands there */
export type KeptState = "off" | "fine" | "unwritable" | "inconsistent";

export interface CheckpointDeps {
  readonly records: SealedStore;
  readonly writer: AuditWriter;
  readonly signer: AuditSigner;
  /** null: heads are kept nowhere else. */
  readonly folder: string | null;
  readonly onError: (where: string, error: unknown) => void;
}

export type Checkpoints = ReturnType<typeof createCheckpoints>;

/** A whole signature is at least that of Ed25519: 68 bytes. */
const notes = /^[^\n—]+\n\d+\n[^\n]+\n\n(?:— \S+ [A-Za-z0-9+/=]{92,}\n)+/gm;

/** The notes of a file, one behind the other; what a crash cut off is none. */
export const splitNotes = (text: string): string[] => text.match(notes) ?? [];

/** The same for a file that is read piece by piece. */
export async function* notesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of pieces) {
    const text = rest + piece;
    let taken = 0;
    for (const { 0: note, index } of text.matchAll(notes)) {
      const end = index + note.length;
      // By whom else the last one is signed may stand in the next piece.
      if (end === text.length || text.startsWith("—", end)) break;
      yield note;
      taken = end;
    }
    rest = text.slice(taken);
  }
  yield* splitNotes(rest);
}

/** The history that is in the store is not the one that was kept. */
export class HistoryRewritten extends Error {
  override readonly name = "HistoryRewritten";
}

export function createCheckpoints(d: CheckpointDeps) {
  const states = new Map<string, Exclude<KeptState, "off">>();
  /** Sizes that stand in the files already. */
  const kept = new Map<string, number>();
  /** Years of heads take longer than a start may: they are compared while requests come. */
  let comparing = Promise.resolve();
  let isStopping = false;
  const fileOf = (folder: string, tree: string): string => join(folder, `${originOf(d.records.installation, tree).replaceAll("/", "-")}.notes`);

  /** @throws HistoryRewritten */
  async function compare(folder: string, tree: string): Promise<void> {
    const file = await open(fileOf(folder, tree)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (!file) return void kept.set(tree, 0);
    const verifier = await d.signer.verifier();
    const { size } = await d.writer.head(tree);
    const stored = new StoredTree(storedHashes(d.records, tree));
    let newest = 0;
    for await (const note of notesOf(file.createReadStream({ encoding: "utf8" }) as AsyncIterable<string>)) {
      if (isStopping) return;
      const head = openCheckpoint(note, verifier);
      if (!head) throw new HistoryRewritten("A head that was kept is not signed by this installation's key.");
      if (head.size > size) throw new HistoryRewritten(`The log is shorter than it once was: ${head.size} entries were kept, ${size} are here.`);
      if (!(await stored.root(head.size)).equals(head.root)) throw new HistoryRewritten(`The first ${head.size} entries are not those that were kept.`);
      newest = Math.max(newest, head.size);
    }
    kept.set(tree, newest);
  }

  async function append(folder: string, tree: string): Promise<void> {
    const head = await d.writer.head(tree);
    if (head.size <= (kept.get(tree) ?? 0)) return;
    const { checkpoint } = await d.signer.sign(tree, head);
    await mkdir(folder, { recursive: true });
    const file = await open(fileOf(folder, tree), "a", 0o600);
    try {
      // Apart from what a crash may have left half-written.
      const isFirst = (await file.stat()).size === 0;
      await file.appendFile(isFirst ? checkpoint : `\n${checkpoint}`, "utf8");
      await file.sync();
    } finally {
      await file.close();
    }
    kept.set(tree, head.size);
  }

  async function each(trees: readonly string[], what: (folder: string, tree: string) => Promise<void>): Promise<void> {
    const { folder } = d;
    if (folder === null) return;
    for (const tree of trees) {
      try {
        await what(folder, tree);
        states.set(tree, "fine");
      } catch (error) {
        states.set(tree, error instanceof HistoryRewritten ? "inconsistent" : "unwritable");
        d.onError(`audit checkpoints: ${(error as Error)?.message}`, error);
      }
    }
  }

  return {
    state: (tree: string): KeptState => (d.folder === null ? "off" : (states.get(tree) ?? "fine")),

    /** Whether a log here is another one than was kept. */
    hasInconsistent: (): boolean => [...states.values()].includes("inconsistent"),

    /** Begins to look whether the logs have grown from what was kept of them. */
    compare(trees: readonly string[]): void {
      comparing = each(trees, compare);
    },

    /** Resolves when it is known. */
    compared: (): Promise<void> => comparing,

    /** What is not compared by then is at the next start. */
    stop(): Promise<void> {
      isStopping = true;
      return comparing;
    },

    /** Appends the heads of those that have grown. Where a log does not agree with what was kept, that stays the newest there is. */
    async keep(trees: readonly string[]): Promise<void> {
      await comparing;
      const due = trees.filter((tree) => states.get(tree) !== "inconsistent");
      await each(due, async (folder, tree) => {
        if (!kept.has(tree)) await compare(folder, tree);
        if (kept.has(tree)) await append(folder, tree);
      });
    },
  };
}
