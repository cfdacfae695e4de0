import { generateKeyPairSync } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Authenticator, type Lie } from "../../../../tests/harness/authenticator.ts";
import { CookieJar } from "../../../../tests/harness/jar.ts";
import { type Caller, newWorld, password, type World } from "../../../../tests/harness/world.ts";
import { createClient } from "../../../client/index.ts";
import { manualClock } from "../../platform/clock/index.ts";
import { Factor, RecoveryCodes } from "./factors.records.ts";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const clock = manualClock();
/** Later on the wall: what the server does every few seconds in between is not done. */
const pass = (ms: number): void => clock.setWall(clock.now() + ms);
let world: World;
beforeAll(async () => {
  world = await newWorld({ clock });
});
afterAll(() => world.close());
// Time passes from one to the next; what is grave is asked of who just showed who he is.
beforeEach(() => world.owner.call("confirmIdentity", { body: { password } }));

const codeOf = (secret: string, steps = 0): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now() + steps * 30_000 });

let people = 0;
async function somebody(): Promise<{ me: Caller; login: string }> {
  const login = `somebody ${++people}`;
  return { me: await world.join(world.company, "member", [], login), login };
}

/** A browser that nobody is signed in on. */
function browser() {
  const jar = new CookieJar(world.server.url, "", world.server.fetch);
  return Object.assign(createClient({ baseUrl: world.server.url, fetch: jar.fetch }), { jar });
}
type Browser = ReturnType<typeof browser>;

async function ticketFor(at: Browser, login: string, word = password): Promise<string> {
  const answer = await at.call("signIn", { body: { login, password: word } });
  if (answer.state !== "second_factor") throw new Error("no second factor was asked for");
  return answer.ticket;
}
const codeOfRefusal = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => "allowed",
    (error: { code?: string }) => error.code ?? String(error),
  );
const finish = async (login: string, proof: { code: string } | { recoveryCode: string }): Promise<string> => {
  const at = browser();
  return codeOfRefusal(at.call("finishSignIn", { body: { ticket: await ticketFor(at, login), ...proof } }));
};

async function withApp(me: Caller): Promise<{ secret: string; recoveryCodes: readonly string[]; factor: string }> {
  const { id, secret, uri } = await me.call("startTotp", { body: {} });
  expect(uri).toContain(`secret=${secret}`);
  const { recoveryCodes } = await me.call("finishTotp", { params: { factor: id }, body: { code: codeOf(secret) } });
  pass(MINUTE);
  return { secret, recoveryCodes: recoveryCodes ?? [], factor: id };
}

test("an app of codes is set up by who just showed who he is, and counts once a code of it was shown", async () => {
  const { me, login } = await somebody();
  pass(11 * MINUTE);
  expect(await me.refused("startTotp", { body: {} })).toBe("confirm_first");
  expect(await me.refused("confirmIdentity", { body: { password: "surely wrong" } })).toBe("wrong_password");
  expect(await me.refused("startTotp", { body: {} })).toBe("confirm_first");
  expect((await me.call("confirmIdentity", { body: { password } })).confirmedUntil).toBe(clock.now() + 10 * MINUTE);
  const { id, secret } = await me.call("startTotp", { body: {} });
  expect((await me.call("getSecurity")).factors).toEqual([]);
  expect((await browser().call("signIn", { body: { login, password } })).state).toBe("signed_in");
  expect(await me.refused("finishTotp", { params: { factor: id }, body: { code: codeOf(secret, -9) } })).toBe("wrong_code");
  const before = me.cookie;
  const { recoveryCodes } = await me.call("finishTotp", { params: { factor: id }, body: { code: codeOf(secret) } });
  expect([recoveryCodes?.length, new Set(recoveryCodes).size]).toEqual([10, 10]);
  expect(me.cookie).not.toBe(before);
  const old = createClient({ baseUrl: world.server.url, headers: { cookie: before } });
  await expect(old.call("getAccount")).rejects.toMatchObject({ code: "not_signed_in" });
  expect(await me.call("getSecurity")).toMatchObject({ factors: [{ id, kind: "totp" }], recovery: { left: 10 } });
  const { records } = world.services;
  const stored = [await records.find(Factor, { account: me.account, factor: id }), await records.find(RecoveryCodes, { account: me.account })];
  expect(stored[0]).toMatchObject({ state: "active", secret });
  for (const code of recoveryCodes ?? []) expect(JSON.stringify(stored)).not.toContain(code);
});

