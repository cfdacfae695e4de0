import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { accounts as contract } from "../../../contract/accounts.ts";
import { StoreUnavailable } from "../../platform/records/port.ts";
import { Guess } from "./accounts.records.ts";
import { goodPassword, makeAccount, newWorld, otherPassword, outcome, refusalOf, replacing, type World } from "./suite/world.ts";

let world: World;
let isAway: boolean;

beforeEach(async () => {
  isAway = false;
  world = await newWorld({
    wrap: (port) =>
      replacing(port, {
        list: async (table, ...given) => (isAway && table === Guess.name ? Promise.reject(new StoreUnavailable("away")) : port.list(table, ...given)),
      }),
  });
  await makeAccount(world, "Anna");
  await makeAccount(world, "Boris");
});
afterEach(() => world.close());

const HOUR = 3_600_000;
const guess = (address: string, name = "Anna") => outcome(world.browser(address).signIn(name, "surely wrong"));
const guesses = async (count: number, address: string) => Promise.all(Array.from({ length: count }, () => guess(address)));

test("1,000 wrong guesses from one network don't keep Anna out elsewhere, and the guesser waits", async () => {
  const outcomes: string[] = [];
  for (let wave = 0; wave < 200; wave++) outcomes.push(...(await guesses(5, "203.0.113.9")));
  const guessed = outcomes.filter((one) => one === "wrong_credentials").length;
  expect(guessed).toBeGreaterThan(0);
  expect(guessed).toBeLessThanOrEqual(10);
  expect(outcomes.filter((one) => one === "too_many_attempts")).toHaveLength(1000 - guessed);

  const start = performance.now();
  await world.browser("198.51.100.7").signIn("Anna");
  expect(performance.now() - start).toBeLessThan(2000);

  // Not even the right password helps there, nor does a restart.
  const refusal = await refusalOf(world.browser("203.0.113.9").signIn("Anna"));
  expect(refusal.code).toBe("too_many_attempts");
  expect(refusal.retryAfter).toBe(HOUR / 1000);
  world = await world.restart({});
  expect(await outcome(world.browser("203.0.113.9").signIn("Anna"))).toBe("too_many_attempts");
  expect(await outcome(world.browser("198.51.100.7").signIn("Anna"))).toBe("allowed");
  world.clock.advance(HOUR);
  expect(await outcome(world.browser("203.0.113.9").signIn("Anna"))).toBe("allowed");
});

test("who redeems a reset link need not wait where the old password was guessed; others go on waiting", async () => {
  const here = "203.0.113.9";
  for (const name of ["Anna", "Boris"]) for (let i = 0; i < 10; i++) await guess(here, name);
  expect(await outcome(world.browser(here).signIn("Anna"))).toBe("too_many_attempts");
  const account = (await world.accounts.findByLogin("Anna")) ?? expect.fail("no Anna");
  const { path } = await world.credentials.makeResetLink(account);
  await world.browser(here).send(contract.redeemReset, { body: { token: path.split("token=")[1] ?? "", password: otherPassword } });
  expect(await outcome(world.browser(here).signIn("Anna", otherPassword))).toBe("allowed");
  expect(await outcome(world.browser(here).signIn("Boris"))).toBe("too_many_attempts");
});

test("a thousand at the same moment don't all find the count at zero", async () => {
  const outcomes = await guesses(1000, "203.0.113.9");
  expect(outcomes.filter((one) => one !== "too_many_attempts").length).toBeLessThanOrEqual(10);
});

test("the wait is told to the second and slides over the hour", async () => {
  for (let at = 0; at < 10; at++) {
    expect(await guess("203.0.113.9")).toBe("wrong_credentials");
    world.clock.advance(60_000);
  }
  const refusal = await refusalOf(world.browser("203.0.113.9").signIn("Anna"));
  expect(refusal.retryAfter).toBe(3600 - 600);
  world.clock.advance((3600 - 600) * 1000 - 1);
  expect(await guess("203.0.113.9")).toBe("too_many_attempts");
  world.clock.advance(1);
  expect(await guess("203.0.113.9")).toBe("wrong_credentials");
  expect(await guess("203.0.113.9")).toBe("too_many_attempts");
});

