import { describe, expect, test } from "vitest";
import type { PersonRow } from "../../cache/index.ts";
import { hasLookAlike, skeleton } from "./look-alikes.ts";

describe("names that look alike", () => {
  test.each([
    ["Léo Marchand", "Leo Marchand"],
    ["Ana", "Аnа"],
    ["Paul", "PauI"],
    ["Bob", "B0b"],
    ["Ana", "A\u200Bna"],
    ["Carne", "Came"],
  ])("%s and %s", (one, other) => expect(skeleton(one)).toBe(skeleton(other)));

  test("others don't", () => {
    expect(skeleton("Ana")).not.toBe(skeleton("Anna"));
    expect(skeleton("Ана")).not.toBe(skeleton("Инна"));
  });

  test("one person is no look-alike of himself, also in two companies; two are", () => {
    const row = (id: string, name: string, handle: string) => ({ id, name, handle }) as PersonRow;
    const rows = [row("1", "Ana", "ana"), row("2", "Аnа", "ana2"), row("3", "Léo", "leo"), row("4", "Léo", "leo")];
    const people = new Map(rows.map((person) => [person.id, person]));
    expect(rows.map((person) => hasLookAlike(people, person))).toEqual([true, true, false, false]);
  });
});
