import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeFolders, testServer } from "../../../../../tests/harness/installation.ts";
import { type NameServer, startNameServer } from "../../../../../tests/harness/name-server.ts";
import { attacks } from "../../../../../tests/harness/saml-attacks.ts";
import { encoded, type Question, type Said, SamlIdp } from "../../../../../tests/harness/saml-idp.ts";
import { DOMAIN, SsoBrowser } from "../../../../../tests/harness/sso.ts";
import { newWorld, type World } from "../../../../../tests/harness/world.ts";
import { newSigningPair, type SigningPair } from "../../../../crypto/index.ts";
import { manualClock } from "../../../platform/clock/index.ts";
import { Account } from "../../accounts/index.ts";
import { Identity } from "../connections.records.ts";
import { SamlProblem } from "./problems.ts";
import { readResponse } from "./response.ts";

const clock = manualClock();
const MINUTE = 60_000;
let world: World;
let names: NameServer;
let idp: SamlIdp;
let foreign: SigningPair;
let connection: string;
const browser = () => new SsoBrowser(world.server.url);
const at = () => ({ company: world.company, connection });

beforeAll(async () => {
  [names, idp, foreign] = await Promise.all([
    startNameServer(),
    SamlIdp.make("https://idp.example/saml", clock.now()),
    newSigningPair("idp", 0, clock.now() + 1e10),
  ]);
  world = await newWorld({ clock, folders: makeFolders({ BASTIDE_DNS: names.address }) });
  connection = await connect(idp);
  const { company: holder, owner } = world;
  const domain = await owner.call("addDomain", { params: { company: holder }, body: { name: DOMAIN } });
  names.texts.set(domain.record.name, [domain.record.text]);
  await owner.call("verifyDomain", { params: { company: holder, domain: domain.id } });
}, 60_000);
afterAll(async () => {
  await world.close();
  names.close();
});
// So many attacks of one network are refused before they are looked at.
beforeEach(() => world.services.accounts.forgetGuesses("127.0.0.1", {}));

async function connect(provider: SamlIdp): Promise<string> {
  const params = { company: world.company };
  const made = await world.owner.call("createSamlConnection", { params, body: { name: "Acme", newcomers: "member", metadata: { xml: provider.metadata() } } });
  await world.owner.call("changeConnection", { params: { ...params, connection: made.id }, body: { state: "on" } });
  return made.id;
}

async function ask(from: SsoBrowser, by = connection): Promise<Question & { url: string }> {
  const { url } = await from.client.call("startConnection", { body: { holder: world.company, connection: by } });
  return { ...idp.asked(url), url };
}

/** As the provider's page has a browser do it. @returns where that goes next */
async function post(acs: string, field: string): Promise<URL> {
  const headers = { origin: "https://idp.example", "sec-fetch-site": "cross-site" };
  const reply = await fetch(acs, { method: "POST", redirect: "manual", headers, body: new URLSearchParams({ SAMLResponse: field, RelayState: "" }) });
  if (reply.status !== 303) throw new Error(`${reply.status} ${await reply.text()}`);
  expect(reply.headers.getSetCookie()).toEqual([]);
  return new URL(reply.headers.get("location") ?? "", world.server.url);
}

const hand = (to: SsoBrowser, next: URL) => to.client.call("finishConnection", { body: { answer: next.search.slice(1) } });

async function signIn(otherwise: Partial<Said> = {}, from = browser()) {
  const question = await ask(from);
  return hand(from, await post(question.acs, encoded(idp.answer(idp.said(question, clock.now(), otherwise)))));
}

