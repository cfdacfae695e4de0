import { describe, expect, test } from "vitest";
import type { Row } from "../port.ts";
import { getRow, nameRow, newDigest, newId, newPlace, note, numbers, plain, plainAll, refOf, seen, type Use } from "./fixture.ts";

export function claimCases(use: Use): void {
  describe("claim", () => {
    test("is held by the first, and the second learns by whom", async () => {
      const port = use();
      const heads = await port.heads();
      const token = newDigest();
      const [mine, yours] = [nameRow(token), nameRow(token)];
      expect(await port.claim(mine, 0)).toEqual({ status: "held" });
      const answer = await port.claim(yours, 0);
      expect(answer.status).toBe("taken");
      expect(plain(answer.status === "taken" ? answer.row : undefined)).toEqual(plain(mine));
      expect(plain(await getRow(port, mine))).toEqual(plain(mine));
      expect(await port.heads()).toEqual(heads);
    });

    test("is taken over by who knows its version", async () => {
      const port = use();
      const token = newDigest();
      const [first, second, late] = [nameRow(token, 1), nameRow(token, 2), nameRow(token, 2)];
      await port.claim(first, 0);
      expect(await port.claim(second, 1)).toEqual({ status: "held" });
      const answer = await port.claim(late, 1);
      expect(plain(answer.status === "taken" ? answer.row : undefined)).toEqual(plain(second));
      expect(await port.claim(nameRow(token, 9), 2)).toEqual({ status: "held" });
    });

    test("of a row that isn't there can't be taken over", async () => {
      const row = nameRow(newDigest(), 2);
      expect(await use().claim(row, 1)).toEqual({ status: "taken", row: undefined });
      expect(await getRow(use(), row)).toBeUndefined();
    });

    test("by many at once is held by one", async () => {
      const port = use();
      const token = newDigest();
      for (const version of [1, 2]) {
        const rows = numbers(1, 20).map(() => nameRow(token, version));
        const answers = await Promise.all(rows.map((row) => port.claim(row, version - 1)));
        const winners = rows.filter((_, at) => answers[at]?.status === "held");
        expect(winners).toHaveLength(1);
        for (const answer of answers) if (answer.status === "taken") expect(plain(answer.row)).toEqual(plain(winners[0]));
        expect(plain(await port.get("name", [token]))).toEqual(plain(winners[0]));
      }
    });

    test("must rise, and is for tables of claims only", async () => {
      const port = use();
      const row = nameRow(newDigest(), 1);
      await expect(port.claim(row, 1)).rejects.toThrow(TypeError);
      await expect(port.claim(note(newPlace(port), 1), 0)).rejects.toThrow(TypeError);
      await expect(port.merge([row])).rejects.toThrow(TypeError);
      expect(await getRow(port, row)).toBeUndefined();
    });
  });
}

export function mergeCases(use: Use): void {
  describe("merge", () => {
    const orders = [
      [1, 2, 3],
      [3, 2, 1],
      [2, 3, 1],
      [3, 3, 1],
    ];
    test.each(orders)("the highest version stands after %i, %i, %i", async (...order) => {
      const port = use();
      const place = newPlace(port);
      const person = newId();
      const heads = await port.heads();
      let highest: Row | undefined;
      for (const version of order) {
        const row = seen(place, person, version * 10, version);
        if (!highest || version > highest.version) highest = row;
        await port.merge([row]);
      }
      expect(plain(await port.get("seen", [place.company, person, place.channel]))).toEqual(plain(highest));
      expect(await port.heads()).toEqual(heads);
    });

    test("takes many rows at once, also of one key, in any order", async () => {
      const port = use();
      const place = newPlace(port);
      const people = numbers(1, 40).map(newId);
      const rows = [3, 1, 2].flatMap((version) => people.map((person) => seen(place, person, version, version)));
      await Promise.all([port.merge(rows.slice(0, 50)), port.merge(rows.slice(50, 60)), port.merge(rows.slice(60)), port.merge([])]);
      expect(plainAll(await port.getMany(rows.slice(0, 40).map(refOf)))).toEqual(plainAll(rows.slice(0, 40)));
    });

    test("is for its own tables only", async () => {
      const port = use();
      const place = newPlace(port);
      const row = note(place, 1);
      await expect(port.merge([row])).rejects.toThrow(TypeError);
      await expect(port.claim(seen(place, newId(), 1, 1), 0)).rejects.toThrow(TypeError);
      expect(await getRow(port, row)).toBeUndefined();
    });
  });
}
