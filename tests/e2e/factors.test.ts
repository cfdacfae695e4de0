/** Second factors in a real browser: an app of codes, recovery codes, passkeys by Chromium's virtual authenticator, and sessions that go on. */
import { Secret, TOTP } from "otpauth";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/server/platform/clock/index.ts";
import { newWorld, type World, password as worldPassword } from "../harness/world.ts";
import { type Answers, answerWith } from "./answers.ts";
import { chromiumPath, keepFailure, launch, openPage, type Watched } from "./browser.ts";
import { enterAs } from "./installation.ts";
import { ensureWebBuilt } from "./web-build.ts";

const day = 86_400_000;

async function signIn(page: Page, login: string): Promise<void> {
  await page.getByLabel("Name or e-mail").fill(login);
  await page.getByLabel("Password", { exact: true }).fill(worldPassword);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

describe.skipIf(!chromiumPath)("second factors", () => {
  let browser: Browser;
  let world: World;
  let ahead = 0;
  const opened: Watched[] = [];
  /** Passkeys need a host with a name. */
  const url = () => world.server.url.replace("127.0.0.1", "localhost");
  const open = async () => {
    const watched = await openPage(browser, { url: url() });
    opened.push(watched);
    return watched;
  };
  /** The code that an app shows now; each is taken once, so the next one is of a later step. */
  const codeOf = (secret: string) => {
    ahead += 30_000;
    return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + ahead });
  };

  beforeAll(async () => {
    ensureWebBuilt();
    [browser, world] = await Promise.all([launch(), newWorld({ clock: { ...systemClock, now: () => Date.now() + ahead } })]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });
  afterEach(({ task }) => keepFailure(task, ...opened));

  it("sets up an app of codes after showing who one is, signs in by a code, and by a recovery code once", async () => {
    await world.join(world.company, "member", [], "Mia");
    const { page } = await open();
    await page.goto("/settings/security");
    await signIn(page, "Mia");
    await page.getByText("Your password alone protects this account.").waitFor();
    ahead += 11 * 60_000;
    await page.getByRole("button", { name: "Set up" }).click();
    const confirm = page.getByRole("dialog", { name: "Show that it is you" });
    await confirm.getByLabel("Password", { exact: true }).fill("something else");
    await confirm.getByRole("button", { name: "Go on" }).click();
    await confirm.getByText("This password is wrong.").waitFor();
    await confirm.getByLabel("Password", { exact: true }).fill(worldPassword);
    await confirm.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("img", { name: "Picture with the secret" }).waitFor();
    const secret = ((await page.locator("[data-secret]").textContent()) ?? "").replaceAll(" ", "");
    const code = page.getByLabel("Code of your app");
    await code.fill("000 000");
    await page.getByText("This code is wrong, or was used already.").waitFor();
    await code.fill(codeOf(secret).replace(/(...)/, "$1 "));
    const shown = page.getByRole("region", { name: "Your recovery codes" });
    await shown.waitFor();
    const codes = await shown.getByRole("listitem").allTextContents();
    expect(codes).toHaveLength(10);
    const [file] = await Promise.all([page.waitForEvent("download"), shown.getByRole("link", { name: "Save as text" }).click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toContain(codes.join("\n"));
    await shown.getByRole("button", { name: "I have kept them" }).click();
    await page.getByText("10 left", { exact: true }).waitFor();

    await page.goto("/settings");
    await page.getByText("with a password and code").waitFor();
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await signIn(page, "Mia");
    await code.waitFor();
    expect(await code.evaluate((input) => [input === document.activeElement, input.getAttribute("inputmode"), input.getAttribute("autocomplete")])).toEqual([
      true,
      "numeric",
      "one-time-code",
    ]);
    await code.fill(codeOf(secret));
    await page.getByText("with a password and code").waitFor();

    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await signIn(page, "Mia");
    await page.getByRole("button", { name: "Use a recovery code" }).click();
    await page.getByLabel("Recovery code").fill(codes[0]?.toUpperCase() ?? "");
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("with a password and recovery code").waitFor();
    await page.goto("/settings/security");
    await page.getByText("9 left", { exact: true }).waitFor();

    await page.goto("/settings");
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await signIn(page, "Mia");
    await page.getByRole("button", { name: "Use a recovery code" }).click();
    await page.getByLabel("Recovery code").fill(codes[0] ?? "");
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("This code is wrong, or was used already.").waitFor();
    ahead += 11 * 60_000;
    await page.getByLabel("Recovery code").fill(codes[1] ?? "");
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("That took too long").waitFor();
    await page.getByLabel("Name or e-mail").waitFor();
  });

  it("adds a passkey, signs in by it alone and as second factor, renames and removes it", async () => {
    await world.join(world.company, "member", [], "Noa");
    const { page, context } = await open();
    const devices = await context.newCDPSession(page);
    await devices.send("WebAuthn.enable");
    const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true } as const;
    await devices.send("WebAuthn.addVirtualAuthenticator", { options });
    await page.goto("/settings/security");
    await signIn(page, "Noa");
    await page.getByLabel("Name of the new passkey").fill("Desk");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByRole("button", { name: "I have kept them" }).click();
    await page.getByText("1 passkey").waitFor();
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByLabel("New name of Desk").fill("Desk at the window");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Desk at the window").waitFor();
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText("This device has a passkey for your account already.").waitFor();

    await page.goto("/settings");
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText("with a passkey ·").waitFor();
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await signIn(page, "Noa");
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.getByText("with a password and passkey").waitFor();

    await page.goto("/settings/security");
    ahead += 11 * 60_000;
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByText("your recovery codes end with it").waitFor();
    await page.getByRole("button", { name: "Remove" }).click();
    const confirm = page.getByRole("dialog", { name: "Show that it is you" });
    await confirm.getByRole("button", { name: "Use a passkey" }).click();
    await page.getByText("Your password alone protects this account.").waitFor();
    expect(await page.getByText("Desk at the window").count()).toBe(0);
  });

  it("does nothing grave when the reader would rather not show who he is, and asks over a dialog that stays", async () => {
    await world.join(world.company, "administrator", [], "Ida");
    const { page } = await open();
    const answers: Answers = {};
    await answerWith(page, answers);
    await page.goto("/settings/security");
    await signIn(page, "Ida");
    await page.getByText("Your password alone protects this account.").waitFor();
    ahead += 11 * 60_000;
    await page.getByRole("button", { name: "Set up" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await page.getByText("This was not done: it asks that you show again who you are.").waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);

    answers.createInvite = { refused: "confirm_first" };
    await page.goto(`/c/${world.company}?dialog=invite`);
    await page.getByLabel("For whom").fill("somebody");
    await page.getByRole("button", { name: "Make the link" }).click();
    const confirm = page.getByRole("dialog", { name: "Show that it is you" });
    await confirm.getByLabel("Password", { exact: true }).fill(worldPassword);
    delete answers.createInvite;
    await confirm.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("dialog", { name: "The invitation is ready" }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(1);
  });

  it("keeps the open tabs of a member at work when the role changes, under another token", async () => {
    const kim = await world.join(world.company, "member", [], "Kim");
    const watched = await open();
    await enterAs(watched, url(), kim);
    const { page, context } = watched;
    await page.goto(`/c/${world.company}/people`);
    const other = await context.newPage();
    await other.goto(`/c/${world.company}/people`);
    for (const tab of [page, other]) await tab.getByText("Kim").first().waitFor();
    const tokenOf = async () => (await context.cookies()).find(({ name }) => name === "bastide")?.value;
    const before = await tokenOf();
    // The clock was moved since the owner came in.
    await world.owner.call("confirmIdentity", { body: { password: worldPassword } });
    await world.owner.call("setPersonRole", { params: { company: world.company, person: kim.person }, body: { role: "administrator" } });
    await expect.poll(tokenOf).not.toBe(before);
    for (const tab of [page, other]) {
      await tab.getByRole("button", { name: "Acme" }).click();
      await tab.getByRole("menuitem", { name: "Administration" }).click();
      await tab.getByText("Who can get in?").waitFor();
      await tab.getByText(/of them (is|are) administrators?/).waitFor();
    }

    // Closed meanwhile: the next start fetches the token, too.
    await page.goto("about:blank");
    await other.goto("about:blank");
    await world.owner.call("setPersonRole", { params: { company: world.company, person: kim.person }, body: { role: "member" } });
    await page.goto(`/c/${world.company}/people`);
    await page.getByText("Kim").first().waitFor();
  });

  it("asks for a second factor where a company does: a line first, then a page, while others go on", async () => {
    const company = await world.newCompany("Careful House");
    const boss = await world.join(company, "administrator", [], "Zoe");
    const second = await world.newCompany("Easy House");
    const { url: link } = await world.services.invites.make(
      second,
      world.owner.account,
      { role: "member", channels: [], hours: 1, uses: 1 },
      { id: "E".repeat(43), digest: null },
    );
    await world.services.invites.accept(link.split("token=")[1] ?? "", boss.account);
    const watched = await open();
    const { page } = watched;
    await page.goto(`/c/${company}/administration/settings`);
    await signIn(page, "Zoe");
    const rules = page.locator("section", { has: page.getByRole("heading", { name: "Signing in" }) }).last();
    await rules.getByText("A password alone is enough to get in.").waitFor();
    await rules.getByText("Everyone").click();
    await rules.getByText(/people get in only with a second factor|person gets in only with a second factor/).waitFor();
    await rules.getByLabel("Days until it is needed").fill("10");
    await rules.getByLabel("Minutes without use").fill("60");
    await rules.getByRole("button", { name: "Save what is asked" }).click();
    await rules.getByText(/Will be asked of/).waitFor();
    await page.goto(`/c/${company}`);
    await page.getByText("Careful House asks for a second factor from").waitFor();

    ahead += 11 * day;
    await page.goto("about:blank");
    await page.goto(`/c/${company}`);
    await signIn(page, "Zoe");
    await page.getByRole("heading", { name: "Careful House asks for a second factor" }).waitFor();
    await page.getByRole("link", { name: "Easy House" }).click();
    await page.getByText("Easy House").first().waitFor();
    await page.goto(`/c/${company}`);
    await page.getByRole("link", { name: "Set up a second factor" }).click();
    const secret = ((await page.locator("[data-secret]").textContent()) ?? "").replaceAll(" ", "");
    await page.getByLabel("Code of your app").fill(codeOf(secret));
    await page.getByRole("button", { name: "I have kept them" }).click();
    await page.goto(`/c/${company}/people`);
    await page.getByText("Zoe").first().waitFor();
  });

  it("was calm all the while", () => {
    for (const watched of opened) watched.expectCalm();
  });
});
