/** The main job without a mouse: from the printed link to an answer of a second person, a thread, a reaction, the inbox, and the settings. */
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, keepFailure, launch, openPage, type Watched } from "./browser.ts";
import { type EmptyServer, emptyServer, password, stop } from "./installation.ts";

const composer = (page: Page) => page.locator("#composer textarea");
const row = (page: Page, text: string) => page.locator("section [data-message-list] article").filter({ hasText: text }).last();
const isFocused = (target: Locator) => target.evaluate((node) => node === document.activeElement);
const focused = (target: Locator) => expect.poll(() => isFocused(target)).toBe(true);

describe.skipIf(!chromiumPath)("the main job by keys alone", () => {
  let browser: Browser;
  let server: EmptyServer;
  let ana: Watched;
  let leo: Watched;
  /** Texts written and keys pressed. */
  let steps = 0;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), emptyServer()]);
    [ana, leo] = await Promise.all([openPage(browser, { url: server.url }), openPage(browser, { url: server.url })]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    if (server) await stop(server);
  });
  afterEach(({ task }) => keepFailure(task, ana, leo));

  const press = async (page: Page, keys: string) => {
    steps++;
    await page.keyboard.press(keys);
  };
  const write = async (page: Page, text: string) => {
    steps++;
    await page.keyboard.type(text);
  };
  /** By Tab, as often as it takes. */
  const reach = async (page: Page, target: Locator) => {
    await target.waitFor();
    for (let tabs = 0; tabs < 60; tabs++) {
      if (await isFocused(target)) return;
      await press(page, "Tab");
    }
    throw new Error(`not reached by Tab: ${target}`);
  };
  const choose = async (page: Page, what: string, option: string | RegExp = what) => {
    await press(page, "Control+k");
    await focused(page.getByRole("combobox").last());
    await write(page, what);
    await page.getByRole("option", { name: option }).first().waitFor();
    await press(page, "Enter");
  };
  const say = async (page: Page, text: string) => {
    await focused(composer(page));
    await write(page, text);
    await press(page, "Enter");
    await row(page, text).waitFor();
  };

  it("first run, first message, an invitation, an answer", { timeout: 120_000 }, async () => {
    const began = performance.now();
    const { page } = ana;
    await page.goto(server.firstRun);
    await reach(page, page.getByLabel("Name", { exact: true }));
    await write(page, "Ana Lefèvre");
    await reach(page, page.getByLabel("Password", { exact: true }));
    await write(page, password);
    await press(page, "Enter");
    await page.getByRole("heading", { name: "Keep the recovery kit" }).waitFor();
    await page.getByRole("region", { name: "Recovery kit" }).locator("dd").first().waitFor();
    const lines = new Map<string, string>();
    for (const line of await page.getByRole("region", { name: "Recovery kit" }).locator("dl > div").all())
      lines.set((await line.locator("dt").textContent()) ?? "", (await line.locator("dd").textContent()) ?? "");
    await reach(page, page.getByRole("button", { name: "I have kept it" }));
    await press(page, "Enter");
    const proof = page.getByLabel(/^The line/);
    await reach(page, proof);
    const label =
      (await page
        .locator("label")
        .filter({ hasText: /^The line/ })
        .textContent()) ?? "";
    const asked = [...lines].find(([name]) => name !== "" && label.includes(name));
    await write(page, asked?.[1] ?? "");
    await press(page, "Enter");
    await reach(page, page.getByLabel("Name", { exact: true }));
    await write(page, "Fabrique du Nord");
    await press(page, "Enter");
    await reach(page, page.getByLabel("Message", { exact: true }));
    await write(page, "a heron stood in the canal");
    await reach(page, page.getByRole("button", { name: "Write and look" }));
    await press(page, "Enter");
    await reach(page, page.getByRole("button", { name: "Open the workspace" }));
    await press(page, "Enter");
    await row(page, "a heron stood in the canal").waitFor();
    await choose(page, "invite");
    await reach(page, page.getByRole("button", { name: "Make the link" }));
    await press(page, "Enter");
    const link = await page.getByLabel("Invitation link").inputValue();
    await press(page, "Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });

    await leo.page.goto(link);
    await reach(leo.page, leo.page.getByLabel("Name", { exact: true }));
    await write(leo.page, "Léo Marchand");
    await reach(leo.page, leo.page.getByLabel("Password", { exact: true }));
    await write(leo.page, password);
    await press(leo.page, "Enter");
    await leo.page.waitForURL(/\/c\//);
    await row(leo.page, "a heron stood in the canal").waitFor();
    await reach(leo.page, composer(leo.page));
    await say(leo.page, "It still stands there.");
    await row(page, "It still stands there.").waitFor();
    console.info(`to the answer of a second person: ${steps} keys and texts, ${Math.round((performance.now() - began) / 1000)} s of a machine's typing`);
  });

  it("a thread, a reaction, another channel, the inbox done, the settings", { timeout: 120_000 }, async () => {
    const { page } = ana;
    await page.locator("[data-message-list]").first().waitFor();
    await reach(page, page.locator("[data-message-list] [data-number]").last().or(page.locator("section[data-message-list]").first()).first());
    await press(page, "ArrowUp");
    await expect.poll(() => page.evaluate(() => document.activeElement?.hasAttribute("data-number"))).toBe(true);
    await press(page, "r");
    const thread = page.getByRole("complementary", { name: "Thread" });
    await focused(thread.locator("textarea"));
    await write(page, "A grey one?");
    await press(page, "Enter");
    await row(leo.page, "It still stands there.").getByText("1 reply").waitFor();
    await press(page, "Escape");
    await thread.waitFor({ state: "detached" });

    await focused(composer(leo.page));
    await press(leo.page, "Shift+Tab");
    await reach(leo.page, leo.page.locator("section[data-message-list]"));
    await press(leo.page, "ArrowUp");
    await press(leo.page, "ArrowUp");
    await press(leo.page, "+");
    await leo.page.getByRole("dialog").locator("input").first().waitFor();
    await write(leo.page, "thumbs up");
    await leo.page
      .getByRole("dialog")
      .getByRole("button", { name: /thumbs up/i })
      .first()
      .waitFor();
    await press(leo.page, "Enter");
    await row(page, "a heron").getByRole("button", { name: /👍/ }).waitFor();

    await choose(page, "inbox", /inbox/i);
    const entry = page.locator("#screen [data-row]").first();
    await reach(page, entry);
    await press(page, "e");
    await expect.poll(() => page.locator("#screen [data-row]").count()).toBe(0);

    await choose(page, "create a channel", /create a channel/i);
    await focused(page.getByRole("dialog").getByLabel("Name", { exact: true }));
    await write(page, "canal");
    await press(page, "Enter");
    await page.getByRole("heading", { name: "canal" }).first().waitFor();
    const at = page.url();
    await press(page, "Alt+ArrowUp");
    await expect.poll(() => page.url()).not.toBe(at);
    await row(page, "a heron").waitFor();

    await choose(page, "profile and settings", /settings/i);
    await page.waitForURL(/\/you/);
    ana.expectCalm();
    leo.expectCalm();
  });
});
