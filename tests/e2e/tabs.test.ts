/** Several tabs of one browser, and a tab that slept: what one knows the others know, and nothing written is lost. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createClient } from "../../src/client/index.ts";
import { makeFolders } from "../harness/installation.ts";
import { type Caller, newWorld, type World } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type Watched } from "./browser.ts";
import { enterAs } from "./installation.ts";
import { type Line, newLine } from "./line.ts";
import { takeSocket } from "./socket-in-hand.ts";
import { ensureWebBuilt } from "./web-build.ts";

const composer = (page: Page) => page.locator("#composer textarea");
const row = (page: Page, text: string) => page.locator("section [data-message-list] article").filter({ hasText: text }).last();
const theme = (page: Page) => page.evaluate(() => document.documentElement.dataset["theme"]);

describe.skipIf(!chromiumPath)("tabs", () => {
  let browser: Browser;
  let line: Line;
  let world: World;
  let ana: Caller;
  let leo: Caller;
  /** Past the line, which is sometimes dead. */
  let direct: ReturnType<typeof createClient>;
  let channel = "";
  let names = 0;
  const opened: Watched[] = [];
  const params = () => ({ company: world.company, channel });
  const address = (rest = `channels/${channel}`) => `/c/${world.company}/${rest}`;
  const open = async (rest?: string) => {
    const watched = await openPage(browser, { url: world.server.url });
    opened.push(watched);
    await enterAs(watched, world.server.url, ana);
    await watched.page.goto(address(rest));
    return watched;
  };
  const anotherTab = async ({ context }: Watched, rest?: string) => {
    const page = await context.newPage();
    await page.goto(address(rest));
    return page;
  };

  beforeAll(async () => {
    ensureWebBuilt();
    line = await newLine();
    [browser, world] = await Promise.all([launch(), newWorld({ folders: makeFolders({ BASTIDE_URL: line.url, BASTIDE_LISTEN: `127.0.0.1:${line.port}` }) })]);
    ana = await world.join(world.company, "member", [], "Ana Lefèvre");
    leo = await world.join(world.company, "member", [], "Léo Marchand");
    direct = createClient({ baseUrl: `http://127.0.0.1:${line.port}`, headers: { cookie: leo.cookie } });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    line?.close();
    await world?.close();
  });
  beforeEach(async () => {
    ({ id: channel } = await direct.call("createChannel", { params: { company: world.company }, body: { name: `tabs-${++names}`, kind: "public" } }));
    await direct.call("addChannelMember", { params: { ...params(), person: ana.person }, body: {} });
    await direct.call("postMessage", { params: params(), body: { text: "a first word" } });
  });
  afterEach(async ({ task }) => {
    await keepFailure(task, ...opened);
    for (const watched of opened.splice(0)) {
      watched.expectCalm();
      await watched.close();
    }
  });

  it("a draft is written in turns, and sent once for all tabs", { timeout: 60_000 }, async () => {
    const first = await open();
    const second = await anotherTab(first);
    await composer(second).waitFor();
    await composer(first.page).pressSequentially("one, ");
    await expect.poll(() => composer(second).inputValue()).toBe("one, ");
    await composer(second).press("End");
    await composer(second).pressSequentially("two, ");
    await expect.poll(() => composer(first.page).inputValue()).toBe("one, two, ");
    await composer(first.page).press("End");
    await composer(first.page).pressSequentially("three");
    await second.reload();
    await expect.poll(() => composer(second).inputValue()).toBe("one, two, three");
    await composer(second).press("Enter");
    await row(first.page, "one, two, three").waitFor();
    await expect.poll(async () => [await composer(first.page).inputValue(), await composer(second).inputValue()]).toEqual(["", ""]);
  });

  it("a draft that two tabs change at one moment keeps the words of both", { timeout: 60_000 }, async () => {
    const first = await open();
    const second = await anotherTab(first);
    await composer(second).waitFor();
    const texts = () => Promise.all([first.page, second].map((page) => composer(page).inputValue()));
    /** Each writes at the moment and hears nothing for a while, so that neither knows of the other's words. */
    const write = (page: Page, at: number, place: "start" | "end", words: string) =>
      composer(page).evaluate(
        async (node, [at, place, words]) => {
          const field = node as HTMLTextAreaElement;
          field.focus();
          await new Promise((done) => setTimeout(done, at - Date.now()));
          const caret = place === "start" ? 0 : field.value.length;
          field.setSelectionRange(caret, caret);
          document.execCommand("insertText", false, words);
          const end = Date.now() + 200;
          while (Date.now() < end);
        },
        [at, place, words] as const,
      );
    const together = async (...changes: readonly (readonly ["start" | "end", string])[]) => {
      const at = (await first.page.evaluate(() => Date.now())) + 700;
      await Promise.all([first.page, second].map((page, n) => write(page, at, ...(changes[n] ?? ["end", ""]))));
    };
    for (const page of [first.page, second])
      await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("drafts-kept")));
    await composer(first.page).fill("meet");
    await expect.poll(texts).toEqual(["meet", "meet"]);
    await together(["start", "Monday: "], ["end", " at noon"]);
    await expect.poll(texts).toEqual(["Monday: meet at noon", "Monday: meet at noon"]);
    await together(["end", " inside"], ["end", " outside"]);
    await expect.poll(async () => (await texts()).map((text) => ["Monday", "inside", "outside"].every((word) => text.includes(word)))).toEqual([true, true]);
    await expect.poll(async () => new Set(await texts()).size).toBe(1);
  });

  it("the theme and what was read follow; signing out empties all", { timeout: 60_000 }, async () => {
    const first = await open();
    const second = await anotherTab(first, "inbox");
    await composer(first.page).fill("not for the next one at this desk");
    await row(first.page, "a first word").waitFor();
    const entry = second.locator(`a[data-channel="${channel}"]`);
    await first.page.bringToFront();
    await expect.poll(() => entry.textContent(), { timeout: 10_000 }).not.toContain("unread");
    await first.page.keyboard.press("Control+k");
    await first.page.getByRole("combobox").fill("light and dark");
    await first.page.getByRole("option").first().waitFor();
    await first.page.keyboard.press("Enter");
    await expect.poll(() => theme(first.page)).toBeDefined();
    await expect.poll(() => theme(second)).toBe(await theme(first.page));

    await first.page.keyboard.press("Control+k");
    await first.page.getByRole("combobox").fill("sign out");
    await first.page.getByRole("option").first().waitFor();
    await first.page.keyboard.press("Enter");
    await Promise.all([first.page, second].map((page) => page.getByRole("button", { name: "Sign in" }).waitFor({ timeout: 5000 })));
    for (const page of [first.page, second]) {
      expect(await page.locator("[data-message-list], nav").count()).toBe(0);
      expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain("next one at this desk");
    }
    await second.goto(address());
    await second.getByRole("button", { name: "Sign in" }).waitFor();
    ana = await world.callerOf(ana.account, world.company);
  });

  it("wakes up on a dead line: notices, reconnects once, and has what it missed", { timeout: 60_000 }, async () => {
    const { page, context } = await open();
    await row(page, "a first word").waitFor();
    let sockets = 0;
    page.on("websocket", () => sockets++);
    const browserSide = await context.newCDPSession(page);
    await browserSide.send("Page.setWebLifecycleState", { state: "frozen" });
    line.hush();
    await direct.call("postMessage", { params: params(), body: { text: "said while it slept" } });
    await browserSide.send("Page.setWebLifecycleState", { state: "active" });
    await page.evaluate(() => {
      for (const sign of ["visibilitychange", "resume"]) document.dispatchEvent(new Event(sign)); // as all of them come at once
    });
    await row(page, "said while it slept").waitFor({ timeout: 20_000 });
    expect(sockets).toBe(1);
    await direct.call("postMessage", { params: params(), body: { text: "and after" } });
    await row(page, "and after").waitFor();
    expect(sockets).toBe(1);
    expect(await page.locator("[data-message-list] article").count()).toBe(3);
  });

  it("a machine that slept under a visible page is noticed by the leap of the time", { timeout: 60_000 }, async () => {
    const watched = await open();
    await watched.page.clock.install();
    await watched.page.goto(address());
    await row(watched.page, "a first word").waitFor();
    line.hush();
    await direct.call("postMessage", { params: params(), body: { text: "said while it slept" } });
    await watched.page.clock.fastForward("08:00:00");
    await watched.page.clock.fastForward("00:10"); // the patience with the silent line is over
    await row(watched.page, "said while it slept").waitFor({ timeout: 20_000 });
  });

  it("what waited for more than an hour asks first, and is then sent once", { timeout: 60_000 }, async () => {
    const { page } = await open();
    await page.clock.install();
    // What comes behind the first screen does not come before the line is cut.
    const late = /\/assets\/(late-parts|attachments|offline|notices)-/;
    await page.route(late, (route) => route.abort("connectionfailed"));
    await page.goto(address());
    await row(page, "a first word").waitFor();
    const texts = async () =>
      (await direct.call("listMessages", { params: params() })).messages.map(({ body }) => (body?.kind === "markdown" ? body.text : ""));
    line.cut();
    await composer(page).fill("said in another moment");
    await composer(page).press("Enter");
    await row(page, "said in another moment").waitFor();
    await page.clock.fastForward("01:01:00");
    await page.unroute(late);
    line.mend();
    await row(page, "said in another moment").getByRole("button", { name: "Send now" }).waitFor({ timeout: 30_000 });
    expect(await texts()).toEqual(["a first word"]);
    await row(page, "said in another moment").getByRole("button", { name: "Send now" }).click();
    await expect.poll(texts).toEqual(["a first word", "said in another moment"]);
  });

  it("what is on its way when the page is loaded again goes out once, by the same operation id, and the rest in order", { timeout: 60_000 }, async () => {
    const { page } = await open();
    const socket = await takeSocket(page);
    await page.reload();
    await row(page, "a first word").waitFor();
    const texts = async () =>
      (await direct.call("listMessages", { params: params() })).messages.map(({ body }) => (body?.kind === "markdown" ? body.text : ""));
    socket.deafen();
    for (const text of ["taken, though nobody says so", "and after that"]) {
      await composer(page).fill(text);
      await composer(page).press("Enter");
      await row(page, text).waitFor();
    }
    await expect.poll(texts).toEqual(["a first word", "taken, though nobody says so"]);
    expect(socket.posts).toEqual([expect.any(String)]);
    await page.reload();
    socket.hear();
    await expect.poll(texts).toEqual(["a first word", "taken, though nobody says so", "and after that"]);
    expect([socket.posts[1], new Set(socket.posts).size]).toEqual([socket.posts[0], 2]);
    await expect.poll(() => page.locator("[data-message-list] article").count()).toBe(3);
    await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("bastide.unsent.")))).toEqual([]);
  });
});
