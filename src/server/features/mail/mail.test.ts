import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeFolders } from "../../../../tests/harness/installation.ts";
import { CookieJar } from "../../../../tests/harness/jar.ts";
import { makeCertificate, type Received, type SmtpPeer, smtpPeer } from "../../../../tests/harness/smtp.ts";
import { type Caller, newWorld, password, type World } from "../../../../tests/harness/world.ts";
import { createClient } from "../../../client/index.ts";
import { mailTemplates } from "../../../contract/mail.ts";
import { manualClock } from "../../platform/clock/index.ts";
import { EmailLink, KnownPlace } from "../accounts/accounts.records.ts";
import { SpooledMail } from "./mail.records.ts";
import { examples, render } from "./render.ts";

const MINUTE = 60_000;
const clock = manualClock();
const pass = (ms: number): void => clock.setWall(clock.now() + ms);
const other = "four other quiet words";
let world: World;
let peer: SmtpPeer;

const mailEnv = (port: number) => ({
  BASTIDE_SMTP_HOST: "localhost",
  BASTIDE_SMTP_PORT: String(port),
  BASTIDE_MAIL_FROM: "Bastide <bastide@workspace.example>",
});
beforeAll(async () => {
  peer = await smtpPeer();
  world = await newWorld({ clock, folders: makeFolders(mailEnv(peer.port)) });
});
afterAll(async () => {
  await world.close();
  await peer.close();
});
beforeEach(async () => {
  await world.services.feed.idle();
  await world.services.mail.spool.idle();
  peer.letters.length = 0;
});

/** What came in since the test began. */
async function delivered(): Promise<Received[]> {
  await world.services.feed.idle();
  await world.services.mail.spool.idle();
  return peer.letters;
}
const written = () => world.services.records.list(SpooledMail, { company: world.services.records.installation }, { limit: 5000 });
const tokenIn = (letter: Received | undefined): string => /#token=([\w-]+)/.exec(letter?.text ?? "")?.[1] ?? "";

let people = 0;
async function somebody(): Promise<{ me: Caller; login: string; email: string }> {
  const login = `somebody ${++people}`;
  return { me: await world.join(world.company, "member", [], login), login, email: `somebody${people}@example.org` };
}
/** A browser that nobody is signed in on. */
function browser(userAgent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/144.0") {
  const jar = new CookieJar(world.server.url, "", (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set("user-agent", userAgent);
    return world.server.fetch(input, { ...init, headers });
  });
  return createClient({ baseUrl: world.server.url, fetch: jar.fetch });
}
const codeOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => "allowed",
    (error: { code?: string }) => error.code ?? String(error),
  );

/** Somebody whose address is confirmed. */
async function confirmed() {
  const one = await somebody();
  await one.me.call("changeEmail", { body: { email: one.email, language: "fr" } });
  await one.me.call("confirmEmail", { body: { token: tokenIn((await delivered()).at(-1)) } });
  const me = await world.callerOf(one.me.account, world.company);
  await delivered();
  peer.letters.length = 0;
  return { ...one, me };
}

