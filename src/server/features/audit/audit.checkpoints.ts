/**
 * Signed heads in a folder that the operator doesn't control: mounted from elsewhere, or swept away by somebody else. One file per
 * log, only ever appended to. docs/formats/audit-log.md
 */
import { mkdir, open, readFile } from "node:fs/promises";
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

/** The notes of a file, one behind the other; what a crash cut off at the end is none. */
export const splitNotes = (text: string): string[] => text.match(/^[^\n—]+\n\d+\n[^\n]+\n\n(?:— [^\n]+\n)+/gm) ?? [];

/** The history that is in the store is not the one that was kept. */
export class HistoryRewritten extends Error {
  override readonly name = "HistoryRewritten";
}

export function createCheckpoints(d: CheckpointDeps) {
  const states = new Map<string, Exclude<KeptState, "off">>();
  /** Sizes that stand in the files already. */
  const kept = new Map<string, number>();
  const fileOf = (folder: string, tree: string): string => join(folder, `${originOf(d.records.installation, tree).replaceAll("/", "-")}.notes`);

  /** @throws HistoryRewritten */
  async function compare(folder: string, tree: string): Promise<void> {
    const text = await readFile(fileOf(folder, tree), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
    const newest = splitNotes(text).at(-1);
    if (newest === undefined) return;
    const head = openCheckpoint(newest, await d.signer.verifier());
    if (!head) throw new HistoryRewritten("The newest head that was kept is not signed by this installation's key.");
    const { size } = await d.writer.head(tree);
    if (head.size > size) throw new HistoryRewritten(`The log is shorter than it once was: ${head.size} entries were kept, ${size} are here.`);
    const root = await new StoredTree(storedHashes(d.records, tree)).root(head.size);
    if (!root.equals(head.root)) throw new HistoryRewritten(`The first ${head.size} entries are not those that were kept.`);
    kept.set(tree, head.size);
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

    /** Whether the logs have grown from what was kept of them. */
    compare: (trees: readonly string[]): Promise<void> => each(trees, compare),

    /** Appends the heads of those that have grown. Where a log does not agree with what was kept, that stays the newest there is. */
    keep: (trees: readonly string[]): Promise<void> => {
      const due = trees.filter((tree) => states.get(tree) !== "inconsistent");
      return each(due, async (folder, tree) => {
        if (!kept.has(tree)) await compare(folder, tree);
        await append(folder, tree);
      });
    },
  };
}
