import { z } from "zod";
import type { PersonActor } from "../../http/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { hashOfLeaf, leafText } from "./audit.leaf.ts";
import { AuditLeaf, AuditNode } from "./audit.records.ts";
import { type AuditSigner, originOf } from "./audit.signer.ts";
import type { AuditViews } from "./audit.view.ts";
import type { AuditWriter } from "./audit.writer.ts";

/** Lines of an exported log: docs/formats/audit-log.md. */
export const HeaderLine = z.strictObject({ format: z.literal("bastide-audit/1"), origin: z.string(), tree: z.uuid(), verifier: z.string() });
/** One way to write it: of its last sign two bits say nothing. */
const Salt = z.string().refine((salt) => Buffer.from(salt, "base64url").toString("base64url") === salt);
const Detail = z.strictObject({ person: z.string(), salt: Salt, details: z.record(z.string(), z.string()) });
/** `leaf` is null for an entry of a private channel that is not the exporter's to know: its hash holds its place in the tree. */
export const LeafLine = z.strictObject({ leaf: z.string().nullable(), hash: z.string(), details: z.array(Detail) });
export const NodeLine = z.strictObject({ node: z.number(), hash: z.string() });
export const EndLine = z.strictObject({ checkpoint: z.string() });

/** Leaves under a node line. */
export const BLOCK = 256;

export interface ExportDeps {
  readonly records: SealedStore;
  readonly writer: AuditWriter;
  readonly signer: AuditSigner;
  readonly views: AuditViews;
}

/** The leaves up to a size, block by block. */
async function* blocksOf(records: SealedStore, tree: string, size: number) {
  for (let from = 0; from < size; from += BLOCK) {
    const to = Math.min(from + BLOCK, size) - 1;
    yield { from, to, leaves: await records.list(AuditLeaf, { company: tree }, { from: { leaf: from }, to: { leaf: to }, limit: BLOCK }) };
  }
}

/** What the person may not know: leaves that name a private channel, and those that began what made one, which only its end names. */
async function concealedFrom(actor: PersonActor, d: ExportDeps, tree: string, size: number): Promise<ReadonlySet<number>> {
  const concealed = new Set<number>();
  for await (const { leaves } of blocksOf(d.records, tree, size)) {
    for (const { leaf, intent, object } of leaves) {
      const isKnown = object !== null && (await d.views.mayKnow(actor, object));
      if (object === null ? intent === null : !isKnown) concealed.add(leaf);
      if (intent === null) continue;
      if (object === null || isKnown) concealed.delete(intent);
      else concealed.add(intent);
    }
  }
  return concealed;
}

/** The whole log up to now, line by line; what comes meanwhile is left for the next one. @param actor a person who may not know every channel */
export async function* exportLog(d: ExportDeps, tree: string, actor?: PersonActor): AsyncGenerator<string> {
  const head = await d.writer.head(tree);
  const signed = await d.signer.sign(tree, head);
  const line = (value: unknown) => `${JSON.stringify(value)}\n`;
  yield line({ format: "bastide-audit/1", origin: originOf(d.records.installation, tree), tree, verifier: signed.verifier } satisfies z.input<
    typeof HeaderLine
  >);
  const concealed = actor && (await concealedFrom(actor, d, tree, head.size));
  for await (const { from, to, leaves } of blocksOf(d.records, tree, head.size)) {
    for (const leaf of leaves) {
      const hash = hashOfLeaf(leaf).toString("base64");
      yield line(concealed?.has(leaf.leaf) ? { leaf: null, hash, details: [] } : { leaf: leafText(leaf), hash, details: await d.views.detailsOf(leaf) });
    }
    const node = to - from + 1 === BLOCK ? await d.records.find(AuditNode, { company: tree, level: 1, node: from / BLOCK }) : undefined;
    if (node) yield line({ node: node.node, hash: Buffer.from(node.hash, "base64url").toString("base64") });
  }
  yield line({ checkpoint: signed.checkpoint });
}
