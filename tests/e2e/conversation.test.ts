/** How reading and writing behave: scroll, unread, the composer, the keyboard, failure. One test per promise of the design. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createClient } from "../../src/client/index.ts";
import { makeFolders } from "../harness/installation.ts";
import { type Caller, newChannel, newWorld, type World } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type PageOptions, type Watched } from "./browser.ts";
import { enterAs } from "./installation.ts";
import { type Line, newLine } from "./line.ts";
import { ensureWebBuilt } from "./web-build.ts";

const composer = (page: Page) => page.locator("#composer textarea");
const row = (page: Page, text: string) => page.locator("section [data-message-list] article").filter({ hasText: text }).last();

/** First message in sight: its number, and how far its top is from the list's. */
const topRow = (page: Page) =>
  page.evaluate(() => {
    const list = document.querySelector("[data-message-list]");
    const top = list?.getBoundingClientRect().top ?? 0;
    const rows = [...document.querySelectorAll<HTMLElement>("[data-message-list] [data-number]")];
    const inSight = rows.map((node) => ({
      number: Number(node.dataset["number"]),
      y: node.getBoundingClientRect().top - top,
      bottom: node.getBoundingClientRect().bottom - top,
    }));
    return inSight.filter(({ bottom }) => bottom > 0).sort((a, b) => a.y - b.y)[0];
  });
const toEnd = (page: Page) =>
  page.evaluate(() => {
    const list = document.querySelector("[data-message-list]");
    return list ? list.scrollHeight - list.clientHeight - list.scrollTop : Number.NaN;
  });
const placeOf = (page: Page, number: number) =>
  page.evaluate((number) => {
    const list = document.querySelector("[data-message-list]");
    const node = document.querySelector(`[data-message-list] [data-number="${number}"]`);
    return list && node ? (node.getBoundingClientRect().top - list.getBoundingClientRect().top) / list.clientHeight : Number.NaN;
  }, number);
/** The place in the list, loaded or not, that is the first one in sight: its index, and how far its top is from the list's. */
const topPlace = (page: Page) =>
  page.evaluate(() => {
    const list = document.querySelector("[data-message-list]");
    const top = list?.getBoundingClientRect().top ?? 0;
    const places = [...document.querySelectorAll<HTMLElement>("[data-message-list] li[data-index]")].map((node) => ({
      index: Number(node.dataset["index"]),
      y: node.getBoundingClientRect().top - top,
      bottom: node.getBoundingClientRect().bottom - top,
    }));
    return places.filter(({ bottom }) => bottom > 0).sort((a, b) => a.y - b.y)[0];
  });

/** Until nothing has moved for so many frames: on a busy machine they take longer, and so does this. */
const still = (page: Page, frames = 20): Promise<void> =>
  page.evaluate(
    (frames) =>
      new Promise<void>((done) => {
        let before = "";
        let same = 0;
        const look = () => {
          const list = document.querySelector("[data-message-list]");
          const rows = [...(list?.querySelectorAll<HTMLElement>("li[data-index]") ?? [])].map((row) => [row.dataset["index"], row.getBoundingClientRect().top]);
          const now = JSON.stringify([list?.scrollTop, list?.scrollHeight, rows]);
          same = now === before ? same + 1 : 0;
          before = now;
          if (same >= frames) done();
          else requestAnimationFrame(look);
        };
        look();
      }),
    frames,
  );

/** Turns the wheel, and waits until the list has followed it. */
async function wheel(page: Page, by: number): Promise<void> {
  const from = await page.evaluate(() => document.querySelector("[data-message-list]")?.scrollTop ?? 0);
  await page.mouse.wheel(0, by);
  await page.waitForFunction((from) => document.querySelector("[data-message-list]")?.scrollTop !== from, from);
  await page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
}

/** Until every place in sight and around it holds its message. */
const loaded = (page: Page) =>
  page.waitForFunction(() => document.querySelector("[data-message-list] li[data-index]:not(:has([data-number], h2))") === null).then(() => undefined);