describe("an e-mail address", () => {
  test("counts once the link in its mailbox was followed, once; every token of the account is a new one then", async () => {
    const { me, email } = await somebody();
    const asked = await me.call("changeEmail", { body: { email, language: "en" } });
    expect(asked).toMatchObject({ email: null, confirmedAt: null, pending: { email }, isMailOn: true });
    const [letter] = await delivered();
    expect([letter?.rcpt, letter?.subject]).toEqual([[email], "Confirm your e-mail address"]);
    const token = tokenIn(letter);
    const tokenBefore = me.cookie.slice("bastide=".length);
    const knows = async () => (await world.services.accounts.authenticate(tokenBefore, { address: "", userAgent: "" })) !== undefined;
    expect(await knows()).toBe(true);
    // Whoever has the link and not the account would give it his address.
    const { me: other } = await somebody();
    expect(await codeOf(browser().call("confirmEmail", { body: { token } }))).toBe("not_signed_in");
    expect(await other.refused("confirmEmail", { body: { token } })).toBe("link_not_found");
    expect((await me.call("getEmail")).email).toBeNull();
    expect(await me.call("confirmEmail", { body: { token } })).toEqual({ email });
    expect(await knows()).toBe(false);
    const again = await world.callerOf(me.account, world.company);
    expect(await again.refused("confirmEmail", { body: { token } })).toBe("link_not_found");
    // Its browser fetches the next one by itself.
    expect(await me.call("getEmail")).toMatchObject({ email, confirmedAt: clock.now(), pending: null });
  });

  test("needs the latest link, in time", async () => {
    const { me, email } = await somebody();
    await me.call("changeEmail", { body: { email } });
    const first = tokenIn((await delivered()).at(-1));
    await me.call("changeEmail", { body: { email: `other-${email}` } });
    const second = tokenIn((await delivered()).at(-1));
    expect(await me.refused("confirmEmail", { body: { token: first } })).toBe("link_not_found");
    pass(30 * MINUTE);
    expect(await me.refused("confirmEmail", { body: { token: second } })).toBe("link_not_found");
  });

  test("that is changed or taken off is told of, with nothing to click", async () => {
    const { me, email } = await confirmed();
    await me.call("changeEmail", { body: { email: `new-${email}`, language: "fr" } });
    const token = tokenIn((await delivered()).at(-1));
    expect((await me.call("getEmail")).email).toBe(email);
    await me.call("confirmEmail", { body: { token } });
    const notice = (await delivered()).at(-1);
    expect([notice?.rcpt, notice?.subject]).toEqual([[email], "Votre adresse électronique a changé"]);
    expect([notice?.html?.includes("href"), notice?.text?.includes("http")]).toEqual([false, false]);
    const again = await world.callerOf(me.account, world.company);
    expect(await again.call("removeEmail")).toMatchObject({ email: null, confirmedAt: null });
    expect((await delivered()).at(-1)?.rcpt).toEqual([`new-${email}`]);
    expect(await codeOf(browser().call("signIn", { body: { login: email, password } }))).toBe("wrong_credentials");
  });

  test("is one account's: who asks for another one's hears nothing of it, the mailbox does", async () => {
    const { me, email } = await confirmed();
    /** What asking answers and writes down, apart from who asks and for what. */
    const asked = async (who: Caller, wanted: string) => {
      const { records } = world.services;
      const before = await written();
      const answers = [await who.call("changeEmail", { body: { email: wanted } }), await who.call("getEmail")];
      const link = await records.find(EmailLink, { account: who.account });
      const rows = (await written()).filter(({ mail }) => before.every((one) => one.mail !== mail));
      const letters = rows.map(({ template, state, of, owner, values }) => [template, state, of, owner === who.account, Object.keys(values)]);
      return JSON.stringify([answers, link?.state, link?.email, letters]).replaceAll(wanted, "the address");
    };
    const [{ me: second }, { me: third }] = [await somebody(), await somebody()];
    expect(await asked(second, email)).toBe(await asked(third, `free-${email}`));
    const letters = await delivered();
    expect(letters.map(({ rcpt, subject }) => [rcpt[0], subject]).toSorted()).toEqual([
      [`free-${email}`, "Confirm your e-mail address"],
      [email, "Votre adresse électronique est déjà utilisée"],
    ]);
    expect(tokenIn(letters.find(({ rcpt }) => rcpt[0] === email))).toBe("");
    expect((await me.call("getEmail")).email).toBe(email);
    expect((await second.call("getEmail")).email).toBeNull();
  });

  test("that was only claimed goes to who proves the mailbox", async () => {
    const email = "claimed@example.org";
    const claimer = await world.services.accounts.accounts.make({ name: "claimer", password, email }, { id: "c".repeat(43), digest: null });
    pass(2 * MINUTE);
    const { me } = await somebody();
    await me.call("changeEmail", { body: { email } });
    await me.call("confirmEmail", { body: { token: tokenIn((await delivered()).at(-1)) } });
    expect((await world.services.accounts.accounts.find(claimer))?.email).toBeNull();
    expect((await world.services.accounts.accounts.findByLogin(email)) === me.account).toBe(true);
  });

  test("is changed by who just showed who he is, and by nobody else's link", async () => {
    const { me, email } = await somebody();
    pass(10 * MINUTE);
    expect(await me.refused("changeEmail", { body: { email } })).toBe("confirm_first");
    expect(await me.refused("removeEmail")).toBe("confirm_first");
    expect(await me.refused("confirmEmail", { body: { token: "bse_".padEnd(47, "a") } })).toBe("link_not_found");
  });
});

