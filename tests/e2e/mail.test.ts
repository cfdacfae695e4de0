/** Mail in a real browser: an address that is confirmed by its link, a new password by mail, invitations, and the owners' page. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeFolders } from "../harness/installation.ts";
import { type SmtpPeer, smtpPeer } from "../harness/smtp.ts";
import { newWorld, type World, password as worldPassword } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type Watched } from "./browser.ts";
import { enterAs, password } from "./installation.ts";
import { ensureWebBuilt } from "./web-build.ts";

describe.skipIf(!chromiumPath)("mail", () => {
  let browser: Browser;
  let world: World;
  let peer: SmtpPeer;
  const opened: Watched[] = [];
  const open = async () => {
    const watched = await openPage(browser, { url: world.server.url });
    opened.push(watched);
    return watched;
  };
  /** The link in the last letter to the address. */
  const linkTo = async (email: string): Promise<string> => {
    await world.services.mail.spool.idle();
    const letter = peer.letters.findLast(({ rcpt }) => rcpt.includes(email));
    return /http\S+#token=\S+/.exec(letter?.text ?? "")?.[0] ?? "";
  };

  beforeAll(async () => {
    ensureWebBuilt();
    peer = await smtpPeer();
    const mail = { BASTIDE_SMTP_HOST: "127.0.0.1", BASTIDE_SMTP_PORT: String(peer.port), BASTIDE_MAIL_FROM: "Bastide <bastide@workspace.example>" };
    [browser, world] = await Promise.all([launch(), newWorld({ folders: makeFolders(mail) })]);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
    await peer?.close();
  });
  afterEach(({ task }) => keepFailure(task, ...opened));

  const signIn = async (page: Page, login: string, word: string) => {
    await page.getByLabel("Name or e-mail").fill(login);
    await page.getByLabel("Password", { exact: true }).fill(word);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  };

  it("confirms an address by its link, and brings a new password to it", async () => {
    const mia = await world.join(world.company, "member", [], "Mia");
    const watched = await open();
    await enterAs(watched, world.server.url, mia);
    const { page } = watched;
    await page.goto("/settings");
    const section = page.getByRole("region", { name: "E-mail address" });
    await section.getByText("No address.").waitFor();
    await section.getByRole("button", { name: "Add address" }).click();
    await section.getByLabel("New address").fill("mia@example.org");
    await section.getByRole("button", { name: "Send link" }).click();
    await section.getByText("A link was sent to mia@example.org.").waitFor();
    await page.goto(await linkTo("mia@example.org"));
    await page.getByRole("button", { name: "Confirm address" }).click();
    await page.getByText("mia@example.org belongs to your account now.").waitFor();
    // The session's token is another one now; the page goes on.
    await page.getByRole("link", { name: "Go on" }).click();
    await section.getByText("Confirmed on").waitFor();

    const { page: other } = await open();
    await other.goto("/");
    await other.getByRole("link", { name: "Forgotten the password?" }).click();
    await other.getByRole("heading", { name: "A new password" }).waitFor();
    await other.getByLabel("Name or e-mail").fill("nobody");
    await other.getByRole("button", { name: "Send link" }).click();
    await other.getByRole("heading", { name: "Look into your mailbox" }).waitFor();
    await other.goto("/forgot");
    await other.getByLabel("Name or e-mail").fill("Mia");
    await other.getByRole("button", { name: "Send link" }).click();
    await other.getByRole("heading", { name: "Look into your mailbox" }).waitFor();
    await other.goto(await linkTo("mia@example.org"));
    await other.getByLabel("New password").fill(password);
    await other.getByRole("button", { name: "Set password" }).click();
    await signIn(other, "mia@example.org", password);
    await other.getByText("Acme").first().waitFor();
    expect(worldPassword).not.toBe(password);
  });

  it("shows an owner each step of a try, what failed, and every mail in both languages", async () => {
    const owner = await world.callerOf(world.owner.account, world.company);
    await owner.call("changeEmail", { body: { email: "olga@example.org" } });
    const token = (await linkTo("olga@example.org")).split("#token=")[1] ?? "";
    await owner.call("confirmEmail", { body: { token } });
    const watched = await open();
    await enterAs(watched, world.server.url, await world.callerOf(world.owner.account, world.company));
    const { page } = watched;
    await page.goto("/settings");
    await page.getByRole("link", { name: "Look at mail" }).click();
    await page.getByText(`127.0.0.1, port ${peer.port}`).waitFor();
    await page.getByRole("button", { name: "Send a mail to me" }).click();
    await page.getByText("To olga@example.org:").waitFor();
    await page.getByText("Sent", { exact: true }).waitFor();
    expect(peer.letters.at(-1)?.subject).toBe("A mail to try the connection");
    peer.answers.to = 550;
    await page.getByRole("button", { name: "Send a mail to me" }).click();
    await page.getByText("The recipient was refused.").waitFor();
    delete peer.answers.to;
    await page.getByText("Invitation to Acme").click();
    await page.getByText("Ana Ruiz invites you to Acme.").waitFor();
    await page.getByText("Français").click();
    await page.getByText("Ana Ruiz vous invite à rejoindre Acme.").waitFor();
  });
});
