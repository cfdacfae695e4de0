import { MerkleFrontier, operationId } from "../../../crypto/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { expect, type Put, put, type SealedStore } from "../../platform/records/sealed.ts";
import { type Details, detailsDigest, hashOfLeaf, type Leaf, newSalt } from "./audit.leaf.ts";
import { AuditDetail, AuditHead, AuditLeaf, AuditNode } from "./audit.records.ts";

/** Details that go under one person's keys; `of` says what kind of owner that is. */
export interface Concerned {
  readonly person: string;
  readonly of: "person" | "account" | "company";
  readonly details: Details;
}

/** A leaf before it has its place, its time and the hashes of its details. */
export type NewLeaf = Pick<Leaf, "phase" | "action" | "entry" | "actor" | "session" | "object" | "subject" | "result"> & {
  readonly byActor: Concerned | null;
  readonly bySubject: Concerned | null;
};

/** A tree as its next commit finds it. */
interface Lane {
  readonly version: number;
  readonly frontier: MerkleFrontier;
  readonly lastAt: number;
  /** Intents without an outcome: entry → leaf. */
  readonly open: ReadonlyMap<string, number>;
}

interface Waiting {
  readonly leaf: NewLeaf;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What people do to make room on a full disk, which is written down before it is done. */
const makingRoom: ReadonlySet<Leaf["action"]> = new Set(["file.trash", "file.purge"]);
/** Leaves in one commit at most. */
const MOST = 512;
/** Leaves under a node of the first level; nodes under one of the next. */
const WIDTH_BITS = 8;

/**
 * Grows one tree per company and one for the installation. Leaves that come while a commit is under way share the next one.
 * The head is expected by each: where another node was faster, it is read and everything is numbered anew.
 */
export class AuditWriter {
  readonly #records: SealedStore;
  readonly #clock: Clock;
  readonly #lanes = new Map<string, Promise<Lane>>();
  readonly #queues = new Map<string, Waiting[]>();

  constructor(records: SealedStore, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  /**
   * Resolves when the leaf is durable. An intent that is open already, and an outcome of one that is not, add nothing.
   * @throws StorageFull, StoreUnavailable
   */
  append(tree: string, leaf: NewLeaf): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const queue = this.#queues.get(tree);
    if (queue) queue.push({ leaf, resolve, reject });
    else {
      this.#queues.set(tree, [{ leaf, resolve, reject }]);
      this.#drain(tree).catch(reject);
    }
    return promise;
  }

  /** Entries whose outcome nobody has written yet, with the leaf that began each. */
  async open(tree: string): Promise<ReadonlyMap<string, number>> {
    return (await this.#lane(tree)).open;
  }

  leaf(tree: string, leaf: number): Promise<Leaf | undefined> {
    return this.#records.find(AuditLeaf, { company: tree, leaf });
  }

  /** Size and root as they are durable. */
  async head(tree: string): Promise<{ readonly size: number; readonly root: Buffer }> {
    const { frontier } = await this.#lane(tree);
    return { size: frontier.size, root: frontier.root() };
  }

  /** Resolves when no leaf waits. */
  async idle(): Promise<void> {
    while (this.#queues.size > 0) await new Promise((done) => setImmediate(done));
  }

  /** Forgets a tree, e.g. of a company that is no more. */
  forget(tree: string): void {
    this.#lanes.delete(tree);
  }

  async #drain(tree: string): Promise<void> {
    for (;;) {
      // Whoever comes in this tick comes along.
      await Promise.resolve();
      const queue = this.#queues.get(tree) ?? [];
      const batch = queue.splice(0, MOST);
      if (batch.length === 0) break;
      try {
        await this.#commit(
          tree,
          batch.map(({ leaf }) => leaf),
        );
        for (const { resolve } of batch) resolve();
      } catch (error) {
        this.#lanes.delete(tree);
        for (const { reject } of batch) reject(error);
      }
    }
    this.#queues.delete(tree);
  }

