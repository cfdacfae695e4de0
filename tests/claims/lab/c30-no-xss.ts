/** C30a and C01c: hostile texts wherever people write, looked at on every screen in a real browser. */
import { Secret, TOTP } from "otpauth";
import type { Page } from "playwright-core";
import { notInLine } from "../../../src/contract/index.ts";
import { operationId, randomBytes, randomUUID } from "../../../src/crypto/index.ts";
import { EmailLink } from "../../../src/server/features/accounts/accounts.records.ts";
import { Account } from "../../../src/server/features/accounts/index.ts";
import { Reaction } from "../../../src/server/features/messages/index.ts";
import { scripts } from "../../../src/server/features/trust/claims/corpus.ts";
import type { Finding } from "../../../src/server/features/trust/claims/define.ts";
import { expect, put } from "../../../src/server/platform/records/sealed.ts";
import { chromiumPath, launch, openPage, type Watched } from "../../e2e/browser.ts";
import { enterAs } from "../../e2e/installation.ts";
import { ensureWebBuilt } from "../../e2e/web-build.ts";
import { type Caller, newChannel, newWorld, type World } from "../../harness/world.ts";

const corpus = scripts("xss(1)");
const short = corpus.filter((text) => text.length <= 80 && text.search(notInLine) < 0);
const onLine = (text: string) => text.replaceAll(notInLine, " ");

