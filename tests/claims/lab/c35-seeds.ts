/** C35a: defects planted on purpose, each to be found by its own rule. */
import type { Finding } from "../../../src/server/features/trust/claims/define.ts";
import { runSeeds } from "../../../tools/lint/seeds.ts";

const LEAST = 12;

export async function seedsAreFound(): Promise<Finding> {
  const seeds = await runSeeds();
  const missed = seeds.filter(({ found }) => !found).map(({ seed }) => seed);
  const besides = seeds.flatMap((seed) => seed.besides);
  return {
    looked: seeds.length,
    ok: seeds.length >= LEAST && missed.length === 0 && besides.length === 0,
    evidence: `${seeds.length} seeded defects: ${missed.length === 0 ? "all found" : `missed: ${missed.join(", ")}`}; ${besides.length} findings in the sound code beside them.`,
  };
}