describe("a new password", () => {
  test("by a link to the confirmed mailbox, in the page's language; the answer is the same for everybody", async () => {
    const { login, email, me } = await confirmed();
    const unconfirmed = await somebody();
    await world.services.accounts.accounts.make({ name: "unproven", password, email: "unproven@example.org" }, { id: "u".repeat(43), digest: null });
    const answers: string[] = [];
    for (const one of [login, email, "nobody@example.org", unconfirmed.login, "unproven@example.org"])
      answers.push(JSON.stringify(await browser().call("askReset", { body: { login: one, language: "fr" } })));
    expect(new Set(answers).size).toBe(1);
    const letters = await delivered();
    // The account was asked for twice, by name and by address: one link.
    expect(letters.map(({ rcpt, subject }) => [rcpt[0], subject])).toEqual([[email, "Un nouveau mot de passe"]]);
    const token = tokenIn(letters[0]);
    expect(await codeOf(browser().call("redeemReset", { body: { token, password: other } }))).toBe("allowed");
    expect(await codeOf(browser().call("redeemReset", { body: { token, password: other } }))).toBe("link_not_found");
    expect(await me.refused("getAccount")).toBe("not_signed_in");
    expect((await browser().call("signIn", { body: { login, password: other } })).state).toBe("signed_in");
  });

  test("asked for by a stranger ends no link that stands, made by somebody ends the one that was asked for; the use of one ends all", async () => {
    const { login, me } = await confirmed();
    const ask = async () => {
      await browser().call("askReset", { body: { login } });
      return (await delivered()).splice(0).map(tokenIn);
    };
    const redeem = (token: string | undefined) => codeOf(browser().call("redeemReset", { body: { token: token ?? "", password: other } }));
    const made = (await world.services.accounts.credentials.makeResetLink(me.account)).path.split("token=")[1];
    const [own] = await ask();
    pass(5 * MINUTE - 1);
    expect(await ask()).toEqual([]);
    pass(1);
    const [later] = await ask();
    expect([own, later].every((token) => token?.startsWith("bsr_"))).toBe(true);
    expect(await redeem(own)).toBe("link_not_found");
    expect(await redeem(made)).toBe("allowed");
    expect(await redeem(later)).toBe("link_not_found");
    // Used up, it keeps nobody waiting for another one.
    const [next] = await ask();
    const beside = (await world.services.accounts.credentials.makeResetLink(me.account)).path.split("token=")[1];
    // What somebody made is newer than what was asked for, and ends it.
    expect([await redeem(next), await redeem(beside)]).toEqual(["link_not_found", "allowed"]);
  });

  test("asked for again and again is refused, for that name from that network", async () => {
    const at = browser();
    const asked = () => codeOf(at.call("askReset", { body: { login: "somebody asked for often" } }));
    const answers: string[] = [];
    for (let i = 0; i < 11; i++) answers.push(await asked());
    expect(answers).toEqual([...Array<string>(10).fill("allowed"), "too_many_attempts"]);
    pass(61 * MINUTE);
    expect(await asked()).toBe("allowed");
  });

  test("by an owner's link, which is mailed where the address is confirmed", async () => {
    const { me, email } = await confirmed();
    const owner = await world.callerOf(world.owner.account, world.company);
    const params = { company: world.company, person: me.person };
    const made = await owner.call("makeResetLink", { params, body: { mail: true } });
    expect(made.mailed).toBe(true);
    const [letter] = await delivered();
    expect([letter?.rcpt[0], letter?.text?.includes(made.url)]).toEqual([email, true]);
    const { me: bare } = await somebody();
    expect((await owner.call("makeResetLink", { params: { ...params, person: bare.person }, body: { mail: true } })).mailed).toBe(false);
  });
});

