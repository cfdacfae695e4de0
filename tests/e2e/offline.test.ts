/** The app without its server: installable, opened from what a browser kept, and nothing of that left behind by who signs out. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Client, createClient } from "../../src/client/index.ts";
import { makeFolders } from "../harness/installation.ts";
import { type Caller, newChannel, newWorld, password, type World } from "../harness/world.ts";
import { chromiumPath, keepFailure, openProfile, type Watched } from "./browser.ts";
import { type Line, newLine } from "./line.ts";
import { ensureWebBuilt } from "./web-build.ts";

const canary = "canary-7f3a91c2";
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 15_000, interval: 50 });

/** Name and bytes (as Latin-1) of each slot that the browser holds; null where there is no database. */
const slots = (page: Page) =>
  page.evaluate(async () => {
    if (!(await indexedDB.databases()).some(({ name }) => name === "bastide")) return null;
    const answer = <T>(request: IDBRequest<T>) => new Promise<T>((done) => request.addEventListener("success", () => done(request.result)));
    const db = await answer(indexedDB.open("bastide"));
    const found: Record<string, string> = {};
    if (db.objectStoreNames.contains("slots")) {
      const store = db.transaction("slots").objectStore("slots");
      for (const name of await answer(store.getAllKeys()))
        found[String(name)] = Array.from((await answer(store.get(name))) as Uint8Array, (byte) => String.fromCharCode(byte)).join("");
    }
    db.close();
    return found;
  });
const slotCount = async (page: Page) => Object.keys((await slots(page)) ?? {}).length;
/** Page and files of the app are kept, and the worker answers for this page. */
const isKept = (page: Page) =>
  page.evaluate(
    async () =>
      navigator.serviceWorker.controller !== null && (await caches.match("/")) !== undefined && (await navigator.serviceWorker.ready).waiting === null,
  );

async function filesWith(folder: string, text: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const wanted = [Buffer.from(text), Buffer.from(text, "utf16le")];
  const contents = await Promise.all(names.map(async (name) => [name, await readFile(name)] as const));
  return contents.flatMap(([name, bytes]) => (wanted.some((form) => bytes.includes(form)) ? [name.slice(folder.length)] : []));
}

