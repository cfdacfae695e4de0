/** Files that wait in a composer are the account's: who signs out leaves nothing of them in the browser, and who signs in next sees none. */
import { randomBytes } from "node:crypto";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { createClient } from "../../src/client/index.ts";
import { type Caller, password } from "../harness/world.ts";
import { chromiumPath } from "./browser.ts";
import { chips, picker, plainPicture } from "./files.ts";
import { newStage } from "./stage.ts";

const canary = "canary-51d09e";

/** All that the browser keeps for this origin and this tab, as text. */
const stored = (page: Page) =>
  page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>) => new Promise<T>((done) => request.addEventListener("success", () => done(request.result)));
    const databases: unknown[] = [];
    for (const { name = "" } of await indexedDB.databases()) {
      const db = await answer(indexedDB.open(name));
      for (const store of db.objectStoreNames) {
        const rows = db.transaction(store).objectStore(store);
        databases.push([name, store, await answer(rows.getAllKeys()), await answer(rows.getAll())]);
      }
      db.close();
    }
    const requests = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)));
    const files: string[] = [];
    for await (const file of (await navigator.storage.getDirectory()).keys()) files.push(file);
    const { state } = history;
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, databases, requests, files, document.cookie, state, window.name, location.href]);
  });

/** Notes under which addresses the page has pictures; to be called before it loads. */
const watchAddresses = (page: Page) =>
  page.addInitScript(() => {
    const addresses = new Set<string>();
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (what) => {
      const address = createObjectURL(what);
      addresses.add(address);
      return address;
    };
    URL.revokeObjectURL = (address) => {
      addresses.delete(address);
      revokeObjectURL(address);
    };
    Object.assign(window, { addresses });
  });

/** What is left after the collector has been there: chosen files, which lead to their bytes, addresses of pictures, and how often the page's memory has the word. */
async function inMemory(page: Page): Promise<{ files: number; addresses: number; words: number }> {
  const devtools = await page.context().newCDPSession(page);
  let snapshot = "";
  devtools.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => {
    snapshot += chunk;
  });
  await devtools.send("HeapProfiler.takeHeapSnapshot");
  const { result } = await devtools.send("Runtime.evaluate", { expression: "File.prototype" });
  const { objects } = await devtools.send("Runtime.queryObjects", { prototypeObjectId: result.objectId ?? "" });
  const counting = { objectId: objects.objectId ?? "", functionDeclaration: "function () { return this.length; }", returnByValue: true };
  const files = (await devtools.send("Runtime.callFunctionOn", counting)).result.value as number;
  await devtools.detach();
  const addresses = await page.evaluate(() => (window as unknown as { addresses: Set<string> }).addresses.size);
  return { files, addresses, words: snapshot.split(canary).length - 1 };
}

const signOut = async (page: Page) => {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("sign out");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
};

/** What ends the session, looked at from the tab in which the files wait. */
const endings: Record<string, (page: Page, ana: Caller, url: string) => Promise<void>> = {
  "in this tab": signOut,
  "in another tab": async (page) => {
    const other = await page.context().newPage();
    await other.goto(page.url());
    await picker(other).waitFor({ state: "attached" });
    await signOut(other);
    await other.getByRole("button", { name: "Sign in" }).waitFor();
    await other.close();
  },
  "on the server": async (_, ana, url) => {
    await createClient({ baseUrl: url, headers: { cookie: ana.cookie } }).call("signOut");
  },
};

describe.skipIf(!chromiumPath)("files that wait in a composer", () => {
  const stage = newStage();

  it.for(Object.keys(endings))("are there until the session ends %s, and then nowhere, whoever signs in next", { timeout: 90_000 }, async (where) => {
    const { world } = stage;
    const { company, server } = world;
    const { ana, leo, channel, number } = await stage.pair("waiting");
    const page = await stage.open(ana, `channels/${channel}`, {}, watchAddresses);
    await picker(page).waitFor({ state: "attached" }); // it comes behind the first screen
    await picker(page).setInputFiles([{ name: `${canary}.png`, mimeType: "image/png", buffer: await plainPicture() }]);
    await chips(page).getByText("Verified").waitFor();
    const { promise: gate, resolve: letThrough } = Promise.withResolvers<void>();
    await page.route("**/uploads/**", async (route) => {
      await gate;
      await route.continue().catch(() => undefined); // its page has given it up
    });
    await picker(page).setInputFiles([{ name: `${canary}.bin`, mimeType: "", buffer: randomBytes(1_000_000) }]);
    await expect.poll(() => stored(page)).toMatch(new RegExp(`${canary}\\.png.*"upload.*${canary}\\.bin.*"upload`));
    expect(await chips(page).count()).toBe(2);
    expect(await inMemory(page)).toEqual({ files: 2, addresses: 1, words: expect.toSatisfy((words: number) => words > 0) });

    await endings[where]?.(page, ana, server.url);
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    const isClean = async () => {
      await expect.poll(() => inMemory(page)).toEqual({ files: 0, addresses: 0, words: 0 });
      const kept = await stored(page);
      for (const word of [canary, ana.account, "unsent"]) expect(kept).not.toContain(word);
    };
    await isClean();
    letThrough();
    await page.getByLabel("Name or e-mail").fill(`Léo ${number}`);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await picker(page).waitFor({ state: "attached" });
    expect(await chips(page).count()).toBe(0);
    await isClean();

    // The same composer holds the files of whom it is now, and no other's; what was under way went no further.
    await page.unroute("**/uploads/**");
    await picker(page).setInputFiles([{ name: "his.txt", mimeType: "text/plain", buffer: Buffer.from("x") }]);
    await chips(page).getByText("Verified").waitFor();
    expect(await chips(page).count()).toBe(1);
    expect(await stored(page)).toContain(`bastide.unsent.files.${leo.account}`);
    const { uploads } = await (await world.callerOf(ana.account, company)).call("listUploads", { params: { company } });
    expect(uploads.map(({ state, offset }) => [state, offset > 0])).toEqual([
      ["open", false],
      ["whole", true],
    ]);
  });
});
