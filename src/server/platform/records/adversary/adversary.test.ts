import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Commit, JournalEntry, RecordsPort } from "../port.ts";
import { OutcomeUnknown, StoreUnavailable } from "../port.ts";
import { openSqlite } from "../sqlite/index.ts";
import { commitOf, expecting, getRow, head, journalAfter, nameRow, newDigest, newPlace, note, numberOf, numbers, plain, refOf } from "../suite/fixture.ts";
import { recordsSuite, suiteMigrations } from "../suite.ts";
import { adversary, type Misfortune, wrongClock } from "./index.ts";

const openStore = (folder: string) => openSqlite({ folder, migrations: suiteMigrations, now: Date.now });
const newFolder = () => mkdtempSync(join(tmpdir(), "adversary-"));

recordsSuite("adversary, only late, over sqlite", async () => {
  const folder = newFolder();
  let port = adversary(await openStore(folder), { seed: 1 });
  return {
    port,
    reopen: async () => {
      await port.close();
      port = adversary(await openStore(folder), { seed: 2 });
      return port;
    },
    close: async () => {
      await port.close();
      rmSync(folder, { recursive: true });
    },
  };
});

const opened: { port: RecordsPort; folder: string }[] = [];
afterEach(async () => {
  for (const { port, folder } of opened.splice(0)) {
    await port.close();
    rmSync(folder, { recursive: true });
  }
});

async function attacked(misfortune: Misfortune) {
  const folder = newFolder();
  const inner = await openStore(folder);
  const port = adversary(inner, misfortune);
  opened.push({ port, folder });
  return { inner, port };
}

/** What every caller has to do: ask again under the same operation id until the answer is known. */
async function surely(port: RecordsPort, shard: number, commit: Commit): Promise<number> {
  for (;;) {
    try {
      const result = await port.commit(shard, commit);
      if (result.status === "refused") throw new Error("refused");
      return result.number;
    } catch (error) {
      if (!(error instanceof OutcomeUnknown)) throw error;
    }
  }
}

describe.each([1, 2, 3, 4])("uncertain answers, seed %i", (seed) => {
  test("a repeated commit is applied once, and the journal has no gap", async () => {
    const { inner, port } = await attacked({ seed, uncertain: 0.5 });
    const place = newPlace(port);
    const rows = numbers(1, 60).map((post) => note(place, post));
    let unknown = 0;
    const given = await Promise.all(
      rows.map(async (row) => {
        const commit = commitOf([row], [expecting(row, 0)]);
        await port.commit(place.shard, commit).catch((error: unknown) => {
          expect(error).toBeInstanceOf(OutcomeUnknown);
          unknown += 1;
        });
        return surely(port, place.shard, commit);
      }),
    );
    expect(unknown).toBeGreaterThan(10);
    expect([...given].sort((a, b) => a - b)).toEqual(numbers(1, 60));
    expect((await journalAfter(inner, place.shard, 0)).map((entry) => entry.number)).toEqual(numbers(1, 60));
  });

  test("a claim's repeat may find its own row", async () => {
    const { port } = await attacked({ seed, uncertain: 0.7 });
    for (const _ of numbers(1, 20)) {
      const row = nameRow(newDigest());
      for (;;) {
        const answer = await port.claim(row, 0).catch((error: unknown) => error);
        if (answer instanceof OutcomeUnknown) continue;
        if (!(answer instanceof Error)) expect(plain(await getRow(port, row))).toEqual(plain(row));
        expect(answer).not.toBeInstanceOf(Error);
        break;
      }
    }
  });
});