test("the password alone gives a ticket, which opens nothing; a code is taken once, a step off at most", async () => {
  const { me, login } = await somebody();
  const { secret } = await withApp(me);
  const at = browser();
  const ticket = await ticketFor(at, login);
  expect(at.jar.cookie).toBe("");
  const withTicket = createClient({ baseUrl: world.server.url, headers: { cookie: `bastide=${ticket}` } });
  await expect(withTicket.call("getAccount")).rejects.toMatchObject({ code: "not_signed_in" });
  await expect(withTicket.call("renewSession")).rejects.toMatchObject({ code: "not_signed_in" });
  expect(await finish(login, { code: codeOf(secret, 2) })).toBe("wrong_code");
  expect(await finish(login, { code: codeOf(secret, -2) })).toBe("wrong_code");
  const code = codeOf(secret);
  expect((await at.call("finishSignIn", { body: { ticket, code: `${code.slice(0, 3)} ${code.slice(3)}` } })).id).toBe(me.account);
  expect((await at.call("getAccount")).id).toBe(me.account);
  expect((await at.call("listSessions")).sessions.find(({ current }) => current)).toMatchObject({ by: "password", second: "totp" });
  expect(await codeOfRefusal(browser().call("finishSignIn", { body: { ticket, code: codeOf(secret, 1) } }))).toBe("wrong_credentials");
  expect(await finish(login, { code })).toBe("wrong_code");
  expect(await finish(login, { code: codeOf(secret, -1) })).toBe("wrong_code");
  expect(await finish(login, { code: codeOf(secret, 1) })).toBe("allowed");
});

test("a code that two use at once lets one in; a ticket ends after ten minutes", async () => {
  const { me, login } = await somebody();
  const { secret } = await withApp(me);
  const code = codeOf(secret);
  const tries = await Promise.all(Array.from({ length: 4 }, () => finish(login, { code })));
  expect(tries.filter((outcome) => outcome === "allowed")).toHaveLength(1);
  const at = browser();
  const ticket = await ticketFor(at, login);
  pass(10 * MINUTE);
  expect(await codeOfRefusal(at.call("finishSignIn", { body: { ticket, code: codeOf(secret) } }))).toBe("wrong_credentials");
});

test("each recovery code is good once, however it is typed and whoever is faster; new ones end the old", async () => {
  const { me, login } = await somebody();
  const { recoveryCodes } = await withApp(me);
  const [first = "", second = "", third = ""] = recoveryCodes;
  const tries = await Promise.all(Array.from({ length: 3 }, () => finish(login, { recoveryCode: first.toUpperCase().replaceAll("-", " ") })));
  expect(tries.toSorted()).toEqual(["allowed", "wrong_code", "wrong_code"]);
  expect(await finish(login, { recoveryCode: first })).toBe("wrong_code");
  expect(await finish(login, { recoveryCode: second })).toBe("allowed");
  expect((await me.call("getSecurity")).recovery?.left).toBe(8);
  const made = await me.call("makeRecoveryCodes");
  expect(await finish(login, { recoveryCode: third })).toBe("wrong_code");
  expect(await finish(login, { recoveryCode: made.recoveryCodes[0] ?? "" })).toBe("allowed");
});

test("guessing codes is throttled, and a new password goes around neither that nor the second factor", async () => {
  const { me, login } = await somebody();
  const { secret, recoveryCodes } = await withApp(me);
  const { url } = await world.owner.call("makeResetLink", { params: { company: world.company, person: me.person } });
  await browser().call("redeemReset", { body: { token: url.split("token=")[1] ?? "", password: `${password} two` } });
  const guesses: string[] = [];
  const guess = async (proof: { code: string } | { recoveryCode: string }) => {
    const at = browser();
    return codeOfRefusal(at.call("finishSignIn", { body: { ticket: await ticketFor(at, login, `${password} two`), ...proof } }));
  };
  for (let i = 0; i < 10; i++) guesses.push(await guess({ code: codeOf(secret, 100 + i) }));
  expect(new Set(guesses)).toEqual(new Set(["wrong_code"]));
  expect(await guess({ code: codeOf(secret) })).toBe("too_many_attempts");
  expect(await guess({ recoveryCode: recoveryCodes[0] ?? "" })).toBe("too_many_attempts");
  pass(61 * MINUTE);
  expect(await guess({ code: codeOf(secret) })).toBe("allowed");
});

test("a factor is removed by who just showed who he is; with the last one the recovery codes end", async () => {
  const { me, login } = await somebody();
  const { factor, recoveryCodes } = await withApp(me);
  const other = await somebody();
  expect(await other.me.refused("removeFactor", { params: { factor } })).toBe("factor_not_found");
  pass(11 * MINUTE);
  expect(await me.refused("removeFactor", { params: { factor } })).toBe("confirm_first");
  await me.call("confirmIdentity", { body: { password } });
  await me.call("removeFactor", { params: { factor } });
  expect((await browser().call("signIn", { body: { login, password } })).state).toBe("signed_in");
  const { records } = world.services;
  expect(await records.find(Factor, { account: me.account, factor })).toMatchObject({ state: "removed", secret: "" });
  expect(await records.find(RecoveryCodes, { account: me.account })).toMatchObject({ left: 0, digests: [] });
  expect(recoveryCodes).toHaveLength(10);
});

