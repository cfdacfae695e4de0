import { describe, expect, test } from "vitest";
import type { Row } from "../port.ts";
import {
  commitOf,
  getRow,
  head,
  mark,
  nameRow,
  newDigest,
  newEnvelope,
  newId,
  newPlace,
  note,
  numberOf,
  numbers,
  plain,
  plainAll,
  refOf,
  seen,
  type Use,
} from "./fixture.ts";
import { suiteRecords } from "./tables.ts";

export function storeCases(use: Use, reopen: () => Promise<void>): void {
  describe("snapshot", () => {
    test("shows all rows as of one moment while writes go on", async () => {
      const port = use();
      const [one, two] = [newPlace(port, 0), newPlace(port, 0)];
      const fill = numbers(1, 1200).map((post) => note(one, post));
      for (const part of numbers(0, 11)) numberOf(await port.commit(0, commitOf(fill.slice(part * 100, part * 100 + 100))));
      const names = numbers(1, 3).map(() => nameRow(newDigest()));
      for (const row of names) await port.claim(row, 0);
      const marker = seen(one, newId(), 1, 1);
      await port.merge([marker]);
      let pairs = 1;
      const writePair = async () => numberOf(await port.commit(0, commitOf([head(one, pairs), head(two, pairs++)])));
      await writePair();

      let latest: number | undefined;
      const found = new Map<string, Row>();
      for await (const batch of port.snapshot()) {
        latest ??= pairs - 1;
        expect(batch.length).toBeLessThanOrEqual(500);
        for (const row of batch) {
          const key = [row.table, ...row.key].join("/");
          expect(found.has(key)).toBe(false);
          found.set(key, row);
        }
        await writePair();
        numberOf(await port.commit(0, commitOf([note(one, 5000 + pairs)])));
      }
      expect(pairs).toBeGreaterThan(4);
      const stored = (row: Row) => found.get([row.table, ...row.key].join("/"));
      expect(plainAll([...fill, ...names, marker].map(stored))).toEqual(plainAll([...fill, ...names, marker]));
      const [left, right] = [stored(head(one, 0)), stored(head(two, 0))];
      expect(left?.clear).toEqual(right?.clear);
      expect(left?.clear[0]).toBeLessThanOrEqual(latest as number);
      expect(found.has(["note", one.company, one.channel, 5000 + pairs].join("/"))).toBe(false);
    });

    test("may be left early", async () => {
      const port = use();
      for await (const batch of port.snapshot()) {
        expect(batch.length).toBeGreaterThan(0);
        break;
      }
      await port.probe();
    });
  });

  describe("erase", () => {
    test("removes rows of every kind of table, once and again", async () => {
      const port = use();
      const place = newPlace(port);
      const [kept, gone, marked] = [note(place, 1), note(place, 2), mark(place, 1)];
      const [name, marker] = [nameRow(newDigest()), seen(place, newId(), 1, 1)];
      numberOf(await port.commit(place.shard, commitOf([kept, gone, marked])));
      await port.claim(name, 0);
      await port.merge([marker]);
      const heads = await port.heads();
      const refs = [gone, marked, name, marker, note(place, 9)].map(refOf);
      await port.erase(refs);
      await port.erase(refs);
      expect(await port.getMany(refs)).toEqual(refs.map(() => undefined));
      expect(plain(await getRow(port, kept))).toEqual(plain(kept));
      expect(plainAll(await port.list("note", [place.company, place.channel], { from: [0], to: [20], limit: 9 }))).toEqual(plainAll([kept]));
      expect(await port.heads()).toEqual(heads);
    });
  });

  describe("meta", () => {
    test("is compared and set", async () => {
      const port = use();
      const name = `test-${newId()}`;
      const [one, two] = [newEnvelope(40), newEnvelope(3)];
      expect(await port.readMeta(name)).toBeUndefined();
      expect(await port.writeMeta(name, one, two)).toBe(false);
      expect(await port.writeMeta(name, one, undefined)).toBe(true);
      expect(await port.writeMeta(name, two, undefined)).toBe(false);
      expect(await port.writeMeta(name, two, two)).toBe(false);
      expect(await port.writeMeta(name, two, one)).toBe(true);
      expect(Buffer.from((await port.readMeta(name)) ?? []).equals(two)).toBe(true);
    });

    test("of many writers that expect the same, one wins", async () => {
      const port = use();
      const name = `test-${newId()}`;
      const answers = await Promise.all(numbers(1, 10).map(() => port.writeMeta(name, newEnvelope(8), undefined)));
      expect(answers.filter(Boolean)).toHaveLength(1);
    });
  });

  describe("store", () => {
    test("takes a probe", async () => {
      const heads = await use().heads();
      await use().probe();
      expect(await use().heads()).toEqual(heads);
    });

    test("shows its live schema with every column of every table", async () => {
      const live = new Set((await use().liveSchema()).map(({ table, column }) => `${table}.${column}`.toLowerCase()));
      const wanted = suiteRecords.flatMap((record) =>
        Object.keys({ ...record.partition, ...record.sort, ...record.clear }).map((column) => `${record.name}.${column}`.toLowerCase()),
      );
      expect(wanted.filter((column) => !live.has(column))).toEqual([]);
      expect(live.size).toBeGreaterThan(wanted.length);
    });

    test("survives being opened again: rows, journal, operation ids, meta", async () => {
      const place = newPlace(use());
      const commit = commitOf([note(place, 1), mark(place, 1)], [], newDigest(), newDigest());
      const number = numberOf(await use().commit(place.shard, commit));
      const name = nameRow(newDigest());
      await use().claim(name, 0);
      const marker = seen(place, newId(), 4, 4);
      await use().merge([marker]);
      const meta = `test-${newId()}`;
      await use().writeMeta(meta, newEnvelope(5), undefined);
      const heads = await use().heads();
      const entry = await use().operation(place.shard, commit.opId);

      await reopen();
      const rows = [...commit.put, name, marker];
      expect(plainAll(await use().getMany(rows.map(refOf)))).toEqual(plainAll(rows));
      expect(await use().heads()).toEqual(heads);
      expect(await use().operation(place.shard, commit.opId)).toEqual(entry);
      expect(await use().commit(place.shard, commit)).toEqual({ status: "repeated", number, digest: commit.digest, refs: commit.put.map(refOf) });
      expect((await use().readMeta(meta))?.length).toBe(5);
      expect(numberOf(await use().commit(place.shard, commitOf([note(place, 2)])))).toBe(number + 1);
    });
  });
}
