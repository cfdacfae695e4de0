import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Wanted } from "../../../../tests/harness/directory.ts";
import type { Twist } from "../../../../tests/harness/hostile-provider.ts";
import { lies } from "../../../../tests/harness/lies.ts";
import { connect, type Manner, manners, speak } from "../../../../tests/harness/manners.ts";
import { DOMAIN, newSso, person, type Sso, settingsOf } from "../../../../tests/harness/sso.ts";
import { password } from "../../../../tests/harness/world.ts";
import { operationId } from "../../../crypto/index.ts";
import { systemClock } from "../../platform/clock/index.ts";
import { Account } from "../accounts/index.ts";
import { Identity } from "./connections.records.ts";

const unusedDirectory: Wanted = {
  ...{ name: "Directory", product: "openldap", host: "ldap.example", port: 636, security: "tls", bindDn: "cn=x", bindPassword: "x" },
  ...{ base: "dc=example", filter: "(uid=*)", loginAttributes: ["uid"] },
};
let sso: Sso;
/** Milliseconds by which the server's clock is ahead of the provider's. */
let ahead = 0;
const inner = () => ({ id: operationId(), digest: null });
let people = 0;
const somebody = (more: object = {}) => person(`p${++people}`, more);

beforeAll(async () => {
  sso = await newSso({ clock: { ...systemClock, now: () => systemClock.now() + ahead }, egress: { time: 400, size: 512 * 1024 } });
}, 60_000);
afterAll(() => sso.close());
afterEach(() => {
  sso.provider.twist = {};
  ahead = 0;
});

/** Everything that a sign-in makes. */
async function rows(): Promise<number> {
  const { port } = sso.world.services.records;
  let count = 0;
  for (const table of [Account.name, "session", Identity.name, "person", "link", "identityHolder", "signInName"]) {
    for (let after: string | undefined; ; ) {
      const page = await port.scan(table, after, 1000);
      count += page.rows.length;
      after = page.next;
      if (after === undefined) break;
    }
  }
  return count;
}

const problemsNow = async () => (await sso.administrator.call("listConnections", { params: { company: sso.company } })).connections[0]?.problems ?? [];

describe("who comes for the first time", () => {
  test("becomes a person of the company with its role, once, and the same account ever after", async () => {
    const claims = somebody();
    const first = await sso.signIn(claims);
    expect(first).toMatchObject({ state: "signed_in", account: { email: claims.email, companies: [{ id: sso.company, role: "member" }] } });
    const before = await rows();
    const again = await sso.signIn(claims);
    expect(again.state === "signed_in" && first.state === "signed_in" && again.account.id === first.account.id).toBe(true);
    expect((await rows()) - before).toBe(1); // a session
  });

  test("is one account and one person, though the first sign-ins are several at once; unlinked, he is another one", async () => {
    const claims = somebody();
    const before = await rows();
    const all = await Promise.all([1, 2, 3].map(() => sso.signIn(claims)));
    const [first, ...others] = all.map((one) => (one.state === "signed_in" ? one.account.id : ""));
    expect(others).toEqual([first, first]);
    // Account, identity and its holder, person, link, two names; and three sessions.
    expect((await rows()) - before).toBe(7 + 3);
    const whole = await sso.world.callerOf(first ?? "", sso.company);
    // By another connection he gets in still; without one the last way stays.
    const params = { company: sso.company };
    const other = await sso.administrator.call("createConnection", { params, body: settingsOf(sso.provider) });
    await sso.administrator.call("changeConnection", { params: { ...params, connection: other.id }, body: { state: "on" } });
    const { client } = sso.browser(whole.cookie);
    const { url } = await client.call("startLink", { body: { holder: sso.company, connection: other.id } });
    await client.call("finishLink", { body: { answer: sso.provider.authorize(url, claims) } });
    await client.call("unlink", { params: { connection: sso.way.connection } });
    await sso.administrator.call("removeConnection", { params: { ...params, connection: other.id } });
    const elsewhere = { ...claims, email: `other${people}@${DOMAIN}` };
    // An identity is nobody else's for a minute.
    ahead = 61_000;
    const again = await sso.signIn(elsewhere);
    expect(again.state === "signed_in" && again.account.id !== first).toBe(true);
  });

  test("gets the role of a group that counts, and stays out where nobody new is let in", async () => {
    const at = { params: { company: sso.company, connection: sso.way.connection } };
    await sso.administrator.call("changeConnection", { ...at, body: { newcomers: "guest", groups: [{ group: "staff", role: "member" }] } });
    const roleOf = async (more: object) => {
      const done = await sso.signIn(somebody(more));
      return done.state === "signed_in" ? done.account.companies[0]?.role : undefined;
    };
    expect([await roleOf({ groups: ["staff", "x"] }), await roleOf({ groups: ["others"] })]).toEqual(["member", "guest"]);
    await sso.administrator.call("changeConnection", { ...at, body: { newcomers: null } });
    const browser = sso.browser();
    expect(await browser.refused(sso.signIn(somebody(), browser))).toBe("sso_refused");
    await sso.administrator.call("changeConnection", { ...at, body: { newcomers: "member", groups: [] } });
    expect((await problemsNow())[0]).toMatchObject({ code: "nobody" });
  });
});