describe.skipIf(!chromiumPath)("offline", () => {
  let line: Line;
  let world: World;
  let ana: Caller;
  /** The owner's own line, which is never cut. */
  let owner: Client;
  let secret: string;
  let general: string;
  let unread: string;
  let profile: string;
  let browser: Watched;
  const all: Watched[] = [];

  const place = (channel: string) => `/c/${world.company}/channels/${channel}`;
  const say = (channel: string, text: string) => owner.call("postMessage", { params: { company: world.company, channel }, body: { text } });
  const start = async () => {
    browser = await openProfile(profile, { url: line.url });
    all.push(browser);
    return browser.page;
  };
  const signIn = async (page: Page, name: string) => {
    await page.getByLabel("Name or e-mail").fill(name);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  const channelOf = async (name: string, kind: "public" | "private" = "public") => {
    const { id } = await newChannel(world.owner, world.company, name, kind);
    await world.owner.call("addChannelMember", { params: { company: world.company, channel: id, person: ana.person }, body: {} });
    return id;
  };

  beforeAll(async () => {
    ensureWebBuilt();
    profile = mkdtempSync(join(tmpdir(), "bastide-profile-"));
    line = await newLine();
    world = await newWorld({ folders: makeFolders({ BASTIDE_URL: line.url, BASTIDE_LISTEN: `127.0.0.1:${line.port}` }) });
    owner = createClient({ baseUrl: `http://127.0.0.1:${line.port}`, headers: { cookie: world.owner.cookie } });
    ana = await world.join(world.company, "member", [], "Ana");
    general = await channelOf("general");
    secret = await channelOf("plans", "private");
    unread = await channelOf("later");
    for (const channel of [general, secret, unread])
      await say(channel, `${canary} in ${channel === general ? "general" : channel === secret ? "plans" : "later"}`);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
    line?.close();
    if (profile) rmSync(profile, { recursive: true, force: true });
  });
  afterEach(({ task }) => keepFailure(task, ...all.slice(-1)));

  it("can be installed: manifest, icons and worker are as browsers want them", { timeout: 60_000 }, async () => {
    const page = await start();
    await page.goto(place(general));
    await signIn(page, "Ana"); // by the form: its cookie outlives the browser
    await page.getByText(`${canary} in general`).waitFor();
    await expect.poll(() => isKept(page), { timeout: 40_000, interval: 100 }).toBe(true); // two hundred files, one after another
    const devtools = await browser.context.newCDPSession(page);
    const { url, errors, data } = await devtools.send("Page.getAppManifest");
    expect([url, errors]).toEqual([`${line.url}/manifest.webmanifest`, []]);
    const manifest = JSON.parse(data ?? "{}") as { icons: { src: string; sizes: string; purpose: string }[]; shortcuts: { url: string }[] };
    expect((await devtools.send("Page.getInstallabilityErrors")).installabilityErrors).toEqual([]);
    for (const { src } of manifest.icons) expect((await fetch(line.url + src)).headers.get("content-type")).toMatch(/^image\/(png|svg\+xml)$/);
    await page.goto(manifest.shortcuts[0]!.url);
    await page.waitForURL(`**/c/${world.company}/inbox`);
    // The page's policy lets no other script become its worker.
    const refused = await page.evaluate(() => navigator.serviceWorker.register("/assets/other.js").then(String, ({ name }: Error) => name));
    expect(refused).toBe("TypeError");
    const worker = await fetch(`${line.url}/worker.js`);
    expect([worker.headers.get("cache-control"), worker.headers.get("content-type")]).toEqual(["no-cache", "text/javascript; charset=utf-8"]);
  });

  it("opens without the server, and shows what was read lately; what is written waits", { timeout: 60_000 }, async () => {
    let { page } = browser;
    await page.goto(place(general));
    // The late frame asks for it once it stands: from then on there is somebody who keeps what is read.
    await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("/dialog-parts-")));
    await page.getByRole("link", { name: "plans" }).click();
    await page.getByText(`${canary} in plans`).waitFor();
    // Left for a screen of no company before it was written: written all the same.
    await page.evaluate(() => {
      history.pushState({}, "", "/trust");
      dispatchEvent(new PopStateEvent("popstate"));
    });
    await page.getByRole("heading", { name: "Trust" }).waitFor();
    await eventually(() => slotCount(page)).toBe(4); // index, state, two channels
    line.cut();
    await page.getByText("No connection. What you write").waitFor();
    await browser.close();

    page = await start();
    await page.goto(place(general));
    await page.getByText(`${canary} in general`).waitFor();
    await page.getByText(/Offline · as of \d\d:\d\d/).waitFor();
    await page.getByRole("link", { name: "plans" }).click();
    await page.getByText(`${canary} in plans`).waitFor();
    await page.getByRole("link", { name: "later" }).click();
    await page.getByText("not on this device", { exact: false }).waitFor();
    expect(await page.getByText(canary).count()).toBe(0);
    await page.goto(`/c/${world.company}/inbox`);
    await page.getByRole("heading", { name: "Inbox" }).waitFor();
    await page.getByText("#plans").first().waitFor(); // an invitation

    await page.goto(place(general));
    await page.getByRole("textbox", { name: "Write to #general" }).fill("written on a train");
    await page.keyboard.press("Enter");
    await page.getByText("written on a train").waitFor();
    await say(general, "said meanwhile");
    line.mend();
    await page.getByText("said meanwhile").waitFor();
    await page.getByText(/Offline/).waitFor({ state: "detached" });
    await eventually(async () =>
      (await owner.call("listMessages", { params: { company: world.company, channel: general }, query: { limit: 10 } })).messages.filter(
        ({ body }) => body?.kind === "markdown" && body.text === "written on a train",
      ),
    ).toHaveLength(1);
  });

  it("holds nothing on disk that could be read", async () => {
    const { page } = browser;
    const raw = JSON.stringify(await slots(page));
    expect(raw.length).toBeGreaterThan(2000);
    for (const text of [canary, "general", "plans", "Ana", general, secret, world.company]) expect(raw).not.toContain(text);
    const key = await page.evaluate(async () => {
      const answer = <T>(request: IDBRequest<T>) => new Promise<T>((done) => request.addEventListener("success", () => done(request.result)));
      const db = await answer(indexedDB.open("bastide"));
      const { key } = (await answer(db.transaction("keys").objectStore("keys").get("key"))) as { key: CryptoKey };
      db.close();
      return { extractable: key.extractable, read: await crypto.subtle.exportKey("raw", key).then(String, ({ name }: Error) => name) };
    });
    expect(key).toEqual({ extractable: false, read: "InvalidAccessError" });
    await browser.close();
    expect(await filesWith(profile, canary)).toEqual([]);
    expect(await filesWith(profile, "bastide")).not.toEqual([]); // the search itself finds what is there
    await (await start()).goto(place(general));
  });

  it("drops from screen and disk what the reader may no longer see", { timeout: 60_000 }, async () => {
    await browser.page.getByText(`${canary} in general`).waitFor();
    await browser.close();
    line.cut();
    await owner.call("removeChannelMember", { params: { company: world.company, channel: secret, person: ana.person } });
    let page = await start();
    await page.goto(place(secret));
    await page.getByText(`${canary} in plans`).waitFor();
    const before = await slotCount(page);
    line.mend();
    await page.getByText(`${canary} in plans`).waitFor({ state: "detached" });
    await eventually(() => slotCount(page)).toBe(before - 1);
    await browser.close();
    line.cut();
    page = await start();
    await page.goto(place(secret));
    await page.getByText(/Offline/).waitFor();
    expect(await page.getByText(canary).count()).toBe(0);
    line.mend();
  });

  it("keeps nothing where the reader doesn't want it", async () => {
    const { page } = browser;
    await page.goto(`/c/${world.company}/you`);
    await page.getByRole("switch", { name: "Keep what I read on this device" }).click();
    await eventually(() => slots(page)).toBeNull();
    await page.goto(place(general));
    await page.getByText(`${canary} in general`).waitFor();
    await page.goto(`/c/${world.company}/you`);
    await page.getByRole("switch", { name: "Keep what I read on this device" }).click();
    await eventually(() => slotCount(page)).toBeGreaterThan(1);
  });

  it("is empty in all tabs within a second of signing out, and for who signs in next", { timeout: 60_000 }, async () => {
    const { page, context } = browser;
    const other = await context.newPage();
    for (const tab of [page, other]) {
      await tab.goto(place(general));
      await tab.getByText(`${canary} in general`).waitFor();
    }
    await other.getByRole("textbox", { name: "Write to #general" }).fill("a draft of Ana's");
    await eventually(() => slotCount(other)).toBe(3);
    await page.goto(`/c/${world.company}/you`);
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    // Looked at from inside of each tab, by the clock that they share.
    const emptied = [page, other].map((tab) =>
      tab.evaluate(async () => {
        const isEmpty = async () =>
          (await indexedDB.databases()).length === 0 &&
          !Object.keys(localStorage).some((key) => /draft|unsent/.test(key)) &&
          document.querySelector("#screen") === null;
        while (!(await isEmpty())) await new Promise((done) => setTimeout(done, 20));
        return Date.now();
      }),
    );
    const clicked = page.evaluate(() => new Promise<number>((done) => addEventListener("click", () => done(Date.now()), { capture: true, once: true })));
    await page.getByRole("button", { name: "Sign out" }).click();
    for (const at of await Promise.all(emptied)) expect(at - (await clicked)).toBeLessThan(1000);
    expect(await other.getByText("canary").count()).toBe(0);

    await world.join(world.company, "member", [], "Bo");
    line.cut();
    await page.goto(`/c/${world.company}/inbox`);
    await page.getByText("The server does not answer").waitFor();
    line.mend();
    await signIn(page, "Bo");
    await eventually(() => slotCount(page)).toBe(2); // index and state: this account has read nothing here
    expect(await page.getByText(canary).count()).toBe(0);
    await other.close();
  });

  it("is empty, too, when the session was ended on the server, with a tab open or without one", async () => {
    const { page } = browser;
    const bo = async () => {
      await eventually(() => slotCount(page)).toBeGreaterThan(1);
      await page.evaluate(() => {
        localStorage.setItem("bastide.draft.somebody.place", "words");
        localStorage.setItem("bastide.recent.somebody", "[]");
      });
    };
    const end = async () => {
      const sessions = createClient({ baseUrl: `http://127.0.0.1:${line.port}`, headers: { cookie: await cookie() } });
      await sessions.call("signOut");
    };
    const cookie = async () => (await browser.context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    const isEmpty = () =>
      page.evaluate(async () => (await indexedDB.databases()).length === 0 && !Object.keys(localStorage).some((key) => /^bastide\.(draft|recent)\./.test(key)));
    await bo();
    await end();
    await expect.poll(isEmpty, { timeout: 1000, interval: 20 }).toBe(true);
    await signIn(page, "Bo");
    await bo();
    await page.goto("about:blank");
    await end();
    await page.goto("/");
    await page.getByLabel("Name or e-mail").waitFor();
    expect(await isEmpty()).toBe(true);
  });

  it("was calm all the while", () => {
    for (const watched of all) {
      const others = watched.problems.filter((problem) => !/TrustedScriptURL|trusted-types-sink/.test(problem)); // the foreign worker that was tried
      expect(others).toEqual([]);
    }
  });
});

