import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newWorld, type World } from "../../../../tests/harness/world.ts";
import { operationId, randomUUID } from "../../../crypto/index.ts";
import { put, type SealedStore, expect as stands } from "../../platform/records/sealed.ts";
import { surelyCommit } from "../../platform/records/surely.ts";
import { Message } from "../messages/index.ts";

const many = 200;
let world: World;
let records: SealedStore;

beforeAll(async () => {
  world = await newWorld();
  ({ records } = world.services);
});
afterAll(() => world.close());

/** Messages of a channel of its own, by a few people. */
function messages() {
  const { company } = world;
  const [channel, ...people] = Array.from({ length: 6 }, () => randomUUID()) as [string, ...string[]];
  const base = {
    editedAt: null,
    deletedAt: null,
    kind: "message" as const,
    source: "import" as const,
    mentions: [],
    teams: [],
    files: [],
    alsoIn: null,
    imported: null,
  };
  const rows = Array.from({ length: many }, (_, i) => ({
    ...base,
    company,
    channel,
    post: i + 1,
    author: people[i % people.length] as string,
    sentAt: i,
    body: { kind: "markdown" as const, text: `${"é".repeat(i)} ${i}` },
  }));
  const list = () => records.list(Message, { company, channel }, { from: { post: 1 }, to: { post: many }, limit: many });
  const commit = (from = rows) =>
    records.commit(
      operationId(),
      [],
      from.map((row) => put(Message, row)),
    );
  return { channel, rows, list, commit };
}

describe("rows in quantity", () => {
  test("that other threads sealed open here, and those that were sealed here open there", async () => {
    const there = messages();
    const here = messages();
    await here.commit();
    const stored = (rows: readonly object[]) => rows.map((row) => ({ ...row, version: 1 }));
    await records.withSealers(async () => {
      expect(await there.commit()).toMatchObject({ status: "applied" });
      expect(await here.list()).toEqual(stored(here.rows));
      expect(await there.list()).toEqual(stored(there.rows));
    });
    expect(await there.list()).toEqual(stored(there.rows));
  });

  test("keep their order with what is given after them", async () => {
    const { rows, commit } = messages();
    const first = rows[0] ?? expect.fail("no rows");
    await records.withSealers(async () => {
      const large = commit();
      const small = records.commit(operationId(), [stands(Message, first, 1)], [put(Message, { ...first, editedAt: 1 }, 2)]);
      expect([await large, await small]).toMatchObject([{ status: "applied" }, { status: "applied" }]);
    });
  });

  test("that were changed outside are told of and left out, the others are not", async () => {
    const { channel, rows, commit, list } = messages();
    await commit();
    const raw = (await records.raw(Message, rows[7] ?? expect.fail("no rows"))) ?? expect.fail("no row");
    const put = [{ ...raw, version: 2 }];
    await surelyCommit(records.port, records.shardOf(channel), { opId: operationId(), digest: null, expect: [], put });
    const before = records.unreadable;
    const opened = await records.withSealers(list);
    expect(opened.map(({ post }) => post)).toEqual(rows.map(({ post }) => post).filter((post) => post !== 8));
    expect(records.unreadable).toBe(before + 1);
  });
});
