import { beforeAll, describe, expect, test } from "vitest";
import type { Cell, ListRange, Row } from "../port.ts";
import { commitOf, compareCells, mark, newDigest, newId, newPlace, note, numberOf, numbers, type Place, plain, plainAll, refOf, type Use } from "./fixture.ts";

export function readCases(use: Use): void {
  describe("get", () => {
    test("finds nothing where nothing is", async () => {
      const place = newPlace(use());
      expect(await use().get("note", [place.company, place.channel, 1])).toBeUndefined();
      await expect(use().get("note", [place.company])).rejects.toThrow(TypeError);
      await expect(use().get("nothing", [])).rejects.toThrow(TypeError);
    });

    test("many: in the order asked, of several tables, with repeats and gaps", async () => {
      const port = use();
      const place = newPlace(port);
      const [one, two] = [note(place, 1), mark(place, 2)];
      numberOf(await port.commit(place.shard, commitOf([one, two])));
      const refs = [two, note(place, 9), one, two].map(refOf);
      expect(plainAll(await port.getMany(refs))).toEqual(plainAll([two, undefined, one, two]));
      expect(await port.getMany([])).toEqual([]);
    });
  });

  describe("list", () => {
    let place: Place;
    let notes: Row[];
    let marks: Row[];
    const partition = () => [place.company, place.channel];
    const noteRange = (range: ListRange) => use().list("note", partition(), range);
    beforeAll(async () => {
      const port = use();
      place = newPlace(port);
      const other = newPlace(port, place.shard);
      notes = numbers(0, 69).map((post) => note(place, post));
      const people = numbers(1, 3).map(newId);
      marks = numbers(1, 4).flatMap((number) =>
        people.flatMap((person) =>
          ["eye", "flag", "heart"].flatMap((kind) => [newDigest(), newDigest()].map((token) => mark(place, number, person, kind, token))),
        ),
      );
      const neighbours = [note({ ...other, company: place.company }, 5), note({ ...place, company: other.company }, 5)];
      const results = await Promise.all([...notes, ...marks, ...neighbours].reverse().map((row) => port.commit(place.shard, commitOf([row]))));
      results.forEach(numberOf);
      marks.sort((a, b) => compareCells(a.key, b.key));
    });

    test("goes both ways and stops at its limit", async () => {
      expect(plainAll(await noteRange({ from: [0], to: [1000], limit: 1000 }))).toEqual(plainAll(notes));
      expect(plainAll(await noteRange({ from: [0], to: [1000], limit: 1000, reverse: true }))).toEqual(plainAll([...notes].reverse()));
      expect(plainAll(await noteRange({ from: [3], to: [1000], limit: 5 }))).toEqual(plainAll(notes.slice(3, 8)));
      expect(plainAll(await noteRange({ from: [0], to: [50], limit: 5, reverse: true }))).toEqual(plainAll(notes.slice(46, 51).reverse()));
      expect(await noteRange({ from: [70], to: [1000], limit: 5 })).toEqual([]);
      expect(await noteRange({ from: [9], to: [8], limit: 5 })).toEqual([]);
      expect(await use().list("note", [newId(), place.channel], { from: [0], to: [9], limit: 5 })).toEqual([]);
    });

    test.each([
      [15, 16],
      [16, 16],
      [0, 15],
      [16, 31],
      [15, 33],
      [31, 32],
      [1, 69],
    ])("includes both ends, whatever bucket they lie in: %i to %i", async (from, to) => {
      const expected = notes.slice(from, to + 1);
      for (const limit of [1, 2, 16, 17, 100]) {
        expect(plainAll(await noteRange({ from: [from], to: [to], limit }))).toEqual(plainAll(expected.slice(0, limit)));
        expect(plainAll(await noteRange({ from: [from], to: [to], limit, reverse: true }))).toEqual(plainAll([...expected].reverse().slice(0, limit)));
      }
    });

    test("of a bucketed table wants both bounds", async () => {
      for (const range of [{}, { from: [1] }, { to: [1] }]) await expect(noteRange({ ...range, limit: 5 })).rejects.toThrow(TypeError);
    });

    test("takes a prefix of the sort columns as a bound", async () => {
      const tuples: (readonly Cell[])[] = [
        [],
        [2],
        [3],
        ...[marks[20], marks[33], marks[50]].flatMap((row) => numbers(1, 4).map((length) => (row as Row).key.slice(2, 2 + length))),
      ];
      const cut = (row: Row, bound: readonly Cell[]) => compareCells(row.key.slice(2, 2 + bound.length), bound);
      for (const from of tuples)
        for (const to of tuples) {
          const expected = marks.filter((row) => cut(row, from) >= 0 && cut(row, to) <= 0);
          const range = { ...(from.length > 0 && { from }), ...(to.length > 0 && { to }), limit: 1000 };
          expect(plainAll(await use().list("mark", partition(), range))).toEqual(plainAll(expected));
          expect(plainAll(await use().list("mark", partition(), { ...range, limit: 7, reverse: true }))).toEqual(plainAll(expected.reverse().slice(0, 7)));
        }
    });

    test("refuses bounds that don't fit", async () => {
      for (const range of [
        { from: [-1], to: [1] },
        { from: [0], to: [0, 0] },
        { from: [newId()], to: [1] },
      ])
        await expect(noteRange({ ...range, limit: 5 })).rejects.toThrow(TypeError);
      await expect(noteRange({ from: [0], to: [1], limit: -1 })).rejects.toThrow(TypeError);
    });
  });

  describe("scan", () => {
    test("covers every row of a table once, in pages", async () => {
      const port = use();
      const places = numbers(0, 4).map(() => newPlace(port));
      const rows = places.flatMap((place) => numbers(1, 30).map((post) => ({ place, row: note(place, post) })));
      const results = await Promise.all(rows.map(({ place, row }) => port.commit(place.shard, commitOf([row]))));
      results.forEach(numberOf);
      for (const limit of [7, 100_000]) {
        const found = new Map<string, unknown>();
        let after: string | undefined;
        let total = 0;
        do {
          const page = await port.scan("note", after, limit);
          expect(page.rows.length).toBeLessThanOrEqual(limit);
          for (const row of page.rows) found.set(row.key.join("/"), plain(row));
          total += page.rows.length;
          after = page.next;
        } while (after !== undefined);
        expect(found.size).toBe(total);
        expect(rows.map(({ row }) => found.get(row.key.join("/")))).toEqual(rows.map(({ row }) => plain(row)));
      }
      await expect(port.scan("nothing", undefined, 1)).rejects.toThrow(TypeError);
    });
  });
}
