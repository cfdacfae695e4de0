/** The main job, as a stranger does it: from the printed link to two people who talk. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, keepFailure, launch, openPage, type Watched } from "./browser.ts";
import { type EmptyServer, emptyServer, password, stop } from "./installation.ts";
import { type Line, newLine } from "./line.ts";

const button = (page: Page | Locator, name: string | RegExp) => page.getByRole("button", { name });
const composer = (page: Page) => page.locator("#composer textarea");
/** The row in the channel that shows this text. */
const row = (page: Page, text: string) => page.locator("section [data-message-list] article").filter({ hasText: text }).last();

async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Enter");
}

describe.skipIf(!chromiumPath)("the first run, in two browsers", () => {
  let browser: Browser;
  let server: EmptyServer;
  let line: Line;
  let ana: Watched;
  let leo: Watched;
  const folder = mkdtempSync(join(tmpdir(), "bastide-kit-"));
  const kitFile = join(folder, "kit.txt");

  beforeAll(async () => {
    line = await newLine();
    [browser, server] = await Promise.all([launch(), emptyServer(line)]);
    ana = await openPage(browser, { url: server.url });
    leo = await openPage(browser, { url: server.url, language: "fr", theme: "dark" });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    line?.close();
    if (server) await stop(server);
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(({ task }) => keepFailure(task, ana, leo));

  it("says what to do to who comes without a link, or with a dead one", async () => {
    await ana.page.goto("/");
    await ana.page.getByRole("heading", { name: "Nobody lives here yet" }).waitFor();
    await ana.page.goto(`/setup#token=bsu_${"A".repeat(43)}`);
    await ana.page.getByLabel("Name", { exact: true }).fill("Ana Lefèvre");
    await ana.page.getByLabel("Password", { exact: true }).fill(password);
    await button(ana.page, "Make account").click();
    await ana.page.getByRole("heading", { name: "This link no longer works" }).waitFor();
    await ana.page.getByText("Restart the server and open the line that it prints").waitFor();
  });

  it("refuses a common password at its field, asks for no e-mail, and makes the account", async () => {
    await ana.page.goto("about:blank");
    await ana.page.goto(server.firstRun);
    await ana.page.getByLabel("Name", { exact: true }).fill("Ana Lefèvre");
    const field = ana.page.getByLabel("Password", { exact: true });
    await field.fill("password1");
    await button(ana.page, "Make account").click();
    await ana.page.getByText("on the list of those tried first").waitFor();
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    await field.fill(password);
    await ana.page.getByText("Long enough to withstand guessing.").waitFor();
    await button(ana.page, "Make account").click();
    await ana.page.getByRole("heading", { name: "Keep the recovery kit" }).waitFor();
    expect(new URL(ana.page.url()).hash).toBe("");
  });

  it("makes another kit after a reload, because the first one was never kept", async () => {
    const first = await ana.page.getByRole("region", { name: "Recovery kit" }).textContent();
    await ana.page.reload();
    await ana.page.getByLabel("Password", { exact: true }).fill(password);
    await button(ana.page, "Make kit").click();
    const second = await ana.page.getByRole("region", { name: "Recovery kit" }).textContent();
    expect(second).not.toBe(first);
  });

  it("goes on only once the saved kit was opened again", async () => {
    const [download] = await Promise.all([ana.page.waitForEvent("download"), ana.page.getByRole("link", { name: "Save file" }).click()]);
    await download.saveAs(kitFile);
    expect(download.suggestedFilename()).toMatch(/^bastide-recovery-[0-9a-f]{8}\.txt$/);
    await button(ana.page, "I have kept it").click();
    const line = ana.page.getByLabel(/^The line/);
    await line.fill("0000-0000-0000-0000");
    await button(ana.page, "Check line").click();
    await ana.page.getByText("This is not that line").waitFor();
    await ana.page.locator("input[type=file]").setInputFiles({ name: "other.txt", mimeType: "text/plain", buffer: Buffer.from("something else") });
    await ana.page.getByText("This is not the kit that was just made").waitFor();
    await ana.page.locator("input[type=file]").setInputFiles(kitFile);
    await ana.page.getByRole("heading", { name: "Name the workspace" }).waitFor();
  });

  it("resumes at the workspace after a reload, and shows the first message beside its bytes", async () => {
    await ana.page.reload();
    await ana.page.getByLabel("Name", { exact: true }).fill("Fabrique du Nord");
    await button(ana.page, "Make workspace").click();
    await ana.page.getByLabel("Message", { exact: true }).fill("a heron stood in the canal");
    await button(ana.page, "Write and look").click();
    await ana.page.getByRole("heading", { name: "What the disk holds" }).waitFor();
    const shown = (await ana.page.getByRole("main").textContent()) ?? "";
    for (const part of ["Mark", "Suite", "Nonce", "Content", "Seal", "XAES-256-GCM"]) expect(shown).toContain(part);
    const written = Buffer.from("heron").toString("hex").match(/../g)?.join(" ") ?? "";
    expect(shown).not.toContain(written);
    await button(ana.page, "Open the workspace").click();
    await row(ana.page, "a heron stood in the canal").waitFor();
  });

  it("makes another kit later, with the password, in place of the one before", async () => {
    const place = ana.page.url();
    await ana.page.goto("/settings");
    await ana.page.getByRole("link", { name: "Make another kit" }).click();
    await ana.page.getByLabel("Password", { exact: true }).fill("not this one at all");
    await button(ana.page, "Make kit").click();
    await ana.page.getByText("This password is wrong.").waitFor();
    await ana.page.getByLabel("Password", { exact: true }).fill(password);
    await button(ana.page, "Make kit").click();
    const [download] = await Promise.all([ana.page.waitForEvent("download"), ana.page.getByRole("link", { name: "Save file" }).click()]);
    await button(ana.page, "I have kept it").click();
    await ana.page.locator("input[type=file]").setInputFiles(kitFile);
    await ana.page.getByText("This is not the kit that was just made").waitFor();
    await ana.page.locator("input[type=file]").setInputFiles(await download.path());
    await ana.page.getByText("Recovery kit kept. The one before is void.").waitFor();
    await ana.page.getByRole("heading", { name: "Sessions", exact: true }).waitFor();
    await ana.page.goto(place);
  });

  it("invites a second person, who makes an account in French and lands in the same place", async () => {
    const address = new URL(ana.page.url());
    await ana.page.goto(`${address.pathname}?dialog=create-channel`);
    await ana.page.getByLabel("Name", { exact: true }).fill("Canal");
    await button(ana.page, "Create channel").click();
    await ana.page.getByRole("heading", { name: "#canal" }).first().waitFor();
    const channel = new URL(ana.page.url()).pathname;
    await ana.page.goto(`${channel}?dialog=invite`);
    await button(ana.page, "Make the link").click();
    const link = await ana.page.getByLabel("Invitation link").inputValue();
    await ana.page.keyboard.press("Escape");

    await leo.page.goto(link);
    await leo.page.getByRole("heading", { name: "Vous êtes invité à rejoindre Fabrique du Nord" }).waitFor();
    await leo.page.getByLabel("Nom", { exact: true }).fill("Léo Marchand");
    await leo.page.getByLabel("Mot de passe", { exact: true }).fill(password);
    await button(leo.page, "Créer le compte et rejoindre").click();
    await leo.page.waitForURL(/\/c\//);
    await leo.page.goto(channel);
    await button(leo.page, /^Rejoindre$/).click();
    await composer(leo.page).waitFor();

    await leo.page.goto("about:blank");
    await leo.page.goto(link);
    await leo.page.getByRole("heading", { name: "Cette invitation ne marche plus" }).waitFor();
    await leo.page.goto(channel);
  });

  it("lets both talk, edit, react and answer in a thread, each seeing the other at once", async () => {
    await say(ana.page, "The lock opens at nine.");
    await row(leo.page, "The lock opens at nine.").waitFor();
    await say(leo.page, "J’arrive à neuf heures.");
    await row(ana.page, "J’arrive à neuf heures.").waitFor();

    await composer(ana.page).press("ArrowUp");
    const editor = ana.page.getByLabel("Edit message");
    await editor.fill("The lock opens at ten.");
    await editor.press("Enter");
    await row(leo.page, "The lock opens at ten.").waitFor();

    await row(leo.page, "The lock opens at ten.").hover();
    await leo.page.getByRole("button", { name: "Réagir" }).first().click();
    await leo.page.getByRole("dialog").getByRole("button").filter({ hasText: "👍" }).first().click();
    await row(ana.page, "The lock opens at ten.").getByRole("button", { name: /👍/ }).waitFor();

    await row(ana.page, "J’arrive à neuf heures.").hover();
    await button(row(ana.page, "J’arrive à neuf heures."), "Reply in thread").click();
    const thread = ana.page.getByRole("complementary", { name: "Thread" });
    await thread.locator("textarea").fill("Then we meet there.");
    await thread.locator("textarea").press("Enter");
    await row(leo.page, "J’arrive à neuf heures.").getByText("1 réponse").waitFor();
  });

  it("keeps the place over a reload: channel, panel and words", async () => {
    const address = ana.page.url();
    expect(address).toContain("panel=thread:");
    await ana.page.reload();
    await ana.page.getByRole("complementary", { name: "Thread" }).getByText("Then we meet there.").waitFor();
    await row(ana.page, "The lock opens at ten.").waitFor();
    expect(ana.page.url()).toBe(address);
  });

  it("says that it is offline, keeps what is written, and sends it when the server answers again", async () => {
    line.cut();
    await leo.page.getByText("Pas de connexion").waitFor({ timeout: 15_000 });
    await say(leo.page, "écrit sans réseau");
    await row(leo.page, "écrit sans réseau").waitFor();
    line.mend();
    await row(ana.page, "écrit sans réseau").waitFor({ timeout: 60_000 });
    await leo.page.getByText("Pas de connexion").waitFor({ state: "detached" });
  });

  it("was calm all the while: no error, no policy report, no request to anywhere else", () => {
    ana.expectCalm();
    leo.expectCalm();
  });
});
