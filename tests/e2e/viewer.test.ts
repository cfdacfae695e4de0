/** What somebody sees of files: pages, tables, sound and pictures under addresses of their own, as they were sent and as they are now. */
import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { chromiumPath } from "./browser.ts";
import { articles, bring, chips, composer, newDesk, picker, plainPicture, shoot } from "./files.ts";

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

describe.skipIf(!chromiumPath)("files as they are shown", () => {
  const desk = newDesk();
  const { open, newest } = desk;
  let picture: Buffer;

  beforeAll(async () => {
    picture = await plainPicture();
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
    await desk.ana.call("trashFiles", { params: { company: desk.world.company, channel: desk.channel }, body: { files: [thrown?.id ?? ""] } });
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
    const params = { company: desk.world.company, channel: desk.channel };
    const { files } = await desk.ana.call("postMessage", {
      params,
      body: { text: "look", files: [{ upload: await desk.ana.uploaded("as promised"), name: "plan.txt" }] },
    });
    const file = files[0]?.id ?? "";
    await desk.ana.call("addVersion", { params: { ...params, file }, body: { upload: await desk.ana.uploaded("thought over") } });
    const page = await open();
    const newer = articles(page)
      .last()
      .getByRole("button", { name: `Newer version · Ana ${desk.number}` });
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
      await dialog.getByRole("button", { name: `Newer version · Ana ${desk.number}` }).click();
      await dialog.getByText("thought over").waitFor();
      await dialog.getByRole("button", { name: "As it was sent" }).click();
      await dialog.getByText("as promised").waitFor();
    }
  });
});
