/** Desktop notices, with a stand-in for the browser's own: two tabs of one browser, one voice. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newChannel } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type Watched } from "./browser.ts";
import { enterAs, type Furnished, furnishedWorld } from "./installation.ts";

interface Shown {
  readonly title: string;
  readonly body: string;
  readonly open: boolean;
}
declare global {
  interface Window {
    shownNotices: { title: string; body: string; open: boolean; onclick: (() => void) | null }[];
    asked: number;
  }
}

/** Runs in the page: notices are kept in a list, the permission is given when it is asked for. */
function standIn({ permission }: { permission: string }): void {
  window.shownNotices = [];
  window.asked = 0;
  class Stub {
    static permission = permission;
    static requestPermission = () => {
      window.asked++;
      Stub.permission = "granted";
      return Promise.resolve("granted");
    };
    open = true;
    onclick: (() => void) | null = null;
    onclose: (() => void) | null = null;
    readonly title: string;
    readonly body: string;
    constructor(title: string, { body = "" } = {}) {
      this.title = title;
      this.body = body;
      window.shownNotices.push(this);
    }
    close() {
      this.open = false;
      this.onclose?.();
    }
  }
  Object.defineProperty(window, "Notification", { value: Stub });
}

const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 10_000 });

describe.skipIf(!chromiumPath)("notices", () => {
  let browser: Browser;
  let world: Furnished;
  let third: string;
  const opened: Watched[] = [];

  beforeAll(async () => {
    [browser, world] = await Promise.all([launch(), furnishedWorld()]);
    third = (await newChannel(world.leo, world.company, "third")).id;
    await world.leo.call("addChannelMember", { params: { company: world.company, channel: third, person: world.ana.person }, body: {} });
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

  async function enter(permission = "granted"): Promise<{ watched: Watched; context: BrowserContext }> {
    const watched = await openPage(browser, { url: world.url });
    opened.push(watched);
    await enterAs(watched, world.url, world.ana);
    await watched.context.addInitScript(standIn, { permission });
    if (permission === "granted") await watched.context.addInitScript(() => localStorage.setItem("bastide.notices", "on"));
    return { watched, context: watched.context };
  }
  const channel = (id: string) => `/c/${world.company}/channels/${id}`;
  const say = (id: string, text: string, thread?: number) =>
    world.leo.call("postMessage", { params: { company: world.company, channel: id }, body: { text, ...(thread ? { thread } : {}) } });
  const shown = (...pages: Page[]): Promise<Shown[]> =>
    Promise.all(pages.map((page) => page.evaluate(() => window.shownNotices.map(({ title, body, open }) => ({ title, body, open }))))).then((lists) =>
      lists.flat(),
    );
  const speaks = (page: Page) =>
    page.evaluate(async () => ((await navigator.locks.query()).held ?? []).some(({ name }) => name?.startsWith("bastide.notices") ?? false));
  const like = async (notices: Partial<{ level: "all" | "mentions" | "none"; quiet: { from: string; to: string } | null }>) => {
    const { preferences, version } = await world.ana.call("getPreferences", { params: { company: world.company } });
    const body = { preferences: { ...preferences, notices: { level: "mentions" as const, quiet: null, ...notices } }, version };
    await world.ana.call("setPreferences", { params: { company: world.company }, body });
  };
  const at = () => `@{${world.ana.person}}`;

  it("one over two tabs, none where it is on screen, withdrawn when read elsewhere, and a click leads there", async () => {
    const { watched, context } = await enter();
    const first = watched.page;
    await first.goto(channel(world.design));
    await eventually(() => speaks(first)).toBe(true);
    const second = await context.newPage();
    await second.goto(channel(world.general));
    await second.locator("#composer textarea").waitFor();
    await eventually(() => second.evaluate(async () => (await navigator.locks.query()).pending?.length ?? 0)).toBe(1); // it waits for its turn
    const both = () => shown(first, second);

    const inThird = await say(third, `${at()} **where** are the keys?`);
    await eventually(() => first.locator("link[rel=icon]").getAttribute("href")).toContain("favicon-news");
    await eventually(async () => (await both()).length).toBe(1);
    const [only] = await both();
    expect(only).toMatchObject({ title: "Léo Marchand in #third", open: true });
    expect(only?.body).toMatch(/^@\S+ where are the keys\?$/);

    await say(world.general, `${at()} this is on the second screen`); // not the one that speaks
    await say(third, "not to anybody");
    await say(third, `${at()} last`);
    await eventually(async () => (await both()).length).toBe(2);
    expect((await both()).map(({ body }) => body.replace(/^@\S+ /, ""))).toEqual(["where are the keys?", "last"]);

    await world.ana.call("markRead", { params: { company: world.company, channel: third }, body: { post: inThird.post } });
    await eventually(async () => (await both()).map(({ open }) => open)).toEqual([false, true]);

    await first.evaluate(() => window.shownNotices.at(-1)?.onclick?.());
    await eventually(() => new URL(first.url()).pathname).toBe(channel(third));
    expect((await both()).every(({ open }) => !open)).toBe(true);

    await first.close(); // the other tab takes over
    await eventually(() => second.evaluate(async () => (await navigator.locks.query()).pending?.length ?? 0)).toBe(0);
    await say(world.design, `${at()} to whoever is left`);
    await eventually(async () => (await shown(second)).map(({ title }) => title)).toEqual(["Léo Marchand in #design-system"]);
  }, 60_000);

  it("levels, quiet hours and muted channels are kept; a reply to one's own comes by the inbox", async () => {
    const { watched } = await enter();
    const { page } = watched;
    const heard: string[] = [];
    page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => void heard.push(String(payload))));
    await page.goto(channel(world.design));
    await eventually(() => speaks(page)).toBe(true);
    const texts = async () => (await shown(page)).map(({ body }) => body.replace(/^@\S+ /, ""));
    /** Until the tab knows what was set on another device. */
    const known = async (setting: Promise<unknown>, sign: string) => {
      const from = heard.length;
      await setting;
      await eventually(() => heard.slice(from).some((frame) => frame.includes(sign))).toBe(true);
    };
    const setChannel = (body: { muted?: boolean; notices?: "usual" | "all" | "mentions" | "none" }) =>
      world.ana.call("setChannelPreference", { params: { company: world.company, channel: third }, body });

    await known(like({ level: "none" }), '"level":"none"');
    await known(say(third, `${at()} level none`), '"items":['); // the inbox was looked at, too
    await known(like({ quiet: { from: "00:00", to: "00:00" } }), '"quiet":{');
    await known(say(third, `${at()} quiet`), '"items":[');
    await known(like({ level: "all" }), '"level":"all"');
    await known(setChannel({ muted: true }), '"muted":true');
    await known(say(third, `${at()} muted`), '"items":[');
    await known(setChannel({ muted: false, notices: "mentions" }), '"notices":"mentions"');
    await say(third, "the channel's own level");
    await known(setChannel({ notices: "usual" }), '"notices":"usual"');
    await say(third, "every message");
    await eventually(texts).toEqual(["every message"]);

    await known(like({}), '"level":"mentions"');
    const own = await world.ana.call("postMessage", { params: { company: world.company, channel: third }, body: { text: "who has the keys?" } });
    await say(third, "I have them", own.post);
    await eventually(texts).toEqual(["every message", "I have them"]);

    const made = await world.leo.call("createChannel", { params: { company: world.company }, body: { name: "invited-to", kind: "private" } });
    await world.leo.call("addChannelMember", { params: { company: world.company, channel: made.id, person: world.ana.person }, body: {} });
    await eventually(texts).toEqual(["every message", "I have them", "put you into this channel"]);
  }, 60_000);

  it("the permission is asked for after a click, never on load", async () => {
    await like({});
    const { watched } = await enter("default");
    const { page } = watched;
    await page.goto(`/c/${world.company}/you/notices`);
    await page.getByRole("button", { name: "Turn on" }).waitFor();
    expect(await page.evaluate(() => window.asked)).toBe(0);
    await page.getByRole("button", { name: "Turn on" }).click();
    await page.getByRole("button", { name: "Turn off" }).waitFor();
    expect(await page.evaluate(() => window.asked)).toBe(1);
    await page.getByText("Every message", { exact: true }).click();
    await page.getByRole("switch", { name: "No notices at certain hours" }).click();
    await page.getByLabel("Until").fill("08:30");
    await expect
      .poll(async () => (await world.ana.call("getPreferences", { params: { company: world.company } })).preferences.notices)
      .toEqual({ level: "all", quiet: { from: "20:00", to: "08:30" } });
  });
});