test("who signs in rightly is never throttled, and makes no room for guesses", async () => {
  for (let at = 0; at < 9; at++) expect(await guess("203.0.113.9")).toBe("wrong_credentials");
  for (let at = 0; at < 12; at++) expect(await outcome(world.browser("203.0.113.9").signIn("Anna"))).toBe("allowed");
  expect(await guess("203.0.113.9")).toBe("wrong_credentials");
  expect(await guess("203.0.113.9")).toBe("too_many_attempts");
});

describe("a network", () => {
  test("is throttled over all names", async () => {
    for (let at = 0; at < 100; at++) expect(await guess("203.0.113.9", `nobody ${at}`)).toBe("wrong_credentials");
    expect(await outcome(world.browser("203.0.113.9").signIn("Anna"))).toBe("too_many_attempts");
    expect(await outcome(world.browser("203.0.113.10").signIn("Anna"))).toBe("allowed");
  });

  test("of version 6 is a /64, however many addresses it has", async () => {
    for (let at = 0; at < 10; at++) expect(await guess(`2001:db8:0:7::${at}`)).toBe("wrong_credentials");
    expect(await guess("2001:db8::7:ffff:0:0:1")).toBe("too_many_attempts");
    expect(await guess("2001:db8:0:8::1")).toBe("wrong_credentials");
  });
});

test("links that open nothing are counted by network, over a restart; who has one that does gets in, and so does who signs in", async () => {
  const here = "203.0.113.9";
  const account = (await world.accounts.findByLogin("Anna")) ?? expect.fail("no Anna");
  const token = (await world.credentials.makeResetLink(account)).path.split("token=")[1] ?? "";
  const redeem = (from: string, tried: string) => outcome(world.browser(from).send(contract.redeemReset, { body: { token: tried, password: otherPassword } }));
  const made = (at: number) => `bsr_${String(at).padStart(43, "a")}`;
  for (let at = 0; at < 100; at++) expect(await redeem(here, made(at))).toBe("link_not_found");
  expect(await redeem(here, made(100))).toBe("too_many_attempts");
  world = await world.restart({});
  expect(await redeem(here, made(101))).toBe("too_many_attempts");
  expect(await redeem("198.51.100.7", made(101))).toBe("link_not_found");
  expect(await outcome(world.browser(here).signIn("Anna"))).toBe("allowed");
  expect(await redeem(here, token)).toBe("allowed");
  world.clock.advance(HOUR);
  expect(await redeem(here, made(102))).toBe("link_not_found");
});

test("a name that nobody bears is throttled the same way", async () => {
  for (let at = 0; at < 10; at++) expect(await guess("203.0.113.9", "nobody")).toBe("wrong_credentials");
  expect(await guess("203.0.113.9", "nobody")).toBe("too_many_attempts");
});

test("asking a signed-in person again is throttled too", async () => {
  const browser = world.browser();
  await browser.signIn("Anna");
  const change = (current: string) => outcome(browser.send(contract.changePassword, { body: { current, next: otherPassword } }));
  for (let at = 0; at < 10; at++) expect(await change("surely wrong")).toBe("wrong_password");
  expect(await change(goodPassword)).toBe("too_many_attempts");
});

test("guesses that can't be counted are refused, the right one too", async () => {
  isAway = true;
  await expect(world.browser().signIn("Anna")).rejects.toThrow(StoreUnavailable);
  isAway = false;
  expect(await outcome(world.browser().signIn("Anna"))).toBe("allowed");
});

test("rows name neither name nor network, and go after their hour", async () => {
  await guess("203.0.113.9");
  const { rows } = await world.port.scan(Guess.name, undefined, 10);
  expect(rows).toHaveLength(2);
  expect(JSON.stringify(rows)).not.toMatch(/Anna|203\.0/i);
  expect(await world.sweep()).toBe(0);
  world.clock.advance(3 * HOUR);
  expect(await world.sweep()).toBe(2);
});
