import type { z } from "zod";
import type { AuditEntry } from "../../../contract/index.ts";
import type { PersonActor } from "../../http/index.ts";
import type { SealedStore, Stored } from "../../platform/records/sealed.ts";
import { type Details, detailsDigest } from "./audit.leaf.ts";
import { AuditDetail, type AuditLeaf } from "./audit.records.ts";

export type LeafRow = Stored<typeof AuditLeaf>;
export type View = z.output<typeof AuditEntry>;

export interface ViewDeps {
  readonly records: SealedStore;
  /** Whether a channel's id tells the reader anything that is not his to know; true for what is no channel. */
  readonly mayKnow: (actor: PersonActor, channel: string) => Promise<boolean>;
}

export type AuditViews = ReturnType<typeof createViews>;

/** An entry as it is shown: its leaves together with what is sealed beside the tree. */
export function createViews(d: ViewDeps) {
  /** What is sealed beside the tree for the persons of a leaf; those that are erased, and those that don't fit their hash, are left out. */
  async function detailsOf(leaf: LeafRow): Promise<{ person: string; salt: string; details: Details }[]> {
    if (leaf.actorDetails === null && leaf.subjectDetails === null) return [];
    const { company, leaf: place } = leaf;
    const owners = new Set([leaf.actor, leaf.subject, company]);
    const rows = await Promise.all([...owners].map((person) => (person === null ? undefined : d.records.find(AuditDetail, { company, person, leaf: place }))));
    return rows.flatMap((row) => {
      const fits = row && [leaf.actorDetails, leaf.subjectDetails].includes(detailsDigest(row.salt, row.details));
      return fits ? [{ person: row.person, salt: row.salt, details: row.details }] : [];
    });
  }

  /** @param of whose details alone are shown; without it those of all */
  async function view(intent: LeafRow, outcome: LeafRow | undefined, of?: string): Promise<View> {
    const all = (await Promise.all([intent, outcome].map((leaf) => (leaf ? detailsOf(leaf) : [])))).flat();
    const kept = of === undefined ? all : all.filter(({ person }) => person === of);
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
      endedBy: outcome?.leaf ?? null,
      concealed: false,
      details: kept.length === 0 ? null : Object.assign({}, ...kept.map(({ details }) => details)),
    };
  }

  /** A private channel's members are its own affair: who is not in it sees that something was done, not where nor to whom. */
  async function shownTo(actor: PersonActor | undefined, entry: View): Promise<View> {
    if (!actor || entry.object === null || (await d.mayKnow(actor, entry.object))) return entry;
    return { ...entry, object: null, subject: null, details: null, concealed: true };
  }

  return { detailsOf, view, shownTo, mayKnow: d.mayKnow };
}
