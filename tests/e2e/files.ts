/** What the tests of files share: the parts of a composer that holds files, bytes brought with and without a page, and pictures to look at. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { beforeEach } from "vitest";
import type { PageOptions } from "./browser.ts";
import { newPairs } from "./stage.ts";

export const composer = (page: Page) => page.locator("#composer textarea");
export const chips = (page: Page) => page.locator("#composer li");
export const picker = (page: Page) => page.locator("#composer input[type=file]");
export const articles = (page: Page) => page.locator("section [data-message-list] article");

/** A channel of hers with a first word in it, to write into, new before each test. To be called within `describe`. */
export function newDesk() {
  const desk = newPairs("files");
  const params = () => ({ company: desk.world.company, channel: desk.channel });
  beforeEach(() => desk.ana.call("postMessage", { params: params(), body: { text: "a first word" } }));
  return Object.assign(desk, {
    async open(options: Partial<PageOptions> = {}): Promise<Page> {
      const page = await desk.stage.open(desk.ana, `channels/${desk.channel}`, options);
      await picker(page).waitFor({ state: "attached" }); // it comes behind the first screen
      return page;
    },
    newest: async () => (await desk.ana.call("listMessages", { params: params() })).messages.at(-1),
  });
}

/** A picture without anything in it. */
export const plainPicture = (width = 640, height = 400): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: { r: 40, g: 110, b: 130 } } })
    .png()
    .toBuffer();

/** Brings a file as if it came from outside of the page, by dropping or pasting it. */
export const bring = (page: Page, event: "drop" | "paste", name: string, type: string, bytes: Buffer) =>
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

/** Where the pictures go that somebody looks at; none without the variable. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env["FILES_SHOTS"];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.png`), await page.screenshot());
}
