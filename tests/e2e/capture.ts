/** Pictures of screens for eyes, and what a machine can say about them: axe-core, nothing to scroll sideways, no text cut for good. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CDPSession, Page } from "playwright-core";
import { seriousFindings } from "./axe.ts";
import { type Language, sizes, type Theme } from "./browser.ts";
import { cutTexts, sidewaysScrollers } from "./layout.ts";

const output = resolve(import.meta.dirname, "../output/screenshots");
const narrowest = { width: 320, height: 640 };
type Size = keyof typeof sizes;

/** In this order only one thing changes from picture to picture; axe-core looks at each theme and each size once. */
const views: readonly { readonly size: Size; readonly theme: Theme; readonly isExamined: boolean }[] = [
  { size: "desktop", theme: "light", isExamined: true },
  { size: "desktop", theme: "dark", isExamined: false },
  { size: "phone", theme: "dark", isExamined: true },
  { size: "phone", theme: "light", isExamined: false },
];

interface CaptureOptions {
  readonly language?: Language;
  /** On a desk something else stands in its place. */
  readonly isPhoneOnly?: boolean;
  /** For the eyes, without axe-core. */
  readonly isRepeating?: boolean;
}

/**
 * Takes the screen as it stands, into `tests/output/screenshots/<name>-<size>-<theme>.png`: in English in both themes and sizes;
 * in French, whose words are longer, light only.
 * @returns what is wrong with it
 */
export async function capture(page: Page, name: string, { language = "en", isPhoneOnly = false, isRepeating = false }: CaptureOptions = {}): Promise<string[]> {
  const label = language === "en" ? name : `${name}-${language}`;
  const view = await viewOf(page);
  const findings = new Map<string, string[]>();
  const find = (finding: string, where: string) => void findings.set(finding, [...(findings.get(finding) ?? []), where]);
  for (const { size, theme, isExamined } of views) {
    if ((language === "fr" && theme === "dark") || (isPhoneOnly && size === "desktop")) continue;
    await view.show(size, theme);
    const isAsked = isExamined && !isRepeating && language === "en";
    for (const finding of [...(await cutTexts(page)), ...(isAsked ? await seriousFindings(page) : [])]) find(finding, `${size} ${theme}`);
    writeFileSync(join(output, `${label}-${size}-${theme}.png`), await view.picture("png"));
  }
  await view.resize(narrowest, false);
  for (const place of await sidewaysScrollers(page)) find(`${place} scrolls sideways`, "320 px wide");
  await view.show(isPhoneOnly ? "phone" : "desktop", "light");
  return [...findings].slice(0, 8).map(([finding, where]) => `${label}: ${finding} (${where.join(", ")})`);
}

/** The page as seen by who takes pictures of it: by the browser's own protocol, several times as fast as by way of the test library. */
async function viewOf(page: Page) {
  mkdirSync(output, { recursive: true });
  const session = await sessionOf(page);
  const resize = async ({ width, height }: { readonly width: number; readonly height: number }, isPhone: boolean) => {
    await session.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
    await session.send("Emulation.setTouchEmulationEnabled", { enabled: isPhone });
    await settle(page);
  };
  return {
    resize,
    async show(size: Size, theme: Theme) {
      await session.send("Emulation.setEmulatedMedia", {
        features: [
          { name: "prefers-color-scheme", value: theme },
          { name: "prefers-reduced-motion", value: "reduce" },
        ],
      });
      await resize(sizes[size], size === "phone");
    },
    async picture(format: "png" | "webp") {
      const { data } = await session.send("Page.captureScreenshot", format === "png" ? { format, optimizeForSpeed: true } : { format, quality: 90 });
      return Buffer.from(data, "base64");
    },
  };
}

/** For screens that stand on phones only: so before they open. */
export const showAs = async (page: Page, size: Size): Promise<void> => (await viewOf(page)).show(size, "light");

const sessions = new WeakMap<Page, Promise<CDPSession>>();

function sessionOf(page: Page): Promise<CDPSession> {
  const known = sessions.get(page) ?? page.context().newCDPSession(page);
  sessions.set(page, known);
  return known;
}

/** A picture of the documentation, small enough for a page that is read. */
export async function captureForDocs(page: Page, file: string, size: Size, theme: Theme): Promise<void> {
  const view = await viewOf(page);
  await view.show(size, theme);
  if (size === "desktop") await view.resize({ width: 1280, height: 800 }, false);
  writeFileSync(file, await view.picture("webp"));
  await view.show("desktop", "light");
}

/** A few frames: the layout has followed the size, and what comes late is there at once. */
const settle = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
    }
    await new Promise(requestAnimationFrame);
  });