/** A world in which everything that people may name or write is hostile. */
async function hostileWorld(): Promise<World & Places & { ana: Caller; leo: Caller; written: number }> {
  const world = await newWorld();
  let written = 0;
  const name = () => short[written++ % short.length] ?? "";
  const company = await world.newCompany(name(), world.owner.account);
  const owner = await world.callerOf(world.owner.account, company);
  const params = { company };
  const channel = (await newChannel(owner, company, "hostile")).id;
  const at = { company, channel };
  // Names are unique per installation: a number makes each its own.
  const people = await Promise.all(
    short.slice(0, 12).map((text, i) => world.join(company, i === 0 ? "administrator" : "member", [channel], `${text.slice(0, 76)} ${i}`)),
  );
  written += people.length;
  const [ana, leo] = people as [Caller, Caller];
  for (const [i, person] of people.entries())
    await person.call("updateMyProfile", {
      params,
      body: { title: short[i % short.length] ?? "", status: { emoji: "🗓️", text: short[(i + 1) % short.length] ?? "", until: null } },
    });
  for (const text of corpus) {
    const { ref, post } = await leo.call("postMessage", { params: at, body: { text: `${text}\n\n@{${ana.person}}` } });
    await ana.call("postMessage", { params: at, body: { text, thread: post } });
    await reactAsImported(world, { ...at, post, person: ana.person }, text);
    await ana.call("pinMessage", { params: { ...at, message: ref }, body: { pinned: true } });
    await ana.call("saveMessage", { params: { ...at, message: ref }, body: { saved: true } });
    await ana.call("saveDraft", { params: at, body: { thread: post, text, version: 0 } });
    await ana.call("scheduleMessage", { params, body: { channel, text, dueAt: Date.now() + 86_400_000 } });
    const team = await ana.call("createTeam", { params, body: { name: onLine(text.slice(0, 80)) || "x" } });
    await leo.call("editMessage", { params: { ...at, message: ref }, body: { text: `${text} edited\n\n@{${ana.person}} @{${team.id}}` } });
    written += 7;
  }
  for (const [i, text] of short.entries()) {
    await leo.call("reportMessage", { params: { ...at, message: String(i + 1) }, body: { reason: text } });
    await ana.call("createInvite", { params, body: { label: text, role: "member" } });
    written += 2;
  }
  for (const text of short.slice(0, 12)) {
    await ana.call("createToken", { params, body: { name: text, scopes: ["messages:read"] } });
    await ana.call("createServiceToken", { params, body: { name: text, scopes: ["messages:read"] } });
    written += 2;
  }
  for (const [i, text] of short.slice(0, 6).entries()) {
    const { id: connection } = await ana.call("createConnection", {
      params,
      body: { name: text, brand: "other", issuer: "https://idp.example", clientId: text },
    });
    if (i < 3) await ana.call("changeConnection", { params: { company, connection }, body: { state: "on" } });
    written += 2;
  }
  for (const text of short.slice(0, 3)) {
    const entries = { bindDn: text, bindPassword: text, base: text, filter: "(uid=*)", loginAttributes: ["uid"] };
    const server = { product: "openldap", host: "127.0.0.1", port: 9, security: "tls" } as const;
    const { id: directory } = await ana.call("createDirectory", { params, body: { name: text, ...server, ...entries } });
    await ana.call("changeDirectory", { params: { company, directory }, body: { state: "on" } });
    // A stranger's word, which the administrators are shown beside what was wrong.
    const login = text.slice(0, 80);
    await world.anonymous.call("signInByDirectory", { body: { company, connection: directory, login, password: "x" } }).catch(() => undefined);
    written += 4;
  }
  const { preferences, version } = await ana.call("getPreferences", { params });
  const sections = short.filter((text) => text.length <= 40).map((name) => ({ id: randomUUID(), name, channels: [channel], collapsed: false }));
  await ana.call("setPreferences", { params, body: { version, preferences: { ...preferences, sideBar: { ...preferences.sideBar, sections } } } });
  written += sections.length;
  for (const [i, text] of corpus.slice(0, 12).entries()) {
    const topical = await newChannel(ana, company, `topic-${i}`);
    await ana.call("updateChannel", { params: { company, channel: topical.id }, body: { topic: onLine(text.slice(0, 250)) } });
    written++;
  }
  await ana.call("updateChannel", { params: at, body: { topic: onLine(corpus[1] ?? "") } });
  // A card of a message that is linked to, code in colours, and a draft from another device.
  const linked = `${world.server.url}/c/${company}/channels/${channel}?at=1`;
  for (const text of [linked, ...corpus.slice(0, 6).map((text) => `\`\`\`html\n${text}\n\`\`\``)])
    await leo.call("postMessage", { params: at, body: { text } });
  await ana.call("saveDraft", { params: at, body: { text: corpus[0] ?? "", version: 0 } });
  written += 8;
  const { file, shared } = await filesOf(ana, at, short);
  written += 11;
  const direct = (await leo.call("openDirect", { params, body: { people: [ana.person] } })).id;
  for (const text of corpus) await leo.call("postMessage", { params: { company, channel: direct }, body: { text } });
  await nameFiles(ana, { company, channel });
  written += short.length * 2;
  const { id, secret } = await ana.call("startTotp", { body: { name: name().slice(0, 80) } });
  await ana.call("finishTotp", { params: { factor: id }, body: { code: new TOTP({ secret: Secret.fromBase32(secret) }).generate() } });
  await addressAsImported(world, ana, short);
  written += 3;
  const { url } = await ana.call("createInvite", { params, body: { role: "member" } });
  await world.services.settled();
  return {
    ...world,
    company,
    owner,
    ana,
    leo,
    person: ana.person,
    channel,
    direct,
    file,
    shared,
    written: written + corpus.length,
    invite: new URL(url).pathname + new URL(url).hash,
  };
}

/** Files with hostile names and a hostile text in one of them, and a link by which that one is shared. */
async function filesOf(by: Caller, at: { company: string; channel: string }, names: readonly string[]) {
  const text = corpus.join("\n");
  const files = await Promise.all(names.slice(0, 10).map(async (name, i) => ({ upload: await by.uploaded(i === 0 ? text : name), name })));
  const { ref } = await by.call("postMessage", { params: at, body: { text: "files", files } });
  const shown = (await by.call("getMessage", { params: { ...at, message: ref } })).files;
  const file = shown[0]?.id ?? "";
  const { url } = await by.call("createShare", { params: { ...at, file }, body: {} });
  return { file: `${at.channel}.${file}`, shared: new URL(url).pathname + new URL(url).hash };
}

/** Folders inside of each other and beside each other, one of them thrown away, and a file; all of them hostile by name. */
async function nameFiles(ana: Caller, params: { company: string; channel: string }) {
  for (const name of short) {
    const { id: folder } = await ana.call("createFolder", { params, body: { name } });
    await ana.call("createFolder", { params, body: { name, folder } });
  }
  const gone = await ana.call("createFolder", { params, body: { name: short[0] ?? "" } });
  await ana.call("trashFiles", { params, body: { files: [gone.id] } });
  const upload = await ana.uploaded(corpus.join("\n"));
  const own = await ana.call("openDirect", { params, body: { people: [ana.person] } });
  await ana.call("createFile", { params: { ...params, channel: own.id }, body: { upload, name: `${short[1]}.html` } });
}

