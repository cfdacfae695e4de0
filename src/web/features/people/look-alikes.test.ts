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

  test("one person is no look-alike of himself, two are", () => {
    const row = (id: string, name: string) => ({ id, name }) as PersonRow;
    const [ana, other, leo] = [row("1", "Ana"), row("2", "Аnа"), row("3", "Léo")];
    const people = new Map([ana, other, leo].map((person) => [person.id, person]));
    expect([ana, other, leo].map((person) => hasLookAlike(people, person))).toEqual([true, true, false]);
  });
});
