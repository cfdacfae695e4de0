/**
 * A shard in its owner's hands: commits queue up, each flush takes all that wait, checks them in order, appends them to
 * the journal with one lightweight transaction, writes their rows, and only then answers. The next flush is checked and
 * appended while the rows of the one before are written: the journal has decided about those.
 */
import type { Commit, CommitResult, Row, RowRef } from "../port.ts";
import { StoreUnavailable } from "../port.ts";
import type { EncodedCommit } from "./flush.ts";
import type { Gate } from "./gate.ts";
import { Fenced, type Journal, type ShardState } from "./journal.ts";
import type { Rows } from "./rows.ts";
import type { Snapshots } from "./snapshots.ts";
import { rowId } from "./table.ts";
import { Versions } from "./versions.ts";

const FLUSH_COMMITS = 200;
const FLUSH_BYTES = 900_000;
/** Besides its envelope a row brings its key and clear columns. */
const ROW_BYTES = 250;

interface ShardParts {
  readonly journal: Journal;
  readonly rows: Rows;
  readonly snapshots: Snapshots;
  readonly gate: Gate;
  readonly owner: Buffer;
  readonly now: () => number;
}

interface Waiting {
  readonly commit: EncodedCommit;
  readonly bytes: number;
  readonly resolve: (result: CommitResult) => void;
  readonly reject: (error: unknown) => void;
}

interface Readable {
  readonly trimmed: number;
  readonly last: number;
}

/** What the owner knows of a shard that it holds; another object after each time that it was let go. */
interface Held {
  state: ShardState;
  /** Flushes whose content is still in the journal though their rows stand. */
  standing: number[];
  /** Ends when the rows of the last appended flush stand. */
  writing: Promise<void>;
}

export class Shard {
  readonly #shard: number;
  readonly #parts: ShardParts;
  readonly #versions = new Versions();
  #queue: Waiting[] = [];
  #draining: Promise<void> | undefined;
  /** The last flush; those before it end no later. */
  #answered = Promise.resolve();
  #held: Held | undefined;
  #acquiring: Promise<Held> | undefined;
  /** The last epoch that was ours. */
  #epoch: number | undefined;
  #readable: Readable = { trimmed: 0, last: 0 };
  #isLost = false;
  #isClosed = false;

  constructor(shard: number, parts: ShardParts) {
    this.#shard = shard;
    this.#parts = parts;
  }

