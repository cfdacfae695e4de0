import type { z } from "zod";
import type { AuditFilter } from "../../../contract/index.ts";
import { type PersonActor, Refusal } from "../../http/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { leafText } from "./audit.leaf.ts";
import { AuditDetail, AuditLeaf } from "./audit.records.ts";
import type { AuditSigner } from "./audit.signer.ts";
import { StoredTree, storedHashes } from "./audit.tree.ts";
import type { AuditViews, LeafRow, View } from "./audit.view.ts";
import type { AuditWriter } from "./audit.writer.ts";

export type Filter = z.output<typeof AuditFilter>;

export interface ReaderDeps {
  readonly records: SealedStore;
  readonly writer: AuditWriter;
  readonly signer: AuditSigner;
  readonly views: AuditViews;
  /** What ids are called, of those that the reader may know; without a person they are of the installation's log. */
  readonly namesOf: (actor: PersonActor | undefined, ids: readonly string[]) => Promise<Readonly<Record<string, string>>>;
}

interface Query extends Filter {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
}

export type AuditReader = ReturnType<typeof createReader>;

/** Leaves that are looked at for one page, and read at once. */
const MOST_LOOKED = 4096;
const CHUNK = 256;
/** Leaves behind an intent among which its outcome is looked for, when an account's own entries are read. */
const FORWARD = 2048;