/** Two builds in turn behind one address: the worker as it was built, told other files. */
describe.skipIf(!chromiumPath)("a new build", () => {
  let server: Server;
  let profile: string;
  let browser: Watched;
  let url: string;
  let build = "one";
  beforeAll(async () => {
    ensureWebBuilt();
    const worker = readFileSync(resolve(import.meta.dirname, "../../dist/web/worker.js"), "utf8");
    const told = (id: string) => JSON.stringify({ id, entry: `assets/${id}.js`, assets: [`/assets/${id}.js`, "/assets/both.js"] });
    server = createServer(({ url: path = "" }, reply) => {
      const id = build;
      const send = (type: string, text: string) => reply.setHeader("content-type", type).setHeader("cache-control", "no-cache").end(text);
      if (path === "/worker.js") send("text/javascript", worker.replace(/const build = \{[\s\S]*?\};/, `const build = ${told(id)};`));
      else if (path.startsWith("/assets/")) send("text/javascript", `document.title = "${path}";`);
      else send("text/html", `<script src="/assets/${id}.js"></script>${id}`);
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    profile = mkdtempSync(join(tmpdir(), "bastide-profile-"));
    browser = await openProfile(profile, { url });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    rmSync(profile, { recursive: true, force: true });
  });

  const names = (page: Page) => page.evaluate(() => caches.keys());
  const become = async (page: Page, id: string) => {
    build = id;
    await page.evaluate(async () => (await navigator.serviceWorker.register("/worker.js", { updateViaCache: "none" })).update().then(() => undefined));
    await eventually(async () => (await names(page)).at(-1)).toBe(`bastide-${id}`);
    await eventually(() => page.evaluate((id) => caches.open(`bastide-${id}`).then(async (cache) => (await cache.match("/")) !== undefined), id)).toBe(true);
  };

  it("replaces the one before it, whose late parts stay for pages that are open with it", async () => {
    const { page } = browser;
    await page.goto("/c/x");
    await become(page, "one");
    await become(page, "two");
    expect(await names(page)).toEqual(["bastide-one", "bastide-two"]);
    await become(page, "three");
    await eventually(() => names(page)).toEqual(["bastide-two", "bastide-three"]);
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await page.goto("/c/y");
    expect(await page.evaluate(() => [document.body.textContent?.trim(), document.title])).toEqual(["three", "/assets/three.js"]);
    expect(await page.evaluate(() => fetch("/assets/two.js").then(({ ok }) => ok))).toBe(true);
    expect(await page.evaluate(() => fetch("/api/account").then(String, ({ name }: Error) => name))).toBe("TypeError");
  });
});