/** Everything that a sign-in makes. */
async function rows(): Promise<number> {
  const { port } = world.services.records;
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

const shown = async () => (await world.owner.call("listConnections", { params: { company: world.company } })).connections.find(({ id }) => id === connection);

test("who the provider names comes in, once as somebody new, then as the same", async () => {
  const first = await signIn();
  expect(first).toMatchObject({ state: "signed_in", account: { email: "anna@acme.example", companies: [{ id: world.company, role: "member" }] } });
  const before = await rows();
  const again = await signIn({ email: "renamed@acme.example" });
  expect(again.state === "signed_in" && first.state === "signed_in" && again.account.id === first.account.id).toBe(true);
  expect((await rows()) - before).toBe(1); // a session
});

test("the question is signed, names this connection alone, and no other server's answers", async () => {
  const { url, issuer, acs, id } = await ask(browser());
  const query = new URL(url).searchParams;
  expect([url.startsWith(idp.entryPoint), query.get("SigAlg"), (query.get("Signature") ?? "").length > 100]).toEqual([
    true,
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    true,
  ]);
  expect(id).toMatch(/^_[\w-]+$/);
  const own = await (await fetch(issuer)).text();
  expect(own).toContain(`entityID="${issuer}"`);
  expect(own).toContain(`Location="${acs}"`);
  expect(own).not.toContain("PRIVATE");
});

test("what is grave is open to who showed the provider lately who he is, by its own word; signing in anew has it ask", async () => {
  const asks = async (authenticated: number) => {
    const from = browser();
    await signIn({ authenticated }, from);
    return from.refused(from.client.call("createToken", { params: { company: world.company }, body: { name: "robot", scopes: ["people:read"] } }));
  };
  expect([await asks(clock.now() - 601_000), await asks(clock.now() - 30_000)]).toEqual(["confirm_first", "allowed"]);
  const questions = [false, true].map(async (anew) => {
    const { url } = await browser().client.call("startConnection", { body: { holder: world.company, connection, anew } });
    return idp.asked(url).xml.includes('ForceAuthn="true"');
  });
  expect(await Promise.all(questions)).toEqual([false, true]);
});

describe("lets in nobody by", () => {
  for (const { name, problem, forge } of attacks) {
    test(name, async () => {
      const from = browser();
      const question = await ask(from);
      const before = await rows();
      const next = await post(question.acs, forge({ idp, question, now: clock.now(), foreign }));
      expect(await from.refused(hand(from, next))).toBe("sso_refused");
      expect(await rows()).toBe(before);
      expect(next.search).not.toContain(problem);
      if (name !== "an answer to a question that nobody asked") expect((await shown())?.problems[0]?.code).toBe(problem);
    });
  }

  test("an answer to another browser's question", async () => {
    const [mine, theirs] = [browser(), browser()];
    const question = await ask(theirs);
    await ask(mine);
    const before = await rows();
    const next = await post(question.acs, encoded(idp.answer(idp.said(question, clock.now()))));
    expect(await mine.refused(hand(mine, next))).toBe("sso_refused");
    expect(await rows()).toBe(before);
  });

  test("an answer for another connection, or by another connection's key", async () => {
    const other = await SamlIdp.make("https://other.example/saml", clock.now());
    const second = await connect(other);
    const from = browser();
    const [here, there] = [await ask(from), await ask(from, second)];
    const before = await rows();
    const forged = encoded(idp.answer(idp.said(here, clock.now()), { pair: other.pair }));
    const moved = encoded(idp.answer(idp.said(here, clock.now())));
    for (const next of [await post(here.acs, forged), await post(there.acs, moved)]) expect(await from.refused(hand(from, next))).toBe("sso_refused");
    // What the one says may not be handed in for a question to the other.
    const [good, asked] = [await post(here.acs, moved), there.id.slice(1)];
    good.searchParams.set("state", asked);
    expect(await from.refused(hand(from, good))).toBe("sso_refused");
    expect(await rows()).toBe(before);
  });

  test("the same answer twice, or an answer to a second question under the same id", async () => {
    const from = browser();
    const question = await ask(from);
    const said = idp.said(question, clock.now());
    const field = encoded(idp.answer(said));
    const next = await post(question.acs, field);
    await hand(from, next);
    const before = await rows();
    expect(await from.refused(hand(from, next))).toBe("sso_refused");
    expect(await from.refused(hand(from, await post(question.acs, field)))).toBe("sso_refused");
    const again = await ask(from);
    const reused = encoded(idp.answer({ ...idp.said(again, clock.now()), assertionId: said.assertionId }));
    expect(await from.refused(hand(from, await post(again.acs, reused)))).toBe("sso_refused");
    expect((await shown())?.problems[0]?.code).toBe("replayed");
    expect(await rows()).toBe(before);
  });

  test("what was posted longer than two minutes ago, or was changed on the way", async () => {
    const from = browser();
    const question = await ask(from);
    const next = await post(question.acs, encoded(idp.answer(idp.said(question, clock.now()))));
    const changed = new URL(next);
    const saml = next.searchParams.get("saml") ?? "";
    changed.searchParams.set("saml", `${saml.slice(0, 60)}${saml[60] === "A" ? "B" : "A"}${saml.slice(61)}`);
    expect(await from.refused(hand(from, changed))).toBe("sso_refused");
    const later = await ask(from);
    const slow = await post(later.acs, encoded(idp.answer(idp.said(later, clock.now()))));
    clock.setWall(clock.now() + 2 * MINUTE + 1);
    expect(await from.refused(hand(from, slow))).toBe("sso_refused");
  });

  test("a deflated answer, which only addresses bear", async () => {
    const from = browser();
    const question = await ask(from);
    const next = await post(question.acs, deflateRawSync(idp.answer(idp.said(question, clock.now()))).toString("base64"));
    expect(await from.refused(hand(from, next))).toBe("sso_refused");
    expect((await shown())?.problems[0]?.code).toBe("not_xml");
  });
});

test("of two certificates each is good, and the old one no more once the metadata leave it out", async () => {
  const next = await SamlIdp.make(idp.entityId, clock.now());
  const by = (pair: SigningPair) => async () => {
    const from = browser();
    const question = await ask(from);
    const field = encoded(idp.answer(idp.said(question, clock.now()), { pair }));
    return from.refused(post(question.acs, field).then((to) => hand(from, to)));
  };
  const [old, fresh] = [by(idp.pair), by(next.pair)];
  expect([await old(), await fresh()]).toEqual(["allowed", "sso_refused"]);
  const take = (certificates: string[]) => world.owner.call("setSamlMetadata", { params: at(), body: { metadata: { xml: idp.metadata(certificates) } } });
  expect((await take([idp.pair.certificate, next.pair.certificate])).saml?.certificates).toHaveLength(2);
  expect([await old(), await fresh()]).toEqual(["allowed", "allowed"]);
  await take([next.pair.certificate]);
  expect([await old(), await fresh()]).toEqual(["sso_refused", "allowed"]);
  await take([idp.pair.certificate]);
  const other = await SamlIdp.make("https://another.example", clock.now());
  expect(await world.owner.refused("setSamlMetadata", { params: at(), body: { metadata: { xml: other.metadata() } } })).toBe("invalid_request");
  expect(await world.owner.refused("changeConnection", { params: at(), body: { issuer: "https://another.example" } })).toBe("invalid_request");
});

test("metadata that name no provider, no good certificate or another file are refused, and make no row", async () => {
  const params = { company: world.company };
  const count = async () => (await world.owner.call("listConnections", { params })).connections.length;
  const before = await count();
  const good = idp.metadata();
  const bad = [
    "",
    "<a/>",
    good.replace("IDPSSODescriptor", "SPSSODescriptor"),
    good.replace(/https:\/\/idp/g, "http://idp"),
    `<!DOCTYPE a>${good}`,
    good.replace(/<ds:X509Certificate>[^<]*/, "<ds:X509Certificate>AAAA"),
  ];
  for (const xml of bad) {
    expect(await world.owner.refused("createSamlConnection", { params, body: { name: "x", metadata: { xml } } })).toBe("invalid_request");
  }
  for (const url of ["http://127.0.0.1:1/", "https://127.0.0.1:1/", "file:///etc/passwd", "nothing"]) {
    expect(await world.owner.refused("createSamlConnection", { params, body: { name: "x", metadata: { url } } })).toBe("invalid_request");
  }
  expect(await count()).toBe(before);
  const member = await world.join(world.company, "member");
  expect(await member.refused("createSamlConnection", { params, body: { name: "x", metadata: { xml: good } } })).toBe("not_allowed");
});

test("whatever is posted has a problem with a name", async () => {
  const agreement = { issuer: idp.entityId, certificates: [idp.pair.certificate], entityId: "https://a.example", acs: "https://a.example/acs" };
  const honest = idp.answer(idp.said({ id: "_q", issuer: agreement.entityId, acs: agreement.acs }, clock.now()));
  const broken = fc
    .tuple(fc.nat(honest.length), fc.nat(40), fc.string({ maxLength: 20 }))
    .map(([from, gone, put]) => honest.slice(0, from) + put + honest.slice(from + gone));
  const texts = fc.oneof(broken, fc.string({ unit: "binary" }), fc.stringMatching(/^<[a-z:<>/"'= &;!?-]{0,60}>$/));
  const posted = fc.oneof(texts.map(encoded), fc.string());
  await fc.assert(
    fc.asyncProperty(posted, async (field) => {
      const outcome = await readResponse(field, agreement, clock.now()).catch((error: unknown) => error);
      return outcome instanceof SamlProblem || field === encoded(honest) || (outcome as { subject?: string }).subject === "u-1";
    }),
    { numRuns: 300, seed: 45 },
  );
});

test("forged answers fill neither the list nor the log, however many; whoever has a right one gets in beside them", async () => {
  clock.advance(60 * MINUTE);
  const owner = await world.callerOf(world.owner.account, world.company);
  const { acs } = await ask(browser());
  const lines = async () => {
    const { entries } = await owner.call("listAudit", { params: { company: world.company } });
    return entries.filter(({ action, result, details }) => action === "session.start" && result === "refused" && details?.["problem"] === "not_base64").length;
  };
  const forge = async (count: number) => {
    for (let i = 0; i < count; i++) {
      clock.advance(1000);
      expect((await post(acs, `?${i}`)).search).toBe("?error=refused");
    }
  };
  const countOf = async () => (await shown())?.problems.filter(({ code }) => code === "not_base64").map(({ count }) => count);
  const [before, listed = 0] = [await lines(), (await countOf())?.[0]];
  await forge(120);
  expect(await countOf()).toEqual([listed + 100]);
  expect((await lines()) - before).toBe(1);
  expect(await signIn()).toMatchObject({ state: "signed_in" });
  const stale = () => browser().client.call("finishConnection", { body: { answer: "state=none" } });
  expect(await browser().refused(stale())).toBe("too_many_attempts");
  clock.advance(60 * MINUTE);
  expect(await browser().refused(stale())).toBe("sso_refused");
  await forge(1);
  expect([await countOf(), (await lines()) - before]).toEqual([[listed + 101], 2]);
});

test("an answer that was used is known after a restart, and the connection goes on", async () => {
  const from = browser();
  const question = await ask(from);
  const said = idp.said(question, clock.now());
  await hand(from, await post(question.acs, encoded(idp.answer(said))));
  const { folders } = world.server;
  await world.server.close();
  const second = await testServer({ clock, folders });
  const there = new SsoBrowser(second.url);
  const tell = async (assertionId?: string) => {
    const { url } = await there.client.call("startConnection", { body: { holder: world.company, connection } });
    const asked = idp.asked(url);
    const answer = idp.said(asked, clock.now(), assertionId ? { assertionId } : {});
    const next = await post(asked.acs, encoded(idp.answer(answer)));
    return there.refused(hand(there, next));
  };
  try {
    expect([await tell(said.assertionId), await tell()]).toEqual(["sso_refused", "allowed"]);
  } finally {
    await second.close();
  }
});
