import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { accounts as contract } from "../../../contract/accounts.ts";
import { tokenDigest } from "../../../crypto/index.ts";
import { StorageFull, StoreUnavailable } from "../../platform/records/port.ts";
import { surelyClaim } from "../../platform/records/surely.ts";
import { Session, SessionToken } from "./accounts.records.ts";
import type { Ended } from "./index.ts";
import { goodPassword, makeAccount, newWorld, operation, otherPassword, outcome, refusalOf, replacing, type World } from "./suite/world.ts";

let world: World;
let anna: string;
let fault: Error | undefined;
const faulty = () => (fault ? Promise.reject(fault) : undefined);

beforeEach(async () => {
  fault = undefined;
  world = await newWorld({
    wrap: (port) =>
      replacing(port, {
        commit: async (...given) => faulty() ?? port.commit(...given),
        claim: async (...given) => faulty() ?? port.claim(...given),
        merge: async (...given) => faulty() ?? port.merge(...given),
        erase: async (...given) => faulty() ?? port.erase(...given),
      }),
  });
  anna = await makeAccount(world, "Anna");
});
afterEach(() => world.close());

const DAY = 86_400_000;

async function signedIn(address?: string) {
  const browser = world.browser(address);
  await browser.signIn("Anna");
  return browser;
}
const isSignedIn = (browser: Awaited<ReturnType<typeof signedIn>>) => outcome(browser.send(contract.getAccount));

describe("a session", () => {
  test("is known by its token alone, of which only the hash is stored", async () => {
    const browser = await signedIn();
    const token = browser.token ?? "";
    expect(token).toMatch(/^bst_[\w-]{43}$/);
    expect(await isSignedIn(browser)).toBe("allowed");
    browser.token = `bst_${"A".repeat(43)}`;
    expect(await isSignedIn(browser)).toBe("not_signed_in");
    const rows = (await Promise.all(["session", "sessionToken"].map((table) => world.port.scan(table, undefined, 10)))).flatMap(({ rows }) => rows);
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).toContain(tokenDigest(token));
    for (const row of rows) {
      expect(JSON.stringify(row)).not.toContain(token.slice(4));
      expect(Buffer.from(row.envelope).includes("192.0.2.1")).toBe(false);
    }
  });

  test("survives a restart, and its end does too", async () => {
    const [one, other] = [await signedIn(), await signedIn()];
    await one.send(contract.signOut);
    const tokens = [one.token, other.token];
    world = await world.restart();
    const [gone, stays] = tokens.map((token) => Object.assign(world.browser(), { token }));
    expect(one.token).toBeUndefined();
    expect(await isSignedIn(gone as typeof one)).toBe("not_signed_in");
    expect(await isSignedIn(stays as typeof one)).toBe("allowed");
  });

  test("ends after 14 days without use, and after 90 in any case", async () => {
    const [idle, busy] = [await signedIn(), await signedIn()];
    expect(busy.expiresAt).toBe(world.clock.now() + 90 * DAY);
    for (let day = 0; day < 80; day += 10) {
      world.clock.advance(10 * DAY);
      expect(await isSignedIn(busy)).toBe("allowed");
    }
    expect(await isSignedIn(idle)).toBe("not_signed_in");
    const tokens = busy.token;
    world = await world.restart();
    const again = Object.assign(world.browser(), { token: tokens });
    world.clock.advance(10 * DAY - 1);
    expect(await isSignedIn(again)).toBe("allowed");
    world.clock.advance(1);
    expect(await isSignedIn(again)).toBe("not_signed_in");
  });

  test("replaces the one that the browser had", async () => {
    const browser = await signedIn();
    const before = browser.token;
    await browser.signIn("Anna");
    expect(await isSignedIn(browser)).toBe("allowed");
    browser.token = before;
    expect(await isSignedIn(browser)).toBe("not_signed_in");
  });
});

test("one sees and ends one's own sessions, nobody else's", async () => {
  await makeAccount(world, "Boris");
  const [laptop, phone, boris] = [await signedIn("198.51.100.1"), await signedIn("198.51.100.2"), world.browser()];
  await boris.signIn("Boris");
  const { sessions } = await laptop.send(contract.listSessions);
  expect(sessions.map(({ address, current, device }) => ({ address, current, device })).toSorted((a, b) => a.address.localeCompare(b.address))).toEqual([
    { address: "198.51.100.1", current: true, device: "Test/1" },
    { address: "198.51.100.2", current: false, device: "Test/1" },
  ]);
  const session = sessions.find((one) => !one.current)?.id ?? "";
  expect(await outcome(boris.send(contract.revokeSession, { params: { session } }))).toBe("session_not_found");
  expect(await isSignedIn(phone)).toBe("allowed");
  await laptop.send(contract.revokeSession, { params: { session } });
  expect(await isSignedIn(phone)).toBe("not_signed_in");
  expect(await isSignedIn(laptop)).toBe("allowed");
  expect((await laptop.send(contract.listSessions)).sessions).toHaveLength(1);
  expect(await outcome(laptop.send(contract.revokeSession, { params: { session } }))).toBe("session_not_found");
});

