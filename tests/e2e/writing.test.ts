/** Writing: formats, what is pasted, emoji, drafts on several devices, and sending later. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type PageOptions, type Watched } from "./browser.ts";
import { enterAs } from "./installation.ts";
import { ensureWebBuilt } from "./web-build.ts";

const composer = (page: Page) => page.locator("#composer textarea");
const row = (page: Page, text: string) => page.locator("section [data-message-list] article").filter({ hasText: text }).last();
const select = (page: Page, from: number, to: number) =>
  composer(page).evaluate((node, [from, to]) => (node as HTMLTextAreaElement).setSelectionRange(from as number, to as number), [from, to]);

/** As if it had been copied elsewhere: the browser's clipboard, then its own key. */
async function paste(page: Page, parts: Record<string, string>, keys = "Control+v"): Promise<void> {
  await page.evaluate(
    (parts) =>
      navigator.clipboard.write([new ClipboardItem(Object.fromEntries(Object.entries(parts).map(([type, text]) => [type, new Blob([text], { type })])))]),
    parts,
  );
  await composer(page).press(keys);
}

describe.skipIf(!chromiumPath)("writing in the browser", () => {
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
    await watched.page.locator("#composer button").nth(3).waitFor(); // the tools came after the first screen
    return watched.page;
  };
  const said = async () => (await ana.call("listMessages", { params: { company: world.company, channel } })).messages;
  const draftsOf = async (who: Caller) =>
    (await who.call("listDrafts", { params: { company: world.company } })).drafts.filter((draft) => draft.channel === channel).map(({ text }) => text);

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
    channel = (await newChannel(ana, world.company, `writing-${++names}`)).id;
    await leo.call("joinChannel", { params: { company: world.company, channel } });
    await leo.call("postMessage", { params: { company: world.company, channel }, body: { text: "a first word" } });
  });
  afterEach(async ({ task }) => {
    await keepFailure(task, ...opened);
    for (const watched of opened.splice(0)) {
      watched.expectCalm();
      await watched.close();
    }
  });

  it("sends once on a double Enter, not while composing, and breaks by Shift-Enter or inside a list", { timeout: 60_000 }, async () => {
    const page = await open(ana);
    await composer(page).fill("only once");
    await page.evaluate(() => {
      const field = document.querySelector<HTMLTextAreaElement>("#composer textarea");
      for (let i = 0; i < 2; i++) field?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    });
    await row(page, "only once").waitFor();
    await composer(page).fill("かな");
    await page.evaluate(() =>
      document
        .querySelector("#composer textarea")
        ?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, isComposing: true, bubbles: true, cancelable: true })),
    );
    expect(await composer(page).inputValue()).toBe("かな");
    await composer(page).fill("");
    await composer(page).pressSequentially("- one");
    await composer(page).press("Enter");
    await composer(page).pressSequentially("two");
    await composer(page).press("Shift+Enter");
    await composer(page).pressSequentially("more");
    expect(await composer(page).inputValue()).toBe("- one\n- two\nmore");
    await composer(page).press("Control+Enter");
    await row(page, "two").waitFor();
    const texts = async () => (await said()).map(({ body }) => (body?.kind === "markdown" ? body.text : ""));
    await expect.poll(texts).toEqual(["a first word", "only once", "- one\n- two\nmore"]);
  });

  it("completes a name, stores the person, and shows the name of today", { timeout: 60_000 }, async () => {
    const page = await open(ana);
    await composer(page).pressSequentially("ask @léo");
    await page.getByRole("option", { name: /Léo Marchand/ }).waitFor();
    await composer(page).press("Enter");
    await composer(page).pressSequentially("please");
    await composer(page).press("Enter");
    await row(page, "please").getByText("@Léo Marchand").waitFor();
    const mine = expect.objectContaining({ body: { kind: "markdown", text: `ask @{${leo.person}} please` }, mentions: [leo.person] });
    await expect.poll(async () => (await said())[1]).toEqual(mine);
    await composer(page).press("ArrowUp");
    expect(await page.getByLabel("Edit message").inputValue()).toMatch(/^ask @l[eé]o\S* please$/);
  });

  it("formats by key and by button, each one step for undo", { timeout: 60_000 }, async () => {
    const page = await open(ana);
    await composer(page).pressSequentially("say it loud");
    await select(page, 4, 6);
    await composer(page).press("Control+b");
    await expect.poll(() => composer(page).inputValue()).toBe("say **it** loud");
    await composer(page).press("Control+z");
    expect(await composer(page).inputValue()).toBe("say it loud");
    await page.getByRole("button", { name: "Formatting" }).click();
    await select(page, 0, 11);
    await page.getByRole("button", { name: "Quote" }).click();
    await expect.poll(() => composer(page).inputValue()).toBe("> say it loud");
    await select(page, 6, 8);
    await page.getByRole("button", { name: "Link" }).click();
    await expect.poll(() => composer(page).inputValue()).toBe("> say [it](https://) loud");
  });

  it("pastes HTML as Markdown, in one step; Ctrl-Shift-V plainly; an address over words as a link", { timeout: 60_000 }, async () => {
    const page = await open(ana);
    const html = '<ul><li>one</li><li>see <a href="https://a.example/">there</a><script>xss(1)</script></li></ul><img src="data:image/png;base64,AA" alt="">';
    await composer(page).focus();
    await paste(page, { "text/html": html, "text/plain": "one see there" });
    await expect.poll(() => composer(page).inputValue()).toBe("- one\n- see [there](https://a.example/)");
    await composer(page).press("Control+z");
    expect(await composer(page).inputValue()).toBe("");
    await paste(page, { "text/html": html, "text/plain": "one see there" }, "Control+Shift+v");
    await expect.poll(() => composer(page).inputValue()).toBe("one see there");
    await select(page, 8, 13);
    await paste(page, { "text/plain": "https://b.example/x" });
    await expect.poll(() => composer(page).inputValue()).toBe("one see [there](https://b.example/x)");
  });

  it("offers a block of code for more than forty lines", { timeout: 60_000 }, async () => {
    const page = await open(ana);
    const lines = Array.from({ length: 45 }, (_, i) => `line ${i}`).join("\n");
    await composer(page).focus();
    await paste(page, { "text/plain": lines });
    await page.getByText("45 lines pasted").waitFor();
    expect(await composer(page).inputValue()).toBe(lines);
    await page.getByRole("button", { name: "Make it a code block" }).click();
    await expect.poll(() => composer(page).inputValue()).toBe(`\`\`\`\n${lines}\n\`\`\``);
  });

  it("completes :emoji, finds them in French, keeps the tone, and reacts with them", { timeout: 60_000 }, async () => {
    const page = await open(ana, { language: "fr" });
    await composer(page).pressSequentially("bien :tada");
    await page.getByRole("option").first().waitFor();
    await composer(page).press("Enter");
    expect(await composer(page).inputValue()).toBe("bien 🎉 ");
    await page.getByRole("button", { name: "Émoji" }).click();
    await page.getByLabel("Teinte de peau").selectOption("medium");
    await page.getByLabel("Chercher un émoji").fill("pouce vers le haut");
    await page.getByRole("button", { name: "pouce vers le haut" }).first().waitFor();
    await page.getByLabel("Chercher un émoji").press("Enter");
    await expect.poll(() => composer(page).inputValue()).toBe("bien 🎉 👍🏽");
    await composer(page).press("Enter");
    await row(page, "bien").waitFor();
    await row(page, "a first word").hover();
    await page.getByRole("button", { name: "Réagir" }).first().click();
    await page.getByRole("dialog").getByLabel("Chercher un émoji").fill("pieuvre");
    await page.getByRole("dialog").getByRole("button", { name: "pieuvre" }).click();
    await row(page, "a first word").getByRole("button", { name: /🐙/ }).waitFor();
  });

  it("keeps a draft on all devices until its post is acknowledged, and both texts of two", { timeout: 90_000 }, async () => {
    const first = await open(ana);
    const second = await open(ana);
    await composer(first).fill("half a thought");
    await expect.poll(() => composer(second).inputValue(), { timeout: 10_000 }).toBe("half a thought");
    await composer(second).press("Enter");
    await row(first, "half a thought").waitFor();
    await expect.poll(() => composer(first).inputValue(), { timeout: 10_000 }).toBe("");
    await expect.poll(() => draftsOf(ana), { timeout: 10_000 }).toEqual([]);

    await Promise.all([composer(first).fill("words of one"), composer(second).fill("words of two")]);
    const both = async () => (await Promise.all([composer(first).inputValue(), composer(second).inputValue()])).map((text) => text.split("\n\n").toSorted());
    await expect.poll(both, { timeout: 15_000 }).toEqual([
      ["words of one", "words of two"],
      ["words of one", "words of two"],
    ]);
    await first.reload();
    await expect.poll(async () => (await composer(first).inputValue()).split("\n\n").toSorted()).toEqual(["words of one", "words of two"]);
  });

  it("sends later, and takes it back", { timeout: 60_000 }, async () => {
    const page = await open(leo);
    const scheduled = async () =>
      (await leo.call("listScheduled", { params: { company: world.company } })).scheduled.map(({ text, dueAt }) => ({ text, dueAt }));
    await composer(page).fill("not now");
    await page.getByRole("button", { name: "Send later" }).click();
    await page.getByRole("menuitem", { name: /^Tomorrow at 0?9:00/ }).click();
    await page.getByText(/^Scheduled for /).waitFor();
    expect(await composer(page).inputValue()).toBe("");
    expect((await scheduled()).map(({ text }) => text)).toEqual(["not now"]);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => composer(page).inputValue()).toBe("not now");
    expect(await scheduled()).toEqual([]);
    await page.getByRole("button", { name: "Send later" }).click();
    await page.getByRole("menuitem", { name: "Another time …" }).click();
    const year = new Date().getFullYear() + 1;
    await page.getByLabel("Day and time").fill("2020-01-01T10:00");
    await page.getByRole("dialog").getByRole("button", { name: "Schedule" }).click();
    await page.getByLabel("Day and time").fill(`${year}-01-05T10:00`);
    await page.getByRole("dialog").getByRole("button", { name: "Schedule" }).click();
    await expect.poll(scheduled).toEqual([{ text: "not now", dueAt: Date.UTC(year, 0, 5, 9) }]);
  });

  it("sends or breaks by Enter as the reader likes, on all devices", { timeout: 60_000 }, async () => {
    const page = await open(leo);
    await page.getByRole("button", { name: "Send later" }).click();
    await page.getByRole("menuitem", { name: "Enter breaks the line" }).click();
    await composer(page).pressSequentially("one");
    await composer(page).press("Enter");
    await composer(page).pressSequentially("two");
    expect(await composer(page).inputValue()).toBe("one\ntwo");
    await expect.poll(async () => (await leo.call("getPreferences", { params: { company: world.company } })).preferences.composer.enter).toBe("breaks");
    await composer(page).press("Control+Enter");
    await row(page, "two").waitFor();
  });
});
