/** The epoch is the only fence: who took a shard last writes it, and everybody else learns that. */
import { afterEach, describe, expect, test } from "vitest";
import { Journal } from "../../../src/server/platform/records/cassandra/journal.ts";
import { Session } from "../../../src/server/platform/records/cassandra/session.ts";
import { type RecordsPort, StoreUnavailable } from "../../../src/server/platform/records/port.ts";
import { refsCodec } from "../../../src/server/platform/records/refs.ts";
import { suiteMigrations } from "../../../src/server/platform/records/suite/tables.ts";
import { at, bytes, commitOf, dropKeyspace, head, newChannel, newKeyspace, node, note, openStore, seen, token, uuid, withClient } from "./store.ts";

const opened: RecordsPort[] = [];
let keyspace = newKeyspace();
const open = async () => {
  const store = await openStore(keyspace);
  opened.push(store);
  return store;
};

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  await dropKeyspace(keyspace);
  keyspace = newKeyspace();
});

describe("two owners", () => {
  test("the older one commits nothing more, and its readers go on", async () => {
    const place = newChannel();
    const older = await open();
    expect(await older.commit(0, commitOf([note(place, 1)]))).toEqual({ status: "applied", number: 1 });
    const younger = await open();
    await expect(older.commit(0, commitOf([note(place, 2)]))).rejects.toThrow(StoreUnavailable);
    expect(await younger.commit(0, commitOf([note(place, 3)]))).toEqual({ status: "applied", number: 2 });
    await expect(older.commit(0, commitOf([note(place, 4)]))).rejects.toThrow(StoreUnavailable);
    await expect(older.probe()).rejects.toThrow(StoreUnavailable);
    await younger.probe();
    for (const store of [older, younger]) {
      const rows = await store.list("note", [place.company, place.channel], { from: [0], to: [15], limit: 9 });
      expect(rows.map((row) => row.key[2])).toEqual([1, 3]);
    }
  });

  test("racing for the same rows, each number and each version is given once", async () => {
    const place = newChannel();
    const applied: number[] = [];
    const counting = async (store: RecordsPort) => {
      for (let tries = 0; tries < 60; tries += 1) {
        const stands = (await store.get("head", [place.company, place.channel]))?.version ?? 0;
        const result = await store.commit(0, commitOf([head(place, stands + 1)], [at(head(place, 1), stands)]));
        if (result.status === "applied") applied.push(result.number);
      }
    };
    const runs: Promise<PromiseSettledResult<void>[]>[] = [];
    for (let taker = 0; taker < 4; taker += 1) runs.push(Promise.allSettled([counting(await open())]));
    const ends = (await Promise.all(runs)).flat();
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected", "fulfilled"]);
    const last = opened.at(-1) as RecordsPort;
    const entries = await last.journal(0, 0, 1000);
    expect(entries.map((entry) => entry.number)).toEqual(entries.map((_, index) => index + 1));
    expect(new Set(applied).size).toBe(applied.length);
    expect((await last.get("head", [place.company, place.channel]))?.version).toBe(entries.length);
  });

  test("what the older one did is known to the younger", async () => {
    const place = newChannel();
    const older = await open();
    const commit = commitOf([note(place, 1)]);
    await older.commit(3, commit);
    const younger = await open();
    expect(await younger.commit(3, commit)).toMatchObject({ status: "repeated", number: 1, refs: [{ table: "note" }] });
    expect(await younger.commit(3, commitOf([note(place, 1)], [at(note(place, 1), 0)]))).toEqual({ status: "refused", expectation: 0 });
  });
});

