/** What the tests of the drive share: its rows, and its files without a page. */
import type { Page } from "playwright-core";
import type { Caller, World } from "../harness/world.ts";

export const rows = (page: Page) => page.locator("#screen [data-entry]");
export const names = (page: Page) => rows(page).locator("bdi.font-medium").allTextContents();
export const row = (page: Page, name: string) => rows(page).filter({ has: page.locator("bdi.font-medium", { hasText: name }) });

interface At {
  readonly company: string;
  readonly channel: string;
}

export const listed = async (by: Caller, params: At, folder = "top") => (await by.call("listFiles", { params, query: { folder } })).files;
export const made = async (world: World, by: Caller, params: At, name: string, content: string) =>
  by.call("createFile", { params, body: { upload: await by.uploaded(content), name } });