describe.skipIf(!chromiumPath)("a conversation in the browser", () => {
  let browser: Browser;
  let line: Line;
  let world: World;
  let ana: Caller;
  let leo: Caller;
  let channel = "";
  let names = 0;
  const opened: Watched[] = [];
  const address = (rest = "") => `/c/${world.company}/channels/${channel}${rest}`;
  const say = (by: Caller, text: string, thread?: number) =>
    by.call("postMessage", { params: { company: world.company, channel }, body: { text, ...(thread ? { thread } : {}) } });
  const open = async (who: Caller, rest = "", options: Partial<PageOptions> = {}) => {
    const watched = await openPage(browser, { url: world.server.url, ...options });
    opened.push(watched);
    await enterAs(watched, world.server.url, who);
    await watched.page.goto(address(rest));
    return watched;
  };

  beforeAll(async () => {
    ensureWebBuilt();
    line = await newLine();
    [browser, world] = await Promise.all([launch(), newWorld({ folders: makeFolders({ BASTIDE_URL: line.url, BASTIDE_LISTEN: `127.0.0.1:${line.port}` }) })]);
    ana = await world.join(world.company, "member", [], "Ana Lefèvre");
    leo = await world.join(world.company, "member", [], "Léo Marchand");
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    line?.close();
    await world?.close();
  });
  beforeEach(async () => {
    channel = (await newChannel(ana, world.company, `talk-${++names}`)).id;
    await leo.call("joinChannel", { params: { company: world.company, channel } });
  });
  afterEach(async ({ task }) => {
    await keepFailure(task, ...opened);
    for (const watched of opened.splice(0)) {
      watched.expectCalm();
      await watched.close();
    }
  });
  const fill = async (by: Caller, count: number) => {
    for (let i = 1; i <= count; i++)
      await say(by, i % 7 === 0 ? `${i} **bold**\n\n- one\n- two\n\n${"word ".repeat(i % 60)}` : `${i} ${"words ".repeat(i % 9)}`);
  };

  it("opens at the end, stays there while it grows, and elsewhere nothing moves", { timeout: 120_000 }, async () => {
    await fill(ana, 130);
    const { page } = await open(ana);
    await row(page, "130 ").waitFor();
    await still(page);
    expect(await toEnd(page)).toBeLessThanOrEqual(1);
    await say(leo, "tall\n\n".repeat(15));
    await page.getByText("tall").first().waitFor();
    await still(page);
    expect(await toEnd(page)).toBeLessThanOrEqual(1);

    await page.mouse.move(900, 400);
    for (let i = 0; i < 4; i++) {
      await wheel(page, -700);
    }
    await loaded(page);
    await still(page);
    const before = await topRow(page);
    expect(before?.number).toBeLessThan(110);
    await say(leo, "while you were reading");
    await page.getByRole("button", { name: "1 new" }).waitFor();
    const after = await topRow(page);
    expect(after?.number).toBe(before?.number);
    expect(Math.abs((after?.y ?? 99) - (before?.y ?? 0))).toBeLessThanOrEqual(1);
    await page.getByRole("button", { name: "1 new" }).click();
    await still(page);
    expect(await toEnd(page)).toBeLessThanOrEqual(1);
  });

  it("scrolling up into what isn't loaded never moves what is read", { timeout: 120_000 }, async () => {
    await fill(ana, 260);
    const { page } = await open(ana);
    await row(page, "260 ").waitFor();
    await still(page);
    await page.mouse.move(900, 400);
    for (let i = 0; i < 10; i++) {
      await wheel(page, -1100);
      const before = await topPlace(page);
      await loaded(page);
      await still(page);
      const after = await topPlace(page);
      expect([i, after?.index, Math.abs((after?.y ?? 99) - (before?.y ?? 0)) <= 1]).toEqual([i, before?.index, true]);
    }
  });

  it("opens with the New line at a third, and a permalink around its message; coming back restores the place", { timeout: 120_000 }, async () => {
    await fill(ana, 150);
    await leo.call("markRead", { params: { company: world.company, channel }, body: { post: 80 } });
    const { page } = await open(leo);
    await page.getByText("New", { exact: true }).waitFor();
    await still(page);
    expect(Math.abs((await placeOf(page, 81)) - 1 / 3)).toBeLessThan(0.08);

    await page.goto(address("?at=40"));
    await row(page, "40 ").waitFor();
    await still(page);
    expect(Math.abs((await placeOf(page, 40)) - 1 / 3)).toBeLessThan(0.08);

    const before = await topRow(page);
    await page.getByRole("link", { name: "Inbox" }).first().click();
    await page.getByRole("heading", { name: "Inbox" }).waitFor();
    await page.getByRole("link", { name: `talk-${names}` }).click();
    await row(page, "40 ").waitFor();
    await still(page);
    const after = await topRow(page);
    expect(after?.number).toBe(before?.number);
    expect(Math.abs((after?.y ?? 99) - (before?.y ?? 0))).toBeLessThanOrEqual(1);
  });

  it("says so when a link's message isn't there, and leads to the newest", async () => {
    for (let n = 1; n <= 30; n++) await say(leo, `number ${n}`);
    const { page } = await open(ana, "?at=99");
    await page.getByText("The message of this link isn’t here.", { exact: false }).waitFor();
    await row(page, "number 30").waitFor();
    await page.getByRole("button", { name: "Show the newest" }).click();
    await page.getByText("The message of this link isn’t here.", { exact: false }).waitFor({ state: "detached" });
    expect(new URL(page.url()).search).toBe("");
    await page.goto(address("?at=3"));
    await row(page, "number 3").waitFor();
    await page.goto(address("?panel=thread:99"));
    await page.getByRole("alert").getByText("This thread is not here").waitFor();
    expect(await page.getByText("could not be loaded").count()).toBe(0);
    expect(await page.getByText("The message of this link isn’t here.", { exact: false }).count()).toBe(0);
  });

  it("is read only after a second in a window that is looked at, and then on all devices", { timeout: 120_000 }, async () => {
    const first = await open(leo);
    await composer(first.page).waitFor();
    const other = await first.context.newPage();
    await other.goto(`/c/${world.company}/inbox`);
    await other.bringToFront();
    const marker = async () => (await leo.call("listMyChannels", { params: { company: world.company } })).channels.find(({ id }) => id === channel)?.marker;
    await first.page.evaluate(() =>
      Object.defineProperty(document, "visibilityState", { get: () => ((globalThis as { hidden?: boolean }).hidden === false ? "visible" : "hidden") }),
    );
    await say(ana, "news");
    await row(first.page, "news").waitFor();
    await first.page.waitForTimeout(1600);
    expect(await marker()).toBe(0);
    const entry = other.getByRole("link", { name: `talk-${names}` });
    await expect.poll(() => entry.textContent()).toContain("unread");

    await first.page.bringToFront();
    await first.page.evaluate(() => {
      (globalThis as { hidden?: boolean }).hidden = false;
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await expect.poll(marker, { timeout: 10_000 }).toBe(1);
    await expect.poll(() => entry.textContent(), { timeout: 10_000 }).not.toContain("unread");
  });

  it("counts mentions, not mere news, beside the channel and in the title", { timeout: 60_000 }, async () => {
    const { page } = await open(leo);
    await composer(page).waitFor();
    await page.getByRole("link", { name: "Inbox" }).first().click();
    await say(ana, "mere news");
    await expect.poll(() => page.title()).toMatch(/^• /);
    await say(ana, `@{${leo.person}} for you`);
    await expect.poll(() => page.title()).toMatch(/^\(1\) /);
  });

  it("keeps a draft per channel over a reload and in two tabs", { timeout: 60_000 }, async () => {
    const first = await open(ana);
    await composer(first.page).fill("half a thought");
    const second = await first.context.newPage();
    await second.goto(address());
    expect(await composer(second).inputValue()).toBe("half a thought");
    await composer(second).fill("a whole thought");
    await expect.poll(() => composer(first.page).inputValue()).toBe("a whole thought");
    await first.page.reload();
    expect(await composer(first.page).inputValue()).toBe("a whole thought");
    await composer(first.page).press("Enter");
    await row(first.page, "a whole thought").waitFor();
    await expect.poll(() => composer(second).inputValue()).toBe("");
  });

  it("keeps the text of what is refused, with the reason, and gives it back", { timeout: 90_000 }, async () => {
    const { page } = await open(leo);
    await composer(page).waitFor();
    // What says so loads after the first screen, and no worker keeps it for this page: a second has passed since the last part came.
    await page.waitForFunction(() => {
      const parts = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
      return parts.some(({ name }) => name.includes("/banners-")) && parts.every(({ responseEnd }) => performance.now() - responseEnd > 1000);
    });
    line.cut();
    await page.getByText("No connection").waitFor();
    for (const text of ["too late for this", "and for this"]) {
      await composer(page).fill(text);
      await composer(page).press("Enter");
    }
    const direct = createClient({ baseUrl: `http://127.0.0.1:${line.port}`, headers: { cookie: ana.cookie } });
    const params = { company: world.company, channel };
    await direct.call("updateChannel", { params, body: { archived: true } });
    line.mend();
    const refused = row(page, "too late for this");
    await refused.getByText("The channel is archived", { exact: false }).waitFor({ timeout: 60_000 });
    await row(page, "and for this").getByRole("button", { name: "Discard" }).click();
    await page.getByText("and for this").waitFor({ state: "detached" });
    await direct.call("updateChannel", { params, body: { archived: false } });
    await composer(page).waitFor();
    await refused.getByRole("button", { name: "Edit" }).click();
    await expect.poll(() => composer(page).inputValue()).toBe("too late for this");
    await composer(page).press("Enter");
    await expect.poll(async () => (await direct.call("listMessages", { params })).messages.length, { timeout: 10_000 }).toBe(1);
  });

  it("does the main job by the keyboard alone", { timeout: 90_000 }, async () => {
    await say(leo, "first");
    await say(leo, "second");
    const { page } = await open(ana);
    await row(page, "second").waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").waitFor();
    await page.keyboard.type(`talk-${names}`);
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await composer(page).focus();
    await page.keyboard.type("typed");
    await page.keyboard.press("Enter");
    await row(page, "typed").waitFor();
    await page.keyboard.press("ArrowUp");
    await page.getByLabel("Edit message").waitFor();
    await page.keyboard.type(" and changed");
    await page.keyboard.press("Enter");
    await row(page, "typed and changed").waitFor();
    await expect.poll(() => composer(page).evaluate((node) => node === document.activeElement)).toBe(true);

    await page.locator("[data-message-list]").focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("k");
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset["number"])).toBe("2");
    await page.keyboard.press("r");
    const thread = page.getByRole("complementary", { name: "Thread" });
    await thread.locator("textarea").waitFor();
    await expect.poll(() => thread.locator("textarea").evaluate((node) => node === document.activeElement)).toBe(true);
    await page.keyboard.type("in the thread");
    await page.keyboard.press("Enter");
    await row(page, "second").getByText("1 reply").waitFor();
    await page.keyboard.press("Escape");
    await thread.waitFor({ state: "detached" });
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest("[data-number]")?.getAttribute("data-number"))).toBe("2");
    await page.keyboard.press("Escape");
    await page.locator('[data-number="2"]').first().focus();
    await page.keyboard.press(".");
    await page.getByRole("menuitem", { name: "Pin" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });
    await page.locator("[data-message-list]").first().focus();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.locator('[data-number="2"]').first().focus();
    await page.keyboard.type("xyz");
    expect(await composer(page).inputValue()).toBe("xyz");
  });

  it("loses the channel within a second when taken out of it", { timeout: 60_000 }, async () => {
    await say(ana, "only for us");
    const { page } = await open(leo);
    await row(page, "only for us").waitFor();
    const privateOne = (await newChannel(ana, world.company, `closed-${names}`, "private")).id;
    await ana.call("addChannelMember", { params: { company: world.company, channel: privateOne, person: leo.person }, body: {} });
    await page.getByRole("link", { name: `closed-${names}` }).click();
    await composer(page).waitFor();
    await ana.call("removeChannelMember", { params: { company: world.company, channel: privateOne, person: leo.person } });
    await page.getByText("Not your channel").waitFor({ timeout: 5000 });
    expect(await page.getByRole("link", { name: `closed-${names}` }).count()).toBe(0);
  });
});
