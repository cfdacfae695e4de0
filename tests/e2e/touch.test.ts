/** A member's day on a phone: everything is reached by the finger alone, and nothing that it has to meet is smaller than 24 px. */
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Caller, newChannel } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type Watched } from "./browser.ts";
import { press, tooSmall } from "./fingers.ts";
import { enterAs, type Furnished, furnishedWorld } from "./installation.ts";
import { sidewaysScrollers } from "./layout.ts";

const composer = (page: Page) => page.locator("#composer textarea");
const row = (page: Page, text: string) => page.locator("#screen [data-message-list] article").filter({ hasText: text }).last();
const button = (page: Page | Locator, name: string | RegExp) => page.getByRole("button", { name, ...(typeof name === "string" && { exact: true }) }).last();
const item = (page: Page, name: string | RegExp) => page.getByRole("menuitem", { name });
const back = (page: Page) => page.locator("#screen").getByRole("link", { name: "Back" });
const bar = (page: Page, name: string) => page.getByRole("navigation", { name: "Main places" }).locator("a, button").filter({ hasText: name });
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const undo = (page: Page) => button(page, "Undo").tap();
/** What a toast says, put away before it covers what comes next. */
const said = async (page: Page, text: string) => {
  const toast = page.locator("div[aria-live=polite] > div").filter({ hasText: text }).last();
  await toast.getByRole("button", { name: "Close" }).tap();
  await toast.waitFor({ state: "detached" });
};

