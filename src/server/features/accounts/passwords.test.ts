import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { accounts as contract } from "../../../contract/accounts.ts";
import { accountRecords, Credential, meetsFloor, readPasswordHash, usualOptions } from "./index.ts";
import { goodPassword, makeAccount, newWorld, operation, otherPassword, outcome, quickOptions, refusalOf, tokenOf, type World } from "./suite/world.ts";

let world: World;
let anna: string;
beforeEach(async () => {
  world = await newWorld();
  anna = await makeAccount(world, "Anna", "anna@example.org");
});
afterEach(() => world.close());

const MINUTE = 60_000;
const redeem = (link: { path: string }, password = otherPassword, at = world) =>
  outcome(at.browser().send(contract.redeemReset, { body: { token: tokenOf(link.path), password } }));
const hashes = async () => {
  const { rows } = await world.port.scan(Credential.name, undefined, 100);
  return Promise.all(rows.map(async (row) => (await world.records.open(Credential, row)).phc));
};

test("what is stored of an account can't be read without its keys", async () => {
  await world.browser().signIn("Anna");
  await world.credentials.makeResetLink(anna);
  for (const { name } of accountRecords) {
    for (const row of (await world.port.scan(name, undefined, 100)).rows) {
      const bytes = `${JSON.stringify([row.key, row.clear])}${Buffer.from(row.envelope).toString("latin1")}`;
      expect(bytes).not.toMatch(/anna|example\.org|argon2|violet|192\.0\.2|Test\/1/i);
    }
  }
});

test("passwords are Argon2id hashes at or above the floor, each with a random salt of its own", async () => {
  for (const name of ["Boris", "Carla", "Dario"]) await makeAccount(world, name);
  const facts = (await hashes()).map((phc) => readPasswordHash(phc));
  expect(facts).toHaveLength(4);
  for (const made of facts) {
    expect(made).toMatchObject({ algorithm: "argon2id", saltBytes: 16, hashBytes: 32 });
    expect(made && meetsFloor(made)).toBe(true);
  }
  expect(new Set(facts.map((made) => made?.salt)).size).toBe(4);
  expect(meetsFloor(usualOptions.argon2)).toBe(true);
});

test("a hash of older parameters is made anew at the next sign-in, and only then", async () => {
  const [old] = await hashes();
  world = await world.restart({ options: { ...quickOptions, argon2: { memory: 20_480, passes: 2, lanes: 1 } } });
  expect(await outcome(world.browser().signIn("Anna", "surely wrong"))).toBe("wrong_credentials");
  expect(await hashes()).toEqual([old]);
  await world.browser().signIn("Anna");
  const [renewed] = await hashes();
  expect(readPasswordHash(renewed ?? "")?.memory).toBe(20_480);
  await world.browser().signIn("Anna");
  expect(await hashes()).toEqual([renewed]);
});

describe("changing the password", () => {
  const change = (browser: ReturnType<World["browser"]>, current: string, next: string, idempotencyKey?: string) =>
    browser.send(contract.changePassword, { body: { current, next }, ...(idempotencyKey ? { idempotencyKey } : {}) });

  test("needs the current one, and a strong one that is not one's own name", async () => {
    const browser = world.browser();
    await browser.signIn("Anna");
    expect(await outcome(change(browser, "surely wrong", otherPassword))).toBe("wrong_password");
    expect((await refusalOf(change(browser, goodPassword, "anna@example.org"))).fields).toEqual([{ path: "body.next", problem: "own_name" }]);
    expect(await outcome(change(browser, goodPassword, otherPassword))).toBe("allowed");
    expect(await outcome(world.browser().signIn("Anna"))).toBe("wrong_credentials");
    expect(await outcome(world.browser().signIn("Anna", otherPassword))).toBe("allowed");
  });

  test("repeated under one key changes nothing more", async () => {
    const browser = world.browser();
    await browser.signIn("Anna");
    await change(browser, goodPassword, otherPassword, "change-once");
    const { token } = browser;
    await change(browser, goodPassword, otherPassword, "change-once");
    expect(browser.token).toBe(token);
    // The passwords are no part of what names the request: under its key it was carried out, with the first ones.
    await change(browser, goodPassword, "another good passphrase", "change-once");
    expect(browser.token).toBe(token);
    expect(await outcome(world.browser().signIn("Anna", otherPassword))).toBe("allowed");
  });

  test("twice at once succeeds once", async () => {
    const [one, other] = [world.browser(), world.browser()];
    await one.signIn("Anna");
    await other.signIn("Anna");
    const outcomes = await Promise.all([outcome(change(one, goodPassword, otherPassword)), outcome(change(other, goodPassword, "another good passphrase"))]);
    expect(outcomes.filter((each) => each === "allowed")).toHaveLength(1);
  });
});

