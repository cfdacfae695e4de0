/** What one does with a channel: its rules, its notices, announcements, addressing everybody, finding and looking into others. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type PageOptions, type Watched } from "./browser.ts";
import { enterAs } from "./installation.ts";
import { takeSocket } from "./socket-in-hand.ts";
import { ensureWebBuilt } from "./web-build.ts";

const composer = (page: Page) => page.locator("#composer textarea");
const group = (page: Page, name: string) => page.getByRole("group", { name, exact: true });

describe.skipIf(!chromiumPath)("channels in the browser", () => {
  let browser: Browser;
  let world: World;
  let ana: Caller;
  let leo: Caller;
  let channel = "";
  let names = 0;
  const opened: Watched[] = [];
  const params = () => ({ company: world.company, channel });
  const open = async (who: Caller, rest = "", options: Partial<PageOptions> = {}) => {
    const watched = await openPage(browser, { url: world.server.url, ...options });
    opened.push(watched);
    await enterAs(watched, world.server.url, who);
    await watched.page.goto(`/c/${world.company}/channels/${channel}${rest}`);
    return watched.page;
  };
  const asKept = async (who: Caller) => (await who.call("listMyChannels", { params: { company: world.company } })).channels.find(({ id }) => id === channel);
  const newRoom = async () => {
    channel = (await newChannel(ana, world.company, `room-${++names}`)).id;
    await leo.call("joinChannel", { params: params() });
  };

  beforeAll(async () => {
    ensureWebBuilt();
    [browser, world] = await Promise.all([launch(), newWorld()]);
    ana = await world.join(world.company, "member", [], "Ana Lefèvre");
    leo = await world.join(world.company, "member", [], "Léo Marchand");
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

  it("who writes is the managers' to say; who may not is told where to reply", { timeout: 60_000 }, async () => {
    await newRoom();
    await ana.call("postMessage", { params: params(), body: { text: "The office moves in May." } });
    const manager = await open(ana, "?panel=details");
    const member = await open(leo);
    await composer(member).waitFor();
    await group(manager, "Who writes").getByText("Managers only").click();
    await manager.getByText("Channel changed").waitFor();
    await expect.poll(() => asKept(leo)).toMatchObject({ whoPosts: "managers", may: { post: false } });
    await member.getByText("Only managers write here", { exact: false }).waitFor();
    expect(await composer(member).count()).toBe(0);
    expect(await composer(manager).count()).toBe(1);
    await member.getByRole("button", { name: "Reply to the last one" }).click();
    await member.locator("aside textarea").fill("Which week?");
    await member.keyboard.press("Enter");
    await expect.poll(async () => (await leo.call("getMessage", { params: { ...params(), message: "1" } })).thread?.replies).toBe(1);
    await member.goto(`/c/${world.company}/channels/${channel}?panel=details`);
    await member.getByRole("heading", { name: "For everybody" }).waitFor();
    expect(await group(member, "Who writes").count()).toBe(0);
    await manager.getByRole("button", { name: "Undo" }).click();
    await expect.poll(async () => (await asKept(leo))?.may.post).toBe(true);
  });

  it("an announcement channel is made as one", { timeout: 60_000 }, async () => {
    await newRoom();
    const page = await open(ana, "?dialog=create-channel");
    await page.getByLabel("Name", { exact: true }).fill("the news");
    await page.getByRole("switch", { name: "Announcement channel" }).check();
    await page.getByRole("button", { name: "Create channel" }).click();
    await page.getByRole("heading", { level: 1, name: "#the-news" }).waitFor();
    const { channels } = await ana.call("listMyChannels", { params: { company: world.company } });
    expect(channels.find(({ name }) => name === "the-news")?.whoPosts).toBe("managers");
  });

  it("says how many are told before it is sent, and gives back what is refused", { timeout: 60_000 }, async () => {
    await newRoom();
    const page = await open(leo);
    await composer(page).fill("@channel lunch");
    await page.getByText("Notifies 1 person").waitFor();
    await ana.call("updateChannel", { params: params(), body: { whoAddressesAll: "managers" } });
    await page.getByRole("alert").filter({ hasText: "Only managers notify everybody here." }).waitFor();
    const sent: string[] = [];
    page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(String(payload))));
    await page.reload();
    await page.getByRole("alert").waitFor();
    await composer(page).press("Enter");
    await expect.poll(() => sent.some((frame) => frame.includes("postMessage"))).toBe(true);
    await expect.poll(() => composer(page).inputValue()).toBe("@channel lunch");
    expect((await asKept(leo))?.post).toBe(0);
    await composer(page).fill("lunch");
    await composer(page).press("Enter");
    await expect.poll(async () => (await asKept(leo))?.post).toBe(1);
  });

  it("gives the words back when the right to write went before they were sent, and keeps them where nobody may write", { timeout: 60_000 }, async () => {
    await newRoom();
    const page = await open(leo);
    const socket = await takeSocket(page);
    const sendTooLate = async (text: string, change: () => Promise<unknown>, why: string) => {
      await page.goto(`/c/${world.company}/channels/${channel}`);
      await composer(page).fill(text);
      socket.deafen({ answers: true });
      await change();
      await composer(page).press("Enter");
      await expect.poll(() => composer(page).inputValue()).toBe(text);
      expect(socket.posts.splice(0)).toHaveLength(1);
      expect(await page.locator("section [data-message-list] article").count()).toBe(0);
      socket.hear();
      await page.getByText(why, { exact: false }).waitFor();
      await page.getByText("Not sent. What you wrote is kept here.").waitFor();
      expect(await composer(page).count()).toBe(0);
      await page.getByText(text, { exact: true }).waitFor();
      await page.getByRole("button", { name: "Copy", exact: true }).click();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
    };
    const whoPosts = (who: "everyone" | "managers") => ana.call("updateChannel", { params: params(), body: { whoPosts: who } });
    await sendTooLate("as I was saying", () => whoPosts("managers"), "Only managers write here.");
    await whoPosts("everyone");
    await expect.poll(() => composer(page).inputValue()).toBe("as I was saying");
    expect((await asKept(leo))?.post).toBe(0);

    channel = (await newChannel(ana, world.company, `closed-${names}`, "private")).id;
    const member = { ...params(), person: leo.person };
    await ana.call("addChannelMember", { params: member, body: {} });
    await sendTooLate("one last thing", () => ana.call("removeChannelMember", { params: member }), "Not your channel");
    expect((await asKept(ana))?.post).toBe(0);
  });

  it("stars, mutes and sets notices from its details, each with undo", { timeout: 60_000 }, async () => {
    await newRoom();
    const page = await open(leo, "?panel=details");
    await page.getByRole("switch", { name: "Starred" }).check();
    await group(page, "Notices").getByText("Mentions").click();
    await expect.poll(() => asKept(leo)).toMatchObject({ starred: true, muted: false, notices: "mentions" });
    await page.getByRole("switch", { name: "Muted" }).check();
    await expect.poll(async () => (await asKept(leo))?.muted).toBe(true);
    await page.getByRole("button", { name: "Undo" }).last().click();
    await expect.poll(() => asKept(leo)).toMatchObject({ starred: true, muted: false, notices: "mentions" });
    expect(await page.getByRole("switch", { name: "Muted" }).isChecked()).toBe(false);
  });

  it("finds channels with members and last message, looks into one, and joins it there; archived ones on request", { timeout: 60_000 }, async () => {
    await newRoom();
    const other = await newChannel(ana, world.company, "quiet-harbour");
    const old = await newChannel(ana, world.company, "old-harbour");
    await ana.call("postMessage", { params: { company: world.company, channel: other.id }, body: { text: "Boats come at nine." } });
    await ana.call("updateChannel", { params: { company: world.company, channel: old.id }, body: { archived: true } });
    const page = await open(leo, "?dialog=browse");
    const found = page.getByRole("dialog").getByRole("listitem");
    await page.getByLabel("Name", { exact: true }).fill("harbour");
    await expect.poll(() => found.allInnerTexts()).toEqual([expect.stringMatching(/quiet-harbour\s+1 person · last message 1 minute ago/)]);
    await page.getByRole("switch", { name: "Archived ones" }).check();
    await expect.poll(() => found.allInnerTexts()).toEqual([expect.stringContaining("old-harbour")]);
    await page.getByRole("switch", { name: "Archived ones" }).uncheck();
    await page.getByRole("button", { name: "Look" }).click();
    await page.getByText("Boats come at nine.").waitFor();
    expect(await composer(page).count()).toBe(0);
    await page.getByRole("button", { name: "Join" }).click();
    await composer(page).waitFor();
  });
});
