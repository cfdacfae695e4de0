/** Share links in the browser: made, shown once, opened by somebody without a session, looked after and ended. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type PageOptions, type Watched } from "./browser.ts";
import { shoot } from "./files.ts";
import { enterAs } from "./installation.ts";
import { ensureWebBuilt } from "./web-build.ts";

const bytes = new Uint8Array(randomBytes(300_000));
const name = "Plan de la maison – version définitive, relue (3).pdf";

describe.skipIf(!chromiumPath)("share links in the browser", () => {
  let browser: Browser;
  let world: World;
  let ana: Caller;
  let channel = "";
  let file = "";
  const opened: Watched[] = [];
  const visit = async (path: string, options: Partial<PageOptions> = {}) => {
    const watched = await openPage(browser, { url: world.server.url, ...options });
    opened.push(watched);
    await watched.page.goto(path);
    return watched.page;
  };
  const share = async (body: { hours?: number; password?: string; most?: number } = {}) => {
    const made = await ana.call("createShare", { params: { company: world.company, channel, file }, body });
    return { ...made, path: made.url.slice(world.server.url.length) };
  };
  const saved = async (page: Page, button: string) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: button, exact: true }).click()]);
    return { name: download.suggestedFilename(), isWhole: readFileSync(await download.path()).equals(bytes) };
  };

  beforeAll(async () => {
    ensureWebBuilt();
    [browser, world] = await Promise.all([launch(), newWorld()]);
    ana = await world.join(world.company, "member", [], "Ana Lefèvre");
    channel = (await newChannel(ana, world.company, "plans")).id;
    const upload = await ana.uploaded(bytes);
    await ana.call("postMessage", { params: { company: world.company, channel }, body: { text: "the plan", files: [{ upload, name }] } });
    const { messages } = await ana.call("listMessages", { params: { company: world.company, channel } });
    file = messages.at(-1)?.files[0]?.id ?? "";
  }, 180_000);
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

  it("makes one that is shown once, opened without an account, told of, and revoked", { timeout: 60_000 }, async () => {
    const watched = await openPage(browser, { url: world.server.url });
    opened.push(watched);
    const { page } = watched;
    await enterAs(watched, world.server.url, ana);
    await page.goto(`/c/${world.company}/channels/${channel}`);
    const opener = page.getByRole("button", { name: `Share ${name} by link` });
    await opener.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Share by link" });
    await dialog.getByText("Links of this file").waitFor();
    await dialog.getByText("30 days").click();
    await dialog.getByLabel("Password", { exact: true }).fill("quiet words");
    await dialog.getByLabel("Downloads at most").fill("1");
    await shoot(page, "share-form");
    await dialog.getByRole("button", { name: "Make the link" }).click();
    const url = await dialog.getByRole("textbox", { name: "Share link" }).inputValue();
    expect(url).toMatch(/\/share#token=bsh_/);
    await dialog.getByRole("button", { name: "Copy" }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(url);
    await dialog.getByText("0 of 1 download").waitFor();
    await shoot(page, "share-made");

    const asked: string[] = [];
    const stranger = await visit("/login", { size: "phone", theme: "dark", language: "fr" });
    stranger.on("request", (request) => asked.push(request.url()));
    await stranger.goto(url.slice(world.server.url.length));
    const password = stranger.getByLabel("Mot de passe", { exact: true });
    await password.fill("loud words");
    await stranger.getByRole("button", { name: "Ouvrir", exact: true }).click();
    await stranger.getByText("Ce mot de passe est incorrect.").waitFor();
    expect(await stranger.getByText(name).count()).toBe(0);
    await shoot(stranger, "share-wrong-phone");
    await password.fill("quiet words");
    await stranger.getByRole("button", { name: "Ouvrir", exact: true }).click();
    await stranger.getByText(name).waitFor();
    await shoot(stranger, "share-phone");
    expect(await stranger.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(await saved(stranger, "Télécharger")).toEqual({ name, isWhole: true });
    await stranger.getByText("Téléchargé.").waitFor();
    await stranger.getByRole("button", { name: "Télécharger", exact: true }).click();
    await stranger.getByText("Ce lien n’ouvre plus rien").waitFor();
    expect(asked.filter((address) => address.includes("bsh_") && !address.includes("#"))).toEqual([]);

    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await opener.evaluate((node) => node === document.activeElement)).toBe(true);
    const { path } = await share();
    await opener.click();
    await dialog.getByText("Used up", { exact: true }).waitFor();
    await dialog.getByRole("button", { name: "Who opened it" }).click();
    await dialog.getByText("127.0.0.1").waitFor();
    await shoot(page, "share-list");
    expect(await dialog.getByRole("textbox", { name: "Share link" }).count()).toBe(0);
    await dialog.getByRole("button", { name: "Revoke link" }).click();
    await dialog.getByRole("button", { name: "Revoke now" }).click();
    await dialog.getByText("Revoked", { exact: true }).waitFor();
    const late = await visit(path);
    await late.getByText("This link opens nothing any more").waitFor();
    await shoot(late, "share-dead");
  });

  it("says what is wrong when the line is cut, and goes on; what is large is saved by a form", { timeout: 60_000 }, async () => {
    const { path } = await share();
    const page = await visit(path);
    await page.getByText(name).waitFor();
    await shoot(page, "share-desktop");
    await page.route("**/api/shares/read", (route) => route.abort("connectionfailed"));
    await page.getByRole("button", { name: "Download", exact: true }).click();
    await page.getByRole("alert").getByText(/./).waitFor();
    await page.unroute("**/api/shares/read");
    expect(await saved(page, "Download")).toEqual({ name, isWhole: true });

    // As if it were too large for the memory of a page.
    await page.route("**/api/shares/look", async (route) => {
      const reply = await route.fetch();
      const told = (await reply.json()) as { file: object };
      await route.fulfill({ response: reply, json: { ...told, file: { ...told.file, size: 2 ** 31 } } });
    });
    await page.reload();
    await page.getByText("2.1 GB").waitFor();
    expect(await saved(page, "Download")).toEqual({ name, isWhole: true });
    await page.getByText(name).waitFor(); // the page stays

    const cut = await visit("/share#token=bsh_short");
    await cut.getByText("This link opens nothing any more").waitFor();
  });

  it("goes on where a download broke, and counts it once", { timeout: 60_000 }, async () => {
    const { path, id } = await share({ most: 1 });
    const page = await visit(path);
    const ranges: (string | undefined)[] = [];
    await page.route("**/api/shares/read", async (route) => {
      const range = await route.request().headerValue("range");
      ranges.push(range ?? undefined);
      const reply = await route.fetch();
      // The first one ends before its length.
      await route.fulfill({ response: reply, ...(ranges.length === 1 ? { body: (await reply.body()).subarray(0, 100_000) } : {}) });
    });
    expect(await saved(page, "Download")).toMatchObject({ isWhole: true });
    expect(ranges).toEqual([undefined, "bytes=100000-"]);
    const { shares } = await ana.call("listShares", { params: { company: world.company, channel, file } });
    expect(shares.find((one) => one.id === id)).toMatchObject({ reads: 1 });
  });

  it("says which version it shares where there is a newer one, and shares the newest if that is wanted", { timeout: 60_000 }, async () => {
    const params = { company: world.company, channel };
    const { files } = await ana.call("postMessage", {
      params,
      body: { text: "a draft", files: [{ upload: await ana.uploaded(bytes), name: "draft.bin" }] },
    });
    const draft = { ...params, file: files[0]?.id ?? "" };
    await ana.call("addVersion", { params: draft, body: { upload: await ana.uploaded(new Uint8Array(randomBytes(500))) } });
    const watched = await openPage(browser, { url: world.server.url });
    opened.push(watched);
    const { page } = watched;
    await enterAs(watched, world.server.url, ana);
    await page.goto(`/c/${world.company}/channels/${channel}`);
    await page.getByRole("button", { name: "Share draft.bin by link" }).click();
    const dialog = page.getByRole("dialog", { name: "Share by link" });
    await dialog.getByText("Version 1 is shared. There is a newer one, version 2.").waitFor();
    await shoot(page, "share-version");
    await dialog.getByRole("button", { name: "Make the link" }).click();
    await dialog.getByText("· version 1").waitFor();
    await dialog.getByRole("button", { name: "Make another link" }).click();
    await dialog.getByRole("button", { name: "Share version 2" }).click();
    await dialog.getByText("Version 1 is shared.").waitFor({ state: "detached" });
    await dialog.getByRole("button", { name: "Make the link" }).click();
    await expect.poll(async () => (await ana.call("listShares", { params: draft })).shares.map(({ version }) => version)).toEqual([2, 1]);
  });
});