test("who came in is told by pages, each once", async () => {
  await sso.signIn(somebody());
  await sso.signIn(somebody());
  const page = (query: { after?: string; limit?: number }) => sso.administrator.call("listConnections", { params: { company: sso.company }, query });
  const whole = await page({});
  expect([whole.people.length > 1, whole.next]).toEqual([true, null]);
  const told: string[] = [];
  let pages = 0;
  for (let after: string | undefined; ; pages++) {
    const { people, next } = await page({ limit: 2, ...(after ? { after } : {}) });
    told.push(...people.map(({ person }) => person));
    if (next === null) break;
    after = next;
  }
  expect(pages).toBeGreaterThan(0);
  expect(told).toEqual(whole.people.map(({ person }) => person));
});

describe("a session that a company's connection began", () => {
  test("opens that company, no other, and nothing of the account beyond it", async () => {
    const browser = sso.browser();
    const done = await sso.signIn(somebody(), browser);
    if (done.state !== "signed_in") throw new Error("not signed in");
    const other = await sso.world.newCompany("Elsewhere", done.account.id);
    expect((await browser.client.call("getCompany", { params: { company: sso.company } })).id).toBe(sso.company);
    expect(await browser.refused(browser.client.call("getCompany", { params: { company: other } }))).toBe("company_not_found");
    expect((await browser.client.call("getAccount")).companies.map(({ id }) => id)).toEqual([sso.company]);
    expect(await browser.refused(browser.client.call("listSessions"))).toBe("not_allowed");
    expect(await browser.refused(browser.client.call("startTotp", { body: {} }))).toBe("not_allowed");
    expect(await browser.refused(browser.client.call("changePassword", { body: { current: password, next: "three more quiet words" } }))).toBe("not_allowed");
    const whole = await sso.world.callerOf(done.account.id, other);
    const { url } = await whole.call("createInvite", { params: { company: other }, body: { role: "member" } });
    expect(await browser.refused(browser.client.call("acceptInvite", { body: { token: url.split("token=")[1] ?? "" } }))).toBe("not_allowed");
  });

  test("is not begun for who was taken out, who is not linked either", async () => {
    const claims = somebody();
    const done = await sso.signIn(claims);
    const person = done.state === "signed_in" ? (done.account.companies[0]?.person ?? "") : "";
    await sso.administrator.call("disablePerson", { params: { company: sso.company, person } });
    const before = await rows();
    const browser = sso.browser();
    expect(await browser.refused(sso.signIn(claims, browser))).toBe("sso_refused");
    expect(await rows()).toBe(before);
    expect((await problemsNow())[0]).toMatchObject({ code: "disabled" });
  });

  test("ends with the connection that began it", async () => {
    const browser = sso.browser();
    await sso.signIn(somebody(), browser);
    const at = { params: { company: sso.company, connection: sso.way.connection } };
    await sso.administrator.call("changeConnection", { ...at, body: { state: "off" } });
    expect(await browser.refused(browser.client.call("getAccount"))).toBe("not_signed_in");
    expect(await browser.refused(sso.signIn(somebody(), browser))).toBe("sso_refused");
    await sso.administrator.call("changeConnection", { ...at, body: { state: "on" } });
  });
});

