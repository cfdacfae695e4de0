/** A channel of 50,000 messages of all heights: paging through it to the first one and back, jumping, copying, and arriving late. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { longChannel } from "../fixtures/long-channel.ts";
import { type Caller, newWorld, type World } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type PageOptions, type Watched } from "./browser.ts";
import { enterAs } from "./installation.ts";
import { ensureWebBuilt } from "./web-build.ts";

const posts = 50_000;
const soon = { timeout: 10_000 };

/** As an administrator brings it in: 50,000 posts in some seconds. */
async function importLong(world: World): Promise<string> {
  const { server, company, owner } = world;
  const headers = { cookie: owner.cookie, origin: server.url, "content-type": "application/zip", "idempotency-key": crypto.randomUUID() };
  const reply = await fetch(`${server.url}/api/companies/${company}/imports`, {
    method: "POST",
    headers,
    body: new Uint8Array(await longChannel("long", posts)),
  });
  if (!reply.ok) throw new Error(await reply.text());
  const state = async () => (await owner.call("listImports", { params: { company } })).imports[0]?.state;
  await vi.waitUntil(async () => (await state()) === "done", { timeout: 120_000, interval: 200 });
  const { channels } = await owner.call("browseChannels", { params: { company }, body: {} });
  return channels.find(({ name }) => name === "long")?.id ?? "";
}

interface Trip {
  readonly steps: number;
  /** Pixels that the first place in sight moved while it and those around it loaded, at most. */
  readonly drift: number;
  readonly rows: number;
  readonly framesWithoutText: number;
  /** Neither a message nor the shape of one. */
  readonly blankFrames: number;
  /** Of the messages in sight at the end. */
  readonly first: number;
  readonly last: number;
}

/**
 * Scrolls by pixels (0: by what is in sight, as Page Up does) until the message is in sight or the list ends, waits after each
 * step until all in sight is loaded, and looks at every frame as it was painted.
 */
const travel = (page: Page, way: { readonly by: number; readonly to: number; readonly most?: number }): Promise<Trip> =>
  page.evaluate(async ({ by, to, most = 1000 }) => {
    const list = document.querySelector<HTMLElement>("[data-message-list]");
    if (!list) throw new Error("no list");
    const painted = () => new Promise<void>((done) => requestAnimationFrame(() => void scheduler.postTask(done, { priority: "user-blocking" })));
    const look = () => {
      const { top, height } = list.getBoundingClientRect();
      const places = [...list.querySelectorAll<HTMLElement>("li[data-index]")].map((node) => {
        const box = node.getBoundingClientRect();
        return { node, index: Number(node.dataset["index"]), top: box.top - top, bottom: box.bottom - top };
      });
      const inSight = places.filter((place) => place.bottom > 1 && place.top < height - 1).sort((a, b) => a.index - b.index);
      return { places, inSight };
    };
    const isLoaded = ({ node }: { node: HTMLElement }) => node.querySelector("[data-number], h2") !== null;
    const numbers = () => look().inSight.map(({ node }) => Number(node.querySelector<HTMLElement>("[data-number]")?.dataset["number"] ?? 0));
    const trip = { steps: 0, drift: 0, rows: 0, framesWithoutText: 0, blankFrames: 0, first: 0, last: 0 };
    for (let isThere = false; !isThere && trip.steps < most; trip.steps++) {
      const before = list.scrollTop;
      list.scrollTop += by === 0 ? Math.sign(to - (numbers()[0] ?? 0)) * (list.clientHeight - 40) : by;
      let anchor: { index: number; top: number } | undefined;
      for (let same = 0, waited = 0; same < 2 && waited < 300; waited++) {
        await painted();
        const { places, inSight } = look();
        anchor ??= inSight[0];
        const now = places.find(({ index }) => index === anchor?.index);
        trip.drift = Math.max(trip.drift, now && anchor ? Math.abs(now.top - anchor.top) : Number.MAX_SAFE_INTEGER);
        trip.rows = Math.max(trip.rows, places.length);
        if (inSight.length === 0) trip.blankFrames++;
        if (!inSight.some((place) => isLoaded(place) && place.node.textContent.trim() !== "")) trip.framesWithoutText++;
        same = inSight.every(isLoaded) ? same + 1 : 0;
      }
      const shown = numbers();
      [trip.first, trip.last] = [Math.min(...shown), Math.max(...shown)];
      isThere = shown.includes(to) || list.scrollTop === before;
    }
    return trip;
  }, way);