export function createReader(d: ReaderDeps) {
  const range = (tree: string, from: number, to: number, reverse: boolean) =>
    d.records.list(AuditLeaf, { company: tree }, { from: { leaf: from }, to: { leaf: to - 1 }, reverse, limit: to - from });

  /** The first leaf that was written at this instant or later: leaves stand in the order of their times. */
  async function firstAt(tree: string, at: number, size: number): Promise<number> {
    let [low, high] = [0, size];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const leaf = await d.writer.leaf(tree, middle);
      if (leaf === undefined || leaf.at < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The leaves that end an entry, or begin one that is under way, with the one that began it. */
  async function endings(tree: string, leaves: readonly LeafRow[], open: ReadonlySet<number>): Promise<[ending: LeafRow, intent: LeafRow][]> {
    const begun = await d.records.getMany(
      AuditLeaf,
      leaves.flatMap(({ intent }) => (intent === null ? [] : [{ company: tree, leaf: intent }])),
    );
    const intents = new Map(begun.flatMap((row) => (row ? [[row.leaf, row] as const] : [])));
    return leaves.flatMap((leaf): [LeafRow, LeafRow][] => {
      const intent = leaf.intent === null ? (open.has(leaf.leaf) ? leaf : undefined) : intents.get(leaf.intent);
      return intent ? [[leaf, intent]] : [];
    });
  }

  const viewOf = (ending: LeafRow, intent: LeafRow) => d.views.view(intent, ending.intent === null ? undefined : ending);
  const openOf = async (tree: string) => new Set((await d.writer.open(tree)).values());

  return {
    /** Entries in the order in which they ended, the newest first; those under way where they began. Looks at a bounded part of the log. */
    async page(tree: string, query: Query, actor?: PersonActor) {
      const { size } = await d.writer.head(tree);
      const open = await openOf(tree);
      const fits = filterOf(query);
      const floor = Math.max(query.after ?? 0, query.from === undefined ? 0 : await firstAt(tree, query.from, size));
      const entries: View[] = [];
      let next = Math.min(query.before ?? size, size, query.to === undefined ? size : await firstAt(tree, query.to, size));
      let [looked, lookedTo]: [number, number | null] = [0, null];
      while (next > floor && entries.length < query.limit && looked < MOST_LOOKED) {
        const from = Math.max(floor, next - CHUNK);
        const leaves = await range(tree, from, next, true);
        const found = new Map((await endings(tree, leaves.filter(fits.leaf), open)).map((pair) => [pair[0].leaf, pair]));
        for (const leaf of leaves) {
          [next, lookedTo] = [leaf.leaf, leaf.at];
          looked++;
          const pair = found.get(leaf.leaf);
          const entry = pair && (await d.views.shownTo(actor, await viewOf(...pair)));
          if (entry && fits.entry(entry)) entries.push(entry);
          if (entries.length === query.limit) break;
        }
        if (entries.length < query.limit) next = from;
      }
      const names = await d.namesOf(
        actor,
        [...new Set(entries.flatMap(({ actor, object, subject }) => [actor, object, subject]))].filter((id) => id !== null),
      );
      return { entries, names, next: next > floor ? next : null, looked, lookedTo, size };
    },

    /** Every entry that fits, from the first one on. */
    async *each(tree: string, filter: Filter, actor?: PersonActor): AsyncGenerator<View[]> {
      const { size } = await d.writer.head(tree);
      const open = await openOf(tree);
      const fits = filterOf(filter);
      const end = filter.to === undefined ? size : await firstAt(tree, filter.to, size);
      for (let from = filter.from === undefined ? 0 : await firstAt(tree, filter.from, size); from < end; from += CHUNK) {
        const leaves = await range(tree, from, Math.min(from + CHUNK, end), false);
        const found = await endings(tree, leaves.filter(fits.leaf), open);
        const shown = await Promise.all(found.map(async (pair) => d.views.shownTo(actor, await viewOf(...pair))));
        yield shown.filter(fits.entry);
      }
    },

    /** An account's own entries, newest first: what is sealed under it names their leaves. */
    async activity(account: string, query: { before?: number | undefined; limit: number }) {
      const tree = d.records.installation;
      const { size } = await d.writer.head(tree);
      const open = await openOf(tree);
      const last = Math.min(query.before ?? size, size) - 1;
      const own =
        last < 0 ? [] : await d.records.list(AuditDetail, { company: tree, person: account }, { to: { leaf: last }, reverse: true, limit: query.limit });
      const pages = new Map<number, Promise<LeafRow[]>>();
      const pageAt = (leaf: number) => {
        const first = Math.floor(leaf / CHUNK) * CHUNK;
        const page = pages.get(first) ?? range(tree, first, first + CHUNK, false);
        pages.set(first, page);
        return page;
      };
      const outcomeOf = async (intent: number): Promise<LeafRow | undefined> => {
        if (open.has(intent)) return undefined;
        for (let at = intent; at < Math.min(size, intent + FORWARD); at = Math.floor(at / CHUNK) * CHUNK + CHUNK) {
          const outcome = (await pageAt(at)).find((leaf) => leaf.intent === intent);
          if (outcome) return outcome;
        }
        return undefined;
      };
      const entries: View[] = [];
      for (const { leaf } of own) {
        const row = await d.records.find(AuditLeaf, { company: tree, leaf });
        const intent = row && (row.intent === null ? row : await d.records.find(AuditLeaf, { company: tree, leaf: row.intent }));
        if (row && intent) entries.push(await d.views.view(intent, row.intent === null ? await outcomeOf(row.leaf) : row, account));
      }
      return { entries, next: own.length === query.limit ? (own.at(-1)?.leaf ?? null) : null };
    },

    /** That a leaf stands in the tree as it is now, or as it was when it had so many leaves. @throws Refusal not_found */
    async prove(tree: string, place: number, wanted: number | undefined, actor?: PersonActor) {
      const head = await d.writer.head(tree);
      const size = wanted ?? head.size;
      const leaf = place < size && size <= head.size ? await d.writer.leaf(tree, place) : undefined;
      if (!leaf || (actor && leaf.object !== null && !(await d.views.mayKnow(actor, leaf.object)))) throw new Refusal("not_found");
      const stored = new StoredTree(storedHashes(d.records, tree));
      const proof = await stored.inclusionProof(place, size);
      return {
        leaf: leafText(leaf),
        number: place,
        proof: proof.map((hash) => hash.toString("base64")),
        ...(await d.signer.sign(tree, { size, root: size === head.size ? head.root : await stored.root(size) })),
      };
    },
  };
}

/** What a leaf alone tells, and what only the entry does as the reader may see it: by an object that is not his to know nothing is found. */
function filterOf({ actions, actor, about, result }: Filter) {
  const wanted = actions === undefined ? undefined : new Set<string>(actions.split(","));
  return {
    leaf: (leaf: LeafRow): boolean =>
      (wanted === undefined || wanted.has(leaf.action) || wanted.has(leaf.action.split(".")[0] as string)) &&
      (actor === undefined || leaf.actor === actor) &&
      (result === undefined || leaf.result === result),
    entry: (entry: View): boolean => about === undefined || entry.object === about || entry.subject === about,
  };
}