describe.skipIf(!chromiumPath)("by touch", () => {
  let browser: Browser;
  let world: Furnished;
  let channel = "";
  let names = 0;
  const opened: Watched[] = [];
  const findings: string[] = [];
  const company = () => ({ company: world.company });
  const params = () => ({ ...company(), channel });
  const open = async (rest = `/channels/${channel}`, who: Caller = world.leo) => {
    const watched = await openPage(browser, { url: world.url, size: "phone" });
    opened.push(watched);
    await enterAs(watched, world.url, who);
    await watched.page.goto(`/c/${world.company}${rest}`);
    return watched.page;
  };
  const say = (by: Caller, text: string) => by.call("postMessage", { params: params(), body: { text } });
  const texts = async () =>
    (await world.leo.call("listMessages", { params: params() })).messages.map(({ body }) => (body?.kind === "markdown" ? body.text : null));
  const message = (ref: string) => world.leo.call("getMessage", { params: { ...params(), message: ref } });
  /** As it stands now, nothing is too small for a finger, and nothing goes beyond the edge. */
  const look = async (page: Page, name: string) => {
    if (process.env["TOUCH_PICTURES"]) await page.screenshot({ path: `tests/output/touch/${name}.png` });
    for (const finding of [...(await tooSmall(page)), ...(await sidewaysScrollers(page))]) findings.push(`${name}: ${finding}`);
  };

  beforeAll(async () => {
    [browser, world] = await Promise.all([launch(), furnishedWorld()]);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });
  beforeEach(async () => {
    channel = (await newChannel(world.ana, world.company, `pocket-${++names}`)).id;
    await world.leo.call("joinChannel", { params: params() });
  });
  afterEach(async ({ task }) => {
    await keepFailure(task, ...opened);
    for (const watched of opened.splice(0)) {
      watched.expectCalm();
      await watched.close();
    }
    expect(findings.splice(0)).toEqual([]);
  });

  it("finds the way: a channel is made, another one looked into and joined, a third one gone to", { timeout: 60_000 }, async () => {
    const harbour = (await newChannel(world.ana, world.company, "quiet-harbour")).id;
    await world.ana.call("postMessage", { params: { ...company(), channel: harbour }, body: { text: "Boats come at nine." } });
    const page = await open("");
    await page.getByRole("button", { name: "Fabrique du Nord" }).tap();
    await item(page, "Create a channel").waitFor();
    await look(page, "company-menu");
    await item(page, "Create a channel").tap();
    await page.getByLabel("Name", { exact: true }).fill("on the train");
    await look(page, "create");
    await button(page, "Create channel").tap();
    await page.getByRole("heading", { level: 1, name: "#on-the-train" }).waitFor();
    await back(page).tap();
    await page.getByRole("button", { name: "Browse channels" }).tap();
    await page.getByLabel("Name", { exact: true }).fill("harbour");
    await button(page, "Look").waitFor();
    await look(page, "browse");
    await button(page, "Look").tap();
    await page.getByText("Boats come at nine.").waitFor();
    await look(page, "not-joined");
    await button(page, "Join").tap();
    await composer(page).waitFor();
    await back(page).tap();
    await look(page, "home");
    await bar(page, "Go to").tap();
    await page.getByRole("combobox").fill("design");
    await page.getByRole("option", { name: "design-system" }).first().waitFor();
    await look(page, "switcher");
    await page.getByRole("option", { name: "design-system" }).first().tap();
    await row(page, "Fixed, it was").waitFor();
    await look(page, "channel");
  });

  it("does with a message what can be done with it: a tap shows the tools, a long press the menu", { timeout: 90_000 }, async () => {
    await say(world.ana, "The date field needs a hint.");
    await say(world.leo, "I can look at it on Monday.");
    const page = await open();
    const theirs = row(page, "The date field");
    const own = row(page, "I can look");
    await theirs.getByText("The date field").tap();
    await button(theirs, "React").waitFor();
    await look(page, "tools");
    await button(theirs, "React").tap();
    await page.getByLabel("Skin tone").selectOption("medium");
    await page.getByLabel("Search emoji").fill("thumbs up");
    await page.getByRole("dialog").getByRole("button", { name: "thumbs up", exact: true }).first().waitFor();
    await look(page, "reaction");
    await page.getByRole("dialog").getByRole("button", { name: "thumbs up", exact: true }).first().tap();
    await theirs.getByRole("button", { name: /^👍🏽, 1/ }).waitFor();
    await expect.poll(async () => (await message("1")).reactions.map(({ emoji }) => emoji)).toEqual(["👍🏽"]);

    await press(page, theirs.getByText("The date field"));
    await look(page, "message-menu");
    await item(page, "Pin").tap();
    await theirs.getByText("Pinned", { exact: true }).waitFor();
    await said(page, "Message pinned");
    await press(page, theirs.getByText("The date field"));
    await item(page, "Save for later").tap();
    await said(page, "Saved for later");
    await press(page, theirs.getByText("The date field"));
    await item(page, "Remind me …").tap();
    await look(page, "remind");
    await button(page, "In an hour").tap();
    await said(page, "Saved. A reminder comes");
    const { items: saved } = await world.leo.call("listSaved", { params: company() });
    expect(saved.find(({ message }) => message.channel === channel)?.remindAt).toBeGreaterThan(Date.now());

    await press(page, theirs.getByText("The date field"));
    await item(page, "Copy link").tap();
    await said(page, "Link copied");
    expect(await clipboard(page)).toBe(`${world.url}/c/${world.company}/channels/${channel}?at=1`);
    await press(page, theirs.getByText("The date field"));
    await item(page, "Quote").tap();
    await expect.poll(() => composer(page).inputValue()).toBe("> The date field needs a hint.\n\n");
    await composer(page).fill("");
    await press(page, theirs.getByText("The date field"));
    await item(page, "Forward …").tap();
    await page.getByLabel("A channel or a person").fill("Nour");
    await page.getByRole("option", { name: /Nour/ }).last().waitFor();
    await look(page, "forward");
    await page.getByRole("option", { name: /Nour/ }).last().tap();
    await button(page, "Forward").tap();
    await said(page, "Forwarded to Nour");
    await press(page, theirs.getByText("The date field"));
    await item(page, "Report …").tap();
    await page.getByLabel("What is wrong with it?").fill("not kind");
    await look(page, "report");
    await button(page, "Report").tap();
    await said(page, "Message reported");

    await press(page, theirs.getByText("The date field"));
    await item(page, "Select several").tap();
    await page.getByText("1 message selected").waitFor();
    await own.getByText("I can look").tap({ force: true }); // the box over the row takes it
    await page.getByText("2 messages selected").waitFor();
    await look(page, "select");
    await button(page, "Copy").tap();
    await said(page, "Copied as Markdown");
    expect(await clipboard(page)).toContain("on Monday");

    await press(page, own.getByText("I can look"));
    await item(page, "Edit").tap();
    await page.getByLabel("Edit message").fill("I can look at it today.");
    await look(page, "edit");
    await button(page, "Save").tap();
    await own.getByRole("button", { name: "(edited)" }).tap();
    await page.getByRole("dialog").getByText("on Monday").waitFor();
    await look(page, "revisions");
    await button(page.getByRole("dialog"), "Close").tap();
    await press(page, own.getByText("I can look"));
    await item(page, "Delete").tap();
    await own.waitFor({ state: "detached" });
    await undo(page);
    await own.waitFor();
    await press(page, theirs.getByText("The date field"));
    await item(page, "Mark unread from here").tap();
    await said(page, "Marked unread from here");
    expect(await texts()).toEqual(["The date field needs a hint.", "I can look at it today."]);
  });

  it("answers in a thread, writes with formats, a mention and an emoji, keeps a draft, and sends later", { timeout: 90_000 }, async () => {
    await say(world.ana, "Who checks it on a phone?");
    const page = await open();
    const question = row(page, "Who checks");
    await question.getByText("Who checks").tap();
    await button(question, "Reply in thread").tap();
    const thread = page.getByRole("complementary", { name: "Thread" });
    await thread.locator("textarea").fill("I do");
    await look(page, "thread");
    await button(thread, "Send").tap();
    await row(page, "I do").waitFor();
    await button(thread, "Stop following").waitFor();
    await button(thread, "Close").tap();
    await question.getByText("1 reply").tap();
    await row(page, "I do").waitFor();
    await page.goBack();
    await thread.waitFor({ state: "detached" });

    await composer(page).tap();
    await button(page, "Formatting").tap();
    await composer(page).fill("done");
    await composer(page).selectText();
    await button(page, "Bold").tap();
    await expect.poll(() => composer(page).inputValue()).toBe("**done**");
    await look(page, "formats");
    await composer(page).press("End");
    await composer(page).press("Enter"); // breaks the line where one types with the thumb
    await composer(page).pressSequentially("@ana");
    await page.getByRole("option", { name: /Ana Lefèvre/ }).waitFor();
    await look(page, "completion");
    await page.getByRole("option", { name: /Ana Lefèvre/ }).tap();
    await button(page, "Emoji").tap();
    await page.getByLabel("Skin tone").selectOption("dark");
    await page.getByLabel("Search emoji").fill("waving");
    await page.getByRole("button", { name: "waving hand" }).waitFor();
    await look(page, "emoji");
    await page.getByRole("button", { name: "waving hand" }).tap();
    await expect.poll(() => composer(page).inputValue()).toMatch(/^\*\*done\*\*\n@\S+ 👋🏿$/);
    await button(page, "Send").tap();
    await expect.poll(texts).toEqual(["Who checks it on a phone?", `**done**\n@{${world.ana.person}} 👋🏿`]);

    await composer(page).fill("half a thought");
    await back(page).tap();
    await page.locator(`nav a[data-channel="${channel}"]`).getByText("Draft").waitFor({ state: "attached" });
    await page.getByRole("link", { name: /^Drafts/ }).tap();
    const begun = page.locator("#screen [data-row]").filter({ hasText: "half a thought" });
    await begun.waitFor();
    await look(page, "drafts");
    await begun.tap();
    await expect.poll(() => composer(page).inputValue()).toBe("half a thought");
    await button(page, "Send later").tap();
    await item(page, /^Tomorrow/).waitFor();
    await look(page, "send-later");
    await item(page, /^Tomorrow/).tap();
    await said(page, "Scheduled for");
    await back(page).tap();
    await page.getByRole("link", { name: /^Drafts/ }).tap();
    const due = page.locator("#screen li").filter({ hasText: "Goes out:" });
    await due.waitFor();
    await look(page, "scheduled");
    await button(due, "Take back").tap();
    await due.waitFor({ state: "detached" });
  });

  it("goes through the lists, and from a name to a profile and a direct message", { timeout: 60_000 }, async () => {
    const own = await say(world.leo, "Ship it?");
    await say(world.ana, `@{${world.leo.person}} have a look`);
    await world.ana.call("postMessage", { params: params(), body: { text: "Yes", thread: own.post } });
    await world.leo.call("saveMessage", { params: { ...params(), message: own.ref }, body: { saved: true } });
    await world.services.settled();
    const page = await open("");
    const rows = (text: string) => page.locator("#screen [data-row]").filter({ hasText: text });
    await bar(page, "Inbox").tap();
    const entry = (text: string) => page.locator("#screen li").filter({ hasText: text });
    const mention = entry("have a look");
    await mention.waitFor();
    await look(page, "inbox");
    await button(mention, "Mark as done").tap();
    await mention.waitFor({ state: "detached" });
    await undo(page);
    await mention.waitFor();
    await bar(page, "Home").tap();
    await page.getByRole("link", { name: /^Saved/ }).tap();
    await rows("Ship it?").waitFor();
    await look(page, "saved");
    await button(entry("Ship it?"), "Take off the list").tap();
    await rows("Ship it?").waitFor({ state: "detached" });
    await said(page, "Taken off the list");
    await bar(page, "Home").tap();
    await page.getByRole("link", { name: /^Threads/ }).tap();
    await rows("Ship it?").tap();
    await page.getByRole("complementary").getByText("Yes", { exact: true }).waitFor();
    await look(page, "followed-thread");
    await page.goBack();
    await rows("Ship it?").waitFor();
    await bar(page, "Home").tap();
    await page.locator(`nav a[data-channel="${channel}"]`).tap();
    await row(page, "have a look").getByRole("button", { name: "Ana Lefèvre" }).tap();
    await button(page, "Write a message").waitFor();
    await look(page, "profile");
    await button(page, "Write a message").tap();
    await page.getByRole("heading", { level: 1, name: "Ana Lefèvre" }).waitFor();
    await composer(page).fill("Thanks!");
    await button(page, "Send").tap();
    await row(page, "Thanks!").waitFor();
  });

  it("arranges: star, mute, notices and a section of one's own by the channel's menu, its members and details", { timeout: 60_000 }, async () => {
    const mine = async () => (await world.leo.call("listMyChannels", { params: company() })).channels.find(({ id }) => id === channel);
    const page = await open();
    const menu = async () => {
      await button(page, "Channel menu").tap();
      await item(page, "Details").waitFor();
    };
    await menu();
    await look(page, "channel-menu");
    await item(page, "Star").tap();
    await said(page, "Channel starred");
    await menu();
    await item(page, "Mute").tap();
    await said(page, "Channel muted");
    await menu();
    await item(page, "Notices").tap();
    await page.getByRole("menuitemradio", { name: "Mentions" }).waitFor();
    await look(page, "submenu");
    await page.getByRole("menuitemradio", { name: "Mentions" }).tap();
    await said(page, "Notices: Mentions");
    expect(await mine()).toMatchObject({ starred: true, muted: true, notices: "mentions" });
    await menu();
    await item(page, "Find in the channel").tap();
    await page.getByLabel("Find in this channel").waitFor();
    await look(page, "find");
    await menu();
    await item(page, "Members").tap();
    await page.getByRole("complementary", { name: "Members" }).getByText("Ana Lefèvre").waitFor();
    await look(page, "members");
    await button(page, "Close").tap();
    await menu();
    await item(page, "Details").tap();
    await page.getByRole("switch", { name: "Starred" }).tap();
    await expect.poll(async () => (await mine())?.starred).toBe(false);
    await said(page, "Channel unstarred");
    await look(page, "details");
    await button(page, "Close").tap();
    await menu();
    await item(page, "Move to section").tap();
    await item(page, "New section").tap();
    await page.getByLabel("Name of the section").fill("Works");
    await page.getByLabel("Name of the section").press("Enter");
    await button(page, "Menu of Works").tap();
    await item(page, "Rename").waitFor();
    await look(page, "section-menu");
    await item(page, "Rename").tap();
    await page.getByLabel("Name of the section").fill("Work");
    await look(page, "section-name");
    await page.getByLabel("Name of the section").press("Enter");
    await button(page, "Arrange the side bar").tap();
    await page.getByRole("menuitemcheckbox", { name: "Unread only" }).waitFor();
    await look(page, "arrange");
    await page.getByRole("menuitemcheckbox", { name: "Unread only" }).tap();
    await button(page, "Show all").tap();
    const { preferences } = await world.leo.call("getPreferences", { params: company() });
    expect(preferences.sideBar.sections).toEqual([expect.objectContaining({ name: "Work", channels: [channel] })]);
  });

  it("sets a status, changes settings, and signs out", { timeout: 60_000 }, async () => {
    const page = await open("", await world.callerOf(world.nour.account, world.company));
    await bar(page, "You").tap();
    await button(page, "In a meeting").waitFor();
    await look(page, "you");
    await button(page, "In a meeting").tap();
    await page.getByText("In 30 minutes", { exact: true }).tap();
    await button(page, "Set status").tap();
    await said(page, "Status set");
    expect((await world.ana.call("getPerson", { params: { ...company(), person: world.nour.person } })).status).toMatchObject({ text: "In a meeting" });
    await page.getByText("Dark", { exact: true }).tap();
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset["theme"])).toBe("dark");
    await look(page, "you-dark");
    await page.getByRole("link", { name: "Notices" }).tap();
    await page.getByRole("heading", { name: "Quiet hours" }).waitFor();
    await look(page, "notices");
    await page.getByRole("link", { name: "You" }).first().tap();
    await page.getByRole("link", { name: "Keyboard" }).tap();
    await page.getByRole("heading", { level: 1, name: "Keyboard" }).waitFor();
    await look(page, "keys");
    await page.goBack();
    await page.getByRole("link", { name: "Account" }).tap();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await look(page, "account");
    await page.goBack();
    await button(page, "Sign out").tap();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    await look(page, "signed-out");
  });
});
