/** The published figure of what a stolen index gives away is of these words, tokens and attacks: whoever changes them measures again. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createDigest } from "../../src/crypto/index.ts";
import { leakage } from "../../src/server/features/trust/claims/c16-leakage.ts";

const measured = [
  "bench/leakage.ts",
  "bench/lib/attacks.ts",
  "src/server/features/search/words.ts",
  "src/server/features/search/documents.ts",
  "src/server/features/search/scopes.ts",
];

test("the leakage figure is of today's tokenizer and attacks; else run `node bench/leakage.ts` on the export and publish what it says", () => {
  const digest = createDigest();
  for (const path of measured) digest.update(readFileSync(join(import.meta.dirname, "../..", path)));
  expect(digest.digestBase64url()).toBe(leakage.of);
});