/** A reaction that no person could send: an import brings names of emoji as it finds them. */
async function reactAsImported({ services }: World, { person, ...at }: { company: string; channel: string; post: number; person: string }, emoji: string) {
  const ref = { ...at, reply: 0 };
  const reaction = put(Reaction, { ...ref, token: randomBytes(32).toString("base64url"), person, state: "on", at: 1, emoji });
  const operation = { id: operationId(), digest: null };
  await services.writer.append(at.company, at.channel, operation, () => ({ expects: [], puts: [reaction], event: { kind: "reacted", ...ref, person } }));
}

/** Addresses that no form lets in: the account's own, the one that waits to be confirmed, and that of a linked provider. */
async function addressAsImported({ services }: World, { account, call }: Caller, [own = "", waiting = "", linked = ""]: readonly string[]) {
  const { records, connections } = services;
  const [row, link] = [await records.get(Account, { account }), { account }];
  if (!row) throw new Error("no account");
  const state = { state: "open" as const, tokenHash: randomBytes(32).toString("base64url"), expiresAt: Date.now() + 86_400_000 };
  const changed = put(Account, { ...row, email: own, emailConfirmedAt: 1 }, row.version + 1);
  await records.commit(operationId(), [expect(Account, { account }, row.version)], [changed]);
  await records.commit(operationId(), [expect(EmailLink, link, 0)], [put(EmailLink, { ...link, ...state, email: waiting, language: "en", before: null })]);
  const [way] = (await call("listIdentities")).ways;
  const elsewhere = { issuer: "https://idp.example", subject: linked, email: linked };
  if (way) await connections.identities.link(account, { holder: way.holder, connection: way.connection, ...elsewhere }, { id: operationId(), digest: null });
}

interface Places {
  readonly company: string;
  readonly channel: string;
  readonly direct: string;
  readonly invite: string;
  readonly person: string;
  /** One in `?view=`, and the page of its share link. */
  readonly file: string;
  readonly shared: string;
}

const screens = ({ company, channel, direct, invite, person, file, shared }: Places): readonly string[] => [
  "/",
  `/c/${company}`,
  `/c/${company}/inbox`,
  ...["threads", `threads?channel=${channel}&panel=thread:1`, "saved", "drafts", "people", `people?person=${person}`].map((path) => `/c/${company}/${path}`),
  ...["you", "you/notices", "you/keys"].map((path) => `/c/${company}/${path}`),
  ...["", "/people", "/invitations", "/teams", "/channels", "/running", "/reports", "/tokens", "/sign-in", "/log", "/settings"].map(
    (path) => `/c/${company}/administration${path}`,
  ),
  ...["", "/mine", "/shared", `/${channel}`, `/${channel}/trash`, `/${channel}/messages`].map((path) => `/c/${company}/drive${path}`),
  `/c/${company}/import`,
  `/c/${company}/channels/${channel}`,
  ...["details", "members", "pins", "thread:1", "thread:5", "stored:1", "stored:channel", `stored:${person}`, `person:${person}`].map(
    (panel) => `/c/${company}/channels/${channel}?panel=${panel}`,
  ),
  ...["browse", "create-channel", "direct", "invite", "switch", "keys"].map((dialog) => `/c/${company}/channels/${channel}?dialog=${dialog}`),
  `/c/${company}/channels/${channel}?at=10`,
  `/c/${company}/channels/${direct}`,
  `/c/${company}/channels/${channel}?view=${file}`,
  `/c/${company}/channels/${channel}?panel=stored:file.${file.split(".")[1]}`,
  shared,
  "/settings",
  "/settings/security",
  "/settings/tokens",
  "/settings/log",
  `/login/${company}`,
  "/trust",
  invite,
];

interface Ran {
  /** Scripts that ran. */
  readonly xss: string[];
}

/** Counts what runs: `xss` is what every text of the corpus calls. */
async function listenTo({ context }: Watched): Promise<Ran> {
  const xss: string[] = [];
  await context.exposeFunction("xss", (n: unknown) => xss.push(String(n)));
  return { xss };
}

