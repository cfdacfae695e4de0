/** What the trust page's checks may ask of the logs: read, export and verify. */
import { merkleRoot } from "../../../crypto/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import type { AuditCheck } from "./audit.check.ts";
import type { Checkpoints, KeptState } from "./audit.checkpoints.ts";
import { exportLog } from "./audit.export.ts";
import type { AuditReader } from "./audit.reader.ts";
import type { AuditSigner } from "./audit.signer.ts";
import { type Verified, verifyLog } from "./audit.verify.ts";
import type { AuditViews, View } from "./audit.view.ts";
import type { AuditWriter } from "./audit.writer.ts";

export interface AuditWitness {
  /** Of every company, and of the installation. */
  trees(): Promise<string[]>;
  /** In the order in which they ended. */
  entries(tree: string): Promise<View[]>;
  exported(tree: string): Promise<{ readonly lines: readonly string[]; readonly verifier: string /** A head of half its size. */; readonly earlier: string }>;
  verify(lines: readonly string[], verifier: string, heads: readonly string[]): Promise<Verified>;
  /** Whether the leaves, read anew, come to the root that is signed. */
  walked(tree: string): Promise<{ readonly leaves: number; readonly isWhole: boolean; readonly kept: KeptState }>;
  readonly keepsElsewhere: boolean;
}

export interface WitnessDeps {
  readonly records: SealedStore;
  readonly writer: AuditWriter;
  readonly signer: AuditSigner;
  readonly views: AuditViews;
  readonly reader: AuditReader;
  readonly check: AuditCheck;
  readonly checkpoints: Checkpoints;
  readonly companies: () => Promise<readonly string[]>;
}

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

export const createWitness = (d: WitnessDeps): AuditWitness => ({
  keepsElsewhere: d.checkpoints.state(d.records.installation) !== "off",

  trees: async () => [d.records.installation, ...(await d.companies())],

  async entries(tree) {
    await d.writer.idle();
    const entries: View[] = [];
    for await (const some of d.reader.each(tree, {})) entries.push(...some);
    return entries;
  },

  async exported(tree) {
    await d.writer.idle();
    const lines: string[] = [];
    for await (const line of exportLog(d, tree)) lines.push(line.trimEnd());
    const { size } = await d.writer.head(tree);
    const half = Math.ceil(size / 2);
    const { checkpoint, verifier } = await d.reader.prove(tree, 0, half);
    return { lines, verifier, earlier: checkpoint };
  },

  verify: (lines, verifier, heads) => verifyLog(each(lines), verifier, heads),

  async walked(tree) {
    await d.checkpoints.compared();
    const { size, root } = await d.writer.head(tree);
    const hashes: Buffer[] = [];
    let leaves = 0;
    for (let from: number | null = 0; from !== null && size > 0; ) {
      const piece: Awaited<ReturnType<AuditCheck["walk"]>> = await d.check.walk(tree, { from, size });
      hashes.push(...piece.hashes.map((hash) => Buffer.from(hash, "base64")));
      leaves += piece.leaves;
      from = piece.next;
    }
    return { leaves, isWhole: merkleRoot(hashes).equals(root), kept: d.checkpoints.state(tree) };
  },
});
