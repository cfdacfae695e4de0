import { describe, expect, test } from "vitest";
import { commitOf, headOf, journalAfter, mark, newDigest, newPlace, note, numberOf, numbers, refOf, type Use } from "./fixture.ts";

export function journalCases(use: Use, reopen: () => Promise<void>): void {
  describe("journal", () => {
    test("names every commit with its operation id, digest and references", async () => {
      const port = use();
      const place = newPlace(port);
      const before = await headOf(port, place.shard);
      const commits = [commitOf([note(place, 1), mark(place, 1), mark(place, 2)], [], newDigest(), newDigest()), commitOf([]), commitOf([note(place, 2)])];
      for (const commit of commits) numberOf(await port.commit(place.shard, commit));
      const entries = await port.journal(place.shard, before, 10);
      expect(entries.map(({ at, ...entry }) => entry)).toEqual(
        commits.map(({ opId, digest, put }, index) => ({ shard: place.shard, number: before + 1 + index, opId, digest, refs: put.map(refOf) })),
      );
      for (const [index, entry] of entries.entries()) {
        expect(Number.isSafeInteger(entry.at)).toBe(true);
        expect(entry.at).toBeGreaterThanOrEqual(entries[index - 1]?.at ?? 0);
        expect(await port.operation(place.shard, entry.opId)).toEqual(entry);
      }
      expect(await port.operation(place.shard, newDigest())).toBeUndefined();
    });

    test("is read from a number on, in pages", async () => {
      const port = use();
      const place = newPlace(port);
      const before = await headOf(port, place.shard);
      await Promise.all(numbers(1, 25).map((post) => port.commit(place.shard, commitOf([note(place, post)]))));
      expect((await port.journal(place.shard, before + 3, 7)).map((entry) => entry.number)).toEqual(numbers(before + 4, before + 10));
      expect((await port.journal(place.shard, before + 20, 100)).map((entry) => entry.number)).toEqual(numbers(before + 21, before + 25));
      expect(await port.journal(place.shard, before + 25, 100)).toEqual([]);
      await expect(port.journal(port.shards, 0, 1)).rejects.toThrow(TypeError);
    });

    test("forgets what is trimmed, and goes on with the next number", async () => {
      const port = use();
      const place = newPlace(port);
      const commits = numbers(1, 6).map((post) => commitOf([note(place, post)]));
      const given = (await Promise.all(commits.map((commit) => port.commit(place.shard, commit)))).map(numberOf);
      const [first, last] = [given[0] as number, given[5] as number];
      await port.trimJournal(place.shard, first + 3);
      expect((await port.trimmed())[place.shard]).toBe(first + 3);
      expect((await journalAfter(port, place.shard, 0)).map((entry) => entry.number)).toEqual([first + 4, last]);
      expect(await port.operation(place.shard, (commits[3] as (typeof commits)[number]).opId)).toBeUndefined();
      expect((await port.operation(place.shard, (commits[4] as (typeof commits)[number]).opId))?.number).toBe(first + 4);
      await port.trimJournal(place.shard, first + 3);
      await port.trimJournal(place.shard, last);
      expect(await journalAfter(port, place.shard, 0)).toEqual([]);
      expect(await headOf(port, place.shard)).toBe(last);
      expect((await port.trimmed())[place.shard]).toBe(last);
      await reopen();
      expect(await headOf(use(), place.shard)).toBe(last);
      expect((await use().trimmed())[place.shard]).toBe(last);
      expect(numberOf(await use().commit(place.shard, commitOf([note(place, 7)])))).toBe(last + 1);
    });
  });
}