describe("a company that lets in by its connection only", () => {
  const rule = (required: boolean, breakGlass: string[]) =>
    sso.administrator.call("setSignInRule", { params: { company: sso.company }, body: { required, breakGlass } });

  test("refuses every other session but that of who was named and shows a second factor", async () => {
    const { generate } = await codes();
    const params = { company: sso.company };
    const member = await sso.world.join(sso.company, "member");
    const keeper = await sso.world.join(sso.company, "administrator", [], "keeper of the key");
    const { id, secret } = await keeper.call("startTotp", { body: {} });
    await keeper.call("finishTotp", { params: { factor: id }, body: { code: generate(secret, 0) } });
    expect(await sso.administrator.refused("setSignInRule", { params, body: { required: true, breakGlass: [] } })).toBe("last_way_in");
    expect(await sso.administrator.refused("setSignInRule", { params, body: { required: true, breakGlass: [member.person] } })).toBe("person_not_found");
    await rule(true, [keeper.person]);
    expect(await member.refused("getCompany", { params })).toBe("connection_needed");
    expect(await sso.administrator.refused("getCompany", { params })).toBe("connection_needed");
    expect(await (await sso.world.callerOf(keeper.account, sso.company)).refused("getCompany", { params })).toBe("second_factor_needed");
    expect((await keeper.call("getCompany", { params })).id).toBe(sso.company);
    const browser = sso.browser();
    const claims = somebody();
    await sso.signIn(claims, browser);
    expect((await browser.client.call("getCompany", { params })).id).toBe(sso.company);
    const at = { ...params, connection: sso.way.connection };
    expect(await keeper.refused("changeConnection", { params: at, body: { state: "off" } })).toBe("last_way_in");
    expect(await keeper.refused("removeConnection", { params: at })).toBe("last_way_in");
    // Nobody comes in by those that are not on.
    const draft = await keeper.call("createConnection", { params, body: settingsOf(sso.provider) });
    await keeper.call("removeConnection", { params: { ...params, connection: draft.id } });
    const unused = await keeper.call("createDirectory", { params, body: unusedDirectory });
    await keeper.call("removeDirectory", { params: { ...params, directory: unused.id } });
    const other = await keeper.call("createConnection", { params, body: settingsOf(sso.provider) });
    expect(await keeper.refused("removeConnection", { params: at })).toBe("last_way_in");
    await keeper.call("changeConnection", { params: { ...params, connection: other.id }, body: { state: "on" } });
    await keeper.call("removeConnection", { params: { ...params, connection: other.id } });
    await keeper.call("setSignInRule", { params, body: { required: false, breakGlass: [] } });
    await member.call("getCompany", { params });
  });

  test("opens to a whole session that its connection vouches for, which stays whole", async () => {
    const member = await sso.world.join(sso.company, "member");
    const browser = sso.browser(member.cookie);
    const claims = somebody();
    const { url } = await browser.client.call("startLink", { body: sso.way });
    await browser.client.call("finishLink", { body: { answer: sso.provider.authorize(url, claims) } });
    await rule(true, [sso.administrator.person]);
    expect(await browser.refused(browser.client.call("getCompany", { params: { company: sso.company } }))).toBe("connection_needed");
    await sso.signIn(claims, browser);
    expect((await browser.client.call("getCompany", { params: { company: sso.company } })).id).toBe(sso.company);
    expect((await browser.client.call("listSessions")).sessions.length).toBeGreaterThan(0);
    const admin = sso.browser(sso.administrator.cookie);
    const linked = await admin.client.call("startLink", { body: sso.way });
    const own = somebody();
    await admin.client.call("finishLink", { body: { answer: sso.provider.authorize(linked.url, own) } });
    await sso.signIn(own, admin);
    await admin.client.call("setSignInRule", { params: { company: sso.company }, body: { required: false, breakGlass: [] } });
    await sso.renewAdministrator();
  });
});