test("an owner that died between the journal and the rows: its successor writes them", async () => {
  const place = newChannel();
  const first = await open();
  await first.commit(0, commitOf([head(place, 1)]));
  await first.close();
  const session = new Session(node);
  await session.connect();
  const journal = new Journal(session, keyspace, refsCodec(suiteMigrations[0]?.createTables ?? []));
  const state = await journal.acquire(0, Buffer.from(bytes(16)));
  const rows = [note(place, 1), head(place, 2)];
  const commit = commitOf(rows, [at(head(place, 1), 1)]);
  await journal.append({ shard: 0, number: state.head + 1, epoch: state.epoch, at: 1, commits: [journal.encode(commit)] }, rows, state, []);
  await session.close();

  const successor = await open();
  expect(await successor.getMany(rows)).toEqual(rows);
  expect(await successor.heads()).toEqual([2, 0, 0, 0]);
  expect(await successor.commit(0, commit)).toMatchObject({ status: "repeated", number: 2 });
});

test("content stays in the journal only until its rows stand", async () => {
  const contents = () =>
    withClient(async (client) => (await client.execute(`SELECT "content" FROM "${keyspace}"."store_journal"`)).rows.filter((row) => row["content"]).length);
  const place = newChannel();
  const store = await open();
  for (const post of [1, 2, 3]) await store.commit(0, commitOf([note(place, post)]));
  expect(await contents()).toBe(1);
  await store.erase([note(place, 2)]);
  expect(await contents()).toBe(0);
  expect((await store.journal(0, 0, 9)).length).toBe(3);
});

test("a plain write of a lower version loses, whenever it arrives", async () => {
  const store = await open();
  const [company, person, channel] = [uuid(), uuid(), uuid()];
  const newer = seen(company, person, channel, 7);
  await store.merge([newer]);
  await store.merge([seen(company, person, channel, 6)]);
  await store.merge([seen(company, person, channel, 7)]);
  expect(await store.get("seen", newer.key)).toEqual(newer);
  // The same past the port's own comparison, as a late packet would come.
  const binary = (text: string) => Buffer.from(text.replaceAll("-", ""), "hex");
  await withClient((client) =>
    client.execute(
      `INSERT INTO "${keyspace}"."seen" ("company", "person", "channel", "upTo", "version", "envelope") VALUES (?, ?, ?, 6, 6, ?) USING TIMESTAMP ?`,
      [binary(company), binary(person), binary(channel), Buffer.alloc(4), 6 * 65536 + 65535],
      { prepare: true },
    ),
  );
  expect(await store.get("seen", newer.key)).toEqual(newer);
});

test("two writers of one version never mix their cells", async () => {
  const stores = [await open(), await open()];
  const [company, person] = [uuid(), uuid()];
  for (let round = 0; round < 30; round += 1) {
    const channel = uuid();
    const rows = stores.map((_, index) => ({ ...seen(company, person, channel, 1), clear: [index], envelope: bytes(60) }));
    await Promise.all(stores.map((store, index) => store.merge([rows[index] ?? rows[0]].filter((row) => row !== undefined))));
    expect(rows).toContainEqual(await stores[0]?.get("seen", [company, person, channel]));
  }
});

test("no two operations are one: an id is known by its shard until its entry is trimmed", async () => {
  const store = await open();
  const place = newChannel();
  const commits = Array.from({ length: 1200 }, (_, post) => commitOf([note(place, post)], [], token()));
  await Promise.all(commits.map((commit) => store.commit(2, commit)));
  await store.trimJournal(2, 1100);
  expect((await store.journal(2, 0, 2000)).map((entry) => entry.number)).toEqual(Array.from({ length: 100 }, (_, index) => 1101 + index));
  const first = commits[0] as (typeof commits)[number];
  expect(await store.operation(2, first.opId)).toBeUndefined();
  expect(await store.commit(2, { ...first, put: [] })).toEqual({ status: "applied", number: 1201 });
  expect((await store.operation(2, first.opId))?.number).toBe(1201);
  const left = await withClient(
    async (client) => (await client.execute(`SELECT "number" FROM "${keyspace}"."store_journal" WHERE "shard" = 2`, [], { fetchSize: 5000 })).rows.length,
  );
  // 101 operation ids, and the flushes that hold their entries.
  expect(left).toBeGreaterThan(101);
  expect(left).toBeLessThan(120);
});
