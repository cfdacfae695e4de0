/** Answers that never arrive. Whatever is lost on the way, each operation happens once and its caller hears the truth. */
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RecordsPort } from "../../../src/server/platform/records/port.ts";
import { pauseCassandra, resumeCassandra, startCassandra, stopCassandra } from "../engines/index.ts";
import { type CuttingProxy, openProxy } from "./proxy.ts";
import { at, commitOf, dropKeyspace, head, name, newChannel, newKeyspace, node, note, openStore, seen, token, uuid } from "./store.ts";

const keyspace = newKeyspace();
let proxy: CuttingProxy;
let store: RecordsPort;

beforeAll(async () => {
  proxy = await openProxy(node.contactPoints[0] as string);
  store = await openStore(keyspace, { contactPoints: [proxy.contactPoint] });
});
afterAll(async () => {
  await store.close();
  await proxy.close();
  await dropKeyspace(keyspace);
});

describe.each(["before the request", "after the request"] as const)("the connection is cut %s", (cut) => {
  test.each([1, 2])("a flush is applied once (%i cuts)", async (times) => {
    const place = newChannel();
    const before = (await store.heads())[1] as number;
    const isCut = proxy.cutNext("batch", cut, times);
    const results = await Promise.all(
      [1, 2, 3].map((post) => store.commit(1, commitOf([note(place, post), head(place, post)], [at(head(place, 1), post - 1)]))),
    );
    await isCut;
    expect(results).toEqual([1, 2, 3].map((n) => ({ status: "applied", number: before + n })));
    expect((await store.heads())[1]).toBe(before + 3);
    const entries = await store.journal(1, before, 10);
    expect(entries.map((entry) => entry.number)).toEqual([before + 1, before + 2, before + 3]);
    const rows = await store.list("note", [place.company, place.channel], { from: [0], to: [9], limit: 10 });
    expect(rows.map((row) => row.key[2])).toEqual([1, 2, 3]);
  });

  test("a claim is held by who made it", async () => {
    const row = name(token(), 1);
    const isCut = proxy.cutNext("execute", cut);
    expect(await store.claim(row, 0)).toEqual({ status: "held" });
    await isCut;
    expect(await store.get("name", row.key)).toEqual(row);
    expect(await store.claim(name(row.key[0] as string, 1), 0)).toEqual({ status: "taken", row });
  });

  test("a fact is written", async () => {
    const fact = `fact-${uuid()}`;
    const isCut = proxy.cutNext("execute", cut);
    expect(await store.writeMeta(fact, Buffer.from("one"), undefined)).toBe(true);
    await isCut;
    expect(await store.writeMeta(fact, Buffer.from("two"), undefined)).toBe(false);
  });

  test("what may be sent twice is sent again, or its caller hears that nobody knows", async () => {
    const row = seen(uuid(), uuid(), uuid(), 1);
    const isCut = proxy.cutNext("execute", cut);
    const failed = await store.merge([row]).catch((error: Error) => error.name);
    await isCut;
    expect([undefined, "OutcomeUnknown", "StoreUnavailable"]).toContain(failed);
    await store.merge([row]);
    expect(await store.get("seen", row.key)).toEqual(row);
  });
});

test("a node that hangs and comes back", async () => {
  const place = newChannel();
  const before = (await store.heads())[2] as number;
  const commit = commitOf([note(place, 1)]);
  pauseCassandra();
  const result = store.commit(2, commit);
  // Longer than the driver waits for an answer: the first try is given up while the node still has it.
  const resume = new Promise<void>((done) => {
    setTimeout(() => {
      resumeCassandra();
      done();
    }, 3500);
  });
  expect(await Promise.all([result, resume])).toEqual([{ status: "applied", number: before + 1 }, undefined]);
  expect(await store.commit(2, commit)).toMatchObject({ status: "repeated", number: before + 1 });
});

test("a node that goes down and comes back: what was acknowledged stands, what was not can be repeated", async () => {
  const place = newChannel();
  const before = (await store.heads())[3] as number;
  const numbers = new Map<string, number>();
  let isBack = false;
  const write = async (post: number): Promise<void> => {
    const commit = commitOf([note(place, post)]);
    for (;;) {
      const result = await store.commit(3, commit).catch((error: Error) => error);
      if (!(result instanceof Error) && result.status !== "refused") {
        numbers.set(commit.opId, result.number);
        return;
      }
      expect(["StoreUnavailable", "OutcomeUnknown"]).toContain((result as Error).name);
      await delay(100);
    }
  };
  const writers = Array.from({ length: 10 }, async (_, writer) => {
    for (let turn = 0; turn < 5 || !isBack; turn += 1) await write(writer * 100_000 + turn);
    // And once more on the node that came back.
    await write(writer * 100_000 + 99_999);
  });
  await stopCassandra();
  await startCassandra({ keepData: true });
  isBack = true;
  await Promise.all(writers);
  const entries = await store.journal(3, before, 100_000);
  expect(entries.map((entry) => entry.number)).toEqual(entries.map((_, index) => before + 1 + index));
  expect(new Map(entries.map((entry) => [entry.opId, entry.number]))).toEqual(numbers);
  expect((await store.getMany(entries.flatMap((entry) => entry.refs))).filter((row) => row === undefined)).toEqual([]);
}, 300_000);
