import type { AuditResult } from "../../../contract/index.ts";
import { type Entry, type Found, type Intent, type Origin, refuseOtherRequest, type Trail } from "../../http/index.ts";
import { type JournalEntry, StorageFull } from "../../platform/records/port.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import type { AuditWriter, Concerned, NewLeaf } from "./audit.writer.ts";

export interface TrailDeps {
  readonly records: SealedStore;
  readonly writer: AuditWriter;
  readonly onError: (where: string, error: unknown) => void;
}

/** The two leaves of an action: the intent before it begins, the outcome when it ended. */
export function createTrail(d: TrailDeps) {
  const { installation } = d.records;
  /** Entries that this process still works on. */
  const inFlight = new Map<string, PromiseWithResolvers<void>>();
  /** Leaves that found the disk full, of actions that must go on all the same. */
  let late: { tree: string; leaf: NewLeaf }[] = [];

  const landed = (entry: string): void => {
    inFlight.get(entry)?.resolve();
    inFlight.delete(entry);
  };

  /** The commit of this name, if one stands in a journal: in which shard nobody knows. */
  async function committed(entry: string): Promise<JournalEntry | undefined> {
    const { port } = d.records;
    const found = await Promise.all(Array.from({ length: port.shards }, (_, shard) => port.operation(shard, entry)));
    return found.find((one) => one !== undefined);
  }

  /** Under whose keys details go: those of whom they are about, or of the whole when that is nobody. */
  const sealedFor = (tree: string, who: string | null, details: Concerned["details"]): Concerned => {
    if (who === null) return { person: tree, of: "company", details };
    return { person: who, of: tree === installation ? "account" : "person", details };
  };

  async function append(tree: string, leaf: NewLeaf): Promise<void> {
    try {
      await d.writer.append(tree, leaf);
    } catch (error) {
      if (isLate(leaf, error)) late.push({ tree, leaf });
      // Else it is open in the head: the next look at the journal ends it.
      else d.onError("audit", error);
    } finally {
      landed(leaf.entry);
    }
  }

  function entryOf(tree: string, origin: Origin, begun: NewLeaf): Entry {
    let found: Found = {};
    return {
      concern(more) {
        found = { ...found, ...more };
      },
      lose: () => landed(begun.entry),
      end(result) {
        const object = found.object ?? begun.object;
        const subject = found.subject ?? begun.subject;
        const { entry, action, actor, session } = begun;
        // Nobody was known when it began: now it is, or never.
        const byActor = begun.byActor || begun.bySubject ? null : sealedFor(tree, subject, whence(origin));
        const isNew = actor !== null && subject !== null && subject !== actor && subject !== begun.subject;
        const bySubject = isNew ? sealedFor(tree, subject, {}) : null;
        const leaf: NewLeaf = { phase: "outcome", entry, action, actor, session, object, subject, result, byActor, bySubject };
        append(tree, leaf).catch((error: unknown) => d.onError("audit", error));
      },
    };
  }

  const abandon = (entry: string) => (error: unknown) => {
    landed(entry);
    throw error;
  };

  const begin: Trail["begin"] = async (intent: Intent) => {
    const { actor, operation, origin, details, object = null, subject = null } = intent;
    // One after the other: what begins under the name of another would be hidden behind its entry.
    if (operation.digest !== null) for (let other = inFlight.get(operation.id); other; other = inFlight.get(operation.id)) await other.promise;
    inFlight.set(operation.id, Promise.withResolvers());
    const before = operation.digest === null ? undefined : await committed(operation.id).catch(abandon(operation.id));
    if (before) {
      landed(operation.id);
      refuseOtherRequest({ status: "repeated", entry: before }, operation);
      // Carried out before: the repeat rebuilds the reply and does nothing that could be written down.
      return { concern: () => undefined, end: () => undefined, lose: () => undefined };
    }
    const person = actor && "company" in actor ? actor : undefined;
    const tree = person?.company ?? intent.company ?? installation;
    const who = person?.person ?? (intent.company === undefined ? actor?.account : undefined) ?? null;
    const about = who ?? subject;
    // Even where nothing is kept: by it the other one finds what was done to him.
    const isToAnother = about !== null && subject !== null && subject !== about;
    const leaf: NewLeaf = {
      phase: "intent",
      action: intent.action,
      entry: operation.id,
      actor: who,
      session: actor?.session || null,
      object,
      subject,
      result: null,
      byActor: about === null && Object.keys(details).length === 0 ? null : sealedFor(tree, about, { ...whence(origin), ...(isToAnother ? {} : details) }),
      bySubject: isToAnother ? sealedFor(tree, subject, details) : null,
    };
    try {
      await d.writer.append(tree, leaf);
    } catch (error) {
      if (!isLate(leaf, error)) {
        landed(operation.id);
        throw error;
      }
      late.push({ tree, leaf });
    }
    return entryOf(tree, origin, leaf);
  };

  return {
    begin,

    /** Writes down what waited for room on the disk. */
    async catchUp(): Promise<void> {
      const waiting = late;
      late = [];
      for (const { tree, leaf } of waiting) await append(tree, leaf);
    },

    /** Ends entries that nobody works on any more: the journal says whether their commit came about. @returns how many */
    async heal(tree: string): Promise<number> {
      let healed = 0;
      for (const [entry, place] of await d.writer.open(tree)) {
        const begun = inFlight.has(entry) ? undefined : await d.writer.leaf(tree, place);
        if (!begun) continue;
        const { action, actor, session, object, subject } = begun;
        const result: AuditResult = (await committed(entry)) ? "done" : "interrupted";
        await d.writer.append(tree, { phase: "outcome", entry, action, actor, session, object, subject, result, byActor: null, bySubject: null });
        healed++;
      }
      return healed;
    },
  };
}

/** A full disk must not keep out who could make room; there is no such way around the log for anything else. */
const isLate = ({ action }: NewLeaf, error: unknown): boolean => error instanceof StorageFull && (action === "session.start" || action === "session.end");

const whence = ({ address, userAgent }: Origin) => ({ address, device: userAgent });