/** A page that does what no page of ours may: the listening must notice it. */
async function control(browser: Awaited<ReturnType<typeof launch>>, url: string): Promise<boolean> {
  const watched = await openPage(browser, { url });
  const ran = await listenTo(watched);
  await watched.page.goto("about:blank");
  await watched.page.setContent("<p>a page without a policy</p>");
  await watched.page.evaluate(`document.body.innerHTML = ${JSON.stringify(corpus[1])}`);
  await watched.page.waitForTimeout(300);
  await watched.close();
  return ran.xss.length > 0;
}

/** Clicks on whatever a text has made into a link, and lets menus and hovers show what they have. */
async function provoke(page: Page): Promise<number> {
  const links = page.locator("main a, [role=dialog] a");
  const targets = await links.evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
  const bad = targets.filter((href) => /^\s*(javascript|data|vbscript):/i.test(href)).length;
  for (const summary of await page.locator("main details").all()) await summary.click({ timeout: 500 }).catch(() => undefined);
  return bad;
}

/** What is found in messages, names and texts of files. The question stands in no address. @returns how often it is shown */
async function searched(page: Page, company: string): Promise<number> {
  await page.goto(`/c/${company}/search`);
  await page.getByRole("combobox", { name: "Search messages and files" }).fill("xss");
  await page.keyboard.press("Enter");
  await page.locator("#screen").getByText("xss(1)").first().waitFor();
  await page.waitForLoadState("networkidle");
  return ((await page.locator("#screen").textContent()) ?? "").split("xss(1)").length - 1;
}

let both: Promise<{ xss: Finding; foreign: Finding }> | undefined;

/** One walk through all screens answers both claims. */
const walked = () => (both ??= walk());

async function walk(): Promise<{ xss: Finding; foreign: Finding }> {
  if (!chromiumPath) {
    const none = { looked: 0, ok: true, evidence: "There is no browser on this machine." };
    return { xss: none, foreign: none };
  }
  ensureWebBuilt();
  const [browser, world] = await Promise.all([launch(), hostileWorld()]);
  try {
    if (!(await control(browser, world.server.url))) {
      const deaf = { looked: 0, ok: false, evidence: "Its control failed: a plain innerHTML was not seen to run." };
      return { xss: deaf, foreign: deaf };
    }
    const watched = await openPage(browser, { url: world.server.url });
    const ran = await listenTo(watched);
    await enterAs(watched, world.server.url, world.ana);
    let requests = 0;
    let badLinks = 0;
    let shown = 0;
    watched.page.on("request", () => requests++);
    for (const path of screens(world)) {
      await watched.page.goto("about:blank");
      await watched.page.goto(path);
      await watched.page.waitForLoadState("networkidle");
      await watched.page.waitForTimeout(250);
      shown += ((await watched.page.locator("body").textContent()) ?? "").split("xss(1)").length - 1;
      badLinks += await provoke(watched.page);
    }
    const found = await searched(watched.page, world.company);
    shown += found;
    badLinks += await provoke(watched.page);
    const policy = watched.problems.filter((problem) => /policy:|Content Security Policy|TrustedHTML/i.test(problem));
    const foreign = watched.problems.filter((problem) => problem.startsWith("foreign"));
    const looked = screens(world).length + 1;
    return {
      xss: {
        looked: shown,
        ok: shown > 0 && found > 0 && ran.xss.length === 0 && policy.length === 0 && badLinks === 0,
        evidence: `${world.written} hostile texts, ${looked} screens, shown ${shown} times: ${ran.xss.length} ran, ${policy.length} policy reports, ${badLinks} links to script.`,
      },
      foreign: {
        looked: requests,
        ok: requests > 0 && foreign.length === 0,
        evidence: `${requests} requests of ${looked} screens: ${foreign.length === 0 ? "all to this server" : foreign.slice(0, 3).join("; ")}.`,
      },
    };
  } finally {
    await browser.close();
    await world.close();
  }
}

export const noScriptRuns = async (): Promise<Finding> => (await walked()).xss;
export const noForeignRequest = async (): Promise<Finding> => (await walked()).foreign;
