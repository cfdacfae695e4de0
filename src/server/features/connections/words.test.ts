/** How long and how far a provider's word counts: with its connection, as it was then; for what is grave only when it is fresh. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newSso, person, type Sso, type SsoBrowser, settingsOf } from "../../../../tests/harness/sso.ts";
import { password } from "../../../../tests/harness/world.ts";
import { createClient } from "../../../client/index.ts";

let sso: Sso;
let people = 0;
beforeAll(async () => {
  sso = await newSso();
}, 60_000);
afterAll(() => sso.close());
beforeEach(() => sso.administrator.call("confirmIdentity", { body: { password } }));

type Way = Sso["way"];
const now = () => Math.floor(Date.now() / 1000);
const somebody = (more: object = {}) => person(`w${++people}`, more);
const isIn = async (browser: SsoBrowser) => (await browser.refused(browser.client.call("getAccount"))) === "allowed";

async function wide(): Promise<Way> {
  const { administrator, provider, world, names } = sso;
  const { id } = await administrator.call("createInstallationConnection", { body: settingsOf(provider) });
  await administrator.call("changeInstallationConnection", { params: { connection: id }, body: { state: "on" } });
  const domain = await administrator.call("addInstallationDomain", { body: { name: "acme.example" } });
  names.texts.set(domain.record.name, [domain.record.text]);
  await administrator.call("verifyInstallationDomain", { params: { domain: domain.id } });
  return { holder: world.services.records.installation, connection: id };
}
async function ofCompany(): Promise<Way> {
  const params = { company: sso.company };
  const { id } = await sso.administrator.call("createConnection", { params, body: settingsOf(sso.provider) });
  await sso.administrator.call("changeConnection", { params: { ...params, connection: id }, body: { state: "on" } });
  return { holder: sso.company, connection: id };
}
const turn = ({ holder, connection }: Way, state: "on" | "off") =>
  holder === sso.company
    ? sso.administrator.call("changeConnection", { params: { company: holder, connection }, body: { state } })
    : sso.administrator.call("changeInstallationConnection", { params: { connection }, body: { state } });
const remove = ({ holder, connection }: Way) =>
  holder === sso.company
    ? sso.administrator.call("removeConnection", { params: { company: holder, connection } })
    : sso.administrator.call("removeInstallationConnection", { params: { connection } });

describe.each([
  ["a company's", ofCompany],
  ["the installation's", wide],
])("a session that %s connection began", (_whose, make) => {
  test("is over when that is switched off, and stays so when it is switched on; another connection's goes on", async () => {
    const [way, other] = [await make(), await make()];
    const [mine, theirs] = [sso.browser(), sso.browser()];
    await sso.signIn(somebody(), mine, way);
    await sso.signIn(somebody(), theirs, other);
    await turn(way, "off");
    expect([await isIn(mine), await isIn(theirs)]).toEqual([false, true]);
    await turn(way, "on");
    expect(await isIn(mine)).toBe(false);
    await remove(other);
    expect(await isIn(theirs)).toBe(false);
  });

  test("does not begin by a ticket from before", async () => {
    const way = await make();
    const claims = somebody();
    const browser = sso.browser();
    const done = await sso.signIn(claims, browser, way);
    if (done.state !== "signed_in") throw new Error("not signed in");
    const codes = await addFactor(done.account.id);
    const second = async () => {
      const asked = await sso.signIn(claims, browser, way);
      if (asked.state !== "second_factor") throw new Error("no second factor was asked for");
      return asked.ticket;
    };
    const early = await second();
    await turn(way, "off");
    await turn(way, "on");
    const show = (ticket: string) => browser.refused(browser.client.call("finishSignIn", { body: { ticket, recoveryCode: codes.shift() ?? "" } }));
    expect([await show(early), await show(await second())]).toEqual(["wrong_credentials", "allowed"]);
  });
});

/** Who is let in where the company's own connections are asked for, and has shown a second factor. */
async function keeper() {
  const { accounts } = sso.world.services;
  const row = await accounts.accounts.find(sso.administrator.account);
  if (!row) throw new Error("no account");
  const { token } = await accounts.sessions.start(row, { address: "127.0.0.1", userAgent: "test" }, { by: "password", second: "totp" });
  return sso.browser(`bastide=${token}`).client;
}
const rule = async (required: boolean) =>
  (await keeper()).call("setSignInRule", { params: { company: sso.company }, body: { required, breakGlass: required ? [sso.administrator.person] : [] } });
