/** What the tests of the drive share: its rows, and its files without a page. */
import type { Page } from "playwright-core";
import { type Caller, newChannel } from "../harness/world.ts";
import type { PageOptions } from "./browser.ts";
import type { Stage } from "./stage.ts";

export const rows = (page: Page) => page.locator("#screen [data-entry]");
export const names = (page: Page) => rows(page).locator("bdi.font-medium").allTextContents();
export const row = (page: Page, name: string) => rows(page).filter({ has: page.locator("bdi.font-medium", { hasText: name }) });

let drives = 0;
export type Drive = Awaited<ReturnType<typeof newDrive>>;

/** The drive of a channel of hers. To be called before each test. */
export async function newDrive({ world, open }: Stage, ana: Caller) {
  const number = ++drives;
  const { company } = world;
  const { id: channel } = await newChannel(ana, company, `drive-${number}`);
  const at = () => ({ company, channel });
  return {
    ...{ channel, number, at },
    open: (path: string, options: Partial<PageOptions> = {}, as = ana) => open(as, path, options),
    list: async (folder = "top", of = channel) => (await ana.call("listFiles", { params: { company, channel: of }, query: { folder } })).files,
    make: async (name: string, content: string, by = ana) => by.call("createFile", { params: at(), body: { upload: await by.uploaded(content), name } }),
  };
}
