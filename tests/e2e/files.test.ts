/** Files with messages: brought by button, drop and paste, seen and named before they are sent, shown with their message. */
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type PageOptions, type Watched } from "./browser.ts";
import { enterAs } from "./installation.ts";
import { ensureWebBuilt } from "./web-build.ts";

const composer = (page: Page) => page.locator("#composer textarea");
const chips = (page: Page) => page.locator("#composer li");
const articles = (page: Page) => page.locator("section [data-message-list] article");
const picker = (page: Page) => page.locator("#composer input[type=file]");

/** Brings a file as if it came from outside of the page, by dropping or pasting it. */
const bring = (page: Page, event: "drop" | "paste", name: string, type: string, bytes: Buffer) =>
  composer(page).evaluate(
    (node, { event, name, type, base64 }) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))], name, { type }));
      const options = { bubbles: true, cancelable: true };
      if (event === "paste") node.dispatchEvent(new ClipboardEvent("paste", { ...options, clipboardData: data }));
      else for (const kind of ["dragover", "drop"]) node.dispatchEvent(new DragEvent(kind, { ...options, dataTransfer: data }));
    },
    { event, name, type, base64: bytes.toString("base64") },
  );

/** The smallest PDF with a line of text on each page. */
function pdf(lines: readonly string[]): Buffer {
  const pages = lines.map((_, i) => 4 + 2 * i);
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${pages.map((number) => `${number} 0 R`).join(" ")}] /Count ${lines.length} >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ...lines.flatMap((line, i) => {
      const content = `BT /F1 40 Tf 60 700 Td (${line}) Tj ET`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + 2 * i} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
  ];
  let text = "%PDF-1.4\n";
  const places = objects.map((object, i) => {
    const place = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const size = objects.length + 1;
  return Buffer.from(
    `${text}xref\n0 ${size}\n0000000000 65535 f \n${places.join("")}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`,
  );
}

/** A tone as long as this. */
function wave(seconds: number): Buffer {
  const rate = 8000;
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + rate * seconds, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(rate * seconds, 40);
  return Buffer.concat([head, Buffer.from(Array.from({ length: rate * seconds }, (_, i) => 128 + Math.round(60 * Math.sin(i / 3))))]);
}

describe.skipIf(!chromiumPath)("files in the browser", () => {
  let browser: Browser;
  let world: World;
  let ana: Caller;
  let picture: Buffer;
  let channel = "";
  let names = 0;
  const opened: Watched[] = [];
  const open = async (options: Partial<PageOptions> = {}) => {
    const watched = await openPage(browser, { url: world.server.url, ...options });
    opened.push(watched);
    await enterAs(watched, world.server.url, ana);
    await watched.page.goto(`/c/${world.company}/channels/${channel}`);
    await picker(watched.page).waitFor({ state: "attached" }); // it comes behind the first screen
    return watched.page;
  };
  const newest = async () => (await ana.call("listMessages", { params: { company: world.company, channel } })).messages.at(-1);
  /** Where the pictures go that somebody looks at; none without the variable. */
  const shoot = async (page: Page, name: string) => {
    const folder = process.env["FILES_SHOTS"];
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.png`), await page.screenshot());
  };

  beforeAll(async () => {
    ensureWebBuilt();
    [browser, world] = await Promise.all([launch(), newWorld()]);
    ana = await world.join(world.company, "member", [], "Ana Lefèvre");
    picture = await sharp({ create: { width: 640, height: 400, channels: 3, background: { r: 40, g: 110, b: 130 } } })
      .png()
      .toBuffer();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });
  beforeEach(async () => {
    channel = (await newChannel(ana, world.company, `files-${++names}`)).id;
    await ana.call("postMessage", { params: { company: world.company, channel }, body: { text: "a first word" } });
  });
  afterEach(async ({ task }) => {
    await keepFailure(task, ...opened);
    for (const watched of opened.splice(0)) {
      watched.expectCalm();
      await watched.close();
    }
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
    await ana.call("trashFiles", { params: { company: world.company, channel }, body: { files: [first?.id ?? ""] } });
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
    const sent = async () => (await ana.call("listMessages", { params: { company: world.company, channel } })).messages.slice(1);
    await expect.poll(async () => (await sent()).length, { timeout: 20_000 }).toBe(4);
    expect((await sent()).map(({ files }) => files.length)).toEqual([10, 10, 10, 10]);
    expect((await sent()).flatMap((message) => message.files.map(({ name }) => name))).toEqual(files.map(({ name }) => name));
    expect((await sent()).map(({ body }) => (body?.kind === "markdown" ? body.text : ""))).toEqual(["from the walk", "", "", ""]);
  });

  it("shows a PDF, a text, sound and what can't be shown, each under an address of its own", { timeout: 90_000 }, async () => {
    const page = await open();
    const code = ["const one = 1;", "", "// a very long line: ".padEnd(400, "words and "), "export const three = one + 2;"].join("\n");
    await picker(page).setInputFiles([
      { name: "report.pdf", mimeType: "application/pdf", buffer: pdf(["First page", "Second page", "Third page"]) },
      { name: "answer.ts", mimeType: "text/plain", buffer: Buffer.from(code) },
      { name: "tone.wav", mimeType: "audio/wav", buffer: wave(1) },
      { name: "archive.zip", mimeType: "application/zip", buffer: Buffer.concat([Buffer.from("PK\u0003\u0004"), randomBytes(500)]) },
    ]);
    await expect.poll(() => chips(page).getByText("Verified").count()).toBe(4);
    await bring(page, "paste", "teal.png", "image/png", picture);
    await expect.poll(() => chips(page).getByText("Verified").count()).toBe(5);
    await composer(page).press("Enter");
    await expect.poll(async () => (await newest())?.files.length).toBe(5);

    const opener = page.getByRole("button", { name: "Open report.pdf" });
    await opener.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("img", { name: "Page 1 of 3" }).waitFor();
    await dialog.getByText("First page").waitFor({ state: "attached" });
    const dark = () =>
      dialog
        .locator("canvas")
        .first()
        .evaluate((node) => {
          const canvas = node as HTMLCanvasElement;
          const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
          return data.filter((value, i) => i % 4 === 0 && value < 100).length;
        });
    expect(await dark()).toBeGreaterThan(50);
    await shoot(page, "viewer-pdf");
    const address = page.url();
    expect(address).toMatch(/\?view=[0-9a-f-]{36}\.[0-9a-f-]{36}$/);

    await page.keyboard.press("ArrowRight");
    await dialog.getByText("export").waitFor();
    expect(await dialog.locator("li").count()).toBe(4);
    expect((await dialog.locator("ol").textContent())?.trimEnd()).toBe(code);
    await shoot(page, "viewer-text");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => dialog.locator("audio").evaluate((node) => (node as HTMLAudioElement).duration)).toBeCloseTo(1, 1);
    await page.keyboard.press("ArrowRight");
    await dialog.getByText("Can’t be shown here").waitFor();
    await shoot(page, "viewer-none");
    await page.keyboard.press("ArrowRight"); // around, to the picture, which stands first
    const image = dialog.getByRole("img", { name: "teal.png" });
    await image.waitFor();
    const width = () => image.evaluate((node) => node.getBoundingClientRect().width);
    const before = await width();
    await page.keyboard.press("+");
    await expect.poll(width).toBeGreaterThan(before * 1.4);
    await dialog.getByRole("button", { name: "Fit into the window" }).click();
    await expect.poll(width).toBe(before);
    await shoot(page, "viewer-picture");

    // A share link of it, over the viewer; Esc closes one after the other.
    await dialog.getByRole("button", { name: "Share teal.png by link" }).click();
    await page.getByRole("dialog", { name: "Share by link" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog", { name: "Share by link" }).waitFor({ state: "detached" });
    await image.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await opener.evaluate((node) => node === document.activeElement)).toBe(true);
    expect(page.url()).not.toContain("view=");

    await page.goto(address);
    await dialog.getByRole("img", { name: "Page 1 of 3" }).waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();
    await dialog.waitFor({ state: "detached" });
    const [thrown] = (await newest())?.files ?? [];
    await ana.call("trashFiles", { params: { company: world.company, channel }, body: { files: [thrown?.id ?? ""] } });
    await page.goto(address);
    await page.getByText("This was thrown away").waitFor();
  });

  it("shows Markdown as a page and values as a table, with their source one step away", { timeout: 90_000 }, async () => {
    const page = await open();
    const markdown =
      "# Minutes\n\nWe **agreed** on [this](https://example.org/a) and <script>alert(1)</script>.\n\n- [x] one\n- two\n\n| a | b |\n| - | - |\n| 1 | 2 |\n";
    const values = ["name;price", ...Array.from({ length: 1200 }, (_, i) => `"thing ${i + 1}; ""good""";${i},50`)].join("\r\n");
    await picker(page).setInputFiles([
      { name: "minutes.md", mimeType: "text/markdown", buffer: Buffer.from(markdown) },
      { name: "prices.csv", mimeType: "text/csv", buffer: Buffer.from(values) },
    ]);
    await expect.poll(() => chips(page).getByText("Verified").count()).toBe(2);
    await composer(page).press("Enter");
    await page.getByRole("button", { name: "Open minutes.md" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("heading", { name: "Minutes", exact: true }).waitFor();
    expect(await dialog.getByRole("link", { name: "this" }).getAttribute("rel")).toContain("noreferrer");
    await dialog.getByText("<script>alert(1)</script>").waitFor();
    await shoot(page, "viewer-markdown");
    await dialog.getByLabel("Source", { exact: true }).check();
    await dialog.getByText("# Minutes").waitFor();
    expect(await dialog.getByRole("heading", { name: "Minutes", exact: true }).count()).toBe(0);
    await dialog.getByLabel("Page", { exact: true }).check();
    await dialog.getByRole("heading", { name: "Minutes", exact: true }).waitFor();

    await dialog.getByRole("button", { name: "Next file" }).click();
    await dialog.getByRole("columnheader", { name: "price" }).waitFor();
    expect(await dialog.locator("tbody tr").count()).toBe(1000);
    expect(await dialog.locator("tbody tr").first().locator("td").allTextContents()).toEqual(['thing 1; "good"', "0,50"]);
    await dialog.getByText("The first 1,000 rows are shown.").waitFor();
    await shoot(page, "viewer-table");
    await dialog.getByLabel("Source", { exact: true }).check();
    await expect.poll(() => dialog.locator("ol li").count()).toBe(1201);
    await page.setViewportSize({ width: 320, height: 700 });
    await dialog.getByLabel("Table", { exact: true }).check();
    await dialog.getByRole("columnheader", { name: "price" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await shoot(page, "viewer-table-320");
  });

  it("shows a file as it was sent, says that there is a newer version, and leads there", { timeout: 60_000 }, async () => {
    const params = { company: world.company, channel };
    const uploaded = async (text: string) => {
      const headers = { cookie: ana.cookie, origin: world.server.url, "tus-resumable": "1.0.0", "upload-length": String(text.length) };
      const made = await fetch(`${world.server.url}/api/companies/${world.company}/uploads`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/offset+octet-stream" },
        body: text,
      });
      return made.headers.get("location")?.split("/").at(-1) ?? expect.fail("no upload");
    };
    const { files } = await ana.call("postMessage", { params, body: { text: "look", files: [{ upload: await uploaded("as promised"), name: "plan.txt" }] } });
    const file = files[0]?.id ?? "";
    await ana.call("addVersion", { params: { ...params, file }, body: { upload: await uploaded("thought over") } });
    const page = await open();
    const newer = articles(page).last().getByRole("button", { name: "Newer version · Ana Lefèvre" });
    await newer.waitFor();
    await shoot(page, "newer-version");
    await page.getByRole("button", { name: "Show what is in plan.txt" }).click();
    await articles(page).last().getByText("as promised").waitFor();
    const dialog = page.getByRole("dialog", { name: "plan.txt" });
    await newer.click();
    await dialog.getByText("thought over").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });

    await page.getByRole("button", { name: "Open plan.txt" }).click();
    for (const way of ["by a click", "by its address"]) {
      if (way === "by its address") await page.reload();
      await dialog.getByText("as promised").waitFor();
      await shoot(page, "viewer-newer-version");
      await dialog.getByRole("button", { name: "Newer version · Ana Lefèvre" }).click();
      await dialog.getByText("thought over").waitFor();
      await dialog.getByRole("button", { name: "As it was sent" }).click();
      await dialog.getByText("as promised").waitFor();
    }
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
    const reply = await fetch(`${world.server.url}/api/companies/${world.company}/channels/${channel}/files/${file?.id}/content`, {
      headers: { cookie: ana.cookie },
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
      await expect.poll(async () => (await ana.call("listMessages", { params: { company: world.company, channel } })).messages.length).toBe(1 + nth);
      const file = (await newest())?.files[0];
      const reply = await fetch(`${world.server.url}/api/companies/${world.company}/channels/${channel}/files/${file?.id}/content`, {
        headers: { cookie: ana.cookie },
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
    const before = (await ana.call("listUploads", { params: { company: world.company } })).uploads.length;
    await picker(page).setInputFiles(large);
    await expect.poll(() => chips(page).getByText("Verified").count(), { timeout: 15_000 }).toBe(2);
    expect((await ana.call("listUploads", { params: { company: world.company } })).uploads.length).toBe(before);
    await composer(page).press("Enter");
    await expect.poll(async () => (await newest())?.files.map(({ name }) => name)).toEqual(["note.txt", "large.bin"]);
    rmSync(folder, { recursive: true });
  });
});
