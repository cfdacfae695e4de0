/** What opens over a message and beside the composer, in both themes and sizes. Look at what it leaves in tests/output/screenshots. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type PageOptions, type Watched } from "./browser.ts";
import { capture } from "./capture.ts";
import { enterAs } from "./installation.ts";
import { ensureWebBuilt } from "./web-build.ts";

const composer = (page: Page) => page.locator("#composer textarea");

describe.skipIf(!chromiumPath)("screens of writing and of messages", () => {
  let browser: Browser;
  let world: World;
  let ana: Caller;
  let leo: Caller;
  let channel = "";
  let names = 0;
  const opened: Watched[] = [];
  const open = async (who: Caller, options: Partial<PageOptions> = {}) => {
    const watched = await openPage(browser, { url: world.server.url, ...options });
    opened.push(watched);
    await enterAs(watched, world.server.url, who);
    await watched.page.goto(`/c/${world.company}/channels/${channel}`);
    await composer(watched.page).waitFor();
    return watched.page;
  };
  const say = (by: Caller, text: string, where = channel) => by.call("postMessage", { params: { company: world.company, channel: where }, body: { text } });

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
  beforeEach(async () => {
    channel = (await newChannel(ana, world.company, `deeds-${++names}`)).id;
    await leo.call("joinChannel", { params: { company: world.company, channel } });
  });
  afterEach(async ({ task }) => {
    await keepFailure(task, ...opened);
    for (const watched of opened.splice(0)) {
      watched.expectCalm();
      await watched.close();
    }
  });

  it("looks right: the picker, the menu, the dialogs, selecting", { timeout: 180_000 }, async () => {
    await say(leo, "A message that is worth more than one look: `code`, **bold** and a rather long sentence that follows.");
    await say(leo, "```ts\nexport const answer = 42; // of everything\n```");
    await say(ana, `${world.server.url}/c/${world.company}/channels/${channel}?at=1`);
    const found: string[] = [];
    for (const language of ["en", "fr"] as const) {
      const page = await open(ana, { language });
      const take = async (name: string) => void found.push(...(await capture(page, name, language)));
      const words = (en: string, fr: string) => (language === "en" ? en : fr);
      const menu = async () => {
        await page.locator("[data-number='1']").first().focus();
        await page.keyboard.press(".");
        await page.getByRole("menu").waitFor();
      };
      await page.getByRole("button", { name: words("Formatting", "Mise en forme") }).click();
      await page.getByRole("button", { name: words("Emoji", "Émoji"), exact: true }).click();
      await page.locator("[data-emoji]").first().waitFor();
      await take("composer-emoji");
      await page.keyboard.press("Escape");
      await composer(page).fill(":smil");
      await page.getByRole("option").first().waitFor();
      await take("composer-completion");
      await composer(page).fill("a text");
      await page.getByRole("button", { name: words("Send later", "Envoyer plus tard") }).click();
      await page.getByRole("menu").waitFor();
      await take("composer-later");
      await page.getByRole("menuitem", { name: words("Another time …", "Un autre moment…") }).click();
      await page.getByRole("dialog").waitFor();
      await take("dialog-later");
      await page.keyboard.press("Escape");
      await menu();
      await take("message-menu");
      for (const [name, en, fr] of [
        ["dialog-remind", "Remind me …", "Me le rappeler…"],
        ["dialog-forward", "Forward …", "Transférer…"],
        ["dialog-report", "Report …", "Signaler…"],
      ] as const) {
        if ((await page.getByRole("menu").count()) === 0) await menu();
        await page.getByRole("menuitem", { name: words(en, fr), exact: true }).click();
        await page.getByRole("dialog").waitFor();
        await take(name);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "detached" });
      }
      await menu();
      await page.getByRole("menuitem", { name: words("Select several", "Sélectionner plusieurs") }).click();
      await page.getByRole("checkbox").first().waitFor();
      await take("selecting");
    }
    expect(found).toEqual([]);
  });
});