test("an invitation goes to the address that was given, and names who invites", async () => {
  const owner = await world.callerOf(world.owner.account, world.company);
  const body = { role: "member" as const, email: "guest@example.org", language: "fr" as const };
  const made = await owner.call("createInvite", { params: { company: world.company }, body });
  const [letter] = await delivered();
  expect([made.mailed, letter?.rcpt[0], letter?.subject, letter?.text?.includes(made.url)]).toEqual([
    true,
    "guest@example.org",
    "Invitation à rejoindre Acme",
    true,
  ]);
  const silent = await owner.call("createInvite", { params: { company: world.company }, body: { role: "member" } });
  expect([silent.mailed, (await delivered()).length]).toEqual([false, 1]);
});

test("of many invitations those with an address are mailed, and the dry run says so", async () => {
  const owner = await world.callerOf(world.owner.account, world.company);
  const many = async (rows: { label: string; role?: string }[], dryRun: boolean) =>
    (await owner.call("inviteMany", { params: { company: world.company }, body: { rows, language: "fr", dryRun } })).rows;
  const rows = [{ label: "many@example.org" }, { label: "Somebody @ home" }];
  expect((await many(rows, true)).map(({ mailed }) => mailed)).toEqual([true, false]);
  expect((await many([...rows, { label: "wrong@example.org", role: "king" }], false)).map(({ mailed }) => mailed)).toEqual([false, false, false]);
  expect(await delivered()).toEqual([]);
  const made = await many(rows, false);
  expect(made.map(({ mailed }) => mailed)).toEqual([true, false]);
  const letters = await delivered();
  expect(letters.map(({ rcpt, subject }) => [rcpt[0], subject])).toEqual([["many@example.org", "Invitation à rejoindre Acme"]]);
  expect(letters[0]?.text).toContain(made[0]?.url);
});

test("a sign-in from another kind of device is told of, the first and the usual ones are not", async () => {
  const { login, email } = await confirmed();
  const signIn = async (agent?: string) => {
    await browser(agent).call("signIn", { body: { login, password } });
    return (await delivered()).map(({ rcpt, subject }) => [rcpt[0], subject]);
  };
  const notice = [email, "Nouvelle connexion à votre compte"];
  expect(await signIn("Mozilla/5.0 (X11; Linux x86_64) Firefox/144.0")).toEqual([notice]);
  expect(await signIn("Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0")).toEqual([notice]);
  expect(await signIn("Mozilla/5.0 (Windows NT 10.0) Edg/140.0")).toEqual([notice, notice]);
  expect(peer.letters.at(-1)?.text).toContain("Edge · Windows");
});

