/** Nothing jumps: how much of each screen moved while it came, as the browser counts it (layout shift), also when the answers are late. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, keepFailure, launch, openPage, type Watched } from "./browser.ts";
import { enterAs, type Furnished, furnishedWorld } from "./installation.ts";

const most = 0.02;

interface Shift {
  readonly value: number;
  readonly what: string;
}

/** Runs in the page, before anything of it. */
function watchShifts(): void {
  const shifts: Shift[] = [];
  Object.assign(globalThis, { shifts });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { value, hadRecentInput, sources } = entry as PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
        sources: readonly { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
      };
      if (hadRecentInput) continue; // what a click moves within half a second was asked for
      const what = sources.map(({ node, previousRect: a, currentRect: b }) => {
        const element = node instanceof Element ? node : node?.parentElement;
        return `${element?.tagName}.${element?.getAttribute("class")?.slice(0, 50)} ${[a.x, a.y, a.width, a.height]} → ${[b.x, b.y, b.width, b.height]}`;
      });
      shifts.push({ value, what: what.join("\n") });
    }
  }).observe({ type: "layout-shift", buffered: true });
}

/** Every answer comes so much later, by socket and HTTP, in the order in which it was given. */
async function slowly(page: Page, ms: number): Promise<void> {
  await page.routeWebSocket(/\/api\/socket$/, (near) => {
    const far = near.connectToServer();
    near.onMessage((text) => far.send(text));
    far.onMessage((text) => void setTimeout(() => near.send(text), ms));
  });
  await page.route("**/api/**", async (route) => {
    const reply = await route.fetch().catch(() => undefined);
    await new Promise((later) => setTimeout(later, ms));
    if (reply) await route.fulfill({ response: reply }).catch(() => undefined);
  });
}

describe.skipIf(!chromiumPath)("steadiness", () => {
  let browser: Browser;
  let world: Furnished;
  const opened: Watched[] = [];

  beforeAll(async () => {
    [browser, world] = await Promise.all([launch(), furnishedWorld()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });
  afterEach(async ({ task }) => {
    await keepFailure(task, ...opened);
    for (const watched of opened.splice(0)) {
      watched.expectCalm();
      await watched.close();
    }
  });

  const enter = async (path: string, late: number) => {
    const watched = await openPage(browser, { url: world.url });
    opened.push(watched);
    await enterAs(watched, world.url, path === "/trust" ? world.owner : world.ana);
    await watched.context.addInitScript(watchShifts);
    if (late > 0) await slowly(watched.page, late);
    await watched.page.goto(path.startsWith("/") ? path : `/c/${world.company}/${path}`);
    return watched.page;
  };
  const shifts = (page: Page) => page.evaluate(() => (globalThis as unknown as { shifts: Shift[] }).shifts);
  /** Until nothing was asked for and nothing moved for a while. */
  const settled = async (page: Page) => {
    await page.waitForLoadState("networkidle");
    await page.evaluate(() => new Promise<void>((done) => requestIdleCallback(() => requestAnimationFrame(() => done()), { timeout: 2000 })));
  };
  const expectSteady = async (page: Page, name: string) => {
    await settled(page);
    const found = await shifts(page);
    const sum = found.reduce((all, { value }) => all + value, 0);
    expect([name, sum < most], `${sum}\n${found.map(({ value, what }) => `${value}\n${what}`).join("\n")}`).toEqual([name, true]);
  };
  const screens: readonly (readonly [name: string, path: () => string, sign: string])[] = [
    ["a channel", () => `channels/${world.design}`, "[data-message-list] article strong"],
    ["a thread", () => `channels/${world.design}?panel=thread:2`, "aside article"],
    ["the inbox", () => "inbox", "#screen [data-row]"],
    ["threads", () => "threads", "#screen h1"],
    ["saved", () => "saved", "#screen h1"],
    ["administration", () => "administration", "#screen h2"],
    ["the trust page", () => "/trust", "h2.text-lg"],
  ];

  it.each([0, 450])("no screen jumps while it opens, with answers that are %d ms late", { timeout: 120_000 }, async (late) => {
    for (const [name, path, sign] of screens) {
      const page = await enter(path(), late);
      await page.locator(sign).first().waitFor();
      await expectSteady(page, name);
      await opened.pop()?.close();
    }
  });

  it("nothing but the space for it moves when a panel opens, also when its contents are late", { timeout: 60_000 }, async () => {
    for (const panel of ["members", "pins", "details", "thread:2"]) {
      const page = await enter(`channels/${world.design}?panel=${panel}`, 450);
      await page.locator("aside").first().waitFor();
      await expectSteady(page, panel);
      await opened.pop()?.close();
    }
  });
});
