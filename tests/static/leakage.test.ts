/** The published figure of what a stolen index gives away is of these words, tokens and attacks: whoever changes them measures again. */
import { expect, test } from "vitest";
import { leakage } from "../../src/server/features/trust/claims/c16-leakage.ts";
import { digestOfMeasured } from "../claims/lab/c16-leakage.ts";

test("the leakage figure is of today's tokenizer and attacks; else run `node bench/leakage.ts` on the export and publish what it says", () => {
  expect(digestOfMeasured()).toBe(leakage.of);
});