describe("an account that stands already", () => {
  async function withAddress(isConfirmed: boolean) {
    const claims = somebody();
    const { accounts, records } = sso.world.services;
    const account = await accounts.accounts.make({ name: `owner of ${claims.email.replace("@", " ")}`, password, email: claims.email }, inner());
    const row = await records.get(Account, { account });
    if (!row) throw new Error("no account");
    if (isConfirmed) {
      const { put, expect: at } = await import("../../platform/records/sealed.ts");
      await records.commit(operationId(), [at(Account, { account }, row.version)], [put(Account, { ...row, emailConfirmedAt: 1 }, row.version + 1)]);
    }
    return { claims, account };
  }

  test("is linked by an address that both sides vouch for, and never by one that nobody confirmed", async () => {
    const confirmed = await withAddress(true);
    expect(await sso.signIn(confirmed.claims)).toMatchObject({ state: "signed_in", account: { id: confirmed.account } });
    const waiting = await withAddress(false);
    const before = await rows();
    const browser = sso.browser();
    expect(await browser.refused(sso.signIn(waiting.claims, browser))).toBe("sso_link_first");
    expect(await rows()).toBe(before);
  });

  test("links itself after showing who it is, unlinks, and keeps its last way in", async () => {
    const member = await sso.world.join(sso.company, "member");
    const browser = sso.browser(member.cookie);
    const claims = somebody();
    const { url } = await browser.client.call("startLink", { body: sso.way });
    const answer = sso.provider.authorize(url, claims);
    // Another browser, and this one signing in instead of linking, bring nothing about.
    expect(await browser.refused(sso.browser().client.call("finishConnection", { body: { answer } }))).toBe("sso_refused");
    expect(await browser.refused(browser.client.call("finishConnection", { body: { answer } }))).toBe("sso_refused");
    await browser.client.call("finishLink", { body: { answer } });
    expect((await browser.client.call("listIdentities")).identities).toMatchObject([{ connection: sso.way.connection, email: claims.email }]);
    expect(await sso.signIn(claims)).toMatchObject({ state: "signed_in", account: { id: member.account } });
    await browser.client.call("unlink", { params: { connection: sso.way.connection } });
    expect((await browser.client.call("listIdentities")).identities).toEqual([]);
    const newcomer = sso.browser();
    const made = await sso.signIn(somebody(), newcomer);
    if (made.state !== "signed_in") throw new Error("not signed in");
    const whole = await sso.world.callerOf(made.account.id, sso.company);
    expect(await whole.refused("unlink", { params: { connection: sso.way.connection } })).toBe("last_way_in");
  });

  test("still shows its own second factor", async () => {
    const { generate } = await codes();
    const member = await sso.world.join(sso.company, "member");
    const { id, secret } = await member.call("startTotp", { body: {} });
    await member.call("finishTotp", { params: { factor: id }, body: { code: generate(secret, 0) } });
    const own = sso.browser(member.cookie);
    const claims = somebody({ amr: ["pwd", "mfa"] });
    const { url } = await own.client.call("startLink", { body: sso.way });
    await own.client.call("finishLink", { body: { answer: sso.provider.authorize(url, claims) } });
    const browser = sso.browser();
    const done = await sso.signIn(claims, browser);
    if (done.state !== "second_factor") throw new Error("no second factor was asked");
    const account = await browser.client.call("finishSignIn", { body: { ticket: done.ticket, code: generate(secret, 1) } });
    expect(account.companies.map((one) => one.id)).toEqual([sso.company]);
    const at = { params: { company: sso.company, connection: sso.way.connection } };
    await sso.administrator.call("changeConnection", { ...at, body: { trustsMfa: true } });
    expect(await sso.signIn(claims)).toMatchObject({ state: "signed_in" });
    expect(await sso.signIn({ ...claims, amr: ["pwd"] })).toMatchObject({ state: "second_factor" });
    await sso.administrator.call("changeConnection", { ...at, body: { trustsMfa: false } });
  });
});

