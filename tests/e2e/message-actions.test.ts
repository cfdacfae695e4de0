/** What is done with a message that stands there: keep, hand on, report, delete; and how links to messages and code are shown. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type PageOptions, type Watched } from "./browser.ts";
import { enterAs } from "./installation.ts";
import { ensureWebBuilt } from "./web-build.ts";

const composer = (page: Page) => page.locator("#composer textarea");
const row = (page: Page, text: string) => page.locator("section [data-message-list] article").filter({ hasText: text }).last();
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

async function choose(page: Page, text: string, item: string): Promise<void> {
  await row(page, text).hover();
  await row(page, text).getByRole("button", { name: "More for this message" }).click();
  await page.getByRole("menuitem", { name: item }).click(); // the shortcut is read out with it
}

describe.skipIf(!chromiumPath)("what is done with messages", () => {
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
  const textsOf = async (by: Caller, where = channel) =>
    (await by.call("listMessages", { params: { company: world.company, channel: where } })).messages.map(({ body }) =>
      body?.kind === "markdown" ? body.text : null,
    );

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

  it("deletes after a while that allows to undo, or when the page goes", { timeout: 60_000 }, async () => {
    await say(ana, "stays");
    await say(ana, "goes");
    const page = await open(ana);
    await choose(page, "stays", "Delete");
    await page.getByText("Message deleted").waitFor();
    await row(page, "stays").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await row(page, "stays").waitFor();
    await choose(page, "goes", "Delete");
    await row(page, "goes").waitFor({ state: "detached" });
    expect(await textsOf(leo)).toEqual(["stays", "goes"]);
    await page.goto("about:blank");
    await expect.poll(() => textsOf(leo)).toEqual(["stays", null]);
  });

  it("saves for later, reminds, and tells the administrators", { timeout: 60_000 }, async () => {
    await say(leo, "worth keeping");
    const page = await open(ana);
    const saved = async () => (await ana.call("listSaved", { params: { company: world.company } })).items.filter((item) => item.message.channel === channel);
    await choose(page, "worth keeping", "Save for later");
    await page.getByText("Saved for later").last().waitFor();
    expect((await saved()).map(({ remindAt }) => remindAt)).toEqual([null]);
    await choose(page, "worth keeping", "Remind me …");
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Tomorrow/ })
      .click();
    await expect.poll(async () => (await saved())[0]?.remindAt ?? 0).toBeGreaterThan(Date.now());
    await choose(page, "worth keeping", "Report …");
    await page.getByLabel("What is wrong with it?").fill("not kind");
    await page.getByRole("button", { name: "Report", exact: true }).click();
    await page.getByText("Message reported").waitFor();
    const admin = await world.callerOf(world.owner.account, world.company);
    const { reports } = await admin.call("listReports", { params: { company: world.company } });
    expect(reports.map(({ reason, by }) => [reason, by])).toEqual([["not kind", ana.person]]);
  });

  it("quotes, copies and forwards without addressing anybody again", { timeout: 90_000 }, async () => {
    const other = (await newChannel(ana, world.company, `other-${names}`)).id;
    await say(leo, `hello @{${ana.person}}, **see** this`);
    await say(leo, "and that");
    const page = await open(ana);
    await choose(page, "hello", "Copy as Markdown");
    await expect.poll(() => clipboard(page)).toMatch(/^hello @\S+, \*\*see\*\* this$/);
    await choose(page, "hello", "Quote");
    await expect.poll(() => composer(page).inputValue()).toMatch(/^> hello @\u2060\S+, \*\*see\*\* this\n\n$/);
    await expect.poll(() => composer(page).evaluate((node) => node === document.activeElement)).toBe(true);
    await composer(page).fill("");
    await choose(page, "hello", "Forward …");
    await page.getByLabel("A channel or a person").fill(`other-${names}`);
    await page.getByRole("option").first().click();
    await page.getByLabel("A word along with it").fill("look");
    await page.getByRole("button", { name: "Forward", exact: true }).click();
    await expect.poll(() => textsOf(ana, other)).toHaveLength(1);
    const [text] = await textsOf(ana, other);
    expect(text).toMatch(/^look\n\n> hello @\u2060\S+, \*\*see\*\* this\n\n— Léo Marchand, \[[^\]]+\]\(http\S+at=1\)$/);
    const { messages } = await ana.call("listMessages", { params: { company: world.company, channel: other } });
    expect(messages[0]?.mentions).toEqual([]);

    await choose(page, "hello", "Select several");
    await page.getByText("1 message selected").waitFor();
    await page.getByRole("checkbox", { name: "Select this message" }).last().check();
    await page.getByText("2 messages selected").waitFor();
    await page.getByRole("toolbar", { name: "Select several" }).getByRole("button", { name: "Copy" }).click();
    await expect.poll(() => clipboard(page)).toContain("and that");
    expect(await clipboard(page)).toContain("**see** this");
    expect(await page.getByRole("checkbox").count()).toBe(0);
  });

  it("copies what is selected from one message to another, though the first has left the page", { timeout: 60_000 }, async () => {
    for (let n = 1; n <= 90; n++) await say(n % 2 ? leo : ana, `**number ${n}** of many\n\nin two parts`);
    const page = await open(ana);
    const late = async () => {
      await page.keyboard.press("Control+f"); // what loads with it hears the selection
      return page.getByPlaceholder("Find in this channel").count();
    };
    await expect.poll(late, { timeout: 10_000 }).toBe(1);
    await page.keyboard.press("Escape");
    const place = (number: number) => page.locator(`#screen [data-number="${number}"]`);
    const end = (number: number, begins: boolean) =>
      place(number)
        .getByText(`number ${number}`)
        .evaluate((node, begins) => {
          if (begins) node.dispatchEvent(new Event("selectstart", { bubbles: true }));
          if (begins) getSelection()?.setBaseAndExtent(node, 0, node, 1);
          else getSelection()?.extend(node, 1);
        }, begins);
    await place(90).waitFor();
    await end(90, true);
    await page.locator("[data-message-list]").hover();
    for (let n = 0; n < 40 && !(await place(30).isVisible()); n++) await page.mouse.wheel(0, -700);
    await place(30).waitFor();
    await place(90).waitFor({ state: "detached" });
    await end(30, false);
    await page.keyboard.press("Control+c");
    await expect.poll(() => clipboard(page)).toMatch(/^\*\*Ana Lefèvre\*\*, [^\n]+\n\n\*\*number 30\*\* of many\n\nin two parts\n\n\*\*Léo Marchand\*\*, /);
    await expect.poll(async () => (await clipboard(page)).match(/number \d+/g)).toEqual(Array.from({ length: 61 }, (_, n) => `number ${n + 30}`));
  });

  it("shows what a link leads to under today's rights, and code in colours", { timeout: 60_000 }, async () => {
    const closed = (await newChannel(ana, world.company, `closed-${names}`, "private")).id;
    await say(ana, "a secret of few", closed);
    await say(ana, `${world.server.url}/c/${world.company}/channels/${closed}?at=1`);
    await say(ana, "```js\nconst a = 1; // counts\n```");
    const [one, two] = [await open(ana), await open(leo)];
    await row(one, "a secret of few")
      .getByRole("link", { name: /Ana Lefèvre/ })
      .waitFor();
    await two.getByText("A message that is not available to you.").waitFor();
    expect(await two.getByText("a secret of few").count()).toBe(0);
    await one.locator("pre .text-accent", { hasText: "const" }).waitFor();
    expect(await one.locator("pre").textContent()).toBe("const a = 1; // counts");
  });

  it("is marked unread from a message on, by letter, on all devices, until the channel is left and read again", { timeout: 90_000 }, async () => {
    const away = (await newChannel(ana, world.company, `away-${names}`)).id;
    for (const text of ["first", "second", "third"]) await say(leo, text);
    const place = async () => {
      const found = (await ana.call("listMyChannels", { params: { company: world.company } })).channels.find(({ id }) => id === channel);
      return found && { marker: found.marker, unread: found.unread };
    };
    const page = await open(ana);
    const other = await open(ana); // the window in front: the first one sleeps
    await expect.poll(place, { timeout: 10_000 }).toEqual({ marker: 3, unread: false });
    await page.bringToFront();
    await row(page, "second").focus();
    await page.keyboard.press("m");
    await page.getByText("Marked unread from here").waitFor();
    await page.getByText("New", { exact: true }).waitFor();
    expect(await place()).toEqual({ marker: 1, unread: true });
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(place, { timeout: 10_000 }).toEqual({ marker: 3, unread: false });

    await choose(page, "third", "Mark unread from here");
    await expect.poll(place, { timeout: 10_000 }).toEqual({ marker: 2, unread: true });
    await other.bringToFront(); // also where it stands open on another device
    await other.getByText("New", { exact: true }).waitFor();
    await say(leo, "fourth");
    await Promise.all([row(page, "fourth").waitFor(), row(other, "fourth").waitFor()]);
    await composer(other).fill("mine");
    await composer(other).press("Enter");
    await row(page, "mine").waitFor();
    await page.bringToFront();
    await page.waitForTimeout(1500); // longer than reading takes
    expect(await place()).toEqual({ marker: 2, unread: true });
    await page.reload(); // the visit goes on
    await row(page, "mine").waitFor();
    const tab = await page.context().newPage();
    await tab.goto(`/c/${world.company}/inbox`);
    await tab.locator(`nav a[data-channel="${channel}"]`).getByText("unread").waitFor({ state: "attached" });
    await tab.close();
    await page.bringToFront();
    await page.getByText("New", { exact: true }).waitFor();
    await page.waitForTimeout(1500);
    expect(await place()).toEqual({ marker: 2, unread: true });

    for (const one of [other, page]) await one.locator(`nav a[data-channel="${away}"]`).click();
    await page.waitForURL(`**/${away}`);
    expect(await place()).toEqual({ marker: 2, unread: true });
    await page.goto(`/c/${world.company}/channels/${channel}`);
    await expect.poll(place, { timeout: 10_000 }).toEqual({ marker: 5, unread: false });
  });

  it("a saved message bears a sign, and is taken off where it stands; the switcher does what its menu does", { timeout: 60_000 }, async () => {
    await say(leo, "a recipe");
    const page = await open(ana);
    await row(page, "a recipe").focus();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("save the message");
    await page.getByRole("option", { name: /Save the message for later/ }).waitFor();
    await page.keyboard.press("Enter");
    await row(page, "a recipe").getByText("Saved for later").waitFor();
    await expect.poll(() => row(page, "a recipe").evaluate((node) => node === document.activeElement)).toBe(true);
    await page.keyboard.press("Control+k");
    await page.getByRole("option").first().getByText("Save the message for later").waitFor(); // what was chosen lately comes first
    await page.keyboard.press("Escape");
    await choose(page, "a recipe", "Remove from saved");
    await row(page, "a recipe").getByText("Saved for later").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).last().click();
    await row(page, "a recipe").getByText("Saved for later").waitFor();
    await composer(page).focus();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("mark unread");
    await expect.poll(() => page.getByRole("option").allTextContents()).toEqual([expect.stringContaining("Search messages and files")]);
  });

  it("finds words in the channel, further back on request, and leaves no trace of them in the URL", { timeout: 90_000 }, async () => {
    await say(leo, "a **nee**dle, far back");
    for (let i = 0; i < 26; i++) await Promise.all(Array.from({ length: 20 }, (_, j) => say(leo, `straw ${i}.${j}`)));
    await say(ana, "Needle one");
    await say(leo, "needle two and needle");
    const page = await open(ana);
    const field = page.getByLabel("Find in this channel");
    const marked = () => page.evaluate(() => ["found", "found-now"].map((name) => CSS.highlights.get(name)?.size ?? 0));
    await row(page, "Needle one").focus();
    await expect
      .poll(
        async () => {
          await page.keyboard.press("Control+f"); // acts a moment after the first screen
          return field.count();
        },
        { timeout: 10_000 },
      )
      .toBe(1);
    await field.fill("NEEDLE");
    await page.getByText("1 of 2", { exact: true }).waitFor();
    await expect.poll(marked, { timeout: 10_000 }).toEqual([1, 2]);
    await field.press("Enter");
    await page.getByText("2 of 2", { exact: true }).waitFor();
    await expect.poll(marked, { timeout: 10_000 }).toEqual([2, 1]);
    await page.getByText(/^Searched back to \d/).waitFor();
    await page.getByRole("button", { name: "Search further" }).click();
    await page.getByText("2 of 3", { exact: true }).waitFor();
    await page.getByText("Searched all of the channel, without threads").waitFor();
    await field.press("Enter");
    await row(page, "far back").waitFor();
    await expect.poll(marked, { timeout: 10_000 }).toEqual([1, 1]); // where a part is bold, and in the row that keeps the focus
    await field.press("Shift+Enter");
    await page.getByText("2 of 3", { exact: true }).waitFor();
    expect(page.url().toLowerCase()).not.toContain("needle");
    expect(await field.evaluate((node) => node.dispatchEvent(new KeyboardEvent("keydown", { key: "f", ctrlKey: true, bubbles: true, cancelable: true })))).toBe(
      true, // left to the browser
    );
    await field.press("Escape");
    await field.waitFor({ state: "detached" });
    expect(await marked()).toEqual([0, 0]);
    await page.keyboard.press("Control+f");
    await field.waitFor();
    await field.fill("nothing like it");
    await page.getByText("Nothing found").waitFor();
    await field.press("Escape");
    expect(new URL(page.url()).search).toBe("");
  });
});
