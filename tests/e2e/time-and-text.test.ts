/** Times and texts as they should be seen: a clock that is wrong, midnight, summer time, input methods, both directions, odd names. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/server/platform/clock/index.ts";
import { type Caller, newChannel, newWorld, type World } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type PageOptions, type Watched } from "./browser.ts";
import { enterAs } from "./installation.ts";
import { ensureWebBuilt } from "./web-build.ts";

const hour = 3_600_000;
const composer = (page: Page) => page.locator("#composer textarea");
const row = (page: Page, text: string) => page.locator("section [data-message-list] article").filter({ hasText: text }).last();
/** Without the comma that some versions of Unicode's data put behind the weekday. */
const days = async (page: Page) => (await page.locator("[data-message-list] h3").allTextContents()).map((day) => day.replace(",", ""));
/** As the reader's habit and zone have it, which are those of every page here. */
const clockTime = (at: number) => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Paris" }).format(at);

describe.skipIf(!chromiumPath)("times and texts", () => {
  let browser: Browser;
  let world: World;
  let ana: Caller;
  let channel = "";
  let names = 0;
  /** How far the server's clock is from this machine's. */
  let shift = 0;
  const opened: Watched[] = [];
  const params = () => ({ company: world.company, channel });
  const say = (by: Caller, text: string) => by.call("postMessage", { params: params(), body: { text } });
  /** @param wrong milliseconds by which the browser's clock is off the server's */
  const open = async (who: Caller, { wrong = 0, ...options }: Partial<PageOptions> & { wrong?: number } = {}) => {
    const watched = await openPage(browser, { url: world.server.url, ...options });
    opened.push(watched);
    await enterAs(watched, world.server.url, who);
    if (shift + wrong !== 0) await watched.page.clock.install({ time: Date.now() + shift + wrong });
    await watched.page.goto(`/c/${world.company}/channels/${channel}`);
    await composer(watched.page).waitFor();
    return watched;
  };
  /** Later sessions begin then. */
  const moveTo = (at: string) => {
    shift = Date.parse(at) - Date.now();
  };
  const again = async (who: Caller) => world.callerOf(who.account, world.company);

  beforeAll(async () => {
    ensureWebBuilt();
    [browser, world] = await Promise.all([launch(), newWorld({ clock: { ...systemClock, now: () => Date.now() + shift } })]);
    ana = await world.join(world.company, "member", [], "Ana Lefèvre");
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });
  const freshChannel = async () => {
    channel = (await newChannel(ana, world.company, `room-${++names}`)).id;
  };
  afterEach(async ({ task }) => {
    await keepFailure(task, ...opened);
    for (const watched of opened.splice(0)) {
      watched.expectCalm();
      await watched.close();
    }
  });

  it.each([-hour, hour])("a clock that is wrong by %d ms changes neither order nor times nor what is asked for", async (wrong) => {
    await freshChannel();
    const leo = await world.join(world.company, "member", [channel]);
    const { page } = await open(ana, { wrong });
    await say(leo, "before");
    await row(page, "before").waitFor();
    await composer(page).fill("mine");
    await composer(page).press("Enter");
    await row(page, "mine").waitFor();
    await say(leo, "after");
    await row(page, "after").waitFor();
    expect(await page.locator("[data-message-list] article").allTextContents()).toEqual([
      expect.stringContaining("before"),
      expect.stringContaining("mine"),
      expect.stringContaining("after"),
    ]);
    expect(await days(page)).toEqual(["Today"]);
    const { messages } = await ana.call("listMessages", { params: params() });
    expect((await page.locator("[data-message-list] article time").allTextContents()).toSorted()).toEqual(
      messages.map(({ sentAt }) => clockTime(sentAt)).toSorted(),
    );

    await row(page, "before").hover();
    await row(page, "before").getByRole("button", { name: "More for this message" }).click();
    await page.getByRole("menuitem", { name: "Remind me …" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "In 20 minutes" }).click();
    const remindAt = async () => (await ana.call("listSaved", { params: { company: world.company } })).items.find(({ message }) => message.channel === channel);
    await expect.poll(async () => Math.round((((await remindAt())?.remindAt ?? 0) - Date.now()) / 60_000)).toBe(20);
    await page.goto(`/c/${world.company}/saved`);
    await page.locator("#screen [data-row]").first().waitFor();
    expect(await page.locator("#screen [data-row]").first().textContent()).toContain(clockTime((await remindAt())?.remindAt ?? 0));
  });

  it("the year stands where it isn't this one; yesterday is the day before, also where it had 23 hours; midnight turns today", async () => {
    await freshChannel();
    for (const at of ["2026-12-30T11:00:00Z", "2027-03-27T22:50:00Z", "2027-03-28T10:00:00Z", "2027-03-28T22:10:00Z"]) {
      moveTo(at);
      ana = await again(ana);
      await say(ana, `at ${at}`);
    }
    moveTo("2027-03-28T22:30:00Z"); // Monday, 00:30 in Paris; Sunday's night lost an hour
    ana = await again(ana);
    const { page } = await open(ana);
    await row(page, "T22:10").waitFor();
    expect(await days(page)).toEqual(["Wednesday 30 December 2026", "Saturday 27 March", "Yesterday", "Today"]);
    expect(await row(page, "T22:10").locator("time").getAttribute("title")).toMatch(/^Monday,? 29 March 2027 at 00:10:\d\d CEST$/);
    expect(await row(page, "T22:50").locator("time").getAttribute("title")).toMatch(/^Saturday,? 27 March 2027 at 23:50:\d\d CET$/);

    await page.clock.fastForward("23:31:00"); // Tuesday
    await expect.poll(() => days(page)).toEqual(["Wednesday 30 December 2026", "Saturday 27 March", "Sunday 28 March", "Yesterday"]);
    await page.clock.fastForward("24:00:00"); // and Wednesday
    await expect.poll(async () => (await days(page)).at(-1)).toBe("Monday 29 March");
  });

  it("nothing is sent while an input method composes", async () => {
    await freshChannel();
    const { page, context } = await open(ana);
    const keyboard = await context.newCDPSession(page);
    await composer(page).focus();
    await keyboard.send("Input.imeSetComposition", { text: "かな", selectionStart: 2, selectionEnd: 2 });
    await expect.poll(() => composer(page).inputValue()).toBe("かな");
    const processed = { key: "Process", code: "Enter", windowsVirtualKeyCode: 229, nativeVirtualKeyCode: 229 };
    await keyboard.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...processed });
    await keyboard.send("Input.dispatchKeyEvent", { type: "keyUp", ...processed });
    await keyboard.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...processed, key: "Enter" });
    expect(await composer(page).inputValue()).toBe("かな");
    await keyboard.send("Input.insertText", { text: "仮名" });
    await expect.poll(() => composer(page).inputValue()).toBe("仮名");
    expect((await ana.call("listMessages", { params: params() })).messages).toEqual([]);
    await composer(page).press("Enter");
    await row(page, "仮名").waitFor();
    await expect.poll(async () => (await ana.call("listMessages", { params: params() })).messages.length).toBe(1);
  });

  it("both directions, hidden signs, endless words and names that look alike", async () => {
    await freshChannel();
    const nour = await world.join(world.company, "member", [channel], "نور الخطيب");
    const twin = await world.join(world.company, "member", [channel], "Аnа Lеfèvre"); // with Cyrillic letters
    await say(nour, "مرحبا بكم: 3 صفحات");
    await say(ana, "plain words");
    await say(twin, "I am Ana");
    await say(ana, `pay \u202Eevila\u202C now ${"w".repeat(240)}`);
    await say(nour, `\`${"code".repeat(60)}\` | ${"https://a.example/".padEnd(230, "x")}`);
    const { page } = await open(ana);
    await row(page, "a.example").waitFor();
    const direction = (text: string) =>
      row(page, text)
        .locator("[dir=auto]")
        .evaluate((node) => getComputedStyle(node).direction);
    expect([await direction("مرحبا"), await direction("plain words")]).toEqual(["rtl", "ltr"]);
    await row(page, "مرحبا").locator("bdi", { hasText: "نور الخطيب" }).waitFor();
    expect(await row(page, "evila").getByText("U+202E").getAttribute("title")).toContain("202E");
    expect(await row(page, "evila").textContent()).not.toContain("\u202E");
    const { page: phone } = await open(ana, { size: "phone" });
    await row(phone, "a.example").waitFor();
    for (const shown of [page, phone]) {
      const wide = await shown.evaluate(() => ({
        page: document.documentElement.scrollWidth - innerWidth,
        rows: [...document.querySelectorAll("[data-message-list] article")].filter((node) => node.scrollWidth > node.clientWidth).length,
      }));
      expect(wide).toEqual({ page: 0, rows: 0 });
    }

    const handles = async (text: string) => row(page, text).locator("bdi").allTextContents();
    const handleOf = async (who: Caller) =>
      (await ana.call("findPeople", { params: { company: world.company }, body: { ids: [who.person] } })).people[0]?.handle;
    await expect.poll(() => handles("I am Ana")).toEqual(["Аnа Lеfèvre", `@${await handleOf(twin)}`]);
    await expect.poll(() => handles("plain words")).toEqual(["Ana Lefèvre", `@${await handleOf(ana)}`]);
    expect(await handles("مرحبا")).toEqual(["نور الخطيب"]);
  });
});