async function codes() {
  const { Secret, TOTP } = await import("otpauth");
  return { generate: (secret: string, steps: number) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 }) };
}

describe("a provider that lies", () => {
  test.each(Object.keys(lies))("%s: nobody is signed in, nothing is made", async (name) => {
    const claims = somebody();
    sso.provider.twist = lies[name]?.(sso.provider) ?? {};
    const before = await rows();
    const browser = sso.browser();
    expect(await browser.refused(sso.signIn(claims, browser))).toBe("sso_refused");
    expect(await rows()).toBe(before);
    expect([...browser.cookies.keys()]).toEqual(["bastide-out"]);
    // The control: the same, told rightly.
    sso.provider.twist = {};
    expect(await sso.signIn(claims)).toMatchObject({ state: "signed_in" });
  });

  test("an answer is good once, in its own browser, for its own time, also after a restart", async () => {
    const browser = sso.browser();
    const { url } = await browser.client.call("startConnection", { body: sso.way });
    const answer = sso.provider.authorize(url, somebody());
    expect(await browser.refused(sso.browser().client.call("finishConnection", { body: { answer } }))).toBe("sso_refused");
    const other = sso.browser();
    await other.client.call("startConnection", { body: sso.way });
    expect(await browser.refused(other.client.call("finishConnection", { body: { answer } }))).toBe("sso_refused");
    const both = await Promise.all([1, 2].map(() => browser.refused(browser.client.call("finishConnection", { body: { answer } }))));
    expect(both.sort()).toEqual(["allowed", "sso_refused"]);
    expect(await browser.refused(browser.client.call("finishConnection", { body: { answer } }))).toBe("sso_refused");
  });

  test("an answer of one connection is none of another", async () => {
    const { HostileProvider } = await import("../../../../tests/harness/hostile-provider.ts");
    const evil = await HostileProvider.start();
    const browser = sso.browser();
    const { url } = await browser.client.call("startConnection", { body: sso.way });
    const mixed = new URLSearchParams(sso.provider.authorize(url, somebody()));
    mixed.set("iss", evil.issuer);
    const before = await rows();
    expect(await browser.refused(browser.client.call("finishConnection", { body: { answer: String(mixed) } }))).toBe("sso_refused");
    expect(await rows()).toBe(before);
    evil.close();
  });

  test("what went wrong stands in the company's log and in the connection's list, not in the answer", async () => {
    const email = "somebody@elsewhere.example";
    const told = async () => {
      const { entries } = await sso.administrator.call("listAudit", { params: { company: sso.company } });
      return entries.filter(({ action, details }) => action === "session.start" && details?.["problem"] === "domain");
    };
    const before = await told();
    for (let i = 0; i < 2; i++) expect(await sso.browser().refused(sso.signIn(somebody({ email })))).toBe("sso_refused");
    const [problem, ...older] = await problemsNow();
    expect(problem).toMatchObject({ code: "domain", about: email, count: 2 });
    expect(older.some(({ about }) => about === email)).toBe(false);
    const [latest, ...others] = (await told()).filter(({ number }) => !before.some((one) => one.number === number));
    expect(latest).toMatchObject({ result: "refused", object: sso.way.connection });
    expect(others).toEqual([]);
  });
});

test("a secret that was written for one provider is not sent to another", async () => {
  const params = { company: sso.company };
  const settings = { name: "Kept", brand: "other", issuer: sso.provider.issuer, clientId: "bastide", clientSecret: "a secret of the client" } as const;
  const { id } = await sso.administrator.call("createConnection", { params, body: settings });
  const at = { ...params, connection: id };
  const elsewhere = { issuer: "https://evil.example" };
  expect(await sso.administrator.refused("changeConnection", { params: at, body: elsewhere })).toBe("invalid_request");
  await sso.administrator.call("changeConnection", { params: at, body: { issuer: settings.issuer, name: "Kept still" } });
  await sso.administrator.call("changeConnection", { params: at, body: { ...elsewhere, clientSecret: "another" } });
  await sso.administrator.call("removeConnection", { params: { ...params, connection: id } });
});

