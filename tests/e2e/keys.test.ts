/** One list of actions: the sheet, the switcher and the handler agree, also after keys were changed. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { chromiumPath, keepFailure, launch, openPage, type Watched } from "./browser.ts";
import { enterAs, type Furnished, furnishedWorld } from "./installation.ts";

describe.skipIf(!chromiumPath)("keys", () => {
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

  beforeEach(async () => {
    const { preferences, version } = await world.ana.call("getPreferences", { params: { company: world.company } });
    await world.ana.call("setPreferences", {
      params: { company: world.company },
      body: { preferences: { ...preferences, keys: { single: true, own: {} } }, version },
    });
  });

  async function enter(path: string): Promise<Page> {
    const watched = await openPage(browser, { url: world.url });
    opened.push(watched);
    await enterAs(watched, world.url, world.ana);
    await watched.page.goto(`/c/${world.company}/${path}`);
    return watched.page;
  }
  const likes = async () => (await world.ana.call("getPreferences", { params: { company: world.company } })).preferences.keys;
  const keysButton = (page: Page, action: string) => page.getByRole("button", { name: new RegExp(`^Keys of “${action}”`) });
  /** The first message has the focus, and with it the list. */
  const focusList = (page: Page) => page.locator("[data-message-list] [data-number='2']").focus();

  it("the switcher reaches what has no button, and shows the keys that act", async () => {
    const page = await enter(`channels/${world.design}`);
    await page.locator("article strong").first().waitFor();
    await page.keyboard.press("Control+k");
    const field = page.getByRole("combobox");
    await field.fill("administr");
    const option = page.getByRole("option", { name: "Administration", exact: true });
    await option.waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Who can get in?" }).waitFor();
    await page.keyboard.press("Control+k");
    await field.fill("show all");
    await page
      .getByRole("option", { name: /Show all keys/ })
      .locator("kbd", { hasText: "?" })
      .waitFor();
    await field.fill("light and dark");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset["theme"])).toBe("dark");
  });

  it("other keys act at once, on all devices, by the sign on the key; the old ones don't; a clash is said", async () => {
    const page = await enter("you/keys");
    await keysButton(page, "Open the inbox").click();
    await page.keyboard.press("Control+c");
    await page.getByText("These keys belong to the browser or the page.").waitFor();
    await page.keyboard.press("Alt+i");
    await expect.poll(async () => (await likes()).own).toEqual({ inbox: "alt+i" });
    await keysButton(page, "Browse channels").click();
    await page.keyboard.press("Alt+i");
    await page.getByText("“Browse channels” has these keys, too.", { exact: false }).waitFor();
    await keysButton(page, "Browse channels").click();
    await page.keyboard.press("Backspace");
    await keysButton(page, "Go to …").click();
    await page.keyboard.press("g"); // works while writing: a letter alone would be typed
    await page.getByText("so it needs Ctrl, Alt or ⌘", { exact: false }).waitFor();
    await page.keyboard.press("Escape");
    await keysButton(page, "Reply in thread").click();
    await page.keyboard.press("w"); // where W stands on QWERTY, AZERTY has Z: the sign counts
    await expect.poll(async () => (await likes()).own).toMatchObject({ inbox: "alt+i", reply: "w" });

    const other = await enter(`channels/${world.design}`); // another device
    await other.locator("article strong").first().waitFor();
    await focusList(other);
    await other.keyboard.press("Shift+?");
    await other.getByRole("dialog").locator("dt", { hasText: "Open the inbox" }).waitFor();
    await other.keyboard.press("Escape");
    await focusList(other);
    await other.keyboard.press("r");
    await focusList(other);
    await other.keyboard.press("w");
    await other.locator("aside").getByText("Then we ship it tomorrow.").waitFor();
    await other.keyboard.press("Alt+i");
    await expect.poll(() => new URL(other.url()).pathname).toBe(`/c/${world.company}/inbox`);

    await page.getByRole("button", { name: "All as before" }).click();
    await expect.poll(async () => (await likes()).own).toEqual({});
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(async () => (await likes()).own).toMatchObject({ reply: "w" });
  });

  it("single letters switched off act no more; what has Ctrl or Alt still does", async () => {
    const page = await enter("you/keys");
    await page.getByRole("switch", { name: "Single letters" }).click();
    await expect.poll(async () => (await likes()).single).toBe(false);
    await page.goto(`/c/${world.company}/channels/${world.design}?dialog=keys`);
    await page.getByRole("dialog").locator("dt", { hasText: "Next channel" }).waitFor();
    await page.getByRole("dialog").locator("dt", { hasText: "Reply in thread" }).waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await focusList(page);
    await page.keyboard.press("j");
    expect(await page.locator("[data-number='3']:focus").count()).toBe(0);
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").waitFor();
  });
});
