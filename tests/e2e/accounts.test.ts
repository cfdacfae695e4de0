import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newChannel, newWorld, type World, password as worldPassword } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type Watched } from "./browser.ts";
import { enterAs, password } from "./installation.ts";
import { ensureWebBuilt } from "./web-build.ts";

async function signIn(page: Page, login: string, secret: string): Promise<void> {
  await page.getByLabel("Name or e-mail").fill(login);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
}

describe.skipIf(!chromiumPath)("accounts", () => {
  let browser: Browser;
  let world: World;
  let url: string;
  const opened: Watched[] = [];
  const open = async () => {
    const watched = await openPage(browser, { url });
    opened.push(watched);
    return watched;
  };

  beforeAll(async () => {
    ensureWebBuilt();
    [browser, world] = await Promise.all([launch(), newWorld()]);
    url = world.server.url;
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  afterEach(({ task }) => keepFailure(task, ...opened));

  it("signs in by name under the URL that was asked for, says when it is wrong, and signs out all tabs", async () => {
    const mia = await world.join(world.company, "member", [(await newChannel(world.owner, world.company, "mia")).id], "Mia");
    expect(mia.person).not.toBe("");
    const { page, context } = await open();
    await page.goto(`/c/${world.company}/you`);
    await signIn(page, "mia", "not this one at all");
    await page.getByRole("alert").getByText("Name or password is wrong.").waitFor();
    await signIn(page, "mia", worldPassword);
    await page.getByRole("heading", { name: "You" }).first().waitFor();
    expect(new URL(page.url()).pathname).toBe(`/c/${world.company}/you`);

    const other = await context.newPage();
    await other.goto(`/c/${world.company}`);
    await other.getByText("Acme").first().waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Name or e-mail").waitFor();
    await other.getByLabel("Name or e-mail").waitFor({ timeout: 2000 });
  });

  it("a sign-out that the server could not take is asked for again, and nobody is let in before it is done", { timeout: 30_000 }, async () => {
    const ula = await world.join(world.company, "member", [], "Ula");
    const watched = await openPage(browser, { url });
    await enterAs(watched, url, ula);
    const { page, problems } = watched;
    await page.goto(`/c/${world.company}/you`);
    await page.route("**/api/sessions/current", (route) => route.fulfill({ status: 503, json: {} }));
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Name or e-mail").waitFor();
    await ula.call("getAccount"); // the session goes on there
    await page.reload();
    await page.getByText("The server does not answer").waitFor();
    await page.unroute("**/api/sessions/current");
    await page.getByLabel("Name or e-mail").waitFor();
    expect(await ula.refused("getAccount")).toBe("not_signed_in");
    expect(problems.filter((problem) => !problem.includes("503"))).toEqual([]);
    await watched.close();
  });

  it("shows the sessions, and ends another one within a second", async () => {
    const noa = await world.join(world.company, "member", [], "Noa");
    const [here, there] = [await open(), await open()];
    for (const { page } of [here, there]) {
      await page.goto("/settings");
      await signIn(page, "Noa", worldPassword);
      await page.getByRole("heading", { name: "Sessions", exact: true }).waitFor();
    }
    await here.page.reload();
    await here.page.getByText("this one").waitFor();
    expect(await here.page.getByRole("button", { name: "End", exact: true }).count()).toBe(2); // the other browser, and the caller's own
    await here.page.getByRole("button", { name: "End all others" }).click();
    await there.page.getByLabel("Name or e-mail").waitFor({ timeout: 3000 });
    expect(await noa.refused("getAccount")).toBe("not_signed_in");
    await here.page.getByText("All other sessions have ended").waitFor();
    await here.page.getByRole("button", { name: "Sign out everywhere" }).click();
    await here.page.getByLabel("Name or e-mail").waitFor();
  });

  it("changes the password: refused at its field, then done, and only the new one opens", async () => {
    await world.join(world.company, "member", [], "Ida");
    const { page } = await open();
    await page.goto("/settings");
    await signIn(page, "Ida", worldPassword);
    await page.getByLabel("Present password").fill("something wrong");
    await page.getByLabel("New password").fill(password);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("This password is wrong.").waitFor();
    await page.getByLabel("Present password").fill(worldPassword);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Password changed. All other sessions have ended.").waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Sessions", exact: true }).waitFor();
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await signIn(page, "Ida", password);
    await page.getByRole("heading", { name: "Sessions", exact: true }).waitFor();
  });

  it("sets a new password by a reset link, once", async () => {
    const { account } = await world.join(world.company, "member", [], "Eli");
    const { path } = await world.services.accounts.credentials.makeResetLink(account);
    const { page } = await open();
    await page.goto(path);
    await page.getByLabel("New password").fill("12345678");
    await page.getByRole("button", { name: "Set password" }).click();
    await page.getByText("on the list of those tried first").waitFor();
    await page.getByLabel("New password").fill(password);
    await page.getByRole("button", { name: "Set password" }).click();
    await signIn(page, "Eli", password);
    await page.waitForURL(/\/c\//);
    await page.goto("about:blank");
    await page.goto(path);
    await page.getByLabel("New password").fill("yet another good password");
    await page.getByRole("button", { name: "Set password" }).click();
    await page.getByRole("heading", { name: "This link no longer works" }).waitFor();
  });

  it("lets who is signed in join another workspace by invitation, with that account or another", async () => {
    const kim = await world.join(world.company, "member", [], "Kim");
    const second = await world.newCompany("Second House");
    const { url: link } = await world.services.invites.make(
      second,
      world.owner.account,
      { role: "guest", channels: [], hours: 1, uses: 2 },
      { id: "A".repeat(43), digest: null },
    );
    const watched = await open();
    await enterAs(watched, url, kim);
    await watched.page.goto(link);
    await watched.page.getByRole("heading", { name: "You are invited to Second House" }).waitFor();
    await watched.page.getByRole("button", { name: "Join as Kim" }).click();
    await watched.page.waitForURL(new RegExp(second));
    await watched.page.getByText("Second House").first().waitFor();
  });

  it("was calm all the while", () => {
    for (const watched of opened) watched.expectCalm();
  });
});