describe("rules of the large ones", () => {
  const usual: Manner = { settings: () => ({}), told: () => ({ claims: (right) => right }), lies: {} };

  test.each(Object.entries(manners))("%s: lets in by its own rules, and by no lie about them", async (_name, manner) => {
    const way = await connect(sso, manner);
    for (const lie of Object.keys(manner.lies)) {
      const browser = sso.browser();
      const before = await rows();
      speak(sso, manner, lie);
      expect([lie, await browser.refused(sso.signIn(somebody(), browser, way)), await rows()]).toEqual([lie, "sso_refused", before]);
    }
    speak(sso, manner);
    expect(await sso.signIn(somebody(), sso.browser(), way)).toMatchObject({ state: "signed_in" });
    sso.provider.twist = { ...sso.provider.twist, sign: sso.provider.withOtherKey };
    const browser = sso.browser();
    expect(await browser.refused(sso.signIn(somebody(), browser, way))).toBe("sso_refused");
  });

  test("the installation's: a session like any other, for who has an account or, where it may, for newcomers of a domain of its own", async () => {
    const owner = await sso.world.callerOf(sso.world.owner.account, sso.company);
    const body = { name: "Everybody", brand: "other" as const, issuer: sso.provider.issuer, clientId: "bastide", newcomers: "member" as const };
    const { id } = await owner.call("createInstallationConnection", { body });
    await owner.call("changeInstallationConnection", { params: { connection: id }, body: { state: "on" } });
    const way = (await sso.browser().client.call("listSignInWays")).ways[0];
    if (!way) throw new Error("it is not offered");
    expect(way.connection).toBe(id);
    const browser = sso.browser();
    expect(await browser.refused(sso.signIn(somebody(), browser, way))).toBe("sso_refused");
    const domain = await owner.call("addInstallationDomain", { body: { name: DOMAIN } });
    sso.names.texts.set(domain.record.name, [domain.record.text]);
    expect((await owner.call("verifyInstallationDomain", { params: { domain: domain.id } })).state).toBe("verified");
    expect(await sso.signIn(somebody(), browser, way)).toMatchObject({ state: "signed_in", account: { companies: [] } });
    expect((await browser.client.call("listSessions")).sessions).toHaveLength(1);
    await owner.call("removeInstallationDomain", { params: { domain: domain.id } });
    const other = sso.browser();
    expect(await other.refused(sso.signIn(somebody(), other, way))).toBe("sso_refused");
    await owner.call("removeInstallationConnection", { params: { connection: id } });
    expect((await sso.browser().client.call("listSignInWays")).ways).toEqual([]);
  });

  test("a provider that answers badly is named to the administrator, by a code", async () => {
    const params = { company: sso.company };
    const way = await connect(sso, usual);
    const problem = async (twist: Twist) => {
      sso.provider.twist = twist;
      return (await sso.administrator.call("testConnection", { params: { ...params, connection: way.connection } })).problem;
    };
    expect(await problem({})).toBe(null);
    expect(await problem({ metadata: (right) => ({ ...right, issuer: "https://other.example" }) })).toBe("wrong_issuer");
    expect(await problem({ metadata: () => "{" })).toBe("bad_metadata");
    expect(await problem({ metadata: () => `{"x":"${"x".repeat(600 * 1024)}"}` })).toBe("too_large");
    expect(await problem({ metadata: (right) => ({ ...right, id_token_signing_alg_values_supported: ["none", "HS256"] }) })).toBe("no_algorithm");
    expect(await problem({ status: 302, headers: { location: "http://169.254.169.254/" } })).toBe("redirected");
    expect(await problem({ delay: 2000 })).toBe("too_slow");
    expect(await problem({ metadata: (right) => ({ ...right, jwks_uri: "http://127.0.0.1:1/jwks" }) })).toBe("not_public");
    expect(await problem({ jwks: () => ({ keys: [] }) })).toBe("bad_keys");
  });
});
