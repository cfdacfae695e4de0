/** Search from anywhere: the question stays out of the address, what was found leads to its place, and the keyboard does it all. */
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import type { Caller, World } from "../harness/world.ts";
import { type Answers, answerWith } from "./answers.ts";
import { seriousFindings } from "./axe.ts";
import { chromiumPath, type PageOptions } from "./browser.ts";

import { newStage, type Pair } from "./stage.ts";

const fieldOf = (page: Page) => page.getByRole("combobox", { name: /^(Search messages and files|Chercher messages et fichiers)$/ });
const hits = (page: Page) => page.locator("#screen [data-row]");
const marksIn = (page: Page) => page.locator("#screen [data-row] mark").allTextContents();
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? "");

describe.skipIf(!chromiumPath)("search", () => {
  const stage = newStage();
  let world: World;
  let ana: Caller;
  let leo: Caller;
  let channel = "";
  let names = 0;
  let say: Pair["say"];
  const company = () => ({ company: world.company });
  const open = (path: string, options: Partial<PageOptions> = {}, before?: (page: Page) => unknown) => stage.open(ana, path, options, before);

  beforeEach(async () => {
    ({ world } = stage);
    ({ ana, leo, channel, number: names, say } = await stage.pair("harbour"));
  });

  it("from the switcher to the place with its surroundings and back, by keyboard, without a word in the address", async () => {
    const question = await say(leo, "Where is the **lighthouse** plan? @nobody");
    for (let i = 0; i < 40; i++) await say(ana, `filling ${i}`);
    await say(leo, "In the lighthouses folder", question.post);
    const page = await open(`channels/${channel}`);
    await page.getByText("filling 39").waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Channel, person, or action" }).fill("lighthouse");
    await page.getByRole("option", { name: "Search messages and files for “lighthouse”" }).waitFor();
    await page.keyboard.press("ArrowUp"); // the last one
    await page.keyboard.press("Enter");
    await hits(page).nth(1).waitFor();
    expect(await marksIn(page)).toEqual(["lighthouses", "lighthouse"]);
    expect(await hits(page).first().textContent()).toMatch(/Léo.*#harbour.*in a thread/);
    expect(new URL(page.url())).toMatchObject({ pathname: `/c/${world.company}/search`, search: "", hash: "" });
    expect(await page.evaluate(() => JSON.stringify([history.state, { ...localStorage }, { ...sessionStorage }]))).not.toContain("lighthouse");
    await expect.poll(() => fieldOf(page).evaluate((node) => node === document.activeElement)).toBe(true);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(await focused(page)).toContain("lighthouse plan");
    await page.keyboard.press("Enter");
    await page.locator(`[data-message-list] [data-number="${question.post}"]`).getByText("lighthouse", { exact: true }).waitFor();
    await page.getByText("filling 3", { exact: true }).waitFor();
    expect(page.url()).toContain(`at=${question.post}`);
    await page.goBack();
    await hits(page).nth(1).waitFor();
    await expect.poll(() => focused(page)).toContain("lighthouse plan");
    await page.keyboard.press("Escape");
    expect(await fieldOf(page).inputValue()).toBe("lighthouse");
    // What led somewhere is offered again, from memory alone.
    await fieldOf(page).fill("");
    await page.getByRole("region", { name: "Looked for lately" }).getByRole("button", { name: "lighthouse" }).click();
    await hits(page).nth(1).waitFor();
    expect(await page.evaluate(() => JSON.stringify([history.state, { ...localStorage }, { ...sessionStorage }]))).not.toContain("lighthouse");
    await page.keyboard.press("Escape");
    await page.waitForURL(`**/channels/${channel}`);
  });

  it("names people and channels, too, and leads to them; files open over it", async () => {
    const upload = await leo.uploaded("# Ropes and sails");
    await leo.call("createFile", { params: { ...company(), channel }, body: { upload, name: `harbour-${names}.md` } });
    const page = await open("search");
    await fieldOf(page).fill(`harbour-${names}`);
    const named = page.getByRole("region", { name: "People and channels" });
    await named.getByRole("button", { name: `harbour-${names}` }).waitFor();
    await page
      .getByRole("region", { name: "Files" })
      .getByRole("button", { name: `harbour-${names}.md` })
      .click();
    await page.getByRole("dialog").getByRole("heading", { name: "Ropes and sails" }).waitFor();
    await page.keyboard.press("Escape");
    await named.waitFor();
    await fieldOf(page).fill("sail");
    const excerpt = hits(page)
      .filter({ hasText: `harbour-${names}.md` })
      .locator("[data-excerpt]");
    await expect.poll(() => excerpt.allTextContents()).toEqual(["Ropes and sails"]);
    expect(await excerpt.locator("mark").allTextContents()).toEqual(["sails"]);
    await fieldOf(page).fill(`leo ${names}`);
    await fieldOf(page).focus();
    await named.getByText(`Léo ${names}`).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/channels/*");
    await page.goBack();
    await expect.poll(() => focused(page)).toContain(`Léo ${names}`);
  });

  it("opens by / outside of fields; filters are completed while typing and go to the server as ids", async () => {
    await say(leo, "The ferry leaves at nine");
    await say(ana, "Our ferry is late: https://example.org/ferry");
    const sent: { readonly endpoint: string; readonly arguments?: unknown }[] = [];
    const listen = (page: Page) =>
      page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => void sent.push(JSON.parse(String(payload)) as (typeof sent)[number])));
    const page = await open(`channels/${channel}`, {}, listen);
    await page.getByText("Our ferry is late").waitFor();
    await expect
      .poll(
        async () => {
          const message = page.locator("[data-message-list] [data-number]").last();
          await message.focus({ timeout: 500 }).catch(() => undefined); // it is gone once the search is open
          if (!page.url().endsWith("/search")) await page.keyboard.press("/"); // acts a moment after the first screen
          return fieldOf(page).count();
        },
        { timeout: 10_000 },
      )
      .toBe(1);
    const field = fieldOf(page);
    await field.fill("ferr");
    await hits(page).nth(1).waitFor(); // the last word may be a beginning
    await field.pressSequentially("y from:léo");
    await page.getByRole("option", { name: `Léo ${names}` }).click(); // others of that name may stand before him
    await expect.poll(() => hits(page).count()).toBe(1);
    expect(JSON.stringify(sent.findLast(({ endpoint }) => endpoint === "search"))).toContain(`"from":["${leo.person}"]`);
    expect(await field.inputValue()).toBe("ferry ");
    await page.getByRole("button", { name: /^Take off: Written or brought by Léo/ }).click();
    await expect.poll(() => hits(page).count()).toBe(2);
    await field.pressSequentially("from:");
    await page.getByRole("option", { name: "me", exact: true }).waitFor();
    await field.pressSequentially("me ");
    await expect.poll(() => sent.some((one) => one.endpoint === "search" && JSON.stringify(one).includes(`"from":["${ana.person}"]`))).toBe(true);
    await page.getByRole("button", { name: /^Take off: Written or brought by Ana/ }).click();
    await expect.poll(() => hits(page).count()).toBe(2);
    await field.pressSequentially("has:li");
    await page.getByRole("option", { name: "a link" }).waitFor();
    await page.keyboard.press("Tab");
    await expect.poll(() => hits(page).count()).toBe(1);
    await field.pressSequentially(`in:harbour-${names}`);
    await page.getByRole("option", { name: `harbour-${names}`, exact: true }).click();
    await field.pressSequentially("before:yes");
    await page.getByRole("option", { name: /^yesterday/ }).click();
    await page.getByRole("heading", { name: "Nothing found" }).waitFor();
    expect(await page.getByText("That is all.").count()).toBe(0);
    await field.press("Home");
    await page.keyboard.press("Backspace");
    await expect.poll(() => hits(page).count()).toBe(1);
    expect(await page.getByText("That is all.").count()).toBe(1);
    await page.keyboard.press("End");
    await field.pressSequentially("is:");
    await page.getByRole("option", { name: "edited" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("listbox").waitFor({ state: "detached" });
    expect(page.url().endsWith("/search")).toBe(true);
  });

  it("takes filters that are typed to their end, or pasted, as chips; says so of one that names nothing or several", async () => {
    await say(leo, "The tide turns at six");
    await say(ana, "The tide turns: https://example.org");
    const page = await open("search");
    const field = fieldOf(page);
    const chips = page.getByRole("list", { name: /^(Filters|Filtres)$/ }).getByRole("listitem");
    const handle = (await leo.call("findPeople", { params: company(), body: { words: `Léo ${names}` } })).people[0]?.handle ?? "";
    await field.pressSequentially(`tide from:${handle} `);
    await expect.poll(() => chips.allTextContents()).toEqual([`fromLéo ${names}`]);
    await expect.poll(() => hits(page).count()).toBe(1);
    expect(await field.inputValue()).toBe("tide ");
    await page.getByRole("button", { name: /^Take off/ }).click();
    await field.fill(`in:harbour-${names} has:link after:yesterday before:2999-01-02 tide`);
    await expect.poll(() => chips.count()).toBe(4);
    await expect.poll(() => hits(page).count()).toBe(1);
    expect(await field.inputValue()).toBe("tide");
    await field.fill('before:2026-02-31 tide from:nobody-at-all "from:nobody"');
    for (const named of ["before:2026-02-31", "from:nobody-at-all"]) await page.getByText(`“${named}” names nothing that is open to you`).waitFor();
    expect(await page.getByText("names nothing").count()).toBe(2);
    await field.fill("tide is:e has:a ");
    await page.getByText("“has:a” fits several").waitFor();
    await expect.poll(() => chips.count()).toBe(5);
    expect(await field.inputValue()).toBe("tide has:a ");
    const french = await open("search", { language: "fr" });
    await fieldOf(french).fill(`tide de:${handle} pour:moi has:link apres:hier `);
    await expect.poll(() => fieldOf(french).inputValue()).toBe("tide ");
    await french.getByRole("heading", { name: "Rien trouvé" }).waitFor();
  });

  it("finds what stands in every message, and says where only a part was looked through", async () => {
    await say(leo, "To be or not to be, that is the question");
    await say(leo, "The answer is in the book that is on the table");
    const answers: Answers = {};
    const page = await open("search", {}, (page) => answerWith(page, answers));
    await fieldOf(page).fill('"to be or not to be"');
    await expect.poll(() => hits(page).count()).toBe(1);
    expect(await marksIn(page)).not.toEqual([]);
    answers.search = { hits: [], covered: { scopes: 0, of: 0 }, next: "more" };
    await fieldOf(page).fill("who");
    await page.getByRole("heading", { name: "Nothing found yet" }).waitFor();
    delete answers.search;
    await page.getByRole("button", { name: "Go on searching" }).waitFor();
  });

  it("says how many private channels were covered, goes on, and keeps what it has when that fails", async () => {
    const found = await say(leo, "One anchor");
    const answer = (ref: number, scopes: number, next: string | null) => ({
      hits: [{ message: { ...found, ref: `${ref}`, post: ref }, file: null, marks: ["anchor"], around: null }],
      covered: { scopes, of: 231 },
      next,
    });
    const answers: Answers = { search: answer(1, 64, "more") };
    const page = await open("search", {}, (page) => answerWith(page, answers));
    await page.getByRole("radio", { name: "Messages" }).check();
    await fieldOf(page).fill("anchor");
    await page.getByText("Newest 64 of 231 private channels and direct messages searched.").waitFor();
    answers.search = { refused: "store_unavailable" };
    await page.getByRole("button", { name: "Show more" }).click();
    await page.getByRole("button", { name: "Try again" }).waitFor();
    expect(await hits(page).count()).toBe(1);
    answers.search = answer(2, 231, null);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("That is all.").waitFor();
    expect(await hits(page).count()).toBe(2);
    delete answers.search;
    await page.reload();
    await page.getByRole("heading", { name: "What are you looking for?" }).waitFor();
    expect(await fieldOf(page).inputValue()).toBe("");
  });

  it("reads well on a phone and in the dark, in French", async () => {
    await say(leo, `Le phare est éteint, ${"anticonstitutionnellement".repeat(12)} et voici la suite du phare`);
    for (const [size, theme] of [
      ["phone", "dark"],
      ["desktop", "light"],
      ["phone", "light"],
      ["desktop", "dark"],
    ] as const) {
      const page = await open("search", { size, theme, language: "fr" });
      await fieldOf(page).fill("phare de:lé");
      await page.getByRole("option", { name: `Léo ${names}` }).waitFor();
      if (process.env["PICTURES"]) await page.screenshot({ path: `${process.env["PICTURES"]}/search-offers-${size}-${theme}.png` });
      await page.getByRole("option", { name: `Léo ${names}` }).click();
      await hits(page).first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      if (process.env["PICTURES"]) await page.screenshot({ path: `${process.env["PICTURES"]}/search-${size}-${theme}.png` });
      expect(await seriousFindings(page)).toEqual([]);
    }
  });
});
