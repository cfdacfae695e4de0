/** Access tokens in a real browser: made for some scopes, shown once, used by a program, revoked; services of a workspace. */
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "../../src/client/index.ts";
import { chromiumPath, keepFailure, launch, openPage, type Watched } from "./browser.ts";
import { enterAs, type Furnished, furnishedWorld } from "./installation.ts";

describe.skipIf(!chromiumPath)("access tokens", () => {
  let browser: Browser;
  let world: Furnished;
  const opened: Watched[] = [];
  const open = async (who: Furnished["ana"]) => {
    const watched = await openPage(browser, { url: world.url });
    await enterAs(watched, world.url, who);
    opened.push(watched);
    return watched.page;
  };

  beforeAll(async () => {
    [browser, world] = await Promise.all([launch(), furnishedWorld()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });
  afterEach(({ task }) => keepFailure(task, ...opened));

  it("makes one, shows it once, says when it was used, and ends it", async () => {
    const { ana, company, design } = world;
    await ana.call("createTeam", { params: { company }, body: { name: "Readers" } });
    const page = await open(ana);
    await page.goto("/settings");
    await page.getByRole("link", { name: "Look at them" }).click();
    await page.getByText("No token").waitFor();
    await page.getByRole("button", { name: "Make a token" }).click();
    const dialog = page.getByRole("dialog", { name: "New token" });
    await dialog.getByLabel("Name").fill("Weekly report");
    const make = dialog.getByRole("button", { name: "Make token" });
    expect(await make.isDisabled()).toBe(true);
    await dialog.getByRole("checkbox", { name: "Messages: Read", exact: true }).check();
    await dialog.getByRole("checkbox", { name: "Direct messages: Read" }).check();
    await dialog.getByText("Some teams").click();
    expect(await dialog.getByRole("checkbox", { name: "Direct messages: Read" }).isDisabled()).toBe(true);
    await dialog.getByText("Choose at least one team.").waitFor();
    await dialog.getByText("Whole workspace").click();
    await dialog.getByText("30 days").click();
    await dialog.getByLabel("Only from these networks").fill("nowhere");
    await make.click();
    await dialog.getByText("One of these is no address and no range.").waitFor();
    await dialog.getByLabel("Only from these networks").fill("127.0.0.0/8, 10.1.2.3");
    await make.click();
    const once = page.getByRole("dialog", { name: "Token made" });
    const token = await once.getByLabel("Token").inputValue();
    await once.getByRole("button", { name: "I have it" }).click();
    const entry = page.getByRole("listitem").filter({ hasText: "Weekly report" });
    await entry.getByText("never used").waitFor();
    expect(await entry.textContent()).toContain("messages:read · directs:read");
    expect(await page.content()).not.toContain(token);
    const { call } = createClient({ baseUrl: world.url, token });
    expect((await call("listMessages", { params: { company, channel: design } })).messages.length).toBeGreaterThan(0);
    await page.reload();
    await entry.getByText("last used").waitFor();
    await entry.getByRole("button", { name: "Revoke Weekly report" }).click();
    await page.getByText("Weekly report revoked.").waitFor();
    await page.getByText("No token").waitFor();
    await expect(call("listMessages", { params: { company, channel: design } })).rejects.toMatchObject({ code: "token_invalid" });
    await page.getByRole("button", { name: "Show ended ones" }).click();
    await page.getByText("Revoked", { exact: true }).waitFor();
  });

  it("makes a service that writes under a badge, and shows administrators every program", async () => {
    const { ana, leo, company, general } = world;
    await leo.call("createToken", { params: { company }, body: { name: "Leo's script", scopes: ["messages:read"] } });
    const page = await open(ana);
    await page.goto(`/c/${company}/administration`);
    await page.getByText("Which programs may act here?").waitFor();
    await page.getByRole("link", { name: "Tokens" }).click();
    await page.getByRole("listitem").filter({ hasText: "Leo's script" }).getByText("Léo Marchand").first().waitFor();
    await page.getByRole("button", { name: "Make a service token" }).click();
    const dialog = page.getByRole("dialog", { name: "New service token" });
    await dialog.getByLabel("Name of the service").fill("Build bot");
    for (const scope of ["Channels: Write", "Messages: Write"]) await dialog.getByRole("checkbox", { name: scope, exact: true }).check();
    await dialog.getByRole("button", { name: "Make token" }).click();
    const once = page.getByRole("dialog", { name: "Token made" });
    const token = await once.getByLabel("Token").inputValue();
    await once.getByRole("button", { name: "I have it" }).click();
    await page.getByRole("listitem").filter({ hasText: "Build bot" }).getByText("Service", { exact: true }).waitFor();
    const { call } = createClient({ baseUrl: world.url, token });
    await call("joinChannel", { params: { company, channel: general }, body: {} });
    await call("postMessage", { params: { company, channel: general }, body: { text: "Build 4711 is green." } });
    await page.getByLabel("Days that a token is good at most").fill("60");
    await page.getByRole("button", { name: "Set the maximum" }).click();
    await page.getByText("No token is good for more than 60 days now.").waitFor();
    await page.goto(`/c/${company}/channels/${general}`);
    const message = page
      .getByRole("article")
      .filter({ hasText: "Build 4711 is green." })
      .or(page.locator("li").filter({ hasText: "Build 4711 is green." }));
    await message.first().getByText("service", { exact: true }).waitFor();
  });
});
