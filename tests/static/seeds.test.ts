import { expect, test } from "vitest";
import { lintConfig } from "../../tools/lint/config.ts";
import { isSlow } from "../../tools/lint/rules/syntax.ts";
import { runSeeds } from "../../tools/lint/seeds.ts";

const ownRules = lintConfig.flatMap(({ plugins }) => Object.keys(plugins?.["bastide"]?.rules ?? {})).map((name) => `bastide/${name}`);

// The sources themselves are scanned by `npm run check`.
test("the static scan finds every seeded defect, and nothing in the sound code beside it", async () => {
  const seeds = await runSeeds();
  expect(seeds.length).toBeGreaterThanOrEqual(12);
  expect(seeds.filter(({ found, besides }) => !found || besides.length > 0)).toEqual([]);
  expect(seeds.map(({ rule }) => rule)).toEqual(expect.arrayContaining(ownRules));
});

test.each([
  ["(a+)+", true],
  ["(a*)*b", true],
  ["^(\\w+\\s?)*$", true],
  ["(x|y+)*", true],
  ["([a-z]+){2,}", true],
  ["(,\\w+)*", false],
  ["(\\.[a-z]+)+", false],
  ["[(+)+]*a+", false],
  ["(a+){2}", false],
  ["(?:a|b)+", false],
])("isSlow(%j) is %s", (pattern, slow) => {
  expect(isSlow(pattern)).toBe(slow);
});