describe("what ends is told at once", () => {
  let told: Ended[];
  beforeEach(() => {
    told = [];
    world.sessions.onEnded((ended) => told.push(ended));
  });

  test("signing out: that session", async () => {
    const browser = await signedIn();
    const session = (await browser.send(contract.listSessions)).sessions[0]?.id;
    expect(told).toEqual([]);
    await browser.send(contract.signOut);
    expect(told).toEqual([{ account: anna, session, except: null }]);
  });

  test("a disabled account: all of them, before the call returns; enabling brings none back", async () => {
    const browsers = [await signedIn(), await signedIn()];
    const seen = new Promise<string>((resolve) => world.sessions.onEnded(() => resolve(isSignedIn(browsers[0] as never))));
    await world.accounts.disable(anna, operation());
    expect(told).toEqual([{ account: anna, session: null, except: null }]);
    // Who asks from within the call back is refused already.
    expect(await seen).toBe("not_signed_in");
    for (const browser of browsers) expect(await isSignedIn(browser)).toBe("not_signed_in");
    expect(await outcome(world.browser().signIn("Anna"))).toBe("wrong_credentials");
    await world.accounts.enable(anna, operation());
    for (const browser of browsers) expect(await isSignedIn(browser)).toBe("not_signed_in");
    expect(await outcome(world.browser().signIn("Anna"))).toBe("allowed");
  });

  test("a changed password: all but the one that changed it, which gets a new token", async () => {
    const [own, other] = [await signedIn(), await signedIn()];
    const before = own.token;
    const session = (await own.send(contract.listSessions)).sessions.find(({ current }) => current)?.id;
    await own.send(contract.changePassword, { body: { current: goodPassword, next: otherPassword } });
    expect(told).toEqual([{ account: anna, session: null, except: session }]);
    expect(own.token).not.toBe(before);
    expect(await isSignedIn(own)).toBe("allowed");
    expect(await isSignedIn(other)).toBe("not_signed_in");
    own.token = before;
    expect(await isSignedIn(own)).toBe("not_signed_in");
  });
});

test("a session begun while the account changes is refused", async () => {
  const account = await world.accounts.find(anna);
  if (!account) throw new Error("no account");
  await world.accounts.disable(anna, operation());
  expect((await refusalOf(world.sessions.start(account, { address: "192.0.2.1", userAgent: "" }))).code).toBe("conflict");
});

test("a row that somebody wrote into the store signs nobody in", async () => {
  const browser = await signedIn();
  const token = `bst_${"B".repeat(43)}`;
  const named = await world.records.raw(SessionToken, { token: tokenDigest(browser.token ?? "") });
  if (!named) throw new Error("no row");
  await surelyClaim(world.port, { ...named, key: [tokenDigest(token)] }, 0);
  browser.token = token;
  expect(await isSignedIn(browser)).toBe("not_signed_in");
});

describe("a full disk", () => {
  test("lets people sign in and out; a restart forgets such sessions", async () => {
    const before = await signedIn();
    fault = new StorageFull("full");
    expect(await isSignedIn(before)).toBe("allowed");
    const [one, other] = [await signedIn(), await signedIn()];
    expect(await isSignedIn(one)).toBe("allowed");
    expect((await one.send(contract.listSessions)).sessions).toHaveLength(3);
    await one.send(contract.signOut);
    expect(await isSignedIn(one)).toBe("not_signed_in");
    expect(await outcome(world.browser().signIn("Anna", "wrong password"))).toBe("wrong_credentials");
    fault = undefined;
    expect(await isSignedIn(other)).toBe("allowed");
    await other.send(contract.changePassword, { body: { current: goodPassword, next: otherPassword } });
    expect(await isSignedIn(other)).toBe("allowed");
    expect(await isSignedIn(before)).toBe("not_signed_in");
    const token = other.token;
    world = await world.restart();
    expect(await isSignedIn(Object.assign(world.browser(), { token }))).toBe("allowed");
  });

  test("keeps counting wrong guesses", async () => {
    fault = new StorageFull("full");
    const outcomes: string[] = [];
    for (let guess = 0; guess < 11; guess++) outcomes.push(await outcome(world.browser().signIn("Anna", `wrong password ${guess}`)));
    expect(outcomes).toEqual([...Array(10).fill("wrong_credentials"), "too_many_attempts"]);
  });

  test("leaves disabling to its word: such a session ends with the account", async () => {
    fault = new StorageFull("full");
    const browser = await signedIn();
    fault = undefined;
    await world.accounts.disable(anna, operation());
    expect(await isSignedIn(browser)).toBe("not_signed_in");
  });
});

test("known sessions go on while the store does not answer", async () => {
  const browser = await signedIn();
  expect(await isSignedIn(browser)).toBe("allowed");
  fault = new StoreUnavailable("away");
  world.clock.advance(DAY);
  expect((await world.authenticate(browser.token ?? "", { address: "", userAgent: "" }))?.account).toBe(anna);
  await expect(world.browser().signIn("Anna")).rejects.toThrow(StoreUnavailable);
});

test("a sweep removes what ended and expired, and nothing else", async () => {
  const [gone, old] = [await signedIn(), await signedIn()];
  await gone.send(contract.signOut);
  world.clock.advance(89 * DAY);
  const fresh = await signedIn();
  expect(await world.sweep()).toBe(1);
  world.clock.advance(DAY);
  expect(await world.sweep()).toBe(1);
  expect(await isSignedIn(fresh)).toBe("allowed");
  expect(await isSignedIn(old)).toBe("not_signed_in");
  expect((await world.port.scan(Session.name, undefined, 10)).rows).toHaveLength(1);
  expect((await world.port.scan(SessionToken.name, undefined, 10)).rows).toHaveLength(1);
});
