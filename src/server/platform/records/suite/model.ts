/** Any sequence of writes, beside a model in memory: same answers, same rows, same journal. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Commit, CommitResult, RecordsPort, Row, RowRef } from "../port.ts";
import {
  commitOf,
  compareCells,
  expecting,
  head,
  headOf,
  journalAfter,
  nameRow,
  newDigest,
  newId,
  newPlace,
  note,
  type Place,
  plain,
  plainAll,
  refOf,
  seen,
  type Use,
} from "./fixture.ts";

/** What the port should do, for one shard and the rows of one run. */
class Model {
  readonly rows = new Map<string, Row>();
  readonly journal: { number: number; opId: string; refs: RowRef[] }[] = [];
  readonly #start: number;

  constructor(start: number) {
    this.#start = start;
  }

  versionOf(ref: RowRef): number {
    return this.rows.get(keyOf(ref))?.version ?? 0;
  }

  commit({ opId, digest, expect, put }: Commit): CommitResult {
    const known = this.journal.find((entry) => entry.opId === opId);
    if (known) return { status: "repeated", number: known.number, digest, refs: known.refs };
    const expectation = expect.findIndex((one) => this.versionOf(one) !== one.version);
    if (expectation >= 0) return { status: "refused", expectation };
    this.merge(put);
    const number = this.#start + this.journal.length + 1;
    this.journal.push({ number, opId, refs: put.map(refOf) });
    return { status: "applied", number };
  }

  merge(rows: readonly Row[]): void {
    for (const row of rows) if (row.version > this.versionOf(row)) this.rows.set(keyOf(row), row);
  }

  claim(row: Row, expected: number): unknown {
    const stands = this.rows.get(keyOf(row));
    if ((stands?.version ?? 0) !== expected) return { status: "taken", row: plain(stands) };
    this.rows.set(keyOf(row), row);
    return { status: "held" };
  }

  list(partition: RowRef["key"], from: number, to: number): Row[] {
    return [...this.rows.values()]
      .filter(({ table, key }) => table === "note" && key[0] === partition[0] && key[1] === partition[1] && Number(key[2]) >= from && Number(key[2]) <= to)
      .sort((a, b) => compareCells(a.key, b.key));
  }
}

const keyOf = ({ table, key }: RowRef): string => [table, ...key].join("/");

const small = fc.nat({ max: 40 });
/** How far a version is from the one that would fit. */
const off = fc.constantFrom(0, 0, 0, 0, 1, -1);
const commitPlan = fc.record({
  puts: fc.array(fc.record({ post: small, off }), { maxLength: 4 }),
  withHead: fc.boolean(),
  expects: fc.array(fc.record({ post: small, off }), { maxLength: 3 }),
  repeats: fc.option(fc.nat({ max: 20 }), { freq: 6 }),
});
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("commits" as const), commits: fc.array(commitPlan, { minLength: 1, maxLength: 8 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("merges" as const),
      rows: fc.array(fc.record({ person: fc.nat({ max: 2 }), version: fc.integer({ min: 1, max: 9 }) }), { maxLength: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("claim" as const), name: fc.nat({ max: 2 }), off }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("list" as const), from: small, to: small, limit: fc.integer({ min: 1, max: 9 }), reverse: fc.boolean() }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

class Run {
  readonly model: Model;
  readonly #port: RecordsPort;
  readonly #place: Place;
  readonly #people = [newId(), newId(), newId()];
  readonly #names = [newDigest(), newDigest(), newDigest()];
  readonly #commits: Commit[] = [];

  constructor(port: RecordsPort, place: Place, start: number) {
    this.#port = port;
    this.#place = place;
    this.model = new Model(start);
  }

  async take(one: Step): Promise<void> {
    switch (one.kind) {
      case "commits":
        return this.#burst(one.commits);
      case "merges": {
        const rows = one.rows.map(({ person, version }) => seen(this.#place, this.#people[person] as string, version, version));
        this.model.merge(rows);
        return this.#port.merge(rows);
      }
      case "claim": {
        const token = this.#names[one.name] as string;
        const expected = Math.max(0, this.model.versionOf(nameRow(token)) + one.off);
        const row = nameRow(token, expected + 1);
        const answer = await this.#port.claim(row, expected);
        expect(answer.status === "taken" ? { status: "taken", row: plain(answer.row) } : answer).toEqual(this.model.claim(row, expected));
        return;
      }
      case "list": {
        const partition = [this.#place.company, this.#place.channel];
        const rows = this.model.list(partition, one.from, one.to);
        const expected = (one.reverse ? rows.reverse() : rows).slice(0, one.limit);
        const listed = await this.#port.list("note", partition, { from: [one.from], to: [one.to], limit: one.limit, reverse: one.reverse });
        expect(plainAll(listed)).toEqual(plainAll(expected));
      }
    }
  }

  /** All in one tick: answered as if one by one, in the order of their arrival. */
  async #burst(plans: Extract<Step, { kind: "commits" }>["commits"]): Promise<void> {
    const asked: Promise<CommitResult>[] = [];
    const expected: CommitResult[] = [];
    for (const plan of plans) {
      const earlier = plan.repeats === null ? undefined : this.#commits[plan.repeats];
      const commit = earlier ?? this.#commit(plan);
      this.#commits.push(commit);
      asked.push(this.#port.commit(this.#place.shard, commit));
      expected.push(this.model.commit(commit));
    }
    expect(await Promise.all(asked)).toEqual(expected);
  }

  #commit(plan: Extract<Step, { kind: "commits" }>["commits"][number]): Commit {
    const at = (post: number, offset: number) => Math.max(1, this.model.versionOf(note(this.#place, post)) + 1 + offset);
    // A row stands once in a commit: what two versions of it in one batch would mean is nobody's promise.
    const posts = new Map(plan.puts.map((put) => [put.post, put.off]));
    const put = [...posts].map(([post, offset]) => note(this.#place, post, at(post, offset)));
    const top = head(this.#place, 0);
    if (plan.withHead) put.push(head(this.#place, this.model.versionOf(top) + 1));
    const expects = plan.expects.map(({ post, off: offset }) =>
      expecting(note(this.#place, post), Math.max(0, this.model.versionOf(note(this.#place, post)) + offset)),
    );
    return commitOf(put, expects);
  }
}

export function propertyCases(use: Use, runs: number): void {
  describe("property", () => {
    test("any sequence of writes is answered as by a model in memory", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
          const port = use();
          const place = newPlace(port);
          const start = await headOf(port, place.shard);
          const run = new Run(port, place, start);
          for (const one of steps) await run.take(one);
          const rows = [...run.model.rows.values()];
          expect(plainAll(await port.getMany(rows.map(refOf)))).toEqual(plainAll(rows));
          const entries = await journalAfter(port, place.shard, start);
          expect(entries.map(({ number, opId, refs }) => ({ number, opId, refs }))).toEqual(run.model.journal);
        }),
        { numRuns: runs },
      );
    });
  });
}
