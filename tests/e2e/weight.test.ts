/** What a browser has to fetch before a first screen can be used: all scripts that were asked for until then, gzipped one by one. */
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, launch, openPage, type Watched } from "./browser.ts";
import { type EmptyServer, emptyServer, enterAs, type Furnished, furnishedWorld, stop } from "./installation.ts";

const most = 180 * 1024;

interface Fetched {
  readonly names: string;
  readonly bytes: number;
  readonly code: string;
}

/** Opens an address, waits for what shows that the screen is usable, and weighs the scripts that were asked for before that moment. */
async function fetched({ page, context }: Watched, address: string, sign: string): Promise<Fetched> {
  await context.addInitScript((selector) => {
    const look = () => (document.querySelector(selector) ? performance.mark("usable") : requestAnimationFrame(look));
    look();
  }, sign);
  await page.goto(address);
  await page.locator(sign).first().waitFor();
  const urls = await page.evaluate(() => {
    const usable = performance.getEntriesByName("usable")[0]?.startTime ?? Number.POSITIVE_INFINITY;
    return performance.getEntriesByType("resource").flatMap(({ name, startTime }) => (name.endsWith(".js") && startTime <= usable ? [name] : []));
  });
  const scripts = await Promise.all(
    [...new Set(urls)].map(async (url) => {
      const reply = await fetch(url);
      const code = await reply.text();
      if (code.length >= 1000) expect(reply.headers.get("content-encoding"), url).toMatch(/^(br|gzip)$/);
      return { code, bytes: gzipSync(code).length, name: url.replace(/.*\//, "") };
    }),
  );
  return {
    names: scripts
      .toSorted((a, b) => b.bytes - a.bytes)
      .map(({ name, bytes }) => `${bytes} ${name}`)
      .join("\n"),
    bytes: scripts.reduce((sum, { bytes }) => sum + bytes, 0),
    code: scripts.map(({ code }) => code).join("\n"),
  };
}

describe.skipIf(!chromiumPath)("the weight of a first screen", () => {
  let browser: Browser;
  let world: Furnished;
  let empty: EmptyServer;
  beforeAll(async () => {
    [browser, world, empty] = await Promise.all([launch(), furnishedWorld(), emptyServer()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
    if (empty) await stop(empty);
  });

  /** More than React alone: something was weighed. */
  const expectLight = ({ bytes, names }: Fetched) => {
    console.info(`${bytes} bytes gzipped`);
    expect(bytes).toBeGreaterThan(60_000);
    expect(bytes, names).toBeLessThanOrEqual(most);
  };

  it("signing in", async () => {
    const watched = await openPage(browser, { url: world.url });
    expectLight(await fetched(watched, "/", "form button[type=submit]"));
    watched.expectCalm();
    await watched.close();
  });

  it("the first run", async () => {
    const watched = await openPage(browser, { url: empty.url });
    expectLight(await fetched(watched, empty.firstRun, "form button[type=submit]"));
    watched.expectCalm();
    await watched.close();
  });

  it("a channel with its messages set, built for production", async () => {
    const watched = await openPage(browser, { url: world.url, language: "fr" });
    await enterAs(watched, world.url, world.ana);
    const scripts = await fetched(watched, `/c/${world.company}/channels/${world.design}`, "article strong");
    expectLight(scripts);
    expect(scripts.code).not.toContain("Download the React DevTools");
    watched.expectCalm();
    await watched.close();
  });
});
