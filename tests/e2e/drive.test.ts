/** The drive: files and folders brought in, found, named, moved, thrown away and had back; by pointer, keyboard and finger. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { answerWith } from "./answers.ts";
import { chromiumPath } from "./browser.ts";
import { names, newDrive, row, rows } from "./drive.ts";
import { shoot } from "./files.ts";

const pick = (page: Page) => page.locator("input[data-pick=files]");
const text = (name: string, content: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(content) });

describe.skipIf(!chromiumPath)("the drive", () => {
  const drive = newDrive();
  const { at, open, list, make } = drive;

  it("takes files and whole folders in, and asks about a name that is there", { timeout: 60_000 }, async () => {
    const page = await open(`drive/${drive.channel}`);
    await page.getByText("Nothing here yet").waitFor();
    await pick(page).setInputFiles([text("notes.txt", "one"), text("plan.md", "# plan")]);
    await expect.poll(() => names(page)).toEqual(["notes.txt", "plan.md"]);
    await page.getByText("2 files brought in").waitFor();
    await page.getByRole("button", { name: "Clear the list" }).click();

    const folder = mkdtempSync(join(tmpdir(), "bastide-brought-"));
    mkdirSync(join(folder, "inner/deep"), { recursive: true });
    writeFileSync(join(folder, "inner/a.txt"), "a");
    writeFileSync(join(folder, "inner/deep/b.txt"), "b");
    await page.locator("input[data-pick=folder]").setInputFiles(join(folder, "inner"));
    await page.getByText("2 files brought in").waitFor();
    const inner = (await list()).find(({ kind }) => kind === "folder");
    expect(inner?.name).toBe("inner");
    expect((await list(inner?.id)).map(({ name }) => name)).toEqual(["deep", "a.txt"]);
    rmSync(folder, { recursive: true });

    await pick(page).setInputFiles([text("notes.txt", "two"), text("plan.md", "# other"), text("fresh.txt", "new")]);
    const dialog = page.getByRole("dialog", { name: "This name is there already" });
    await dialog.getByText("notes.txt").waitFor();
    await shoot(page, "drive-clash");
    await dialog.getByRole("button", { name: "Make it the newest version" }).click();
    await dialog.getByText("plan.md").waitFor();
    await dialog.getByRole("button", { name: "Keep both" }).click();
    await expect.poll(() => names(page)).toEqual(["inner", "fresh.txt", "notes.txt", "plan (2).md", "plan.md"]);
    await expect.poll(async () => (await list()).find(({ name }) => name === "notes.txt")?.version).toBe(2);

    await row(page, "notes.txt").dblclick();
    await page.getByRole("dialog", { name: "notes.txt" }).getByText("two").waitFor();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("dialog", { name: "plan (2).md" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await row(page, "notes.txt").click();
    await page.getByRole("button", { name: "Details", exact: true }).click();
    const panel = page.getByRole("complementary", { name: "Details" });
    await panel.locator("pre").getByText("two").waitFor();
    await panel.getByText(/#drive-\d+/).waitFor();
    await shoot(page, "drive-details");
    await panel.getByRole("button", { name: "Restore version 1" }).click();
    await panel.getByText("Version 3").waitFor();
    await panel.locator("pre").getByText("one").waitFor();
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    expect(await row(page, "notes.txt").evaluate((node) => node === document.activeElement)).toBe(true);
  });

  it("is gone through, named, moved, thrown away and undone by keyboard alone", { timeout: 60_000 }, async () => {
    for (const name of ["alpha.txt", "beta.txt", "gamma.txt"]) await make(name, name);
    const page = await open(`drive/${drive.channel}`);
    await row(page, "alpha.txt").waitFor();
    await page.getByRole("button", { name: "New folder" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Archive 2026");
    await page.keyboard.press("Enter");
    await expect.poll(() => names(page)).toEqual(["Archive 2026", "alpha.txt", "beta.txt", "gamma.txt"]);

    await row(page, "alpha.txt").click();
    await page.keyboard.press("F2");
    await page.keyboard.type("beta");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("This name is there already").waitFor();
    await shoot(page, "drive-rename-taken");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("omega.txt");
    await page.keyboard.press("Enter");
    await expect.poll(async () => (await list()).map(({ name }) => name)).toEqual(["Archive 2026", "beta.txt", "gamma.txt", "omega.txt"]);
    await expect.poll(() => row(page, "omega.txt").evaluate((node) => node === document.activeElement)).toBe(true);

    await page.keyboard.press("Shift+ArrowUp");
    await page.getByText("2 chosen").waitFor();
    await page.keyboard.press("Delete");
    await expect.poll(() => names(page)).toEqual(["Archive 2026", "beta.txt"]);
    await page.getByText("2 thrown away").waitFor();
    await expect.poll(async () => (await list("trash")).length).toBe(2);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(async () => (await list()).length).toBe(4);
    await expect.poll(() => names(page)).toEqual(["Archive 2026", "beta.txt", "gamma.txt", "omega.txt"]);

    await row(page, "beta.txt").click();
    await page.keyboard.press("Control+x");
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing here yet").waitFor();
    expect(new URL(page.url()).pathname).toMatch(/\/drive\/[0-9a-f-]{36}\/[0-9a-f-]{36}$/);
    await page.goBack();
    await row(page, "Archive 2026").click();
    await page.keyboard.press("Control+x");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing here yet").waitFor();
    await page.keyboard.press("Control+v");
    await page.getByText("A folder can’t be moved into itself.").waitFor();
    await page.goBack();
    await row(page, "gamma.txt").click();
    await page.keyboard.press("Control+a");
    await page.getByText("4 chosen").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("4 chosen").waitFor({ state: "detached" });

    // Into a folder by the tree.
    await row(page, "beta.txt").click();
    await page.getByRole("button", { name: "Move", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Move “beta.txt”" });
    await dialog.getByRole("treeitem", { name: "Archive 2026" }).click();
    await shoot(page, "drive-move");
    await dialog.getByRole("button", { name: "Move here" }).click();
    await expect.poll(() => names(page)).toEqual(["Archive 2026", "gamma.txt", "omega.txt"]);
    const [folder] = await list();
    await expect.poll(async () => (await list(folder?.id)).map(({ name }) => name)).toEqual(["beta.txt"]);

    // And by dragging.
    await row(page, "omega.txt").dragTo(row(page, "Archive 2026"));
    await expect.poll(async () => (await list(folder?.id)).map(({ name }) => name)).toEqual(["beta.txt", "omega.txt"]);

    await page.getByRole("button", { name: "Size" }).click();
    expect(new URL(page.url()).searchParams.get("sort")).toBe("-size");
    await shoot(page, "drive");
  });

  it("keeps what is typed for a name while the list changes around it", { timeout: 60_000 }, async () => {
    const file = await make("draft.txt", "x");
    const page = await open(`drive/${drive.channel}`);
    await row(page, "draft.txt").click();
    await page.keyboard.press("F2");
    await page.keyboard.type("final wo");
    await make("beside.txt", "y");
    await row(page, "beside.txt").waitFor();
    await page.keyboard.type("rds");
    expect(await page.getByRole("textbox", { name: "New name of draft.txt" }).inputValue()).toBe("final words.txt");
    await page.keyboard.press("Enter");
    await expect.poll(async () => (await list()).find(({ id }) => id === file.id)?.name).toBe("final words.txt");
  });

  it("shows in its details what is chosen, and of several no one of them", { timeout: 60_000 }, async () => {
    const [alpha, beta] = [await make("alpha.txt", "first"), await make("beta.txt", "second one")];
    const page = await open(`drive/${drive.channel}`);
    await row(page, "alpha.txt").click();
    await page.getByRole("button", { name: "Details", exact: true }).click();
    const panel = page.getByRole("complementary", { name: "Details" });
    await panel.getByRole("heading", { name: "alpha.txt" }).waitFor();
    const steps = await page.evaluate(() => history.length);
    await row(page, "beta.txt").click();
    await panel.getByRole("heading", { name: "beta.txt" }).waitFor();
    expect(new URL(page.url()).searchParams.get("details")).toBe(beta.id);
    await panel.getByRole("button", { name: "Share links" }).click();
    await page.getByRole("dialog").getByText("beta.txt").first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });

    await row(page, "beta.txt").focus();
    await page.keyboard.press("ArrowUp");
    await panel.getByRole("heading", { name: "alpha.txt" }).waitFor();
    expect(await row(page, "alpha.txt").evaluate((node) => node === document.activeElement)).toBe(true);
    await page.keyboard.press("Shift+ArrowDown");
    await panel.getByRole("heading", { name: "2 chosen" }).waitFor();
    await panel.getByText(`${Buffer.byteLength("firstsecond one")} B`).waitFor();
    expect(await panel.getByRole("button", { name: "Share links" }).count()).toBe(0);
    expect(new URL(page.url()).searchParams.get("details")).toBe(alpha.id);
    await shoot(page, "drive-details-several");
    expect(await page.evaluate(() => history.length)).toBe(steps);
    await page.goBack();
    await panel.waitFor({ state: "detached" });
  });

  it("shows what others do a moment later, and copies into other channels", { timeout: 60_000 }, async () => {
    await drive.ana.call("addChannelMember", { params: { ...at(), person: drive.leo.person }, body: {} });
    const page = await open(`drive/${drive.channel}`);
    await page.getByText("Nothing here yet").waitFor();
    const file = await make("from-leo.txt", "hello", drive.leo);
    await row(page, "from-leo.txt").waitFor();
    await row(page, "from-leo.txt").getByText(`Léo ${drive.number}`).waitFor();

    await page.getByRole("link", { name: "Shared", exact: true }).click();
    await page.getByRole("button", { name: "New shared folder" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill(`Budget ${drive.number}`);
    await page.keyboard.press("Enter");
    await page.getByText("Nothing here yet").waitFor();
    const shared = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    expect(await drive.leo.refused("getChannel", { params: { company: drive.world.company, channel: shared } })).toBe("channel_not_found");

    await page.goto(`/c/${drive.world.company}/drive/${drive.channel}`);
    await row(page, "from-leo.txt").click();
    await page.keyboard.press("Control+c");
    await page.getByRole("link", { name: "Shared", exact: true }).click();
    await page
      .locator("#screen")
      .getByRole("link", { name: new RegExp(`^budget-${drive.number}`) })
      .click();
    await page.getByText("Nothing here yet").waitFor();
    await page.keyboard.press("Control+v");
    await expect.poll(async () => (await list("top", shared)).map(({ name }) => name)).toEqual(["from-leo.txt"]);
    await row(page, "from-leo.txt").waitFor();

    await page.getByRole("link", { name: "Recent", exact: true }).click();
    await expect.poll(() => names(page)).toEqual(expect.arrayContaining(["from-leo.txt"]));
    await shoot(page, "drive-recent");

    await row(page, "from-leo.txt").first().click();
    await page.getByRole("button", { name: "Details", exact: true }).click();
    const panel = page.getByRole("complementary", { name: "Details" });
    await panel.getByRole("button", { name: "Share links" }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.goto(`/c/${drive.world.company}/drive/${drive.channel}?details=${file.id}`);
    await panel.getByText("2 people").waitFor();
    await panel.getByRole("button", { name: "Talk about it" }).click();
    await page.waitForURL(/panel=thread:1$/);
    await page.locator("aside textarea").waitFor();
  });

  it("saves one as it is and several as an archive", { timeout: 60_000 }, async () => {
    await make("one.txt", "first");
    await make("two.txt", "second");
    const page = await open(`drive/${drive.channel}`);
    await row(page, "one.txt").click();
    const [single] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download", exact: true }).click()]);
    expect(single.suggestedFilename()).toBe("one.txt");
    await row(page, "two.txt").click({ modifiers: ["Control"] });
    const [both] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download", exact: true }).click()]);
    expect(both.suggestedFilename()).toMatch(/\.zip$/);

    // Under the pointer, and not at the far end of the row.
    const box = await row(page, "one.txt").boundingBox();
    await row(page, "one.txt").click({ button: "right", position: { x: 120, y: 20 } });
    const menu = await page.getByRole("menu").boundingBox();
    expect(Math.abs((menu?.x ?? 0) - (box?.x ?? 0) - 120)).toBeLessThan(12);
    expect(Math.abs((menu?.y ?? 0) - (box?.y ?? 0) - 20)).toBeLessThan(12);
  });

  it("works under a finger, in French, in the dark, and stays one's own", { timeout: 60_000 }, async () => {
    const page = await open("drive/mine", { size: "phone", theme: "dark", language: "fr" });
    await page.getByText("Rien ici pour l’instant").waitFor();
    await shoot(page, "drive-phone-empty");
    const long = `compte rendu ${"très ".repeat(30)}long.txt`;
    await pick(page).setInputFiles([text(long, "un"), text("b.txt", "deux")]);
    await expect.poll(() => rows(page).count()).toBe(2);
    await page.getByText("2 fichiers apportés").waitFor();
    await shoot(page, "drive-phone");
    await page.getByRole("button", { name: "Vider la liste" }).tap();
    await page.getByRole("checkbox", { name: "Choisir b.txt" }).tap();
    await page.getByText("1 choisi").waitFor();
    await row(page, "compte rendu").tap();
    await page.getByText("2 choisis").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.getByRole("button", { name: "Ne rien choisir" }).tap();
    await row(page, "b.txt").tap();
    await page.getByRole("dialog", { name: "b.txt" }).getByText("deux").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Fermer" }).tap();
    await row(page, "b.txt").getByRole("button", { name: "Menu de b.txt" }).tap();
    await page.setViewportSize({ width: 390, height: 700 });
    const menu = page.getByRole("menu");
    await menu.getByRole("menuitem", { name: "Jeter" }).waitFor();
    expect(await menu.getByRole("menuitem", { name: "Couper" }).count()).toBe(0);
    await expect.poll(() => menu.evaluate((node) => node.scrollHeight <= node.clientHeight && node.getBoundingClientRect().bottom <= innerHeight)).toBe(true);
    await shoot(page, "drive-phone-menu");
    await page.getByRole("menuitem", { name: "Détails" }).tap();
    await page.getByRole("complementary", { name: "Détails" }).waitFor();
    await shoot(page, "drive-phone-details");
    await page.getByRole("complementary", { name: "Détails" }).getByRole("button", { name: "Fermer" }).tap();
    expect(await page.getByText("1 choisi").count()).toBe(0);
    await row(page, "b.txt").tap();
    await page.getByRole("dialog", { name: "b.txt" }).getByText("deux").waitFor();
    const own = (await drive.ana.call("openDirect", { params: { company: drive.world.company }, body: { people: [drive.ana.person] } })).id;
    expect((await list("top", own)).map(({ name }) => name).toSorted()).toEqual(["b.txt", long]);
    expect(await drive.leo.refused("listFiles", { params: { company: drive.world.company, channel: own } })).toBe("channel_not_found");
  });

  it("holds 5,000 entries, of which a few are mounted", { timeout: 60_000 }, async () => {
    const entry = await make("one.txt", "x");
    const many = Array.from({ length: 5000 }, (_, i) => ({ ...entry, id: `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`, name: `file ${i}.txt` }));
    const answers = { listFiles: { files: many, path: [], next: null, may: { add: true } } };
    const page = await drive.stage.open(drive.ana, `drive/${drive.channel}`, {}, (page) => answerWith(page, answers));
    await row(page, "file 0.txt").first().click();
    expect(await rows(page).count()).toBeLessThan(60);
    await page.keyboard.press("End");
    await row(page, "file 4999.txt").waitFor();
    await expect.poll(() => row(page, "file 4999.txt").evaluate((node) => node === document.activeElement)).toBe(true);
    await page.keyboard.press("Control+a");
    await page.getByText(/5.?000 chosen/).waitFor();
    await page.keyboard.type("file 42.");
    await expect.poll(() => row(page, "file 42.txt").evaluate((node) => node === document.activeElement)).toBe(true);
  });
});
