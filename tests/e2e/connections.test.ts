/** Signing in by another server in a real browser, against a real provider: set up by an administrator, used by a newcomer, linked by a member. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeFolders } from "../harness/installation.ts";
import { type NameServer, startNameServer } from "../harness/name-server.ts";
import { type RealProvider, startRealProvider } from "../harness/real-provider.ts";
import { encoded, SamlIdp } from "../harness/saml-idp.ts";
import { type Caller, newWorld, type World } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type Watched } from "./browser.ts";
import { enterAs } from "./installation.ts";
import { ensureWebBuilt } from "./web-build.ts";

const DOMAIN = "acme.example";

describe.skipIf(!chromiumPath)("signing in by another server", () => {
  let browser: Browser;
  let world: World;
  let provider: RealProvider;
  let names: NameServer;
  let administrator: Caller;
  const opened: Watched[] = [];
  const open = async () => {
    const watched = await openPage(browser, { url: world.server.url });
    opened.push(watched);
    return watched;
  };

  /** At the provider: says who one is, and agrees. */
  async function agree(page: Page, login: string): Promise<void> {
    await page.locator("input[name=login]").fill(login);
    await page.locator("input[name=password]").fill("anything");
    await page.getByRole("button", { name: "Sign-in" }).click();
    await page.getByRole("button", { name: "Continue" }).click();
  }

  beforeAll(async () => {
    ensureWebBuilt();
    [browser, provider, names] = await Promise.all([launch(), startRealProvider(), startNameServer()]);
    world = await newWorld({ folders: makeFolders({ BASTIDE_EGRESS_ALLOW: `sign-in=${provider.peer}`, BASTIDE_DNS: names.address }) });
    administrator = await world.join(world.company, "administrator", [], "Ada");
    provider.serve(`${world.server.url}/login/back`, DOMAIN);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
    provider?.close();
    names?.close();
  });
  afterEach(({ task }) => keepFailure(task, ...opened));

  it("is set up, tested and switched on by an administrator", async () => {
    const watched = await open();
    const { page } = watched;
    await enterAs(watched, world.server.url, administrator);
    await page.goto(`/c/${world.company}/administration/sign-in`);
    await page.getByText("No connection yet").waitFor();
    await page.getByRole("button", { name: "Add a connection" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a connection" });
    await dialog.getByText("Another", { exact: true }).click();
    await dialog.getByLabel("Name on the button").fill("Acme");
    await dialog.getByLabel("Issuer").fill(provider.issuer);
    await dialog.getByLabel("Client ID").fill(provider.clientId);
    await dialog.getByLabel("Client secret").fill(provider.clientSecret);
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("never switched on").waitFor();
    expect(await page.getByLabel("Redirect URI, to be told to the provider").inputValue()).toBe(`${world.server.url}/login/back`);
    await page.getByRole("button", { name: "Test Acme" }).click();
    await page.getByText("The provider answers").waitFor();
    await page.getByLabel("Switched on").check();
    await page.getByLabel("Domain", { exact: true }).fill(DOMAIN);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    const text = page.getByLabel("Text", { exact: true });
    await text.waitFor();
    await page.getByRole("button", { name: `Check ${DOMAIN}` }).click();
    await page.getByText("The record is not there yet.").waitFor();
    names.texts.set(`_bastide.${DOMAIN}`, [await text.inputValue()]);
    await page.getByRole("button", { name: `Check ${DOMAIN}` }).click();
    await page.getByText("verified", { exact: true }).waitFor();
    watched.expectCalm();
  });

  it("lets a newcomer in by the workspace's address, and by the domain of an e-mail address", async () => {
    const { page } = await open();
    await page.goto(`/login/${world.company}`);
    await page.getByRole("heading", { name: "Sign in to Acme" }).waitFor();
    await page.getByRole("button", { name: "Continue with Acme" }).click();
    await agree(page, "nina");
    await page.waitForURL(`**/c/${world.company}**`);
    expect(page.url()).not.toContain("code=");
    const again = (await open()).page;
    await again.goto("/login");
    await again.getByLabel("E-mail").fill(`nina@${DOMAIN}`);
    await again.getByRole("button", { name: "Go on" }).click();
    await again.getByRole("button", { name: "Continue with Acme" }).click();
    await agree(again, "nina");
    await again.waitForURL(`**/c/${world.company}**`);
    await again.goto("/login");
    await again.getByLabel("E-mail").fill("nina@elsewhere.example");
    await again.getByRole("button", { name: "Go on" }).click();
    await again.getByText("There is no own sign-in for this address.").waitFor();
  });

  it("has the provider ask anew before something grave, of who came by it and has no password", async () => {
    const { page } = await open();
    await page.goto(`/login/${world.company}`);
    await page.getByRole("button", { name: "Continue with Acme" }).click();
    await agree(page, "olaf");
    await page.waitForURL(`**/c/${world.company}**`);
    const make = async () => {
      await page.goto("/settings/tokens");
      await page.getByRole("button", { name: "Make a token" }).click();
      const dialog = page.getByRole("dialog", { name: "New token" });
      await dialog.getByLabel("Name").fill("robot");
      await dialog.getByRole("checkbox", { name: "Messages: Read", exact: true }).check();
      await dialog.getByRole("button", { name: "Make token" }).click();
    };
    await make();
    const confirm = page.getByRole("dialog", { name: "Show that it is you" });
    await confirm.getByText("You have no password here.").waitFor();
    await confirm.getByRole("button", { name: "Continue with Acme" }).click();
    // He is signed in there, and is asked nevertheless.
    await page.locator("input[name=password]").fill("anything");
    if (await page.locator("input[name=login]").isEditable()) await page.locator("input[name=login]").fill("olaf");
    await page.getByRole("button", { name: "Sign-in" }).click();
    await page.waitForURL((url) => url.href.startsWith(world.server.url) && url.pathname === "/settings/tokens");
    await make();
    await page.getByRole("dialog", { name: "Token made" }).waitFor();
  });

  it("is linked and unlinked in Security, and lets a member in afterwards", async () => {
    const member = await world.join(world.company, "member", [], "Mia");
    const watched = await open();
    const { page } = watched;
    await enterAs(watched, world.server.url, member);
    await page.goto("/settings/security");
    await page.getByRole("button", { name: "Link Acme" }).click();
    await agree(page, "mia");
    await page.getByRole("button", { name: "Unlink Acme" }).waitFor();
    await page.getByText(`mia@${DOMAIN}`).waitFor();
    const other = (await open()).page;
    await other.goto(`/login/${world.company}`);
    await other.getByRole("button", { name: "Continue with Acme" }).click();
    await agree(other, "mia");
    await other.waitForURL(`**/c/${world.company}**`);
    await page.getByRole("button", { name: "Unlink Acme" }).click();
    await page.getByRole("button", { name: "Link Acme" }).waitFor();
  });

  it("takes a SAML provider by its pasted metadata, shows what both sides need, and lets its people in", async () => {
    const idp = await SamlIdp.make();
    const watched = await open();
    const { page } = watched;
    await enterAs(watched, world.server.url, administrator);
    await page.goto(`/c/${world.company}/administration/sign-in`);
    await page.getByRole("button", { name: "Add SAML" }).click();
    const dialog = page.getByRole("dialog", { name: "Add SAML" });
    await dialog.getByLabel("Name on the button").fill("Hall");
    await dialog.getByLabel("Metadata (XML)").fill(idp.metadata());
    await dialog.getByRole("button", { name: "Save" }).click();
    const row = page.getByRole("listitem").filter({ hasText: "Hall" });
    await row.locator("summary").first().click();
    expect(await row.getByLabel("Entity ID").inputValue()).toContain(world.server.url);
    await row.getByText(String(new Date(Date.now() + 365 * 86_400_000).getFullYear())).waitFor();
    await row.getByLabel("Switched on").check();
    watched.expectCalm();

    const guest = (await open()).page;
    await guest.route("https://idp.example/**", async (route) => {
      const url = route.request().url();
      const asked = idp.asked(url);
      const answer = idp.answer(idp.said(asked, Date.now(), { subject: "sam", email: `sam@${DOMAIN}`, name: "Sam" }));
      const fields = { SAMLResponse: encoded(answer), RelayState: new URL(url).searchParams.get("RelayState") ?? "" };
      const inputs = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`);
      await route.fulfill({ contentType: "text/html", body: `<form method="post" action="${asked.acs}">${inputs.join("")}<button>Agree</button></form>` });
    });
    await guest.goto(`/login/${world.company}`);
    await guest.getByRole("button", { name: "Continue with Hall" }).click();
    await guest.getByRole("button", { name: "Agree" }).click();
    await guest.waitForURL(`**/c/${world.company}**`);
  });

  it("says what to do where it did not work, and shows a company's own door", async () => {
    const { page } = await open();
    await page.goto("/login/back?state=guessed&code=guessed");
    await page.getByText("Signing in this way did not work.").waitFor();
    expect(page.url()).toBe(`${world.server.url}/login/back`);
    const member = await world.join(world.company, "member", [], "Mona");
    await administrator.call("setSignInRule", { params: { company: world.company }, body: { required: true, breakGlass: [administrator.person] } });
    const watched = await open();
    await enterAs(watched, world.server.url, member);
    await watched.page.goto(`/c/${world.company}`);
    await watched.page.getByText("Acme lets people in by its own sign-in").waitFor();
    await watched.page.getByRole("button", { name: "Continue with Acme" }).waitFor();
  });
});