describe("the spool", () => {
  const letter = (source: string) => ({
    source,
    template: "test" as const,
    to: "lea@example.org",
    language: "en" as const,
    values: { host: "example.org", at: "0" },
    of: { kind: "account" as const, id: world.owner.account },
  });
  const rows = async () => (await written()).at(-1);

  test("sends the same once, tries again with growing pauses, and forgets what it said", async () => {
    const { spool } = world.services.mail;
    peer.answers.content = 451;
    await spool.post(letter("again"));
    await spool.post(letter("again"));
    const tries: number[] = [];
    for (const wait of [0, MINUTE, 2 * MINUTE, 4 * MINUTE]) {
      pass(wait - 1);
      await spool.idle();
      const early = peer.begun();
      pass(1);
      await spool.idle();
      tries.push(peer.begun() - early);
    }
    expect(tries).toEqual([1, 1, 1, 1]);
    const owner = await world.callerOf(world.owner.account, world.company);
    expect((await owner.call("getMail")).problems[0]).toMatchObject({ template: "test", state: "waiting", problem: "content_refused", reply: 451, tries: 4 });
    delete peer.answers.content;
    pass(8 * MINUTE);
    expect(await delivered()).toHaveLength(1);
    await spool.post(letter("again"));
    expect(await delivered()).toHaveLength(1);
    const stored = (await world.services.records.list(SpooledMail, { company: world.services.records.installation }, { limit: 5000 })).filter(
      ({ template }) => template === "test",
    );
    expect(stored.map(({ state, to, values }) => [state, to, values])).toEqual([["sent", "", {}]]);
  });

  test("records what the server will never take, and does not try it again", async () => {
    peer.answers.to = 550;
    await world.services.mail.spool.post(letter("never"));
    await delivered();
    const begun = peer.begun();
    delete peer.answers.to;
    pass(360 * MINUTE);
    expect([await delivered(), peer.begun()]).toEqual([[], begun]);
    const owner = await world.callerOf(world.owner.account, world.company);
    const { queue, problems } = await owner.call("getMail");
    expect([queue.waiting, queue.failed]).toEqual([0, 1]);
    expect(problems[0]).toMatchObject({ state: "failed", problem: "recipient_refused", reply: 550 });
    expect(JSON.stringify(problems)).not.toContain("lea@");
  });

  test("whose connection is cut in the middle hands the letter over again under the same id", async () => {
    peer.answers.content = "drop";
    await world.services.mail.spool.post(letter("cut"));
    expect(await delivered()).toEqual([]);
    const stored = await rows();
    delete peer.answers.content;
    pass(MINUTE);
    const ids = (await delivered()).map(({ messageId }) => messageId);
    expect(ids).toHaveLength(1);
    expect(stored).toBeDefined();
  });

  test("gives up after three days, and keeps nothing of what it said", async () => {
    peer.answers.content = 451;
    await world.services.mail.spool.post(letter("late"));
    await delivered();
    pass(72 * 60 * MINUTE);
    await world.services.mail.spool.sweep([]);
    delete peer.answers.content;
    expect(await delivered()).toEqual([]);
    const kept = await world.services.records.list(SpooledMail, { company: world.services.records.installation }, { limit: 5000 });
    expect(kept.filter(({ state, to, values }) => state === "failed" && (to !== "" || Object.keys(values).length > 0))).toEqual([]);
    pass(5 * 1440 * MINUTE);
    await world.services.mail.spool.sweep([]);
    expect(await world.services.records.list(SpooledMail, { company: world.services.records.installation }, { limit: 5000 })).toEqual([]);
  });
});

describe("the owners' page", () => {
  test("shows server, templates and a try; others are refused", async () => {
    const owner = await world.callerOf(world.owner.account, world.company);
    expect((await owner.call("getMail")).server).toEqual({
      host: "localhost",
      port: peer.port,
      user: null,
      from: "Bastide <bastide@workspace.example>",
      tls: "opportunistic",
    });
    expect(await owner.call("testMail", { body: {} })).toEqual({ to: null, outcome: null });
    await owner.call("changeEmail", { body: { email: "olga@example.org" } });
    await owner.call("confirmEmail", { body: { token: tokenIn((await delivered()).at(-1)) } });
    const again = await world.callerOf(world.owner.account, world.company);
    const tried = await again.call("testMail", { body: {} });
    expect(tried).toMatchObject({ to: "olga@example.org", outcome: { state: "sent", protocol: null } });
    const { templates } = await again.call("listMailTemplates");
    expect(templates.map(({ template }) => template)).toEqual([...mailTemplates]);
    const { me } = await somebody();
    for (const name of ["getMail", "listMailTemplates"] as const) expect(await me.refused(name)).toBe("not_allowed");
    expect(await me.refused("testMail", { body: {} })).toBe("not_allowed");
  });
});

