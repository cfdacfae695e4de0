import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { answerWith } from "./answers.ts";
import { chromiumPath, keepFailure, launch, openPage, type Watched } from "./browser.ts";
import { enterAs, type Furnished, furnishedWorld } from "./installation.ts";
import { mixedClaims } from "./states.ts";

describe.skipIf(!chromiumPath)("trust page and inspector", () => {
  let browser: Browser;
  let world: Furnished;
  let watched: Watched;

  beforeAll(async () => {
    [browser, world] = await Promise.all([launch(), furnishedWorld()]);
    watched = await openPage(browser, { url: world.url });
    await enterAs(watched, world.url, world.owner);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  afterEach(({ task }) => keepFailure(task, watched));

  it("runs one check on request and shows its evidence", async () => {
    const { page } = watched;
    await page.goto("/trust");
    const claim = page.getByRole("button", { expanded: false, name: /index for machines|documentation/i }).first();
    await claim.click();
    const item = page.getByRole("listitem").filter({ has: page.getByRole("button", { expanded: true }) });
    await item.getByRole("button", { name: "Check this one now" }).click();
    await item
      .getByText(/looked at \d/)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.getByRole("heading", { name: "Earlier runs" }).waitFor();
    await page.getByRole("table").getByRole("row").nth(1).waitFor();
  });

  it("counts every claim once, and says each state by a word", async () => {
    const { page } = watched;
    const { claims } = await world.owner.call("listClaims");
    await page.reload();
    await page.getByRole("heading", { name: "Who can read my data?" }).waitFor();
    const counts = (await page.getByRole("main").locator("dl").first().locator("dd").allTextContents()).map(Number);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(claims.length);
    const rows = await page.getByRole("main").locator("li > button").allTextContents();
    expect(rows).toHaveLength(claims.length);
    for (const text of rows) expect(text).toMatch(/Proven|Vouched|Partly|Not true here|Nothing to check|Not in this version|Not checked yet/);
  });

  it("opens everything on paper", async () => {
    const { page } = watched;
    await page.emulateMedia({ media: "print" });
    const { claims } = await world.owner.call("listClaims");
    const clause = claims[0]?.clauses[0]?.sentence ?? "";
    expect(clause).not.toBe("");
    expect(await page.getByText(clause).first().isVisible()).toBe(true);
    expect(await page.getByRole("button", { name: "Check all now" }).isVisible()).toBe(false);
    expect(await page.getByRole("heading", { level: 1 }).isVisible()).toBe(false);
    expect(await page.getByRole("heading", { name: /promises, and what its checks found/ }).isVisible()).toBe(true);
    await page.emulateMedia({ media: "screen" });
  });

  it("another window hears of a run that somebody started elsewhere", async () => {
    const { page } = watched;
    await page.goto("/trust");
    const rows = page.getByRole("table").locator("tbody tr");
    await page.getByRole("heading", { name: "Earlier runs" }).waitFor();
    const before = await rows.count();
    // Started from elsewhere: nothing was done in this window.
    await world.owner.call("runClaims", { body: { claims: ["C54"] } });
    await expect.poll(() => rows.count(), { timeout: 30_000 }).toBeGreaterThan(before);
  });

  it("what fails stands first, a run under way shows how far it is after a reload, and each run says what turned", async () => {
    const other = await openPage(browser, { url: world.url });
    await enterAs(other, world.url, world.owner);
    const { page } = other;
    await answerWith(page, { listClaims: mixedClaims(await world.owner.call("listClaims")) });
    await page.goto("/trust");
    for (const again of [() => page.reload(), undefined]) {
      await page.getByRole("progressbar", { name: "Progress of the checks" }).waitFor();
      await again?.();
    }
    expect(await page.getByRole("list", { name: "Claims that turned" }).textContent()).toMatch(/C11.*Not true here.*Proven here/);
    await page.getByRole("img", { name: "3 runs since 11 October 2026. The last one: 14 proven, 0 not true." }).waitFor();
    const headings = await page.getByRole("main").getByRole("heading", { level: 2 }).allTextContents();
    expect(headings.filter((text) => !text.includes("what its checks found"))[0]).toMatch(/promises are not true here/);
    other.expectCalm();
    await other.close();
  });

  it("lists every stored column", async () => {
    const { page } = watched;
    const { columns } = await world.owner.call("listColumns");
    await page.getByRole("link", { name: "What is stored" }).click();
    await page.getByRole("heading", { name: "message", exact: true }).waitFor();
    expect(await page.getByRole("main").locator("dt").count()).toBe(columns.length);
    await page.getByText("In clear", { exact: true }).click();
    expect(await page.getByRole("main").locator("dt").count()).toBe(columns.filter(({ sealed }) => !sealed).length);
  });

  it("shows who isn't an owner the same page without the button", async () => {
    const other = await openPage(browser, { url: world.url });
    await enterAs(other, world.url, world.leo);
    await other.page.goto("/trust");
    await other.page.getByText("The owners of this installation can run the checks.").waitFor();
    other.expectCalm();
    await other.close();
  });

  it("shows a message beside its row: no word of it in the bytes", async () => {
    const other = await openPage(browser, { url: world.url });
    await enterAs(other, world.url, world.leo);
    await other.page.goto(`/c/${world.company}/channels/${world.design}?panel=stored:3`);
    const panel = other.page.getByRole("complementary", { name: "What the disk holds" });
    await panel.getByText("Who wrote in which channel and when", { exact: false }).waitFor();
    const text = (await panel.textContent()) ?? "";
    const row = await world.leo.call("inspectMessage", { params: { company: world.company, channel: world.design, message: "3" } });
    for (const { field, hex } of row.envelope) if (field !== "ciphertext") expect(text).toContain(hex.match(/../g)?.join(" "));
    // Bytes and legend point at each other, by keyboard and by mouse.
    const lit = panel.locator("[data-lit=true]");
    await panel
      .getByRole("button", { name: /^5?\s*Nonce/ })
      .first()
      .focus();
    expect(await lit.textContent()).toContain(row.envelope[4]?.hex.match(/../g)?.join(" "));
    await panel.locator("[data-lit]").nth(6).hover();
    expect(await lit.textContent()).toContain(row.envelope[6]?.hex.match(/../g)?.join(" "));
    expect(text).not.toContain(Buffer.from("hint").toString("hex").match(/../g)?.join(" "));
    await other.page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    other.expectCalm();
    await other.close();
  });

  it("shows what the search index has of a message, and the chunks of a file that came with one", async () => {
    const { company, design: channel, leo } = world;
    const content = "nobody reads this on the disk. ".repeat(5000);
    const upload = await leo.uploaded(content);
    const body = { text: "Cormorants, as promised", files: [{ upload, name: "cormorants.txt" }] };
    const { ref } = await leo.call("postMessage", { params: { company, channel }, body });
    await world.services.feed.idle();
    const other = await openPage(browser, { url: world.url });
    await enterAs(other, world.url, leo);
    await other.page.goto(`/c/${company}/channels/${channel}?panel=stored:${ref}`);
    const panel = other.page.getByRole("complementary", { name: "What the disk holds" });
    const index = panel.getByRole("region", { name: "In the search index" });
    const { postings } = await leo.call("inspectPostings", { params: { company, channel, message: ref } });
    await index.getByText(`${postings?.tokens.length} tokens`).waitFor();
    const shown = (await index.textContent()) ?? "";
    for (const token of postings?.tokens ?? []) expect(shown).toContain(token);
    expect(shown.toLowerCase()).not.toContain("cormorant");

    await panel.getByRole("link", { name: "What the disk holds of “cormorants.txt”" }).click();
    await panel.getByRole("heading", { name: "In the object storage" }).waitFor();
    const chunks = (await panel.textContent()) ?? "";
    const { objects } = await leo.call("inspectFile", { params: { company, channel, file: other.page.url().split("file.")[1] ?? "" } });
    expect(objects[0]?.shown).toHaveLength(3);
    for (const { start, tag } of objects[0]?.shown ?? []) for (const hex of [start, tag]) expect(chunks).toContain(hex.match(/../g)?.join(" "));
    expect(chunks).toContain("Chunk 2, the last one");
    expect(chunks).not.toContain(Buffer.from("nobody").toString("hex").match(/../g)?.join(" "));
    await other.page.goBack();
    await index.waitFor();
    other.expectCalm();
    await other.close();
  });

  it("was calm all the while", () => watched.expectCalm());
});
