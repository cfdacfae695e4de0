import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/server/platform/clock/index.ts";
import { generateExport } from "../fixtures/slack-generator.ts";
import { zipOf } from "../fixtures/slack-zip.ts";
import { newWorld, password, type World } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type Watched } from "./browser.ts";
import { enterAs } from "./installation.ts";
import { ensureWebBuilt } from "./web-build.ts";

const zip = (name: string, buffer: Buffer) => ({ name, mimeType: "application/zip", buffer });
/** Digits of what a table's cell shows, whatever the language puts between them. */
const cells = async (page: Page, heading: string) =>
  (
    await page
      .getByRole("row", { name: new RegExp(`^${heading}`) })
      .getByRole("cell")
      .allTextContents()
  ).map((text) => Number(text.replace(/\D/g, "")));

describe.skipIf(!chromiumPath)("import", () => {
  let browser: Browser;
  let world: World;
  let watched: Watched;
  /** Milliseconds by which the server's clock is ahead. */
  let ahead = 0;

  beforeAll(async () => {
    ensureWebBuilt();
    [browser, world] = await Promise.all([launch(), newWorld({ clock: { ...systemClock, now: () => systemClock.now() + ahead } })]);
    watched = await openPage(browser, { url: world.server.url });
    await enterAs(watched, world.server.url, world.owner);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  afterEach(({ task }) => keepFailure(task, watched));

  it("names file and place of a broken export, and writes nothing", async () => {
    const { page } = watched;
    await page.goto(`/c/${world.company}/import`);
    await page.locator("input[type=file]").setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("words") });
    await page.getByRole("alert").getByText("This is not a zip file.").waitFor();
    const broken = await zipOf([
      ["users.json", "[]"],
      ["channels.json", '[{"id": 7}]'],
    ]);
    ahead += 11 * 60_000;
    await page.locator("input[type=file]").setInputFiles(zip("broken.zip", broken));
    // What is grave is sent once more after it was shown who asks.
    const confirm = page.getByRole("dialog", { name: "Show that it is you" });
    await confirm.getByLabel("Password", { exact: true }).fill(password);
    await confirm.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("heading", { name: "The file can’t be imported" }).waitFor();
    await page.getByText("channels.json", { exact: true }).waitFor();
    const { channels } = await world.owner.call("browseChannels", { params: { company: world.company }, body: {} });
    expect(channels).toEqual([]);
  });

  it("brings an export in with its stages in sight, may be left and come back to, and closes the books", async () => {
    const { page } = watched;
    const { zip: bytes, expected } = await generateExport({ seed: 7, people: 12, channels: 6, messages: 1500 });
    await page.getByRole("button", { name: "Import another file" }).click();
    await page.locator("input[type=file]").setInputFiles(zip("export.zip", bytes));
    await page.getByRole("list", { name: "Stages of the import" }).waitFor();
    await page.goto(`/c/${world.company}`);
    await page.goto(`/c/${world.company}/import`);
    await page.getByRole("heading", { name: "The import is done" }).waitFor({ timeout: 60_000 });
    const [found = 0, imported, leftOut] = await cells(page, "Messages");
    expect([found, imported]).toEqual([expected.counts.messages.found, expected.counts.messages.imported]);
    expect(found).toBe((imported ?? 0) + (leftOut ?? 0));
    await page.getByText("notes about edits; the last text is in").waitFor();
    await page.getByRole("link", { name: "Look at the channels" }).click();
    await page.getByRole("dialog").getByText("channel-1", { exact: false }).first().waitFor();
  });

  it("is for administrators: others read why", async () => {
    const member = await world.join(world.company, "member");
    const other = await openPage(browser, { url: world.server.url });
    await enterAs(other, world.server.url, member);
    await other.page.goto(`/c/${world.company}/import`);
    await other.page.getByRole("heading", { name: "For administrators" }).waitFor();
    other.expectCalm();
    await other.close();
  });

  it("was calm all the while", () => watched.expectCalm());
});
