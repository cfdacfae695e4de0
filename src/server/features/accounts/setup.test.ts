import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { accounts as contract } from "../../../contract/accounts.ts";
import { expect as at, put } from "../../platform/records/sealed.ts";
import { Account, SetupLink } from "./accounts.records.ts";
import { goodPassword, makeAccount, newWorld, operation, outcome, refusalOf, replacing, tokenOf, type World } from "./suite/world.ts";

let world: World;
beforeEach(async () => {
  world = await newWorld();
});
afterEach(() => world.close());

const MINUTE = 60_000;
const wanted = { name: "Zofia", password: goodPassword };
const create = (token: string, changed: object = {}) => world.browser().send(contract.createFirstAccount, { body: { token, ...wanted, ...changed } });

describe("the first-run link", () => {
  test("makes an owner without an e-mail address, signs in, and is good once", async () => {
    const link = await world.setup.issueLink();
    expect(link).toMatch(/^\/setup#token=bsu_[\w-]{43}$/);
    const browser = world.browser();
    // Looking changes nothing.
    expect(await browser.send(contract.getSetup)).toEqual({ step: "account", signedIn: false, mail: false, version: "0.1.0" });
    expect(await browser.send(contract.getSetup)).toEqual({ step: "account", signedIn: false, mail: false, version: "0.1.0" });
    const made = await browser.send(contract.createFirstAccount, { body: { token: tokenOf(link), ...wanted } });
    expect(made).toMatchObject({ name: "Zofia", email: null, installationOwner: true, companies: [] });
    expect(await browser.send(contract.getAccount)).toEqual(made);
    expect(await browser.send(contract.getSetup)).toEqual({ step: "kit", signedIn: true, mail: false, version: "0.1.0" });
    expect(await outcome(create(tokenOf(link), { name: "Someone else" }))).toBe("already_set_up");
    expect(await world.setup.issueLink()).toBeUndefined();
    world = await world.restart();
    expect(await world.setup.issueLink()).toBeUndefined();
  });

  test("is dead after 31 minutes, and the next start makes a new one", async () => {
    const link = tokenOf(await world.setup.issueLink());
    world.clock.advance(29 * MINUTE);
    expect(await outcome(create(link, { password: "12345678" }))).toBe("weak_password");
    world.clock.advance(2 * MINUTE);
    expect(await outcome(create(link))).toBe("link_not_found");
    world = await world.restart();
    const fresh = tokenOf(await world.setup.issueLink());
    expect(await outcome(create(link))).toBe("link_not_found");
    expect(await outcome(create(fresh))).toBe("allowed");
  });

  test.each(["somebody@example.org", "full＠width"])("makes no account under %s: it could be another one's e-mail address", async (name) => {
    const link = tokenOf(await world.setup.issueLink());
    expect(await outcome(create(link, { name }))).toBe("invalid_request");
    expect(await outcome(create(link))).toBe("allowed");
  });

  test("of another token opens nothing", async () => {
    const link = tokenOf(await world.setup.issueLink());
    expect(await outcome(create(`bsu_${"A".repeat(43)}`))).toBe("link_not_found");
    expect(await outcome(create(link))).toBe("allowed");
  });

  test("lets one of several through that come at once", async () => {
    const link = tokenOf(await world.setup.issueLink());
    const outcomes = await Promise.all(["Ada", "Bea", "Cleo", "Dora"].map((name) => outcome(create(link, { name }))));
    expect(outcomes.filter((one) => one === "allowed")).toHaveLength(1);
    expect(outcomes.filter((one) => one !== "allowed").every((one) => one === "link_not_found" || one === "already_set_up")).toBe(true);
    expect((await world.port.scan(Account.name, undefined, 10)).rows).toHaveLength(1);
    expect(await world.owners.count()).toBe(1);
  });

  test("stands in the store as a hash only", async () => {
    const link = tokenOf(await world.setup.issueLink());
    const row = await world.records.raw(SetupLink, { installation: world.installation });
    expect(JSON.stringify(row)).not.toContain(link);
    expect(Buffer.from(row?.envelope ?? []).includes(link)).toBe(false);
  });

  test("used by a process that died halfway is finished by the next start", async () => {
    const link = tokenOf(await world.setup.issueLink());
    const account = await makeAccount(world, "Zofia");
    const row = await world.records.get(SetupLink, { installation: world.installation });
    if (!row) throw new Error("no link");
    const key = { installation: world.installation };
    await world.records.commit(operation().id, [at(SetupLink, key, row.version)], [put(SetupLink, { ...row, state: "used", account }, row.version + 1)]);
    expect(await outcome(create(link))).toBe("link_not_found");
    world = await world.restart();
    expect(await world.setup.issueLink()).toBeUndefined();
    expect(await world.browser().signIn("Zofia")).toMatchObject({ account: { installationOwner: true } });
  });

  test("used by a process that died before it wrote the account makes room for a new link", async () => {
    await world.setup.issueLink();
    let dies = true;
    world = await world.restart({
      wrap: (port) =>
        replacing(port, {
          commit: async (shard, commit) =>
            dies && commit.put.some((row) => row.table === "account") ? Promise.reject(new Error("died")) : port.commit(shard, commit),
        }),
    });
    const link = tokenOf(await world.setup.issueLink());
    await expect(create(link)).rejects.toThrow("died");
    dies = false;
    expect(await outcome(create(link))).toBe("link_not_found");
    const next = tokenOf(await world.setup.issueLink());
    expect(await outcome(create(next))).toBe("name_taken");
    world.clock.advance(MINUTE);
    expect(await outcome(create(next))).toBe("allowed");
  });
});

test("names are one space, compared without case and compatibility forms", async () => {
  await makeAccount(world, "Zoë", "zoe@example.org");
  const browser = world.browser();
  for (const login of ["Zoë", "ZOE\u0308", "zoë", "  zoë ", "ZOE@example.org"]) expect(await browser.signIn(login)).toMatchObject({ account: { name: "Zoë" } });
  expect(await outcome(browser.signIn("Zoe"))).toBe("wrong_credentials");
  for (const [name, email] of [["ZOË"], ["Zoe@Example.org"], ["Other", "zoë"], ["Other", "ZOE@EXAMPLE.ORG"]] as const)
    expect(await outcome(makeAccount(world, name, email))).toBe("name_taken");
  // A refused address left the name free.
  expect(await outcome(makeAccount(world, "Other"))).toBe("allowed");
});

test("of many who want one name at once, one gets it", async () => {
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => outcome(makeAccount(world, "Kim"))));
  expect(outcomes.toSorted()).toEqual(["allowed", ...Array(5).fill("name_taken")]);
});

test("a repeated operation gives the same account, another body under it is refused", async () => {
  const once = { id: operation().id, digest: operation().id };
  const first = await world.accounts.make({ name: "Kim", password: goodPassword }, once);
  expect(await world.accounts.make({ name: "Kim", password: goodPassword }, once)).toBe(first);
  const other = world.accounts.make({ name: "Kim", password: goodPassword }, { ...once, digest: operation().id });
  expect((await refusalOf(other)).code).toBe("key_reused");
});