describe.skipIf(!chromiumPath)("a channel of 50,000 messages", () => {
  let browser: Browser;
  let world: World;
  let reader: Caller;
  let channel = "";
  const opened: Watched[] = [];
  const open = async (rest = "", options: Partial<PageOptions> = {}) => {
    const watched = await openPage(browser, { url: world.server.url, ...options });
    opened.push(watched);
    await enterAs(watched, world.server.url, reader);
    await watched.page.goto(`/c/${world.company}/channels/${channel}${rest}`);
    await watched.page.locator("[data-message-list] [data-number]").first().waitFor();
    return watched.page;
  };

  beforeAll(async () => {
    ensureWebBuilt();
    [browser, world] = await Promise.all([launch(), newWorld()]);
    channel = await importLong(world);
    reader = await world.join(world.company, "member", [channel], "Rita Reader");
    await reader.call("markRead", { params: { company: world.company, channel }, body: { post: posts } });
  }, 180_000);
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

  it("is paged through to the first and back: nothing read moves, no frame is blank, few rows exist", { timeout: 200_000 }, async () => {
    const page = await open();
    await page.locator(`[data-number="${posts}"]`).waitFor();
    await page.mouse.move(900, 400);
    await page.mouse.wheel(0, -300); // from now on the reader says where it stands
    const read = (to: number) => travel(page, { by: 0, to, most: 60 });
    const fly = (by: number, to: number) => travel(page, { by, to });
    const trips: [string, Trip][] = [
      ["reading up from the last", await read(1)],
      ["flying to the first", await fly(-150_000, 1)],
      ["reading down from the first", await read(posts)],
      ["flying to the last", await fly(150_000, posts)],
      ["reading up again", await read(1)],
    ];
    for (const [name, { drift, rows, blankFrames, framesWithoutText }] of trips) {
      expect([name, drift <= 1, rows <= 200, blankFrames], `${drift} px, ${rows} rows`).toEqual([name, true, true, 0]);
      if (name.startsWith("reading")) expect([name, framesWithoutText]).toEqual([name, 0]);
    }
    expect(trips[1]?.[1].first).toBeLessThanOrEqual(1);
    expect(trips[3]?.[1].last).toBe(posts);
    console.info(trips.map(([name, { steps, rows }]) => `${name}: ${steps} steps, ${rows} rows at most`).join("\n"));
  });

  it("jumps to a day by key, from a day's line and by URL, and says where nothing was written on it", { timeout: 60_000 }, async () => {
    const page = await open();
    const dialog = page.getByRole("dialog", { name: "Jump to" });
    const focused = () => page.evaluate(() => Number((document.activeElement as HTMLElement | null)?.dataset["number"] ?? 0));
    const ask = async () => {
      await page.keyboard.press("Control+j"); // the key begins to act behind the first screen
      return dialog.count();
    };
    await expect.poll(ask, soon).toBe(1);
    await dialog.getByLabel("Day").fill("2025-08-15");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await expect.poll(focused, soon).toBeGreaterThan(1);
    const found = await focused();
    expect(new URL(page.url()).searchParams.get("at")).toBe(String(found));
    const { messages } = await reader.call("listMessages", { params: { company: world.company, channel }, query: { after: found - 2, limit: 2 } });
    const begun = new Date("2025-08-15T00:00+02:00").getTime(); // in the zone of the page
    expect(messages.map(({ sentAt }) => sentAt >= begun)).toEqual([false, true]);

    const day = page.getByRole("button", { name: /^Friday,? 15 August 2025$/ });
    await day.press("Enter");
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await day.evaluate((node) => node === document.activeElement)).toBe(true);
    await day.press("Enter");
    await dialog.getByLabel("Day").fill("2020-01-01");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing was written on 1 January 2020. This is the next message, of ", { exact: false }).waitFor();
    await expect.poll(focused, soon).toBe(1);

    await page.goto(`/c/${world.company}/channels/${channel}?dialog=date`);
    await dialog.getByRole("button", { name: "Newest message" }).click();
    await expect.poll(focused, soon).toBe(posts);
    const toEnd = () => page.locator("[data-message-list]").evaluate((node) => node.scrollHeight - node.clientHeight - node.scrollTop);
    await expect.poll(toEnd, soon).toBeLessThan(2);
    await page.keyboard.press("Control+j");
    await dialog.getByRole("button", { name: "First message" }).click();
    await expect.poll(focused, soon).toBe(1);
    await page.keyboard.press("Control+j");
    await dialog.getByRole("button", { name: "Yesterday" }).click();
    await page.getByText("Nothing was written since ", { exact: false }).waitFor();
    await expect.poll(focused, soon).toBe(posts);
  });
});
