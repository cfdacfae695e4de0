import { expect, test } from "vitest";
import { rank } from "./rank.ts";

test("each word of the query starts a word of the text, whatever its accents, case and joints", () => {
  expect(rank("Léa Roussel", "lea")).toBe(0);
  expect(rank("Léa Roussel", "rou")).toBe(1);
  expect(rank("Léa Roussel", "rou le")).toBe(1);
  expect(rank("team-lyon.design", "team-lyon")).toBe(0);
  expect(rank("team-lyon.design", "#Lyon")).toBe(1);
  expect(rank("talk-12", "talk-1")).toBe(0);
  expect(rank("Léa Roussel", "oussel")).toBe(-1);
  expect(rank("anything", "")).toBe(0);
});
