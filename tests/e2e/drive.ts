/** What the tests of the drive share: its rows, and its files without a page. */
import type { Page } from "playwright-core";
import type { PageOptions } from "./browser.ts";
import { newPairs } from "./stage.ts";

export const rows = (page: Page) => page.locator("#screen [data-entry]");
export const names = (page: Page) => rows(page).locator("bdi.font-medium").allTextContents();
export const row = (page: Page, name: string) => rows(page).filter({ has: page.locator("bdi.font-medium", { hasText: name }) });

/** Two people, and the drive of a channel of theirs, new before each test. To be called within `describe`. */
export function newDrive() {
  const drive = newPairs("drive");
  const at = (channel = drive.channel) => ({ company: drive.world.company, channel });
  return Object.assign(drive, {
    at,
    open: (path: string, options: Partial<PageOptions> = {}, as = drive.ana) => drive.stage.open(as, path, options),
    list: async (folder = "top", channel = drive.channel) => (await drive.ana.call("listFiles", { params: at(channel), query: { folder } })).files,
    make: async (name: string, content: string, by = drive.ana) => by.call("createFile", { params: at(), body: { upload: await by.uploaded(content), name } }),
  });
}
