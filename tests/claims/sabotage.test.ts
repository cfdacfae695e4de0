/**
 * Each claim of the running instance turns red when a module breaks it. `npm run sabotage` does it with every other claim
 * beside, and with those that need a browser or a traced machine.
 */
import { expect, test } from "vitest";
import { claims } from "../../src/server/features/trust/claims/index.ts";
import { labClauses } from "./lab/checks.ts";
import { sabotages } from "./sabotage/list.ts";
import { replaced } from "./sabotage/replace.ts";
import { asItIs, isAsItShould, sabotage } from "./sabotage/run.ts";

const isLabOnly = (claim: string) => claims.find(({ id }) => id === claim)?.clauses.every(({ where }) => where !== "instance") ?? true;
const needsLab = (claim: string) => labClauses.some((id) => id.startsWith(claim));

test("every claim with a check has a sabotage, and each of them changes its module", () => {
  const checked = claims.filter(({ clauses }) => clauses.some(({ where }) => where !== "later")).map(({ id }) => id);
  expect([...new Set(sabotages.map(({ claim }) => claim))].sort()).toEqual(checked);
  for (const one of sabotages) expect(replaced(one)).not.toBe(replaced({ ...one, change: [] }));
});

test("a sabotaged claim was kept before and is not true after", { timeout: 900_000 }, async () => {
  const before = await asItIs([]);
  const left = sabotages.flatMap(({ claim }, i) => (isLabOnly(claim) || claim === "C01" ? [] : [i]));
  const wrong: unknown[] = [];
  const work = async () => {
    for (let index = left.shift(); index !== undefined; index = left.shift()) {
      const verdict = await sabotage(index, before, "own", []);
      if (!isAsItShould(verdict) && !(needsLab(verdict.id) && verdict.before === "partly")) wrong.push(verdict);
    }
  };
  await Promise.all([work(), work()]);
  expect(wrong).toEqual([]);
});
