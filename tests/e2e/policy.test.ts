/** What the page's policy refuses, tried from inside of the page as an injected script would. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, launch, openPage } from "./browser.ts";
import { enterAs, type Furnished, furnishedWorld } from "./installation.ts";

describe.skipIf(!chromiumPath)("the shipped content security policy", () => {
  let browser: Browser;
  let world: Furnished;
  beforeAll(async () => {
    [browser, world] = await Promise.all([launch(), furnishedWorld()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  it("lets the app work, and refuses markup, workers, styles, frames, pictures and connections from elsewhere", { timeout: 60_000 }, async () => {
    const watched = await openPage(browser, { url: world.url });
    await enterAs(watched, world.url, world.ana);
    const { page } = watched;
    await page.goto(`/c/${world.company}/channels/${world.design}`);
    await page.getByText("Fixed, it was", { exact: false }).waitFor();
    watched.expectCalm();

    const tried = await page.evaluate(async () => {
      const refused = (work: () => unknown): boolean => {
        try {
          work();
          return false;
        } catch {
          return true;
        }
      };
      const types = (globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }).trustedTypes;
      const bad = document.createElement("p");
      bad.setAttribute("style", "color: rgb(1, 2, 3)");
      document.body.append(bad);
      const inline = document.createElement("style");
      inline.textContent = "body { color: rgb(1, 2, 3) !important }";
      document.head.append(inline);
      const frame = document.createElement("iframe");
      frame.src = "https://example.org/";
      document.body.append(frame);
      const loads = (url: string) =>
        new Promise<boolean>((done) => {
          const picture = new Image();
          picture.onload = () => done(true);
          picture.onerror = () => done(false);
          picture.src = url;
        });
      const results = {
        markup: refused(() => {
          bad.innerHTML = "<img src=x onerror=alert(1)>";
        }),
        // In a task of its own: while the debugger evaluates, it lifts this one refusal.
        evaluated: await new Promise<boolean>((done) =>
          setTimeout(() => done(refused(() => Reflect.construct(Reflect.get(globalThis, "Function"), ["return 1"])))),
        ),
        worker: refused(() => new Worker("/assets/other.js")),
        blobWorker: refused(() => new Worker(URL.createObjectURL(new Blob(["1"])))),
        otherPolicy: refused(() => types.createPolicy("other", {})),
        sameNameAgain: refused(() => types.createPolicy("bastide", { createHTML: (text: string) => text })),
        inlineStyle: getComputedStyle(bad).color !== "rgb(1, 2, 3)" && getComputedStyle(document.body).color !== "rgb(1, 2, 3)",
        foreignPicture: !(await loads("https://example.org/p.gif")),
        foreignConnection: await fetch("https://example.org/").then(
          () => false,
          () => true,
        ),
        base: refused(() => {
          const base = document.createElement("base");
          base.href = "https://example.org/";
          document.head.append(base);
          if (document.baseURI.startsWith("https://example.org")) return;
          throw new Error("refused");
        }),
      };
      bad.remove();
      inline.remove();
      frame.remove();
      return results;
    });
    expect(tried).toEqual({
      markup: true,
      evaluated: true,
      worker: true,
      blobWorker: true,
      otherPolicy: true,
      sameNameAgain: true,
      inlineStyle: true,
      foreignPicture: true,
      foreignConnection: true,
      base: true,
    });
    await watched.close();
  });
});