describe("a reset link", () => {
  test("sets a new password once, ends every session, and signs nobody in", async () => {
    const browser = world.browser();
    await browser.signIn("Anna");
    const link = await world.credentials.makeResetLink(anna);
    expect(link.path).toMatch(/^\/reset#token=bsr_[\w-]{43}$/);
    expect(await redeem(link, "12345678")).toBe("weak_password");
    expect(await outcome(browser.send(contract.getAccount))).toBe("allowed");
    expect(await redeem(link)).toBe("allowed");
    expect(await outcome(browser.send(contract.getAccount))).toBe("not_signed_in");
    expect(await outcome(world.browser().signIn("Anna"))).toBe("wrong_credentials");
    expect(await outcome(world.browser().signIn("Anna", otherPassword))).toBe("allowed");
    expect(await redeem(link, goodPassword)).toBe("link_not_found");
  });

  test("is good for 30 minutes", async () => {
    const [late, inTime] = [await world.credentials.makeResetLink(anna), async () => world.credentials.makeResetLink(anna)];
    world.clock.advance(30 * MINUTE);
    expect(await redeem(late)).toBe("link_not_found");
    const link = await inTime();
    world.clock.advance(30 * MINUTE - 1);
    expect(await redeem(link)).toBe("allowed");
  });

  test("ends the ones before it", async () => {
    const [older, newer] = [await world.credentials.makeResetLink(anna), await world.credentials.makeResetLink(anna)];
    expect(await redeem(older)).toBe("link_not_found");
    expect(await redeem(newer)).toBe("allowed");
  });

  test("used twice at once works once", async () => {
    const link = await world.credentials.makeResetLink(anna);
    const outcomes = await Promise.all([redeem(link, otherPassword), redeem(link, "another good passphrase")]);
    expect(outcomes.toSorted()).toEqual(["allowed", "link_not_found"]);
  });

  test("survives a restart, not the account's end", async () => {
    const boris = await makeAccount(world, "Boris");
    const [link, other] = [await world.credentials.makeResetLink(anna), await world.credentials.makeResetLink(boris)];
    world = await world.restart();
    await world.accounts.disable(anna, operation());
    expect(await redeem(link, otherPassword, world)).toBe("link_not_found");
    expect(await redeem(other, otherPassword, world)).toBe("allowed");
    expect(await outcome(world.credentials.makeResetLink(anna))).toBe("not_found");
  });

  test("a sweep removes it when its time is over", async () => {
    const link = await world.credentials.makeResetLink(anna);
    expect(await world.sweep()).toBe(0);
    world.clock.advance(30 * MINUTE);
    expect(await world.sweep()).toBe(1);
    expect(await redeem(link)).toBe("link_not_found");
  });
});

test("asking again before something grave: only the right password passes", async () => {
  const browser = world.browser();
  await browser.signIn("Anna");
  const actor = await world.authenticate(browser.token ?? "", { address: "192.0.2.1", userAgent: "" });
  if (!actor) throw new Error("not signed in");
  expect(await outcome(world.credentials.confirm(actor, goodPassword))).toBe("allowed");
  expect(await outcome(world.credentials.confirm(actor, otherPassword))).toBe("wrong_password");
});
