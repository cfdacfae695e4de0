/** What somebody needs to check the log himself: signed heads, proofs that it only grew, and its tree hashed anew. */
import { auditBlock, auditPiece } from "../../../contract/index.ts";
import { merkleRoot } from "../../../crypto/index.ts";
import { Refusal } from "../../http/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import type { Checkpoints } from "./audit.checkpoints.ts";
import { hashOfLeaf } from "./audit.leaf.ts";
import { AuditLeaf } from "./audit.records.ts";
import type { AuditSigner } from "./audit.signer.ts";
import { StoredTree, storedHashes } from "./audit.tree.ts";
import type { AuditWriter } from "./audit.writer.ts";

export interface CheckDeps {
  readonly checkpoints: Checkpoints;
  readonly records: SealedStore;
  readonly writer: AuditWriter;
  readonly signer: AuditSigner;
}

export type AuditCheck = ReturnType<typeof createCheck>;

export function createCheck(d: CheckDeps) {
  return {
    /** @param since size of the tree that the caller knows */
    async head(tree: string, since: number) {
      const head = await d.writer.head(tree);
      const proof = since > head.size ? null : await new StoredTree(storedHashes(d.records, tree)).consistencyProof(since, head.size);
      const kept = d.checkpoints.state(tree);
      return { size: head.size, kept, consistency: proof?.map((hash) => hash.toString("base64")) ?? null, ...(await d.signer.sign(tree, head)) };
    },

    /** Roots over each 256 leaves as they open now, of a bounded piece. @throws Refusal invalid_request */
    async walk(tree: string, { from, size }: { from: number; size: number }) {
      const head = await d.writer.head(tree);
      if (from % auditBlock !== 0) throw new Refusal("invalid_request", { fields: [{ path: "query.from", problem: "not_a_block" }] });
      if (size > head.size || from > size) throw new Refusal("invalid_request", { fields: [{ path: "query.size", problem: "too_big" }] });
      const end = Math.min(from + auditPiece, size);
      const rows = end === from ? [] : await d.records.list(AuditLeaf, { company: tree }, { from: { leaf: from }, to: { leaf: end - 1 }, limit: auditPiece });
      const blocks = Map.groupBy(rows, ({ leaf }) => Math.floor(leaf / auditBlock));
      const hashes = Array.from({ length: Math.ceil((end - from) / auditBlock) }, (_, i) =>
        merkleRoot((blocks.get(from / auditBlock + i) ?? []).map(hashOfLeaf)).toString("base64"),
      );
      return { hashes, leaves: rows.length, next: end < size ? end : null };
    },
  };
}