describe("death", () => {
  test("at any step leaves each commit whole or absent, and a repeat mends it", async () => {
    const { inner, port } = await attacked({ seed: 5 });
    for (let step = 1; ; step += 1) {
      const place = newPlace(port, 0);
      const commits = numbers(1, 3).map((version) => commitOf([head(place, version), note(place, version)], [expecting(head(place, 0), version - 1)]));
      const run = async () => {
        for (const commit of commits) await port.commit(0, commit);
      };
      port.dieAfter(step);
      const died = await run().then(
        () => false,
        (error: unknown) => error instanceof OutcomeUnknown || error instanceof StoreUnavailable,
      );
      expect(died).toBe(port.isDead);
      if (port.isDead) await expect(port.get("head", [place.company, place.channel])).rejects.toThrow(StoreUnavailable);
      const stands = (await getRow(inner, head(place, 0)))?.version ?? 0;
      const notes = await inner.list("note", [place.company, place.channel], { from: [0], to: [9], limit: 9 });
      expect(notes.map((row) => row.key[2])).toEqual(numbers(1, stands));
      port.revive();
      await run();
      expect((await getRow(port, head(place, 0)))?.version).toBe(3);
      if (!died) break;
    }
    expect((await journalAfter(inner, 0, 0)).map((entry) => entry.number)).toEqual(numbers(1, (await inner.heads())[0] ?? 0));
  });
});

describe("between a commit and its projections", () => {
  test("other requests see the rows, and no consumer sees the entry", async () => {
    const seen: unknown[] = [];
    const place = { company: "", channel: "", shard: 0 };
    const { inner, port } = await attacked({
      seed: 6,
      between: async ({ shard, number, refs }) => {
        expect(await port.getMany(refs)).not.toContain(undefined);
        expect((await port.journal(shard, 0, 100)).map((entry) => entry.number)).toEqual(numbers(1, number - 1));
        numberOf(await port.commit(shard, commitOf([note(place, 100 + number)])));
        expect((await port.journal(shard, 0, 100)).map((entry) => entry.number)).toEqual(numbers(1, number - 1));
        seen.push(number);
      },
    });
    Object.assign(place, newPlace(port, 0));
    for (const post of [1, 2, 3]) numberOf(await port.commit(0, commitOf([note(place, post)])));
    expect(seen).toEqual([1, 3, 5]);
    expect(await port.journal(0, 0, 100)).toEqual(await inner.journal(0, 0, 100));
  });
});

describe("short journal reads", () => {
  test("a consumer with a cursor gets everything once and in order", async () => {
    const { port } = await attacked({ seed: 7, shortJournal: 0.8 });
    const place = newPlace(port);
    const rows = numbers(1, 50).map((post) => note(place, post));
    await Promise.all(rows.map((row) => port.commit(place.shard, commitOf([row]))));
    const read: JournalEntry[] = [];
    let empty = 0;
    while (read.length < 50) {
      const page = await port.journal(place.shard, read.at(-1)?.number ?? 0, 20);
      if (page.length === 0) empty += 1;
      read.push(...page);
    }
    expect(empty).toBeGreaterThan(0);
    expect(read.map((entry) => entry.refs)).toEqual(rows.map((row) => [refOf(row)]));
  });
});

describe("overtaking", () => {
  test("changes the order of arrival, by the seed alone", async () => {
    const orders: number[][] = [];
    for (const seed of [8, 8, 9]) {
      const { port } = await attacked({ seed, overtaking: 0.5 });
      const place = newPlace(port);
      const given = await Promise.all(numbers(1, 20).map((post) => port.commit(place.shard, commitOf([note(place, post)]))));
      orders.push(given.map(numberOf));
    }
    expect(orders[0]).toEqual(orders[1]);
    expect(orders[0]).not.toEqual(numbers(1, 20));
    expect(orders[0]).not.toEqual(orders[2]);
  });
});

test("a wrong clock is a minute off both ways and runs backwards", () => {
  const clock = wrongClock(() => 1_000_000, 10);
  const read = numbers(1, 500).map(() => clock());
  expect(new Set(read)).toEqual(new Set([940_000, 1_000_000, 1_060_000]));
  expect(read.some((now, at) => now < (read[at - 1] ?? 0))).toBe(true);
});
