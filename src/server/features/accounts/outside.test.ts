import { afterEach, beforeEach, expect, test } from "vitest";
import { changeOutside } from "../../../../tests/harness/outside.ts";
import { accounts as contract } from "../../../contract/accounts.ts";
import { makeAccount, newWorld, outcome, type World } from "./suite/world.ts";

let world: World;
let anna: string;
beforeEach(async () => {
  world = await newWorld();
  anna = await makeAccount(world, "Anna");
});
afterEach(() => world.close());

/** Whoever holds the database's file changes Anna's row of a table; then a new process reads it. @returns how Anna's session and a new sign-in fare */
async function changed(table: string): Promise<string[]> {
  const before = world.browser();
  await before.signIn("Anna");
  expect(changeOutside(world.folder, table, { account: anna })).toBeGreaterThan(0);
  world = await world.restart();
  const after = world.browser();
  after.token = before.token;
  return [await outcome(after.send(contract.getAccount)), await outcome(world.browser().signIn("Anna"))];
}

test.each([
  ["account", ["not_signed_in", "wrong_credentials"]],
  ["credential", ["allowed", "wrong_credentials"]],
  ["session", ["not_signed_in", "allowed"]],
  ["sessionToken", ["not_signed_in", "allowed"]],
  ["signInName", ["allowed", "wrong_credentials"]],
])("a changed row of %s is as good as none", async (table, fates) => {
  expect(await changed(table)).toEqual(fates);
});

test("a name whose claim was changed is not given to somebody else", async () => {
  await changed("signInName");
  expect(await outcome(makeAccount(world, "Anna"))).toBe("name_taken");
});

test("a session list leaves out the changed one", async () => {
  const [one, other] = [world.browser(), world.browser()];
  await one.signIn("Anna");
  const { sessions } = await one.send(contract.listSessions);
  expect(sessions).toHaveLength(1);
  await other.signIn("Anna");
  expect(changeOutside(world.folder, "session", { session: sessions[0]?.id ?? "" })).toBe(1);
  expect((await other.send(contract.listSessions)).sessions).toHaveLength(1);
});