  /**
   * The entries that may be read: above `trimmed` up to the last whose rows stand. Once another owner has the shard,
   * what its journal says about that.
   */
  async readable(): Promise<Readable> {
    if (!this.#isLost) return this.#readable;
    const state = await this.#parts.journal.state(this.#shard);
    return { trimmed: state?.trimmed ?? 0, last: state?.settled ?? 0 };
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** Takes the shard unless it is held already, and replays the journal's tail. @throws StoreUnavailable, OutcomeUnknown */
  async hold(): Promise<void> {
    await this.#hold();
  }

  async #hold(): Promise<Held> {
    if (this.#isLost) throw new StoreUnavailable(`shard ${this.#shard} has another owner`);
    if (this.#held) return this.#held;
    this.#acquiring ??= this.#acquire().finally(() => {
      this.#acquiring = undefined;
    });
    return this.#acquiring;
  }

  async #acquire(): Promise<Held> {
    const { journal, rows, snapshots, owner } = this.#parts;
    try {
      const state = await journal.acquire(this.#shard, owner, this.#epoch);
      this.#epoch = state.epoch;
      this.#versions.clear();
      const tail = await journal.unsettled(this.#shard, state);
      for (const { rows: written } of tail) {
        await snapshots.keep(written);
        // Their versions' timestamps make this harmless where they stand already, or newer ones do.
        await rows.write(written, true);
      }
      this.#readable = { trimmed: state.trimmed, last: state.head };
      this.#held = { state, standing: tail.map(({ number }) => number), writing: Promise.resolve() };
      return this.#held;
    } catch (error) {
      throw this.#letGo(error);
    }
  }

  /** After a failure that leaves it open what the journal holds: the next use reads it anew, unless the shard is lost. */
  #letGo(error: unknown, held = this.#held): unknown {
    if (this.#held === held) this.#held = undefined;
    if (error instanceof Fenced) this.#isLost = true;
    return error;
  }

  /** @throws TypeError for what can't be written, StoreUnavailable, OutcomeUnknown */
  async commit(commit: Commit): Promise<CommitResult> {
    if (this.#isClosed) throw new StoreUnavailable("the store is closed");
    const { rows } = this.#parts;
    // Encoded once for the check alone: a commit that can't be written must not spoil the flush that it would share.
    for (const row of commit.put) rows.table(row.table, "commit").insert(row);
    for (const { table, key } of commit.expect) rows.table(table, "commit").key(key);
    const encoded = this.#parts.journal.encode(commit);
    const bytes = commit.put.reduce((sum, row) => sum + row.envelope.length + ROW_BYTES, 0);
    return new Promise((resolve, reject) => {
      this.#queue.push({ commit: encoded, bytes, resolve, reject });
      this.#draining ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    // The rest of this turn of the event loop may bring more for the same flush.
    await new Promise((resume) => setImmediate(resume));
    while (this.#queue.length > 0) {
      const group = this.#take();
      const appended = Promise.withResolvers<void>();
      this.#answered = this.#answer(group, appended.resolve);
      await appended.promise;
    }
    this.#draining = undefined;
  }

  async #answer(group: readonly Waiting[], onAppended: () => void): Promise<void> {
    const commits = group.map(({ commit }) => commit);
    try {
      const results = await this.#parts.gate.shared(() => this.#flush(commits, onAppended));
      for (const [at, { resolve }] of group.entries()) resolve(results[at] as CommitResult);
    } catch (error) {
      for (const { reject } of group) reject(error);
    } finally {
      onAppended();
    }
  }

  #take(): Waiting[] {
    let count = 0;
    let bytes = 0;
    for (const waiting of this.#queue) {
      bytes += waiting.bytes;
      if (count > 0 && (count === FLUSH_COMMITS || bytes > FLUSH_BYTES)) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  async #flush(commits: readonly EncodedCommit[], onAppended: () => void): Promise<CommitResult[]> {
    const { journal, rows, snapshots, now } = this.#parts;
    const held = await this.#hold();
    const { state } = held;
    const plan = await this.#check(commits, held);
    if (plan.passed.length === 0) return plan.results;
    const number = state.head + plan.passed.length;
    const at = Math.max(state.at, now());
    const content = [...plan.rows.values()];
    const standing = [...held.standing];
    try {
      await snapshots.keep(content, plan.absent);
      await journal.append({ shard: this.#shard, number, epoch: state.epoch, at, commits: plan.passed }, content, state, standing);
      for (const [id, row] of plan.rows) this.#versions.set(id, row.version);
      held.state = { ...state, head: number, at, settled: standing.at(-1) ?? state.settled };
      held.standing.splice(0, standing.length);
      held.writing = held.writing.then(() => rows.write(content, true));
      onAppended();
      await held.writing;
    } catch (error) {
      throw this.#letGo(error, held);
    }
    held.standing.push(number);
    // Whoever took hold anew meanwhile may have read further.
    this.#readable = { ...this.#readable, last: Math.max(this.#readable.last, number) };
    return plan.results;
  }

  /** Each commit against the state that the ones before it would leave. */
  async #check(commits: readonly EncodedCommit[], held: Held) {
    const { journal } = this.#parts;
    const { state } = held;
    const [applied, versions] = await Promise.all([
      journal.numbers(
        this.#shard,
        commits.map(({ opId }) => opId),
      ),
      this.#versionsOf(commits.flatMap(({ expect, put }): RowRef[] => [...expect, ...put])),
    ]);
    const absent = new Set([...versions].filter(([, version]) => version === 0).map(([id]) => id));
    const passed: EncodedCommit[] = [];
    const rows = new Map<string, Row>();
    const results: CommitResult[] = [];
    for (const commit of commits) {
      const { opId, expect, put } = commit;
      const earlier = applied.get(opId);
      if (earlier !== undefined) {
        results.push(await this.#repeated(earlier, passed, held));
        continue;
      }
      const expectation = expect.findIndex((it) => versions.get(rowId(it)) !== it.version);
      if (expectation >= 0) {
        results.push({ status: "refused", expectation });
        continue;
      }
      for (const row of put) {
        const id = rowId(row);
        if (row.version <= (versions.get(id) ?? 0)) continue;
        versions.set(id, row.version);
        rows.set(id, row);
      }
      passed.push(commit);
      const number = state.head + passed.length;
      applied.set(opId, number);
      results.push({ status: "applied", number });
    }
    return { results, passed, rows, absent };
  }

  async #repeated(number: number, passed: readonly EncodedCommit[], { state, writing }: Held): Promise<CommitResult> {
    const fresh = passed[number - state.head - 1];
    if (fresh) return { status: "repeated", number, digest: fresh.digest, refs: fresh.put.map(({ table, key }) => ({ table, key })) };
    // Of the flush before, perhaps: who hears of a commit finds its rows.
    await writing;
    const [entry] = await this.#parts.journal.entries(this.#shard, number - 1, number, 1);
    if (!entry) throw new StoreUnavailable(`entry ${number} of shard ${this.#shard} is missing in the journal`);
    return { status: "repeated", number, digest: entry.digest, refs: entry.refs };
  }

  async #versionsOf(refs: readonly RowRef[]): Promise<Map<string, number>> {
    const versions = new Map<string, number>();
    const unknown = new Map<string, RowRef>();
    for (const ref of refs) {
      const id = rowId(ref);
      const version = this.#versions.get(id);
      if (version === undefined) unknown.set(id, ref);
      else versions.set(id, version);
    }
    for (const [id, version] of await this.#parts.rows.versions([...unknown.values()])) {
      versions.set(id, version);
      if (version > 0) this.#versions.set(id, version);
    }
    return versions;
  }

  /** Rows that were erased. */
  forget(refs: readonly RowRef[]): void {
    for (const ref of refs) this.#versions.forget(rowId(ref));
  }

  /** Empties the journal of the content of rows that stand: nothing is left to replay. Inside the gate, alone. */
  async settle(): Promise<void> {
    if (this.#isLost) return;
    const held = await this.#hold();
    if (held.standing.length === 0) return;
    await this.#fencing(this.#parts.journal.settle(this.#shard, held.state.epoch, held.standing));
    held.state = { ...held.state, settled: held.standing.at(-1) ?? held.state.settled };
    held.standing = [];
  }

  /** Inside the gate, alone. */
  async trim(upTo: number): Promise<void> {
    const held = await this.#hold();
    const { state } = held;
    const trimmed = Math.min(upTo, state.head);
    if (trimmed <= state.trimmed) return;
    await this.#fencing(this.#parts.journal.trim(this.#shard, state, trimmed));
    held.state = { ...state, trimmed };
    this.#readable = { trimmed, last: state.head };
  }

  /** A write that changes nothing. Inside the gate. */
  async confirm(): Promise<void> {
    const { epoch } = (await this.#hold()).state;
    await this.#fencing(this.#parts.journal.confirm(this.#shard, epoch));
  }

  async #fencing(work: Promise<void>): Promise<void> {
    await work.catch((error: unknown) => {
      throw this.#letGo(error);
    });
  }

  /** Ends what was asked for; later commits are refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#draining;
    await this.#answered;
  }
}