test("a passkey signs in alone and as second factor; whatever a device says wrongly signs nobody in", async () => {
  const { me, login } = await somebody();
  const origin = world.server.url.replace("127.0.0.1", "localhost");
  const device = new Authenticator(origin);
  const wrongly: Lie[] = [{ origin: "https://evil.example" }, { host: "evil.example" }, { type: "webauthn.get" }, { challenge: "AAAA" }, { flags: 1 | 64 }];
  const { options } = await me.call("startPasskey");
  for (const lie of wrongly)
    expect([lie, await me.refused("addPasskey", { body: { name: "Key", passkey: device.make(options, lie) } })]).toEqual([lie, "wrong_credentials"]);
  const made = device.make(options);
  const { recoveryCodes } = await me.call("addPasskey", { body: { name: "Key", passkey: made } });
  expect(recoveryCodes).toHaveLength(10);
  expect(await me.refused("addPasskey", { body: { name: "Again", passkey: made } })).toBe("wrong_credentials");

  const signIn = async (lie: Lie = {}) => {
    const at = browser();
    const asked = await at.call("startPasskeySignIn", { body: {} });
    const passkey = device.show(asked.options, lie);
    return { passkey, outcome: await codeOfRefusal(at.call("signInByPasskey", { body: { passkey } })), at };
  };
  const right = await signIn();
  expect(right.outcome).toBe("allowed");
  expect((await right.at.call("listSessions")).sessions.find(({ current }) => current)).toMatchObject({ by: "passkey", second: "passkey" });
  expect(await codeOfRefusal(browser().call("signInByPasskey", { body: { passkey: right.passkey } }))).toBe("wrong_credentials");
  const stranger = Buffer.from(crypto.randomUUID()).toString("base64url");
  const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const lies: Lie[] = [
    { origin: "https://evil.example" },
    { host: "evil.example" },
    { type: "webauthn.create" },
    { challenge: Buffer.alloc(56).toString("base64url") },
    { key },
    { flags: 1 },
    { flags: 4 },
    { count: 1 },
    { userHandle: stranger },
    { userHandle: "" },
  ];
  for (const lie of lies) expect([Object.keys(lie), (await signIn(lie)).outcome]).toEqual([Object.keys(lie), "wrong_credentials"]);
  const late = browser();
  const asked = await late.call("startPasskeySignIn", { body: {} });
  pass(6 * MINUTE);
  expect(await codeOfRefusal(late.call("signInByPasskey", { body: { passkey: device.show(asked.options) } }))).toBe("wrong_credentials");

  const at = browser();
  const ticket = await ticketFor(at, login);
  const second = await at.call("startPasskeySignIn", { body: { ticket } });
  expect((second.options as { allowCredentials: unknown[] }).allowCredentials).toHaveLength(1);
  await at.call("finishSignIn", { body: { ticket, passkey: device.show(second.options) } });
  expect((await at.call("listSessions")).sessions.find(({ current }) => current)).toMatchObject({ by: "password", second: "passkey" });
  pass(11 * MINUTE);
  await expect(at.call("makeRecoveryCodes")).rejects.toMatchObject({ code: "confirm_first" });
  const again = await at.call("startPasskeySignIn", { body: {} });
  await at.call("confirmIdentity", { body: { passkey: device.show(again.options) } });
  expect((await at.call("makeRecoveryCodes")).recoveryCodes).toHaveLength(10);
});

test("with the factor goes what was shown by it: in every session at once, and in what programs were given", async () => {
  const { account } = (await somebody()).me;
  const company = await world.newCompany("Wary", account);
  const boss = await world.callerOf(account, company);
  const me = await world.join(company, "member");
  const own = { params: { company } };
  const ask = (secondFactor: "nobody" | "everyone") =>
    boss.call("setCompanySecurity", { ...own, body: { secondFactor, graceDays: 0, idleMinutes: null, mostHours: null } });
  const { factor, secret } = await withApp(me);
  const login = (await me.call("getAccount")).name;
  const other = browser();
  await other.call("finishSignIn", { body: { ticket: await ticketFor(other, login), code: codeOf(secret) } });
  pass(MINUTE);
  const { value } = await me.call("createToken", { ...own, body: { name: "robot", scopes: ["people:read"] } });
  const robot = createClient({ baseUrl: world.server.url, token: value, fetch: world.server.fetch });
  const outcomes = async () => [
    await codeOfRefusal(me.call("getCompany", own)),
    await codeOfRefusal(other.call("getCompany", own)),
    await codeOfRefusal(robot.call("listPeople", own)),
  ];
  await ask("everyone");
  expect(await outcomes()).toEqual(["allowed", "allowed", "allowed"]);
  const before = me.cookie;
  await me.call("removeFactor", { params: { factor } });
  expect(me.cookie).not.toBe(before);
  expect(await codeOfRefusal(createClient({ baseUrl: world.server.url, headers: { cookie: before } }).call("getAccount"))).toBe("not_signed_in");
  // A browser fetches its next token by itself.
  expect(await outcomes()).toEqual(["second_factor_needed", "second_factor_needed", "second_factor_needed"]);
  // The control: another factor opens it again, to who shows it and to his programs.
  await withApp(me);
  expect(await outcomes()).toEqual(["allowed", "second_factor_needed", "allowed"]);
});

