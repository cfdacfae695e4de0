import type { z } from "zod";
import type { AuditEntry } from "../../../contract/index.ts";
import { type PersonActor, Refusal } from "../../http/index.ts";
import type { SealedStore, Stored } from "../../platform/records/sealed.ts";
import { type Details, detailsDigest, leafText } from "./audit.leaf.ts";
import { AuditDetail, AuditLeaf } from "./audit.records.ts";
import type { AuditSigner } from "./audit.signer.ts";
import { StoredTree, storedHashes } from "./audit.tree.ts";
import type { AuditWriter } from "./audit.writer.ts";

type LeafRow = Stored<typeof AuditLeaf>;
type View = z.output<typeof AuditEntry>;

export interface ReaderDeps {
  readonly records: SealedStore;
  readonly writer: AuditWriter;
  readonly signer: AuditSigner;
  readonly mayKnow: (actor: PersonActor, channel: string) => Promise<boolean>;
}

export type AuditReader = ReturnType<typeof createReader>;

export function createReader(d: ReaderDeps) {
  /** What is sealed beside the tree for the persons of a leaf; those that are erased, and those that don't fit their hash, are left out. */
  async function detailsOf(leaf: LeafRow): Promise<{ person: string; salt: string; details: Details }[]> {
    const { company, leaf: place } = leaf;
    const owners = new Set([leaf.actor, leaf.subject, company]);
    const rows = await Promise.all([...owners].map((person) => (person === null ? undefined : d.records.find(AuditDetail, { company, person, leaf: place }))));
    return rows.flatMap((row) => {
      const fits = row && [leaf.actorDetails, leaf.subjectDetails].includes(detailsDigest(row.salt, row.details));
      return fits ? [{ person: row.person, salt: row.salt, details: row.details }] : [];
    });
  }

  async function view(intent: LeafRow, outcome: LeafRow | undefined): Promise<View> {
    const kept = (await Promise.all([intent, outcome].map((leaf) => (leaf ? detailsOf(leaf) : [])))).flat();
    const { leaf: number, at, action, actor, session } = intent;
    return {
      number,
      at,
      action,
      actor,
      session,
      object: outcome?.object ?? intent.object,
      subject: outcome?.subject ?? intent.subject,
      result: outcome?.result ?? null,
      endedAt: outcome?.at ?? null,
      details: kept.length === 0 ? null : Object.assign({}, ...kept.map(({ details }) => details)),
    };
  }

  /** A private channel's members are its own affair: who is not in it sees that something was done, not where nor to whom. */
  const concealed = async (actor: PersonActor, entry: View): Promise<View> =>
    entry.object === null || (await d.mayKnow(actor, entry.object)) ? entry : { ...entry, object: null, subject: null, details: null };

  return {
    detailsOf,

    /** Entries in the order in which they ended, the newest first; those under way where they began. */
    async page(tree: string, query: { before?: number | undefined; limit: number }, actor?: PersonActor) {
      const { size } = await d.writer.head(tree);
      const open = new Set((await d.writer.open(tree)).values());
      const entries: View[] = [];
      let next = Math.min(query.before ?? size, size);
      while (next > 0 && entries.length < query.limit) {
        const from = Math.max(0, next - query.limit);
        const leaves = await d.records.list(AuditLeaf, { company: tree }, { from: { leaf: from }, to: { leaf: next - 1 }, reverse: true, limit: query.limit });
        const begun = await d.records.getMany(
          AuditLeaf,
          leaves.flatMap(({ intent }) => (intent === null ? [] : [{ company: tree, leaf: intent }])),
        );
        const intents = new Map(begun.flatMap((row) => (row ? [[row.leaf, row] as const] : [])));
        for (const leaf of leaves) {
          next = leaf.leaf;
          const intent = leaf.intent === null ? (open.has(leaf.leaf) ? leaf : undefined) : intents.get(leaf.intent);
          if (intent) entries.push(await view(intent, leaf.intent === null ? undefined : leaf));
          if (entries.length === query.limit) break;
        }
        if (leaves.length === 0) next = from;
      }
      const shown = actor ? await Promise.all(entries.map((entry) => concealed(actor, entry))) : entries;
      return { entries: shown, next: next > 0 ? next : null };
    },

    /** That a leaf stands in the tree as it is now. @throws Refusal not_found */
    async prove(tree: string, place: number, actor?: PersonActor) {
      const { size, root } = await d.writer.head(tree);
      const leaf = place < size ? await d.writer.leaf(tree, place) : undefined;
      if (!leaf || (actor && leaf.object !== null && !(await d.mayKnow(actor, leaf.object)))) throw new Refusal("not_found");
      const proof = await new StoredTree(storedHashes(d.records, tree)).inclusionProof(place, size);
      return {
        leaf: leafText(leaf),
        number: place,
        proof: proof.map((hash) => hash.toString("base64")),
        ...(await d.signer.sign(tree, { size, root })),
      };
    },
  };
}
