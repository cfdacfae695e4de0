/** The side bar as each reader arranges it, and what one does with a channel from there: kept on all devices, by mouse and by keyboard. */
import { randomUUID } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type PageOptions, type Watched } from "./browser.ts";
import { enterAs } from "./installation.ts";
import { ensureWebBuilt } from "./web-build.ts";

const nav = (page: Page) => page.getByRole("navigation", { name: "Channels and direct messages" });
const entry = (page: Page, name: string) => nav(page).locator("a[data-channel]", { has: page.getByText(name, { exact: true }) });
const item = (page: Page, name: string) => page.getByRole("menuitem", { name, exact: true });
const choice = (page: Page, name: string) => page.getByRole("menuitemradio", { name, exact: true });
/** What the side bar shows: its headings, and the channels below each. */
const shown = (page: Page) =>
  nav(page)
    .locator("section")
    .evaluateAll((sections) =>
      sections.map((section) => {
        const name = section.querySelector("h2")?.textContent ?? "";
        return `${name}: ${[...section.querySelectorAll("a[data-channel] bdi")].map((node) => node.textContent).join(" ")}`.trim();
      }),
    );
const saved = (page: Page) => page.waitForFunction(() => document.querySelector("[role=menu]") === null);

describe.skipIf(!chromiumPath)("the side bar", () => {
  let browser: Browser;
  let world: World;
  let ana: Caller;
  let leo: Caller;
  const ids = new Map<string, string>();
  const opened: Watched[] = [];
  const at = (name: string) => ({ company: world.company, channel: ids.get(name) ?? "" });
  const open = async (who: Caller, rest = `/channels/${ids.get("alpha")}`, options: Partial<PageOptions> = {}) => {
    const watched = await openPage(browser, { url: world.server.url, ...options });
    opened.push(watched);
    await enterAs(watched, world.server.url, who);
    await watched.page.goto(`/c/${world.company}${rest}`);
    return watched.page;
  };
  const menuOf = async (page: Page, name: string) => {
    await entry(page, name).click({ button: "right" });
    await page.getByRole("menu").first().waitFor();
  };

  beforeAll(async () => {
    ensureWebBuilt();
    [browser, world] = await Promise.all([launch(), newWorld()]);
    ana = await world.join(world.company, "administrator", [], "Ana Lefèvre");
    leo = await world.join(world.company, "member", [], "Léo Marchand");
    for (const name of ["alpha", "beta", "gamma", "delta"]) {
      ids.set(name, (await newChannel(ana, world.company, name)).id);
      await leo.call("joinChannel", { params: at(name) });
    }
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

  it("own sections are made, named, filled, folded and deleted with undo, and stand on another device at once", { timeout: 60_000 }, async () => {
    const page = await open(leo);
    const other = await open(leo);
    await entry(other, "beta").waitFor();
    await menuOf(page, "beta");
    await item(page, "Move to section").click();
    await item(page, "New section").click();
    await page.getByLabel("Name of the section").fill("Work");
    await page.keyboard.press("Enter");
    await expect.poll(() => shown(page)).toEqual(["Work: beta", "Channels: alpha delta gamma", "Direct:"]);
    await expect.poll(() => shown(other)).toEqual(["Work: beta", "Channels: alpha delta gamma", "Direct:"]);
    await menuOf(other, "gamma");
    await item(other, "Move to section").hover();
    await choice(other, "Work").click();
    await expect.poll(() => shown(page)).toEqual(["Work: beta gamma", "Channels: alpha delta", "Direct:"]);
    await nav(page).getByRole("button", { name: "Work", exact: true }).click();
    await expect.poll(() => shown(other)).toEqual(["Work:", "Channels: alpha delta", "Direct:"]);
    await ana.call("postMessage", { params: at("beta"), body: { text: "news" } });
    await expect.poll(() => shown(page)).toEqual(["Work: beta", "Channels: alpha delta", "Direct:"]);
    await nav(page).getByRole("button", { name: "Menu of Work" }).click();
    await item(page, "Delete section").click();
    await expect.poll(() => shown(other)).toEqual(["Channels: alpha beta delta gamma", "Direct:"]);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => shown(other)).toEqual(["Work: beta", "Channels: alpha delta", "Direct:"]);
    await page.reload();
    await expect.poll(() => shown(page)).toEqual(["Work: beta", "Channels: alpha delta", "Direct:"]);
    await nav(page).getByRole("button", { name: "Channels", exact: true }).click();
    await expect.poll(() => shown(other)).toEqual(["Work: beta", "Channels: alpha", "Direct:"]); // where the reader is
    await nav(other).getByRole("button", { name: "Channels", exact: true }).click();
    await expect.poll(() => shown(page)).toEqual(["Work: beta", "Channels: alpha delta", "Direct:"]);
    const { preferences } = await leo.call("getPreferences", { params: { company: world.company } });
    expect(preferences.sideBar.sections).toEqual([expect.objectContaining({ name: "Work", channels: [ids.get("beta"), ids.get("gamma")], collapsed: true })]);
  });

  it("a channel goes into a section by keyboard alone, and Alt-arrows follow what is shown", { timeout: 60_000 }, async () => {
    const page = await open(ana);
    await entry(page, "alpha").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("delta");
    await page.keyboard.press(".");
    await page.getByRole("menu").first().waitFor();
    await page.keyboard.type("Move");
    await page.keyboard.press("Enter");
    await choice(page, "Channels").waitFor();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.getByLabel("Name of the section").waitFor();
    await page.keyboard.type("First");
    await page.keyboard.press("Enter");
    await expect.poll(() => shown(page)).toEqual(["First: delta", "Channels: alpha beta gamma", "Direct:"]);
    await page.keyboard.press("Alt+ArrowUp");
    await page.waitForURL(`**/${ids.get("delta")}`);
    await page.keyboard.press("Alt+ArrowUp");
    await page.waitForURL(`**/${ids.get("gamma")}`);
    const choose = async (what: string) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").getByRole("combobox").fill(what);
      await page.getByRole("option", { name: what }).first().waitFor();
      await page.keyboard.press("Enter");
    };
    await choose("move the channel to the next section");
    await expect.poll(() => shown(page)).toEqual(["First: delta gamma", "Channels: alpha beta", "Direct:"]);
    await page.getByRole("button", { name: "Undo" }).last().click();
    await expect.poll(() => shown(page)).toEqual(["First: delta", "Channels: alpha beta gamma", "Direct:"]);
    await choose("Notices of the channel: none");
    await page.getByText("Notices: None").waitFor();
  });

  it("starred first, by activity, only the unread: kept over a reload", { timeout: 60_000 }, async () => {
    const mia = await world.join(world.company, "member", [...ids.values()]);
    const page = await open(mia);
    await menuOf(page, "gamma");
    await item(page, "Star").click();
    await expect.poll(() => shown(page)).toEqual(["Starred: gamma", "Channels: alpha beta delta", "Direct:"]);
    await ana.call("postMessage", { params: at("delta"), body: { text: "last" } });
    await page.getByRole("button", { name: "Arrange the side bar" }).click();
    await choice(page, "By last message").click();
    await expect.poll(async () => (await shown(page))[1]).toMatch(/^Channels: delta/);
    await menuOf(page, "beta");
    await item(page, "Mute").click();
    await saved(page);
    await page.getByRole("button", { name: "Arrange the side bar" }).click();
    await page.getByRole("menuitemcheckbox", { name: "Unread only" }).click();
    await expect.poll(() => shown(page)).toEqual(["Channels: delta alpha"]);
    await page.reload();
    await expect.poll(() => shown(page)).toEqual(["Channels: delta alpha"]);
    await nav(page).getByRole("button", { name: "Show all" }).click();
    await expect.poll(async () => (await shown(page)).length).toBe(3);
  });

  it("holds 240 channels, in any order, with one tab stop", { timeout: 60_000 }, async () => {
    const mona = await world.join(world.company, "member", [...ids.values()]);
    const page = await open(mona, "/inbox");
    await page.routeWebSocket(/\/api\/socket$/, (near) => {
      const far = near.connectToServer();
      near.onMessage((text) => far.send(withoutMany(String(text))));
      far.onMessage((text) => near.send(withMany(String(text))));
    });
    await page.reload();
    const links = nav(page).locator("a[data-channel]");
    await expect.poll(() => links.count()).toBe(244);
    await links.first().focus();
    await page.keyboard.press("End");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("room-240");
    expect(await nav(page).locator("a[data-channel][tabindex='0']").count()).toBe(1);
    await page.getByRole("button", { name: "Arrange the side bar" }).click();
    await choice(page, "By last message").click();
    await expect.poll(() => links.first().textContent()).toContain("room-240");
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
});

const manyIds: readonly string[] = Array.from({ length: 240 }, () => randomUUID());

/** The frame with 240 channels more, as a reader of an old workspace has them. */
function withMany(text: string): string {
  const frame = JSON.parse(text) as { type: string; companies: { channels: { id: string }[] }[] };
  if (frame.type !== "me") return text;
  for (const { channels } of frame.companies) {
    const [row] = channels;
    if (row) channels.push(...manyIds.map((id, i) => ({ ...row, id, name: `room-${i + 1}`, muted: i % 5 === 0, lastAt: Date.now() + i })));
  }
  return JSON.stringify(frame);
}

/** The server knows nothing of them. */
function withoutMany(text: string): string {
  const frame = JSON.parse(text) as { type: string; channels: { channel: string }[] };
  return frame.type === "sync" ? JSON.stringify({ ...frame, channels: frame.channels.filter(({ channel }) => !manyIds.includes(channel)) }) : text;
}
