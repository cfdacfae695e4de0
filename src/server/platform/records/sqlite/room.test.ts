import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type RecordsPort, StorageFull, StoreUnavailable } from "../port.ts";
import {
  commitOf,
  getRow,
  journalAfter,
  nameRow,
  newDigest,
  newEnvelope,
  newId,
  newPlace,
  note,
  numberOf,
  numbers,
  plain,
  refOf,
  seen,
} from "../suite/fixture.ts";
import { suiteMigrations } from "../suite.ts";
import { openSqlite, type SqliteOptions } from "./index.ts";

const opened: { port: RecordsPort; folder: string }[] = [];
afterEach(async () => {
  for (const { port, folder } of opened.splice(0)) {
    await port.close();
    rmSync(folder, { recursive: true });
  }
});
async function openNew(options: Partial<SqliteOptions> = {}): Promise<RecordsPort> {
  const folder = mkdtempSync(join(tmpdir(), "room-"));
  const port = await openSqlite({ folder, migrations: suiteMigrations, now: Date.now, ...options });
  opened.push({ port, folder });
  return port;
}

describe("without room", () => {
  const fillUp = async (port: RecordsPort, shard: number) => {
    const place = newPlace(port, shard);
    const kept: ReturnType<typeof note>[] = [];
    for (let post = 1; ; post += 1) {
      const row = note(place, post, 1, { envelope: newEnvelope(20_000) });
      const result = await port.commit(shard, commitOf([row])).catch((error: unknown) => error);
      if (result instanceof Error) return { place, kept, error: result };
      kept.push(row);
    }
  };

  test("the whole group is refused, nothing of it stays, and no number is lost", async () => {
    let full = 0;
    const port = await openNew({ maxBytes: 1_000_000, onFull: () => (full += 1) });
    const { place, kept, error } = await fillUp(port, 0);
    expect(error).toBeInstanceOf(StorageFull);
    expect(full).toBe(1);
    const small = newPlace(port, 1);
    const token = newDigest();
    const group = await Promise.allSettled([
      port.commit(1, commitOf([note(small, 1)])),
      port.claim(nameRow(token), 0),
      port.merge([seen(small, newId(), 1, 1)]),
      port.commit(1, commitOf([note(small, 2, 1, { envelope: newEnvelope(200_000) })])),
      port.writeMeta("late", newEnvelope(4), undefined),
      port.commit(1, commitOf([note(small, 3)])),
    ]);
    for (const one of group) expect(one.status === "rejected" && one.reason).toBeInstanceOf(StorageFull);
    expect(await port.getMany([1, 2, 3].map((post) => refOf(note(small, post))))).toEqual([undefined, undefined, undefined]);
    expect(await port.get("name", [token])).toBeUndefined();
    expect(await port.heads()).toEqual([kept.length, 0, 0, 0]);
    await expect(port.probe()).rejects.toThrow(StorageFull);

    // Reads go on, and so do writes once there is room: no restart.
    expect(plain(await getRow(port, kept[3]!))).toEqual(plain(kept[3]));
    await port.erase(kept.slice(0, 20).map(refOf));
    await port.probe();
    expect(numberOf(await port.commit(1, commitOf([note(small, 1)])))).toBe(1);
    expect(numberOf(await port.commit(0, commitOf([note(place, 900)])))).toBe(kept.length + 1);
    expect((await journalAfter(port, 0, 0)).map((entry) => entry.number)).toEqual(numbers(1, kept.length + 1));
  });
});

describe("what is erased", () => {
  const holdsAny = async (port: RecordsPort, needle: Uint8Array) =>
    (await port.files()).filter((file) => !file.endsWith("-shm") && readFileSync(file).includes(needle));
  const canary = () => Buffer.from(`canary ${newDigest()}`);

  test("is on no page of any file afterwards", async () => {
    const port = await openNew();
    const place = newPlace(port);
    const [gone, before, kept] = [canary(), canary(), canary()];
    numberOf(await port.commit(place.shard, commitOf([note(place, 1, 1, { envelope: before }), note(place, 2, 1, { envelope: kept })])));
    numberOf(await port.commit(place.shard, commitOf([note(place, 1, 2, { envelope: gone })])));
    expect(await holdsAny(port, gone)).not.toEqual([]);
    await port.erase([refOf(note(place, 1))]);
    expect(await holdsAny(port, gone)).toEqual([]);
    expect(await holdsAny(port, before)).toEqual([]);
    expect(await holdsAny(port, kept)).not.toEqual([]);
    expect(statSync((await port.files()).find((file) => file.endsWith("-wal"))!).size).toBe(0);
  });

  test("leaves the log when the snapshot that still reads from it ends", async () => {
    const port = await openNew();
    const place = newPlace(port);
    const gone = canary();
    numberOf(await port.commit(place.shard, commitOf([note(place, 1, 1, { envelope: gone })])));
    for await (const batch of port.snapshot()) {
      expect(batch).toHaveLength(1);
      await port.erase([refOf(note(place, 1))]);
    }
    expect(await holdsAny(port, gone)).toEqual([]);
  });
});

describe("time and end", () => {
  test("a clock that runs backwards never shows in the journal", async () => {
    const times = [5000, 4000, 9000, 1, 9001];
    let at = 0;
    const port = await openNew({ now: () => times[Math.min(at++, times.length - 1)]! });
    at = 0;
    for (const post of numbers(1, 5)) numberOf(await port.commit(2, commitOf([note(newPlace(port, 2), post)])));
    expect((await port.journal(2, 0, 10)).map((entry) => entry.at)).toEqual([5000, 5000, 9000, 9000, 9001]);
  });

  test("closing finishes what was asked; afterwards the store is unavailable", async () => {
    const port = await openNew();
    const place = newPlace(port);
    const asked = numbers(1, 2500).map((post) => port.commit(place.shard, commitOf([note(place, post)])));
    const closing = port.close();
    await expect(port.probe()).rejects.toThrow(StoreUnavailable);
    expect((await Promise.all(asked)).map(numberOf)).toEqual(numbers(1, 2500));
    await closing;
    await port.close();
    await expect(port.heads()).rejects.toThrow(StoreUnavailable);
  });

  test("the number of shards is the store's own", async () => {
    const folder = mkdtempSync(join(tmpdir(), "shards-"));
    const first = await openSqlite({ folder, shards: 2, migrations: suiteMigrations, now: Date.now });
    await first.close();
    const port = await openSqlite({ folder, shards: 8, migrations: suiteMigrations, now: Date.now });
    opened.push({ port, folder });
    expect(port.shards).toBe(2);
    expect(await port.heads()).toEqual([0, 0]);
  });
});
