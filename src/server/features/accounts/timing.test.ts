import { afterEach, beforeEach, expect, test } from "vitest";
import { makeAccount, newWorld, operation, outcome, type World } from "./suite/world.ts";

/** Two-sided p of the rank test of Mann and Whitney, by the normal approximation: good for 20 and more a side without ties. */
function rankTest(one: readonly number[], other: readonly number[]): number {
  const order = [...one.map((value) => ({ value, isOne: true })), ...other.map((value) => ({ value, isOne: false }))].sort((a, b) => a.value - b.value);
  const rankSum = order.reduce((sum, { isOne }, index) => sum + (isOne ? index + 1 : 0), 0);
  const [n, m] = [one.length, other.length];
  const u = rankSum - (n * (n + 1)) / 2;
  const z = (u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
  return 2 * (1 - normal(Math.abs(z)));
}

/** The standard normal distribution (Abramowitz and Stegun 7.1.26; error below 1.5e-7). */
function normal(z: number): number {
  const t = 1 / (1 + (0.3275911 * z) / Math.SQRT2);
  const tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return 1 - (tail * Math.exp((-z * z) / 2)) / 2;
}

let world: World;
beforeEach(async () => {
  world = await newWorld();
  await makeAccount(world, "Anna");
});
afterEach(() => world.close());

let addresses = 0;
async function timed(name: string): Promise<number> {
  // Each from another network, so that counting guesses costs the same each time.
  const at = ++addresses;
  const browser = world.browser(`10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`);
  const start = performance.now();
  expect(await outcome(browser.signIn(name, "surely wrong"))).toBe("wrong_credentials");
  return performance.now() - start;
}

/** Interleaved pairs, the order within each swapped every time, so that drift and caches meet both alike. */
async function pairs(count: number, known: () => Promise<number>, unknown: (at: number) => Promise<number>): Promise<number> {
  const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
  for (let at = 0; at < count; at++) {
    if (at % 2 === 0) times.known.push(await known());
    times.unknown.push(await unknown(at));
    if (at % 2 === 1) times.known.push(await known());
  }
  return rankTest(times.known, times.unknown);
}

test("the rank test sees a shift, and none where there is none", () => {
  const even = Array.from({ length: 100 }, (_, at) => at * 2);
  const odd = even.map((value) => value + 1);
  expect(rankTest(even, odd)).toBeGreaterThan(0.5);
  expect(
    rankTest(
      even,
      odd.map((value) => value + 60),
    ),
  ).toBeLessThan(0.001);
  expect(
    rankTest(
      even,
      even.map((value) => value + 1000),
    ),
  ).toBeLessThan(1e-9);
});

test("how long a refusal takes does not tell whether the account exists", async () => {
  for (let at = 0; at < 10; at++) await Promise.all([timed("Anna"), timed(`nobody ${at}`)]);
  const seen: number[] = [];
  // One honest run in a hundred falls below 0.01 by chance; a leak falls below it every time.
  for (let run = 0; run < 3; run++) {
    seen.push(
      await pairs(
        300,
        () => timed("Anna"),
        (at) => timed(`nobody ${run} ${at}`),
      ),
    );
    if ((seen.at(-1) as number) > 0.01) break;
  }
  expect(Math.max(...seen), `p = ${seen.join(", ")}`).toBeGreaterThan(0.01);
});

test("the same measurement finds a leak: work that is left out for an unknown name", async () => {
  const shortcut = async () => {
    const start = performance.now();
    await world.accounts.findByLogin("nobody");
    return performance.now() - start;
  };
  expect(await pairs(30, () => timed("Anna"), shortcut)).toBeLessThan(0.001);
});

test("an unknown, a disabled and a wrong one are answered alike", async () => {
  const disabled = await makeAccount(world, "Boris");
  await world.accounts.disable(disabled, operation());
  const refusals = await Promise.all(
    ["Anna", "Boris", "nobody"].map((name) =>
      world
        .browser()
        .signIn(name, "surely wrong")
        .catch((error: unknown) => JSON.stringify(error)),
    ),
  );
  expect(new Set(refusals).size).toBe(1);
});