const keeperTurns = async ({ holder, connection }: Way, state: "off") =>
  (await keeper()).call("changeConnection", { params: { company: holder, connection }, body: { state } });

/** An app of codes, set up in a session of his own. @returns recovery codes */
async function addFactor(account: string): Promise<string[]> {
  const { Secret, TOTP } = await import("otpauth");
  const me = await sso.world.callerOf(account, sso.company);
  const { id, secret } = await me.call("startTotp", { body: {} });
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  return [...((await me.call("finishTotp", { params: { factor: id }, body: { code } })).recoveryCodes ?? [])];
}

test("a whole session keeps a company's word as long as its connection stands, and goes on without it", async () => {
  const way = await ofCompany();
  const claims = somebody();
  const done = await sso.signIn(claims, sso.browser(), way);
  if (done.state !== "signed_in") throw new Error("not signed in");
  const whole = await sso.world.callerOf(done.account.id, sso.company);
  const browser = sso.browser(whole.cookie);
  await sso.signIn(claims, browser, way);
  await rule(true);
  const asked = () => browser.refused(browser.client.call("getCompany", { params: { company: sso.company } }));
  expect(await asked()).toBe("allowed");
  await keeperTurns(way, "off");
  expect([await asked(), await isIn(browser)]).toEqual(["connection_needed", true]);
  await rule(false);
});

describe("a program's token, where only the company's connection lets in", () => {
  test("counts when its maker had come by that, and not when he had come by a password", async () => {
    const way = await ofCompany();
    const claims = somebody({ auth_time: now() });
    const come = sso.browser();
    const done = await sso.signIn(claims, come, way);
    if (done.state !== "signed_in") throw new Error("not signed in");
    const whole = await sso.world.callerOf(done.account.id, sso.company);
    const make = async (client: SsoBrowser["client"]) => {
      const { value } = await client.call("createToken", { params: { company: sso.company }, body: { name: "robot", scopes: ["people:read"] } });
      const { call } = createClient({ baseUrl: sso.world.server.url, token: value, fetch: sso.world.server.fetch });
      return () => come.refused(call("listPeople", { params: { company: sso.company } }));
    };
    const [vouched, plain] = [await make(come.client), await make(whole.client)];
    expect([await vouched(), await plain()]).toEqual(["allowed", "allowed"]);
    await rule(true);
    expect([await vouched(), await plain()]).toEqual(["allowed", "connection_needed"]);
    await keeperTurns(way, "off");
    expect(await vouched()).toBe("connection_needed");
    await rule(false);
    expect([await vouched(), await plain()]).toEqual(["allowed", "allowed"]);
  });
});

describe("what is grave", () => {
  const grave = async (claims: object) => {
    const browser = sso.browser();
    await sso.signIn(claims, browser);
    return browser.refused(browser.client.call("createToken", { params: { company: sso.company }, body: { name: "robot", scopes: ["people:read"] } }));
  };

  test.each([
    ["does not say when", () => ({}), "confirm_first"],
    ["says that it was long ago", () => ({ auth_time: now() - 601 }), "confirm_first"],
    ["says that it was just now", () => ({ auth_time: now() - 30 }), "allowed"],
  ] as const)("asks again of who came by a provider that %s he showed who he is", async (_what, more, outcome) => {
    expect(await grave(somebody(more()))).toBe(outcome);
  });

  test("is opened by signing in anew, which the provider is asked for", async () => {
    const { client } = sso.browser();
    const askedFor = async (anew: boolean) => new URL((await client.call("startConnection", { body: { ...sso.way, anew } })).url).searchParams.get("max_age");
    expect([await askedFor(false), await askedFor(true)]).toEqual([null, "0"]);
  });
});
