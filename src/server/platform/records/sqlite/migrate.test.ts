import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Migration, MigrationChanged } from "../migrations.ts";
import { StoreTooNew } from "../port.ts";
import { commitOf, getRow, newDigest, newEnvelope, newPlace, note, numberOf, plain } from "../suite/fixture.ts";
import { suiteMigrations } from "../suite.ts";
import { openSqlite } from "./index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "migrate-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
const open = (migrations: readonly Migration[]) => openSqlite({ folder, migrations, now: () => 1000 });

const second: Migration = {
  number: 2,
  name: "wider",
  createTables: [
    {
      name: "extra",
      write: "commit",
      partition: [{ name: "company", kind: "id", optional: false, codes: [] }],
      sort: [],
      clear: [{ name: "state", kind: "code", optional: false, codes: ["one"] }],
      bucket: null,
    },
  ],
  addColumns: [{ table: "note", columns: [{ name: "token", kind: "digest", optional: true, codes: [] }] }],
  addCodes: [
    { table: "note", column: "state", codes: ["lost"] },
    { table: "extra", column: "state", codes: ["two"] },
  ],
  oldestReader: 2,
  oldestWriter: 2,
};
const both = [...suiteMigrations, second];
const backup = () => join(folder, "backups", "before-0002.sqlite");

describe("migrating", () => {
  test("an empty folder needs no backup", async () => {
    const port = await open(both);
    expect(existsSync(backup())).toBe(false);
    await port.close();
  });

  test("a store with rows keeps them, takes new columns and codes, and is backed up first", async () => {
    const before = await open(suiteMigrations);
    const place = newPlace(before);
    const [old, other] = [note(place, 1), note(place, 2)];
    const opId = newDigest();
    numberOf(await before.commit(place.shard, commitOf([old, other], [], opId)));
    await expect(before.commit(place.shard, commitOf([note(place, 3, 1, { state: "lost" })]))).rejects.toThrow(TypeError);
    await before.close();

    const after = await open(both);
    expect(plain(await getRow(after, old))).toEqual(plain({ ...old, clear: [...old.clear, null] }));
    const token = newDigest();
    const wide = { ...note(place, 2, 2, { state: "lost" }), clear: [place.company, 5, null, "lost", token] };
    const extra = { table: "extra", key: [place.company], clear: ["two"], version: 1, envelope: newEnvelope() };
    expect(numberOf(await after.commit(place.shard, commitOf([wide, extra])))).toBe(2);
    expect(plain(await getRow(after, other))).toEqual(plain(wide));
    expect((await after.operation(place.shard, opId))?.refs).toHaveLength(2);
    expect(await after.files()).toContain(backup());
    await after.close();

    const again = await open(both);
    expect(plain(await getRow(again, extra))).toEqual(plain(extra));
    await again.close();
  });

  test("the backup is a whole store of the format before", async () => {
    const before = await open(suiteMigrations);
    const place = newPlace(before);
    const row = note(place, 1);
    numberOf(await before.commit(place.shard, commitOf([row])));
    await before.close();
    await (await open(both)).close();

    const restored = mkdtempSync(join(tmpdir(), "restored-"));
    copyFileSync(backup(), join(restored, "records.sqlite"));
    const port = await openSqlite({ folder: restored, migrations: suiteMigrations, now: () => 1000 });
    expect(plain(await getRow(port, row))).toEqual(plain(row));
    expect((await port.heads())[place.shard]).toBe(1);
    await port.close();
    rmSync(restored, { recursive: true });
  });
});

describe("refusing", () => {
  test("a migration that changed after it was applied", async () => {
    await (await open(both)).close();
    await expect(open([...suiteMigrations, { ...second, name: "other" }])).rejects.toThrow(MigrationChanged);
    await (await open(both)).close();
  });

  test("a store that needs a newer program", async () => {
    await (await open(both)).close();
    const refused = await open(suiteMigrations).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StoreTooNew);
    expect((refused as StoreTooNew).oldestReader).toBe(2);
  });

  test("writes into a newer store that this program may only read", async () => {
    const readable = { ...second, oldestReader: 1 };
    const newer = await open([...suiteMigrations, readable]);
    const place = newPlace(newer);
    const row = note(place, 1);
    numberOf(await newer.commit(place.shard, commitOf([{ ...row, clear: [...row.clear, null] }])));
    await newer.close();
    const older = await open(suiteMigrations);
    expect(plain(await getRow(older, row))).toEqual(plain(row));
    await expect(older.commit(place.shard, commitOf([note(place, 2)]))).rejects.toThrow(StoreTooNew);
    await expect(older.probe()).rejects.toThrow(StoreTooNew);
    await older.close();
  });

  test("migrations that break their own rules, before any file is made", async () => {
    await expect(open([second])).rejects.toThrow(TypeError);
    expect(existsSync(join(folder, "records.sqlite"))).toBe(false);
  });

  test("a file that is no store", async () => {
    writeFileSync(join(folder, "records.sqlite"), "not a database, but long enough to look at: ".repeat(50));
    await expect(open(suiteMigrations)).rejects.toThrow();
  });
});