test("a company asks a second factor of its administrators or of everyone, after a time of grace", async () => {
  const company = await world.newCompany("Careful");
  const boss = await world.callerOf(world.owner.account, company);
  const member = await world.join(company, "member");
  const own = { params: { company } };
  const ask = (secondFactor: "nobody" | "administrators" | "everyone", by = boss) =>
    by.call("setCompanySecurity", { ...own, body: { secondFactor, graceDays: 1, idleMinutes: null, mostHours: null } });
  expect(await member.refused("setCompanySecurity", { ...own, body: { secondFactor: "nobody", idleMinutes: null, mostHours: null } })).toBe("not_allowed");
  expect((await ask("administrators")).from).toBe(clock.now() + DAY);
  pass(DAY - 1);
  await boss.call("getCompany", own);
  pass(1);
  expect(await boss.refused("getCompany", own)).toBe("second_factor_needed");
  await member.call("getCompany", own);
  expect((await boss.call("getSecurity")).demanded).toMatchObject([{ company, name: "Careful" }]);
  expect(await world.owner.call("getCompany", { params: { company: world.company } })).toMatchObject({ name: "Acme" });
  await boss.call("confirmIdentity", { body: { password } });
  await withApp(boss);
  await boss.call("getCompany", own);
  await ask("everyone");
  pass(DAY);
  expect(await member.refused("getCompany", own)).toBe("second_factor_needed");
  const stranger = (await somebody()).me;
  expect(await stranger.refused("getCompany", own)).toBe("company_not_found");
});

test("a company ends sessions that nobody used for as long as it says, and old ones in any case", async () => {
  const { account } = (await somebody()).me;
  const company = await world.newCompany("Hasty", account);
  const boss = await world.callerOf(account, company);
  const limit = (idleMinutes: number | null, mostHours: number | null) =>
    boss.call("setCompanySecurity", { params: { company }, body: { secondFactor: "nobody", idleMinutes, mostHours } });
  await limit(30, 3);
  const member = await world.join(company, "member");
  const elsewhere = (await somebody()).me;
  pass(29 * MINUTE);
  await member.call("getAccount");
  pass(29 * MINUTE);
  await member.call("getAccount");
  pass(30 * MINUTE);
  expect(await member.refused("getAccount")).toBe("not_signed_in");
  await elsewhere.call("getAccount");
  const busy = await world.callerOf(member.account, company);
  for (let passed = 0; passed < 175; passed += 25) {
    await busy.call("getAccount");
    pass(25 * MINUTE);
  }
  await busy.call("getAccount");
  pass(5 * MINUTE);
  expect(await busy.refused("getAccount")).toBe("not_signed_in");
});

test("the token changes with the role; the old one is dead at once, and fetches the next one once", async () => {
  const { me } = await somebody();
  const before = me.cookie;
  const stale = createClient({ baseUrl: world.server.url, headers: { cookie: before } });
  await world.owner.call("setPersonRole", { params: { company: world.company, person: me.person }, body: { role: "administrator" } });
  await expect(stale.call("getAccount")).rejects.toMatchObject({ code: "not_signed_in" });
  await me.call("listInvites", { params: { company: world.company } });
  expect(me.cookie).not.toBe(before);
  await expect(stale.call("renewSession")).rejects.toMatchObject({ code: "not_signed_in" });
  await expect(stale.call("getAccount")).rejects.toMatchObject({ code: "not_signed_in" });
});

test("one ends every other session of one's own, and only those", async () => {
  const { me, login } = await somebody();
  const others = [browser(), browser()];
  for (const at of others) await at.call("signIn", { body: { login, password } });
  const foreign = (await somebody()).me;
  await me.call("endOtherSessions");
  for (const at of others) await expect(at.call("getAccount")).rejects.toMatchObject({ code: "not_signed_in" });
  expect((await me.call("listSessions")).sessions).toHaveLength(1);
  await foreign.call("getAccount");
});
