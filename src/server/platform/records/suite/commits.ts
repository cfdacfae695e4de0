import { describe, expect, test } from "vitest";
import type { CommitResult } from "../port.ts";
import {
  commitOf,
  expecting,
  getRow,
  head,
  headOf,
  journalAfter,
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

export function commitCases(use: Use): void {
  describe("commit", () => {
    test("writes every kind of value and gives it back unchanged", async () => {
      const port = use();
      const place = newPlace(port);
      const rows = [
        note(place, 0, 1, { editedAt: 1_700_000_000_001, state: "edited" }),
        note(place, Number.MAX_SAFE_INTEGER, 7, { sentAt: 0, state: "deleted" }),
        mark(place, 5),
        head(place, 3),
        note(place, 1, 1, { envelope: newEnvelope(200_000) }),
      ];
      const before = await headOf(port, place.shard);
      expect(numberOf(await port.commit(place.shard, commitOf(rows)))).toBe(before + 1);
      expect(await headOf(port, place.shard)).toBe(before + 1);
      expect(plainAll(await port.getMany(rows.map(refOf)))).toEqual(plainAll(rows));
    });

    test("refuses when an expectation does not hold, names the first, writes nothing and gives the number back", async () => {
      const port = use();
      const place = newPlace(port);
      const stands = note(place, 1, 3);
      const first = numberOf(await port.commit(place.shard, commitOf([stands])));
      const wanted = note(place, 2);
      const holds = [expecting(stands, 3), expecting(wanted, 0)];
      for (const wrong of [expecting(stands, 0), expecting(stands, 2), expecting(stands, 4), expecting(note(place, 3), 1)]) {
        const refused = await port.commit(place.shard, commitOf([wanted, note(place, 1, 4)], [...holds, wrong, expecting(stands, 99)]));
        expect(refused).toEqual({ status: "refused", expectation: 2 });
      }
      expect(await getRow(port, wanted)).toBeUndefined();
      expect(plain(await getRow(port, stands))).toEqual(plain(stands));
      expect(numberOf(await port.commit(place.shard, commitOf([wanted], holds)))).toBe(first + 1);
    });

    test("checks expectations against what stood before its own rows", async () => {
      const port = use();
      const place = newPlace(port);
      const row = head(place, 1);
      numberOf(await port.commit(place.shard, commitOf([row], [expecting(row, 0)])));
      numberOf(await port.commit(place.shard, commitOf([head(place, 2)], [expecting(row, 1)])));
      expect((await getRow(port, row))?.version).toBe(2);
    });

    test("a put that is not above the stored version changes nothing, the commit stands", async () => {
      const port = use();
      const place = newPlace(port);
      const row = note(place, 1, 5);
      const first = numberOf(await port.commit(place.shard, commitOf([row])));
      const other = note(place, 2, 1);
      expect(numberOf(await port.commit(place.shard, commitOf([note(place, 1, 4), note(place, 1, 5), other])))).toBe(first + 1);
      expect(plainAll(await port.getMany([row, other].map(refOf)))).toEqual(plainAll([row, other]));
      const newer = note(place, 1, 6);
      numberOf(await port.commit(place.shard, commitOf([newer])));
      expect(plain(await getRow(port, row))).toEqual(plain(newer));
    });

    test("a second commit with an operation id changes nothing and tells of the first", async () => {
      const port = use();
      const place = newPlace(port);
      const row = note(place, 1);
      const digest = newDigest();
      const once = commitOf([row, head(place, 1)], [expecting(row, 0)], newDigest(), digest);
      const number = numberOf(await port.commit(place.shard, once));
      const told: CommitResult = { status: "repeated", number, digest, refs: once.put.map(refOf) };
      expect(await port.commit(place.shard, once)).toEqual(told);
      const others = { ...once, digest: newDigest(), expect: [], put: [note(place, 1, 9), note(place, 2)] };
      expect(await port.commit(place.shard, others)).toEqual(told);
      expect(plain(await getRow(port, row))).toEqual(plain(row));
      expect(await getRow(port, note(place, 2))).toBeUndefined();
      expect(await headOf(port, place.shard)).toBe(number);
    });

    test("an operation id belongs to its shard", async () => {
      const port = use();
      const last = port.shards - 1;
      if (last === 0) return;
      for (const order of [
        [0, last],
        [last, 0],
      ]) {
        const opId = newDigest();
        for (const shard of order) {
          expect(await port.operation(shard, opId)).toBeUndefined();
          const row = note(newPlace(port, shard), 1);
          numberOf(await port.commit(shard, commitOf([row], [], opId)));
          expect((await port.operation(shard, opId))?.refs).toEqual([refOf(row)]);
        }
      }
    });

    test("a refused operation id is free again", async () => {
      const port = use();
      const place = newPlace(port);
      const opId = newDigest();
      expect(await port.commit(place.shard, commitOf([note(place, 1)], [expecting(note(place, 9), 1)], opId))).toEqual({ status: "refused", expectation: 0 });
      numberOf(await port.commit(place.shard, commitOf([note(place, 1)], [], opId)));
    });

    test("takes a commit without rows, and one with many", async () => {
      const port = use();
      const place = newPlace(port);
      const first = numberOf(await port.commit(place.shard, commitOf([])));
      const many = numbers(1, 150).map((number) => mark(place, number));
      expect(numberOf(await port.commit(place.shard, commitOf(many)))).toBe(first + 1);
      expect(plainAll(await port.list("mark", [place.company, place.channel], { limit: 200 }))).toEqual(plainAll(many));
    });

    test("refuses what doesn't fit its table without harm to its neighbours", async () => {
      const port = use();
      const place = newPlace(port);
      const fits = note(place, 1);
      const faults = [
        nameRow(newDigest()),
        seen(place, newId(), 1, 1),
        { ...fits, table: "nothing" },
        { ...fits, key: [place.company, place.channel] },
        { ...fits, key: [place.company, place.channel, -1] },
        { ...fits, key: [place.company, place.channel, 1.5] },
        { ...fits, key: [place.company, "not-a-uuid", 1] },
        { ...fits, key: [place.company.toUpperCase(), place.channel, 1] },
        { ...fits, clear: [newId(), 1, null, "unheard"] },
        { ...fits, clear: [null, 1, null, "fresh"] },
        { ...fits, clear: [newId(), 1, null] },
      ];
      const before = await headOf(port, place.shard);
      const results = await Promise.allSettled(
        faults.flatMap((fault, at) => [
          port.commit(place.shard, commitOf([note(place, 100 + at), fault])),
          port.commit(place.shard, commitOf([note(place, 200 + at)])),
        ]),
      );
      expect(results.map((result) => result.status)).toEqual(faults.flatMap(() => ["rejected", "fulfilled"]));
      for (const result of results) if (result.status === "rejected") expect(result.reason).toBeInstanceOf(TypeError);
      await expect(port.commit(port.shards, commitOf([]))).rejects.toThrow(TypeError);
      expect(await port.getMany(faults.map((_, at) => refOf(note(place, 100 + at))))).toEqual(faults.map(() => undefined));
      expect((await journalAfter(port, place.shard, before)).map((entry) => entry.number)).toEqual(numbers(before + 1, before + faults.length));
    });
  });

  describe("many commits in one tick", () => {
    test("on one shard: numbered in the order of their arrival", async () => {
      const port = use();
      const place = newPlace(port);
      const before = await headOf(port, place.shard);
      const rows = numbers(1, 400).map((post) => note(place, post));
      const results = await Promise.all(rows.map((row) => port.commit(place.shard, commitOf([row]))));
      expect(results.map(numberOf)).toEqual(numbers(before + 1, before + 400));
      expect((await journalAfter(port, place.shard, before)).map((entry) => entry.refs)).toEqual(rows.map((row) => [refOf(row)]));
    });

    test("on all shards: gap-free on each", async () => {
      const port = use();
      const before = await port.heads();
      const chosen = numbers(0, port.shards - 1).map((shard) => newPlace(port, shard));
      const results = await Promise.all(
        numbers(0, 399).map((at) => {
          const place = chosen[at % chosen.length] as (typeof chosen)[number];
          return port.commit(place.shard, commitOf([note(place, at)]));
        }),
      );
      results.forEach(numberOf);
      for (const { shard } of chosen) {
        const entries = await journalAfter(port, shard, before[shard] ?? 0);
        expect(entries.map((entry) => entry.number)).toEqual(numbers((before[shard] ?? 0) + 1, (before[shard] ?? 0) + entries.length));
      }
      const after = await port.heads();
      expect(after.reduce((sum, number) => sum + number, 0) - before.reduce((sum, number) => sum + number, 0)).toBe(400);
    });

    test("of commits that expect the same, exactly one wins", async () => {
      const port = use();
      const place = newPlace(port);
      const before = await headOf(port, place.shard);
      for (const version of [1, 2, 3]) {
        const rows = numbers(1, 50).map(() => head(place, version));
        const results = await Promise.all(rows.map((row) => port.commit(place.shard, commitOf([row, mark(place, version)], [expecting(row, version - 1)]))));
        expect(results.filter((result) => result.status === "applied")).toEqual([{ status: "applied", number: before + version }]);
        expect(results.filter((result) => result.status === "refused")).toHaveLength(49);
        const winner = rows[results.findIndex((result) => result.status === "applied")];
        expect(plain(await getRow(port, head(place, 0)))).toEqual(plain(winner));
      }
      expect(await port.list("mark", [place.company, place.channel], { limit: 200 })).toHaveLength(3);
      expect(await headOf(port, place.shard)).toBe(before + 3);
    });

    test("a later one sees what an earlier one wrote", async () => {
      const port = use();
      const place = newPlace(port);
      const chain = numbers(1, 60).map((version) => head(place, version));
      const results = await Promise.all(chain.map((row) => port.commit(place.shard, commitOf([row], [expecting(row, row.version - 1)]))));
      results.forEach(numberOf);
      expect((await getRow(port, head(place, 0)))?.clear).toEqual([60]);
    });

    test("an operation id given several times is applied once", async () => {
      const port = use();
      const place = newPlace(port);
      const commit = commitOf([note(place, 1)]);
      const results = await Promise.all(numbers(1, 20).map(() => port.commit(place.shard, commit)));
      const applied = results.filter((result) => result.status === "applied").map(numberOf);
      expect(applied).toHaveLength(1);
      for (const result of results)
        if (result.status !== "applied") expect(result).toMatchObject({ status: "repeated", number: applied[0], refs: [refOf(note(place, 1))] });
    });
  });
}