  async #commit(tree: string, leaves: readonly NewLeaf[]): Promise<void> {
    for (;;) {
      const lane = await this.#lane(tree);
      const { next, puts } = this.#grow(tree, lane, leaves);
      if (puts.length === 0) return;
      const outcome = await this.#records.commit(operationId(), [expect(AuditHead, { company: tree }, lane.version)], puts, null, {
        makesRoom: leaves.some(({ action }) => makingRoom.has(action)),
      });
      this.#lanes.delete(tree);
      if (outcome.status === "applied") {
        this.#lanes.set(tree, Promise.resolve(next));
        return;
      }
    }
  }

  /** What the tree is with these leaves behind it, and the rows that make it so. */
  #grow(tree: string, lane: Lane, leaves: readonly NewLeaf[]): { next: Lane; puts: Put[] } {
    const frontier = new MerkleFrontier(lane.frontier.state());
    const open = new Map(lane.open);
    const at = Math.max(this.#clock.now(), lane.lastAt);
    const puts: Put[] = [];
    for (const { byActor, bySubject, ...given } of leaves) {
      const intent = given.phase === "outcome" ? open.get(given.entry) : undefined;
      if (given.phase === "intent" ? open.has(given.entry) : intent === undefined) continue;
      const place = frontier.size;
      const detail = (concerned: Concerned | null): string | null => {
        if (!concerned) return null;
        const { person, of, details } = concerned;
        const salt = newSalt();
        puts.push(put(AuditDetail, { company: tree, person, leaf: place, of, salt, details }));
        return detailsDigest(salt, details);
      };
      const leaf: Leaf = { company: tree, leaf: place, at, ...given, intent: intent ?? null, actorDetails: detail(byActor), subjectDetails: detail(bySubject) };
      puts.push(put(AuditLeaf, leaf), ...nodes(tree, place, frontier.append(hashOfLeaf(leaf))));
      if (intent === undefined) open.set(given.entry, place);
      else open.delete(given.entry);
    }
    const next = { version: lane.version + 1, frontier, lastAt: at, open };
    if (puts.length > 0) puts.push(put(AuditHead, headRow(tree, next), next.version));
    return { next, puts };
  }

  #lane(tree: string): Promise<Lane> {
    const known = this.#lanes.get(tree);
    if (known) return known;
    const reading = this.#read(tree);
    this.#lanes.set(tree, reading);
    reading.catch(() => this.#lanes.delete(tree));
    return reading;
  }

  async #read(tree: string): Promise<Lane> {
    await this.#records.keys.load(tree);
    const row = await this.#records.get(AuditHead, { company: tree });
    if (!row) return { version: 0, frontier: new MerkleFrontier(), lastAt: 0, open: new Map() };
    const peaks = row.peaks.map((peak) => Buffer.from(peak, "base64url"));
    return {
      version: row.version,
      frontier: new MerkleFrontier({ size: row.size, peaks }),
      lastAt: row.lastAt,
      open: new Map(row.open.map(({ entry, leaf }) => [entry, leaf])),
    };
  }
}

function headRow(company: string, { frontier, lastAt, open }: Lane) {
  const { size, peaks } = frontier.state();
  return {
    company,
    size,
    lastAt,
    peaks: peaks.map((peak) => peak.toString("base64url")),
    open: [...open].map(([entry, leaf]) => ({ entry, leaf })),
  };
}

/** The nodes that a leaf completes; `complete` has the roots of 1, 2, 4 … leaves that end with it. */
function nodes(company: string, place: number, complete: readonly Buffer[]): Put[] {
  const puts: Put[] = [];
  for (let level = 1; level * WIDTH_BITS < complete.length; level++) {
    const hash = (complete[level * WIDTH_BITS] as Buffer).toString("base64url");
    puts.push(put(AuditNode, { company, level, node: Math.floor(place / 2 ** (level * WIDTH_BITS)), hash }));
  }
  return puts;
}