test("a device or network from where nobody came for a year is forgotten, one in use is not", async () => {
  const { me, login } = await confirmed();
  const { accounts, records } = world.services;
  const places = async () => (await records.list(KnownPlace, { account: me.account }, { limit: 10 })).length;
  const signIn = async () => {
    await browser("Mozilla/5.0 (Macintosh; Mac OS X) Safari/605").call("signIn", { body: { login, password } });
    await world.services.feed.idle();
  };
  await signIn();
  const before = await places();
  const day = 1440 * MINUTE;
  pass(200 * day);
  await signIn();
  pass(165 * day);
  await accounts.sweep();
  // Device and network of the browser that goes on.
  expect([before > 2, await places()]).toEqual([true, 2]);
  pass(200 * day);
  await accounts.sweep();
  expect(await places()).toBe(0);
});

test("every mail is whole in both languages, loads nothing, and hides no word of a name", () => {
  fc.assert(
    fc.property(fc.constantFrom(...mailTemplates), fc.constantFrom("en", "fr"), fc.string({ unit: "grapheme", maxLength: 60 }), (template, language, name) => {
      const values = { ...examples("https://workspace.example", 0), company: name, by: name, name, device: name };
      const { subject, text, html } = render(template, language, values);
      expect(subject).not.toMatch(/[\r\n]/);
      expect(text.includes("undefined") || html.includes("undefined")).toBe(false);
      // Besides our own frame there is no mark-up but one link to ourselves.
      const tags = [...html.matchAll(/<([a-z!/]+)([^>]*)>/g)].map(([, tag]) => tag ?? "");
      const own = ["!doctype", "html", "head", "meta", "title", "/title", "/head", "body", "p", "/p", "a", "/a", "br", "small", "/small", "/body", "/html"];
      expect(tags.filter((tag) => !own.includes(tag))).toEqual([]);
      expect([...html.matchAll(/(href|src)="([^"]*)"/g)].map(([, , to]) => to)).toEqual(html.includes("<a ") ? ["https://workspace.example/…"] : []);
    }),
    { numRuns: 300 },
  );
});

test("without a mail server everything goes on, and nothing is written for it", async () => {
  const bare = await newWorld({ clock });
  try {
    expect((await bare.anonymous.call("getSetup")).mail).toBe(false);
    expect(await bare.anonymous.call("askReset", { body: { login: "olga the owner" } })).toEqual({ done: true });
    const { mailed } = await bare.owner.call("createInvite", { params: { company: bare.company }, body: { role: "member", email: "lea@example.org" } });
    expect(mailed).toBe(false);
    expect(await bare.owner.call("changeEmail", { body: { email: "olga@example.org" } })).toMatchObject({ email: "olga@example.org", confirmedAt: null });
    expect(await bare.services.records.list(SpooledMail, { company: bare.services.records.installation }, { limit: 10 })).toEqual([]);
  } finally {
    await bare.close();
  }
});

test("what waits outlives the server, and goes out by the next one", async () => {
  const secure = await smtpPeer({ certificate: makeCertificate() });
  const folders = makeFolders({ ...mailEnv(secure.port), BASTIDE_MAIL_TLS: "require-tls" });
  const first = await newWorld({ clock, folders });
  const body = { role: "member" as const, email: "lea@example.org" };
  // Its certificate is unknown: nothing leaves.
  const { url } = await first.owner.call("createInvite", { params: { company: first.company }, body });
  await first.services.mail.spool.idle();
  expect([secure.letters.length, (await first.owner.call("getMail")).last]).toMatchObject([0, { problem: "bad_certificate", step: "secure" }]);
  await first.server.close();
  const clear = await smtpPeer();
  const mended = makeFolders({
    ...mailEnv(clear.port),
    BASTIDE_DATA: folders.config.data,
    BASTIDE_STATE: `${folders.root}/state`,
    BASTIDE_CONFIG: `${folders.root}/config`,
  });
  const { testServer } = await import("../../../../tests/harness/installation.ts");
  const second = await testServer({ clock, folders: mended });
  try {
    pass(5 * MINUTE);
    await second.services.mail.spool.idle();
    expect(clear.letters.map(({ rcpt, text }) => [rcpt[0], text?.includes(url)])).toEqual([["lea@example.org", true]]);
  } finally {
    await second.close();
    folders.remove();
    mended.remove();
    await Promise.all([secure.close(), clear.close()]);
  }
});
