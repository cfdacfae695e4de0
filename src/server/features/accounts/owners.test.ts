import { afterEach, beforeEach, expect, test } from "vitest";
import { accounts as contract } from "../../../contract/accounts.ts";
import { goodPassword, makeAccount, newWorld, operation, outcome, tokenOf, type World } from "./suite/world.ts";

let world: World;
let first: string;
let second: string;

beforeEach(async () => {
  world = await newWorld();
  const token = tokenOf(await world.setup.issueLink());
  first = (await world.browser().send(contract.createFirstAccount, { body: { token, name: "First", password: goodPassword } })).id;
  second = await makeAccount(world, "Second");
});
afterEach(() => world.close());

test("the last owner can neither be removed nor disabled; with a second one he can", async () => {
  expect(await outcome(world.owners.remove(first, operation()))).toBe("last_owner");
  expect(await outcome(world.accounts.disable(first, operation()))).toBe("last_owner");
  expect(await outcome(world.browser().signIn("First"))).toBe("allowed");
  await world.owners.add(second, operation());
  expect(await world.owners.count()).toBe(2);
  expect(await outcome(world.accounts.disable(first, operation()))).toBe("allowed");
  expect(await outcome(world.browser().signIn("First"))).toBe("wrong_credentials");
  expect(await world.owners.count()).toBe(1);
  // Enabled again he signs in, but the role went with the disabling.
  await world.accounts.enable(first, operation());
  expect(await world.browser().signIn("First")).toMatchObject({ account: { installationOwner: false } });
});

test("of two removals at once one is refused", async () => {
  await world.owners.add(second, operation());
  const outcomes = await Promise.all([first, second].map((account) => outcome(world.owners.remove(account, operation()))));
  expect(outcomes.toSorted()).toEqual(["allowed", "last_owner"]);
  expect(await world.owners.count()).toBe(1);
  expect((await Promise.all([first, second].map((account) => world.owners.isOwner(account)))).filter(Boolean)).toHaveLength(1);
});

test("an operation counts once, however often it comes", async () => {
  const once = operation();
  await Promise.all([1, 2, 3].map(() => world.owners.add(second, once)));
  expect(await world.owners.count()).toBe(2);
});

test("the role bites in open sessions, both ways", async () => {
  const browser = world.browser();
  await browser.signIn("Second");
  const isOwner = async () => (await world.authenticate(browser.token ?? "", { address: "", userAgent: "" }))?.installationOwner;
  expect(await isOwner()).toBe(false);
  for (const change of ["add", "remove"] as const) {
    const before = browser.token;
    await world.owners[change](second, operation());
    // The token of the other rights is dead but for fetching the next one, and that once.
    expect(await isOwner()).toBe(undefined);
    expect(await outcome(browser.send(contract.getAccount))).toBe("not_signed_in");
    await browser.send(contract.renewSession);
    expect(browser.token).not.toBe(before);
    expect(await isOwner()).toBe(change === "add");
    expect(await outcome(browser.send(contract.renewSession))).toBe("not_signed_in");
  }
});

test("nobody who is disabled or unknown becomes an owner", async () => {
  await world.accounts.disable(second, operation());
  expect(await outcome(world.owners.add(second, operation()))).toBe("not_found");
  expect(await outcome(world.owners.add(crypto.randomUUID(), operation()))).toBe("not_found");
  expect(await outcome(world.accounts.disable(crypto.randomUUID(), operation()))).toBe("not_found");
});

test("disabled while becoming an owner: counts as none", async () => {
  await Promise.all([outcome(world.owners.add(second, operation())), world.accounts.disable(second, operation())]);
  expect(await world.owners.isOwner(second)).toBe(false);
  expect(await world.owners.count()).toBe(1);
});
