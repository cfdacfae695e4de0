/** People: a profile beside the messages, the own one with status and time zone, and the directory. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type Watched } from "./browser.ts";
import { enterAs } from "./installation.ts";
import { ensureWebBuilt } from "./web-build.ts";

describe.skipIf(!chromiumPath)("people", () => {
  let browser: Browser;
  let world: World;
  let ana: Caller;
  let leo: Caller;
  let guest: Caller;
  let channel = "";
  const opened: Watched[] = [];
  const params = () => ({ company: world.company });
  const open = async (who: Caller, path: string) => {
    const watched = await openPage(browser, { url: world.server.url });
    opened.push(watched);
    await enterAs(watched, world.server.url, who);
    await watched.page.goto(`/c/${world.company}/${path}`);
    return watched.page;
  };
  const profile = (page: Page) => page.locator("aside[aria-label=Profile]");

  beforeAll(async () => {
    ensureWebBuilt();
    [browser, world] = await Promise.all([launch(), newWorld()]);
    ana = await world.join(world.company, "member", [], "Ana Lefèvre");
    leo = await world.join(world.company, "member", [], "Léo Marchand");
    channel = (await newChannel(ana, world.company, "talk")).id;
    guest = await world.join(world.company, "guest", [channel], "Gaston Guest");
    await leo.call("joinChannel", { params: { ...params(), channel } });
    await leo.call("updateMyProfile", { params: params(), body: { title: "Keeper of the fonts", zone: "Asia/Kolkata" } });
    await leo.call("postMessage", { params: { ...params(), channel }, body: { text: `Hello @{${ana.person}}` } });
    await guest.call("postMessage", { params: { ...params(), channel }, body: { text: "A guest was here" } });
    await world.services.settled();
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

  it("a name opens the profile: title, role, the time there; from there one writes", async () => {
    const page = await open(ana, `channels/${channel}`);
    await page.getByRole("article").filter({ hasText: "Hello" }).getByText("Léo Marchand").click();
    await profile(page).getByText("Keeper of the fonts").waitFor();
    expect(page.url()).toContain(`panel=person:${leo.person}`);
    await profile(page).locator("section", { hasText: "Channels in common" }).getByRole("link").first().waitFor();
    expect(await profile(page).textContent()).toMatch(/\d\d:\d\d there, (3 h 30 min|4 h 30 min) ahead/);
    await page.keyboard.press("Escape");
    await profile(page).waitFor({ state: "detached" });
    await page.getByRole("article").filter({ hasText: "A guest was here" }).getByText("Gaston Guest").click();
    await profile(page).getByText("Guest", { exact: true }).waitFor();
    await profile(page).getByRole("button", { name: "Write a message" }).click();
    await page.waitForURL((url) => url.pathname.includes("/channels/") && !url.pathname.endsWith(channel));
    expect(await page.locator("h1").textContent()).toContain("Gaston Guest");
  });

  it("a status is set, seen by others beside the name, and not shown once it is over", async () => {
    const own = await open(leo, "you");
    await own.getByRole("button", { name: "In a meeting" }).click();
    await own.getByRole("button", { name: "Emoji: 🗓️" }).click();
    await own.getByLabel("Search emoji").fill("rocket");
    await own.getByRole("button", { name: "rocket", exact: true }).first().click();
    await own.getByRole("button", { name: "Emoji: 🚀" }).waitFor();
    await own.getByRole("button", { name: "In a meeting" }).click();
    await own.getByText("In 30 minutes", { exact: true }).click();
    await own.getByRole("button", { name: "Set status" }).click();
    await own.getByText("Status set").waitFor();
    const { status } = await ana.call("getPerson", { params: { ...params(), person: leo.person } });
    expect(status).toMatchObject({ emoji: "🗓️", text: "In a meeting" });
    expect((status?.until ?? 0) - Date.now()).toBeGreaterThan(29 * 60_000 - 5000);
    const page = await open(ana, `channels/${channel}?panel=members`);
    await page.locator("aside").getByTitle("🗓️ In a meeting").waitFor();
    await page.locator("aside").getByText("Léo Marchand").click();
    await profile(page).getByText("Until").waitFor();
    await leo.call("updateMyProfile", { params: params(), body: { status: { emoji: "🎧", text: "Soon over", until: Date.now() + 3000 } } });
    await profile(page).getByText("Soon over").waitFor();
    await profile(page).getByText("Soon over").waitFor({ state: "detached" });
    await own.getByRole("button", { name: "Clear status" }).waitFor({ state: "detached" });
  });

  it("the time zone of this browser is offered and kept", async () => {
    const page = await open(ana, "you");
    await page.getByText("This browser’s zone is Europe/Paris.").waitFor();
    await page.getByRole("button", { name: "Take it" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Profile saved").waitFor();
    expect((await leo.call("getPerson", { params: { ...params(), person: ana.person } })).zone).toBe("Europe/Paris");
  });

  it("the directory is searched, and a profile in it has its own address", async () => {
    const page = await open(ana, "people");
    await page.locator("#screen [data-row]").nth(2).waitFor();
    await page.getByPlaceholder("Name or handle").fill("marchand");
    await expect.poll(() => page.locator("#screen [data-row]").count()).toBe(1);
    await page.locator("#screen [data-row]").first().focus();
    await page.keyboard.press("Enter");
    await profile(page).getByText("Keeper of the fonts").waitFor();
    await page.reload();
    await profile(page).getByText("Keeper of the fonts").waitFor();
    // Who is looked for stands in no URL, so that no history keeps it.
    expect(page.url()).not.toContain("marchand");
    await page.getByPlaceholder("Name or handle").fill("nobody has this");
    await page.getByText("Nobody has this name.").waitFor();
  });

  it("after ten minutes without input a person is away, until the first touch; a group shows how many are here", async () => {
    const { id: group } = await ana.call("openDirect", { params: params(), body: { people: [leo.person, guest.person] } });
    const watched = await openPage(browser, { url: world.server.url });
    opened.push(watched);
    await watched.page.clock.install();
    await enterAs(watched, world.server.url, leo);
    const asked = watched.page.waitForEvent("websocket");
    await watched.page.goto(`/c/${world.company}/channels/${channel}`);
    const frames: string[] = [];
    (await asked).on("framesent", ({ payload }) => frames.push(String(payload)));
    const page = await open(ana, `people?person=${leo.person}`);
    await profile(page).getByText("Here now").waitFor();
    const inSideBar = page.locator(`nav a[data-channel="${group}"]`);
    await inSideBar.getByTitle("1 of the others here").waitFor();
    // The watcher comes when all is quiet: until then the time does not count.
    await expect
      .poll(async () => {
        await watched.page.clock.runFor("10:01");
        return frames.some((frame) => frame.includes('"away"'));
      })
      .toBe(true);
    await profile(page).getByText("Away", { exact: true }).waitFor();
    await page.locator(`#screen [data-row="${leo.person}"]`).getByTitle("away").waitFor();
    await inSideBar.getByTitle("1 of the others here").waitFor({ state: "detached" });
    await watched.page.keyboard.press("Shift");
    await profile(page).getByText("Here now").waitFor();
    await inSideBar.getByTitle("1 of the others here").waitFor();
  });
});
