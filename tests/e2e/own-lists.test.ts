/** What somebody has for himself: threads that he follows, saved messages, drafts, what is scheduled, and the inbox. */
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { type Caller, newChannel, type World } from "../harness/world.ts";
import { chromiumPath } from "./browser.ts";
import { newStage, type Pair } from "./stage.ts";

const rows = (page: Page) => page.locator("#screen [data-row]");
const undo = (page: Page) => page.getByRole("button", { name: "Undo" }).last().click();
const gone = (page: Page) => page.waitForFunction(() => document.querySelector("#screen [data-row]") === null);
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? "");
/** Until the server says so: what a click changed is on its way. */
const soon = (look: () => Promise<void>) => expect.poll(() => look().then(() => "as expected"), { timeout: 10_000 }).toBe("as expected");

describe.skipIf(!chromiumPath)("lists of one's own", () => {
  const stage = newStage();
  let world: World;
  let ana: Caller;
  let leo: Caller;
  let channel = "";
  let names = 0;
  let say: Pair["say"];
  const company = () => ({ company: world.company });
  const open = (path: string) => stage.open(ana, path);

  beforeEach(async () => {
    ({ world } = stage);
    ({ ana, leo, channel, number: names, say } = await stage.pair("talk"));
  });

  it("an unread thread stands first, opens beside the list, and is read after a second", async () => {
    const first = await say(ana, "First question");
    const second = await say(ana, "Second question");
    await say(leo, "An answer to the first", first.post);
    await ana.call("markThreadRead", { params: { ...company(), channel, message: first.ref }, body: { reply: 1 } });
    await say(leo, "An answer to the second", second.post);
    await say(leo, "Later, but read", first.post);
    await ana.call("markThreadRead", { params: { ...company(), channel, message: first.ref }, body: { reply: 2 } });
    const page = await open("threads");
    await rows(page).nth(1).waitFor();
    expect(await rows(page).allTextContents()).toEqual([expect.stringContaining("Second question"), expect.stringContaining("First question")]);
    const entry = page.getByRole("link", { name: /^Threads/ });
    await page.getByText("1 unread thread", { exact: true }).waitFor({ state: "attached" });
    await rows(page).first().focus();
    await page.keyboard.press("Enter");
    await page.locator("aside").getByText("An answer to the second").waitFor();
    expect(page.url()).toContain(`panel=thread:${second.post}`);
    await soon(async () => expect((await ana.call("listThreads", { params: company() })).unread).toBe(0));
    await expect.poll(() => entry.textContent()).toBe("Threads");
    await page.locator("aside [data-number='1']").focus();
    await page.keyboard.press("m");
    await page.getByText("1 unread thread", { exact: true }).waitFor({ state: "attached" });
    await page.locator("aside").getByText("New", { exact: true }).waitFor();
    const params = { ...company(), channel, message: second.ref };
    await soon(async () => expect(await ana.call("getThreadState", { params })).toMatchObject({ marker: 0, turn: 1 }));
    await undo(page);
    await soon(async () => expect((await ana.call("listThreads", { params: company() })).unread).toBe(0));
    await expect.poll(() => entry.textContent()).toBe("Threads");
    await page.keyboard.press("Escape");
    await page.locator("aside").waitFor({ state: "detached" });
    await expect.poll(() => focused(page)).toContain("Second question");
    await say(leo, "One more", first.post);
    await page.getByText("1 unread thread", { exact: true }).waitFor({ state: "attached" });
  });

  it("following stops and begins in the thread's head, with a way back", async () => {
    const { ref, post } = await say(ana, "A question");
    await say(leo, "An answer", post);
    const state = () => ana.call("getThreadState", { params: { ...company(), channel, message: ref } });
    const page = await open(`channels/${channel}?panel=thread:${post}`);
    await page.getByRole("button", { name: "Stop following" }).click();
    await soon(async () => expect((await state()).following).toBe(false));
    const [said, ...fields] = await Promise.all(
      [page.getByText("not followed any more"), ...(await page.locator("textarea").all())].map((part) => part.boundingBox()),
    );
    expect(fields).toHaveLength(2);
    for (const field of fields) expect((said?.y ?? 0) + (said?.height ?? 0)).toBeLessThan(field?.y ?? 0); // it covers nobody's words
    await undo(page);
    await soon(async () => expect((await state()).following).toBe(true));
    await page.getByRole("button", { name: "Stop following" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("follow the thread");
    await page.getByRole("option", { name: "Follow the thread" }).first().waitFor();
    await page.keyboard.press("Enter");
    await soon(async () => expect((await state()).following).toBe(false));
  });

  it("a saved message is taken off by its letter and comes back by Undo; another device's change shows at once", async () => {
    const { ref } = await say(leo, "Keep this one");
    const other = await say(leo, "And this one");
    const params = { ...company(), channel };
    await ana.call("saveMessage", { params: { ...params, message: ref }, body: { saved: true, remindAt: Date.now() + 7_200_000 } });
    const page = await open("saved");
    await rows(page).getByText("Reminder:").waitFor();
    await ana.call("saveMessage", { params: { ...params, message: other.ref }, body: { saved: true } });
    await rows(page).nth(1).waitFor();
    await rows(page).first().focus();
    await page.keyboard.press("j");
    expect(await focused(page)).toContain("Keep this one");
    await page.keyboard.press("e");
    await expect.poll(() => rows(page).count()).toBe(1);
    await expect.poll(() => focused(page)).toContain("And this one");
    await soon(async () => expect((await ana.call("listSaved", { params: company() })).items).toHaveLength(1));
    await undo(page);
    await soon(async () => expect((await ana.call("listSaved", { params: company() })).items[0]?.remindAt).toBeGreaterThan(Date.now()));
    await leo.call("editMessage", { params: { ...params, message: ref }, body: { text: "Keep this one, edited" } });
    await rows(page).getByText("Keep this one, edited").waitFor();
  });

  it("a draft opens where it was begun, and is thrown away with a way back", async () => {
    await ana.call("saveDraft", { params: { ...company(), channel }, body: { text: "Half a sentence", version: 0 } });
    const drafts = async () => (await ana.call("listDrafts", { params: company() })).drafts;
    const page = await open("drafts");
    await page.getByText("1 draft or scheduled message", { exact: true }).waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Discard draft" }).click();
    await gone(page);
    await page.getByText("Nothing begun, nothing waiting").waitFor();
    await soon(async () => expect(await drafts()).toHaveLength(0));
    await undo(page);
    await soon(async () => expect((await drafts())[0]?.text).toBe("Half a sentence"));
    await rows(page).first().click();
    await page.waitForURL(`**/channels/${channel}`);
  });

  it("a scheduled message is changed, taken back and sent now", async () => {
    const body = { channel, text: "Good morning", dueAt: Date.now() + 86_400_000 };
    const scheduled = async () => (await ana.call("listScheduled", { params: company() })).scheduled;
    await ana.call("scheduleMessage", { params: company(), body });
    const page = await open("drafts");
    await rows(page).first().click();
    await page.getByLabel("Text").fill("Good morning all");
    await page.getByRole("button", { name: "Save" }).click();
    await rows(page).getByText("Good morning all").waitFor();
    expect((await scheduled())[0]?.text).toBe("Good morning all");
    await page.getByRole("button", { name: "Take back" }).click();
    await soon(async () => expect(await scheduled()).toHaveLength(0));
    await undo(page);
    await soon(async () => expect(await scheduled()).toHaveLength(1));
    await rows(page).getByText("Goes out:").waitFor();
    await page.getByRole("button", { name: "Send now" }).click();
    await gone(page);
    await expect
      .poll(
        async () => (await leo.call("listMessages", { params: { ...company(), channel } })).messages.map(({ body }) => body && "text" in body && body.text),
        {
          timeout: 20_000,
        },
      )
      .toContain("Good morning all");
  });

  it("the inbox says what it is about, filters by kind, goes on live, and what is done comes back by Undo", async () => {
    const own = await say(ana, "Ship it?");
    await say(leo, `@{${ana.person}} have a look`);
    await leo.call("react", { params: { ...company(), channel, message: own.ref }, body: { emoji: "👍", on: true } });
    await say(leo, "Yes", own.post);
    const other = await newChannel(leo, world.company, `closed-${names}`, "private");
    await leo.call("addChannelMember", { params: { ...company(), channel: other.id, person: ana.person }, body: {} });
    await world.services.settled();
    const page = await open("inbox");
    await rows(page).nth(3).waitFor();
    const texts = () => rows(page).allTextContents();
    await expect.poll(async () => (await texts()).join("\n")).toContain(`Léo ${names} put you into this channel`);
    expect((await texts()).join("\n")).toContain(`Léo ${names} reacted`);
    await page.getByText("Mentions", { exact: true }).click();
    await page.waitForURL("**/inbox?kind=mention");
    await expect.poll(() => rows(page).count()).toBe(1);
    await rows(page).first().focus();
    await page.keyboard.press("e");
    await page.getByText("Nothing of this kind is left.").waitFor();
    const isDone = async () => (await ana.call("listInbox", { params: company() })).items.find(({ kind }) => kind === "mention")?.done;
    await soon(async () => expect(await isDone()).toBe(true));
    await undo(page);
    await soon(async () => expect(await isDone()).toBe(false));
    await page.getByText("All", { exact: true }).click();
    await expect.poll(() => rows(page).count()).toBe(4);
    await rows(page).first().focus();
    await page.keyboard.press("k");
    for (let left = 3; left >= 0; left--) {
      await page.keyboard.press("e");
      await expect.poll(() => rows(page).count()).toBe(left);
    }
    await page.getByText("All done").waitFor();
    await say(leo, `@{${ana.person}} and now?`);
    await rows(page).getByText("and now?").waitFor();
    await rows(page).first().focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/channels/${channel}?at=*`);
  });
});
