/** Files with messages: brought by button, drop and paste, seen and named before they are sent, shown with their message. */
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { chromiumPath } from "./browser.ts";
import { articles, bring, chips, composer, newDesk, picker, plainPicture, shoot } from "./files.ts";

describe.skipIf(!chromiumPath)("files in the browser", () => {
  const desk = newDesk();
  const { open, newest } = desk;
  let picture: Buffer;

  beforeAll(async () => {
    picture = await plainPicture();
  });

  it("takes them by button, drop and paste, names and removes them, sends and shows them", { timeout: 60_000 }, async () => {
    const page = await open();
    const text = "export const answer = 42;\n";
    await picker(page).setInputFiles([
      { name: "answer.ts", mimeType: "text/plain", buffer: Buffer.from(text) },
      { name: "gone.bin", mimeType: "application/octet-stream", buffer: randomBytes(2000) },
    ]);
    await bring(page, "drop", "teal.png", "image/png", picture);
    await bring(page, "paste", "second.png", "image/png", picture);
    await chips(page).nth(3).waitFor();
    await expect.poll(() => chips(page).getByText("Verified").count()).toBe(4);
    expect(await chips(page).locator("img").count()).toBe(2);
    await page.getByRole("button", { name: "Remove gone.bin" }).click();
    await expect.poll(() => chips(page).count()).toBe(3);
    expect(await composer(page).evaluate((node) => node === document.activeElement)).toBe(true);
    await chips(page).nth(1).getByLabel("Name of the file").fill("sea.png");
    await shoot(page, "chips");
    await composer(page).fill("look at **these**");
    await composer(page).press("Enter");
    await chips(page).first().waitFor({ state: "detached" });
    const row = articles(page).last();
    await row.locator("img[alt='sea.png']").waitFor();
    expect((await newest())?.files.map(({ name, type }) => [name, type])).toEqual([
      ["answer.ts", "text/plain"],
      ["sea.png", "image/png"],
      ["second.png", "image/png"],
    ]);
    await expect.poll(() => row.locator("img[alt='sea.png']").evaluate((node) => (node as HTMLImageElement).naturalWidth)).toBe(640);

    // As large as the window, by keyboard alone; the focus goes back to where it was.
    const small = page.getByRole("button", { name: "Enlarge sea.png" });
    await small.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "sea.png" }).waitFor();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("dialog", { name: "second.png" }).waitFor();
    await shoot(page, "lightbox");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await small.evaluate((node) => node === document.activeElement)).toBe(true);

    await page.getByRole("button", { name: "Show what is in answer.ts" }).click();
    await expect.poll(() => row.locator("pre").textContent()).toBe(text);
    await shoot(page, "message");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download answer.ts" }).click()]);
    expect(download.suggestedFilename()).toBe("answer.ts");

    const [first] = (await newest())?.files ?? [];
    await desk.ana.call("trashFiles", { params: { company: desk.world.company, channel: desk.channel }, body: { files: [first?.id ?? ""] } });
    await page.reload();
    await row.getByText("Was thrown away").waitFor();
    expect(await page.getByRole("link", { name: "Download answer.ts" }).count()).toBe(0);
  });

  it("sends forty files in four messages, says so before, and keeps the composer in sight", { timeout: 90_000 }, async () => {
    const page = await open({ size: "phone" });
    const files = Array.from({ length: 40 }, (_, i) => ({ name: `photo ${i + 1}.txt`, mimeType: "text/plain", buffer: Buffer.from(`number ${i}`) }));
    const others = Array.from({ length: 63 }, (_, i) => ({ name: `other ${i}.txt`, mimeType: "text/plain", buffer: Buffer.from("x") }));
    await picker(page).setInputFiles(files);
    await page.getByRole("status").getByText("40 files go in 4 messages, 10 to each at most.").waitFor();
    await expect.poll(() => chips(page).getByText("Verified").count(), { timeout: 30_000 }).toBe(40);
    const send = page.locator("#composer").getByRole("button", { name: "Send", exact: true });
    for (const [width, height] of [
      [390, 844],
      [320, 500],
      [1280, 720],
      [844, 390],
    ] as const) {
      // prettier-ignore
      await page.setViewportSize({ width, height });
      for (const part of [send, composer(page)])
        await expect.poll(async () => ((await part.boundingBox())?.y ?? height) + ((await part.boundingBox())?.height ?? 0)).toBeLessThanOrEqual(height);
      expect(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight)).toBe(true);
      await shoot(page, `forty-${width}`);
    }
    await picker(page).setInputFiles(others);
    await page.getByText("3 were left out").waitFor();
    for (const { name } of others.slice(0, 60))
      await page.getByRole("button", { name: `Remove ${name}`, exact: true }).evaluate((node) => (node as HTMLElement).click());
    await expect.poll(() => chips(page).count()).toBe(40);

    await page.setViewportSize({ width: 390, height: 600 });
    await composer(page).fill("from the walk");
    await page.context().setOffline(true);
    await send.click();
    await chips(page).first().waitFor({ state: "detached" });
    const strips = page.getByRole("list", { name: "Files of this message" });
    await strips.first().waitFor();
    await expect.poll(async () => ((await send.boundingBox())?.y ?? 600) + ((await send.boundingBox())?.height ?? 0)).toBeLessThanOrEqual(600);
    for (const strip of await strips.all()) expect((await strip.boundingBox())?.height ?? 600).toBeLessThanOrEqual(240);
    await shoot(page, "forty-unsent");
    await page.context().setOffline(false);
    const sent = async () => (await desk.ana.call("listMessages", { params: { company: desk.world.company, channel: desk.channel } })).messages.slice(1);
    await expect.poll(async () => (await sent()).length, { timeout: 20_000 }).toBe(4);
    expect((await sent()).map(({ files }) => files.length)).toEqual([10, 10, 10, 10]);
    expect((await sent()).flatMap((message) => message.files.map(({ name }) => name))).toEqual(files.map(({ name }) => name));
    expect((await sent()).map(({ body }) => (body?.kind === "markdown" ? body.text : ""))).toEqual(["from the walk", "", "", ""]);
  });

  it("sends a message as soon as its files have arrived, and says what to do where one can't", { timeout: 60_000 }, async () => {
    const page = await open({ size: "phone", theme: "dark", language: "fr" });
    const bytes = randomBytes(3_000_000);
    const { promise: gate, resolve: letThrough } = Promise.withResolvers<void>();
    await page.route("**/uploads/**", async (route) => {
      await gate;
      await route.continue();
    });
    await picker(page).setInputFiles([{ name: "données avec un nom vraiment très long pour une si petite largeur.bin", mimeType: "", buffer: bytes }]);
    await chips(page).getByText("Scellement et envoi").first().waitFor();
    await shoot(page, "phone-sending");
    await page.locator("#composer").getByRole("button", { name: "Envoyer", exact: true }).click();
    await articles(page).last().waitFor();
    expect((await newest())?.files).toEqual([]);
    letThrough();
    await expect.poll(async () => (await newest())?.files.length, { timeout: 15_000 }).toBe(1);
    const [file] = (await newest())?.files ?? [];
    const reply = await fetch(`${desk.world.server.url}/api/companies/${desk.world.company}/channels/${desk.channel}/files/${file?.id}/content`, {
      headers: { cookie: desk.ana.cookie },
    });
    const digest = (of: Uint8Array) => createHash("sha256").update(of).digest("hex");
    expect(digest(new Uint8Array(await reply.arrayBuffer()))).toBe(digest(bytes));
    await page.unroute("**/uploads/**");

    await page.route("**/uploads", (route) =>
      route.request().method() === "POST"
        ? route.fulfill({ status: 413, contentType: "application/problem+json", body: JSON.stringify({ code: "quota_full", status: 413 }) })
        : route.continue(),
    );
    await picker(page).setInputFiles([{ name: "plein.txt", mimeType: "text/plain", buffer: Buffer.from("x") }]);
    await chips(page).getByText("Il n’y a plus de place").waitFor();
    expect(await page.locator("#composer").getByRole("button", { name: "Envoyer", exact: true }).isDisabled()).toBe(true);
    await shoot(page, "phone-failed");
    await page.unroute("**/uploads");
    await page.getByRole("button", { name: "Réessayer plein.txt" }).click();
    await chips(page).getByText("Vérifié").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  it("leaves place and camera out of a picture, unless they are kept on purpose", { timeout: 60_000 }, async () => {
    const page = await open({ size: "phone" });
    const photo = await sharp(picture)
      .withExif({ IFD0: { Make: "Camera of Ana" }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "48/1 51/1 29/1" } })
      .jpeg()
      .toBuffer();
    const sent = async (nth: number) => {
      await composer(page).press("Enter");
      await page.locator("#composer").getByRole("button", { name: "Send", exact: true }).click();
      await chips(page).first().waitFor({ state: "detached" });
      await expect
        .poll(async () => (await desk.ana.call("listMessages", { params: { company: desk.world.company, channel: desk.channel } })).messages.length)
        .toBe(1 + nth);
      const file = (await newest())?.files[0];
      const reply = await fetch(`${desk.world.server.url}/api/companies/${desk.world.company}/channels/${desk.channel}/files/${file?.id}/content`, {
        headers: { cookie: desk.ana.cookie },
      });
      return Buffer.from(await reply.arrayBuffer());
    };
    const choose = () => picker(page).setInputFiles([{ name: "beach.jpg", mimeType: "image/jpeg", buffer: photo }]);
    await choose();
    await chips(page).getByText("Verified").waitFor();
    const keep = chips(page).getByLabel("Keep place and camera data");
    expect(await keep.isChecked()).toBe(false);
    await shoot(page, "metadata-phone");
    const without = await sent(1);
    expect((await sharp(without).metadata()).exif).toBeUndefined();
    expect(without.includes("Camera of Ana")).toBe(false);
    expect((await sharp(without).raw().toBuffer()).equals(await sharp(photo).raw().toBuffer())).toBe(true);

    await choose();
    await chips(page).getByText("Verified").waitFor();
    await keep.check();
    await expect.poll(() => keep.isChecked()).toBe(true);
    await chips(page).getByText("Verified").waitFor();
    expect((await sent(2)).equals(photo)).toBe(true);

    await picker(page).setInputFiles([{ name: "words.txt", mimeType: "text/plain", buffer: Buffer.from("x") }]);
    await chips(page).getByText("Verified").waitFor();
    expect(await keep.count()).toBe(0);
  });

  it("keeps what arrived over a reload, and goes on with the rest once the same file is chosen again", { timeout: 60_000 }, async () => {
    const page = await open();
    const folder = mkdtempSync(join(tmpdir(), "bastide-chosen-"));
    const large = join(folder, "large.bin");
    writeFileSync(large, randomBytes(1_000_000));
    await picker(page).setInputFiles([{ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("kept") }]);
    await chips(page).getByText("Verified").waitFor();
    await page.route("**/uploads/**", (route) => route.abort("connectionfailed"));
    await picker(page).setInputFiles(large);
    await chips(page).nth(1).waitFor();
    await expect.poll(() => page.evaluate(() => Object.values({ ...localStorage }).some((kept) => /large\.bin.*"upload"/.test(String(kept))))).toBe(true);
    await page.unroute("**/uploads/**");
    page.once("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await chips(page).getByText("Interrupted").waitFor();
    const before = (await desk.ana.call("listUploads", { params: { company: desk.world.company } })).uploads.length;
    await picker(page).setInputFiles(large);
    await expect.poll(() => chips(page).getByText("Verified").count(), { timeout: 15_000 }).toBe(2);
    expect((await desk.ana.call("listUploads", { params: { company: desk.world.company } })).uploads.length).toBe(before);
    await composer(page).press("Enter");
    await expect.poll(async () => (await newest())?.files.map(({ name }) => name)).toEqual(["note.txt", "large.bin"]);
    rmSync(folder, { recursive: true });
  });
});
