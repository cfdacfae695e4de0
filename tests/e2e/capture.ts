/** Pictures of screens for eyes, and what a machine can say about them: axe-core, nothing to scroll sideways, no text cut for good. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { seriousFindings } from "./axe.ts";
import { type Language, sizes, type Theme } from "./browser.ts";
import { cutTexts, movesTheFrame, sidewaysScrollers } from "./layout.ts";

const output = resolve(import.meta.dirname, "../output/screenshots");
const narrowest = { width: 320, height: 640 };
type Size = keyof typeof sizes;

interface View {
  readonly language: Language;
  readonly size: Size;
  readonly theme: Theme;
  /** axe-core looks at it. */
  readonly isExamined?: boolean;
  /** Afterwards, as narrow as screens are, it is looked at for what has to be scrolled sideways. */
  readonly isNarrowed?: boolean;
}

/**
 * From view to view one thing changes. axe-core looks at each theme and each size once; French, whose words are longer, stands
 * in light only, which is what colours have nothing to do with.
 */
const views: readonly View[] = [
  { language: "en", size: "desktop", theme: "light", isExamined: true },
  { language: "fr", size: "desktop", theme: "light" },
  { language: "fr", size: "phone", theme: "light", isNarrowed: true },
  { language: "en", size: "phone", theme: "light", isNarrowed: true },
  { language: "en", size: "phone", theme: "dark", isExamined: true },
  { language: "en", size: "desktop", theme: "dark" },
];

interface CaptureOptions {
  /** Those in which it is looked at; the page speaks the first one, before and afterwards. */
  readonly languages?: readonly Language[];
  /** On a desk something else stands in its place. */
  readonly isPhoneOnly?: boolean;
  /** For the eyes, without axe-core. */
  readonly isRepeating?: boolean;
  /** What the picture shows of a screen that is longer than it. */
  readonly sight?: string | undefined;
}

/**
 * Takes the screen as it stands, into `tests/output/screenshots/<name>-<size>-<theme>.png`: in English in both themes and sizes,
 * in French light only.
 * @returns what is wrong with it
 */
export async function capture(page: Page, name: string, options: CaptureOptions = {}): Promise<string[]> {
  const { languages = ["en"], isPhoneOnly = false, isRepeating = false, sight } = options;
  const [spoken = "en"] = languages;
  const eye = await eyeOn(page);
  const findings = new Map<string, string[]>();
  const find = (finding: string, where: string) => void findings.set(finding, [...(findings.get(finding) ?? []), where]);
  for (const { language, size, theme, isExamined = false, isNarrowed = false } of views) {
    if (!languages.includes(language) || (isPhoneOnly && size === "desktop")) continue;
    await eye.hear(language, spoken);
    await eye.show(size, theme);
    if (sight) await page.evaluate((sight) => document.querySelector(sight)?.scrollIntoView({ block: "center" }), sight);
    const where = language === "fr" ? `${size} ${theme} fr` : `${size} ${theme}`;
    const isAsked = (isExamined || (isPhoneOnly && language === "en")) && !isRepeating;
    const looks = [...(theme === "light" ? await cutTexts(page) : []), ...(isAsked ? await seriousFindings(page) : [])];
    for (const finding of looks) find(finding, where);
    if (await movesTheFrame(page)) find("the frame itself scrolls", where);
    writeFileSync(join(output, `${language === "fr" ? `${name}-fr` : name}-${size}-${theme}.png`), await eye.picture("png"));
    if (!isNarrowed) continue;
    await eye.resize(narrowest, false);
    for (const place of await sidewaysScrollers(page)) find(`${place} scrolls sideways`, `320 px wide, ${language}`);
  }
  await eye.hear(spoken, spoken);
  await eye.show(isPhoneOnly ? "phone" : "desktop", "light");
  return [...findings].slice(0, 8).map(([finding, where]) => `${name}: ${finding} (${where.join(", ")})`);
}

interface Eye {
  resize(size: { readonly width: number; readonly height: number }, isPhone: boolean): Promise<void>;
  show(size: Size, theme: Theme): Promise<void>;
  /** The app in this language; it begins in `spoken`. */
  hear(language: Language, spoken: Language): Promise<void>;
  picture(format: "png" | "webp"): Promise<Buffer>;
}
const eyes = new WeakMap<Page, Promise<Eye>>();

/** The page as seen by who takes pictures of it: by the browser's own protocol, several times as fast as by way of the test library. */
function eyeOn(page: Page): Promise<Eye> {
  const known = eyes.get(page) ?? openEye(page);
  eyes.set(page, known);
  return known;
}

async function openEye(page: Page): Promise<Eye> {
  mkdirSync(output, { recursive: true });
  const session = await page.context().newCDPSession(page);
  let isHeard: Language | undefined;
  let seen = "";
  let lit: Theme | undefined;
  const resize: Eye["resize"] = async ({ width, height }, isPhone) => {
    const next = `${width} ${height} ${isPhone}`;
    if (next === seen) return;
    seen = next;
    await session.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
    await session.send("Emulation.setTouchEmulationEnabled", { enabled: isPhone });
    await settle(page, 2);
  };
  return {
    resize,
    async show(size, theme) {
      await resize(sizes[size], size === "phone");
      if (theme === lit) return;
      lit = theme;
      await session.send("Emulation.setEmulatedMedia", {
        features: [
          { name: "prefers-color-scheme", value: theme },
          { name: "prefers-reduced-motion", value: "reduce" },
        ],
      });
      await settle(page, 0);
    },
    async hear(language, spoken) {
      if (language === (isHeard ?? spoken)) return;
      isHeard = language;
      await page.evaluate(speak, language);
      await settle(page, 1);
    },
    async picture(format) {
      const { data } = await session.send("Page.captureScreenshot", format === "png" ? { format, optimizeForSpeed: true } : { format, quality: 90 });
      return Buffer.from(data, "base64");
    },
  };
}

/** Chosen in another tab, the language changes here, too, and nothing else does. */
async function speak(language: Language): Promise<void> {
  localStorage.setItem("bastide.language", language);
  dispatchEvent(new StorageEvent("storage", { key: "bastide.language" }));
  const end = performance.now() + 10_000;
  while (document.documentElement.lang !== language) {
    if (performance.now() > end) throw new Error(`the page does not speak ${language}`);
    await new Promise(requestAnimationFrame);
  }
}

/** For screens that stand on phones only: so before they open. */
export const showAs = async (page: Page, size: Size): Promise<void> => (await eyeOn(page)).show(size, "light");

/** A picture of the documentation, small enough for a page that is read. */
export async function captureForDocs(page: Page, file: string, size: Size, theme: Theme): Promise<void> {
  const eye = await eyeOn(page);
  await eye.show(size, theme);
  if (size === "desktop") await eye.resize({ width: 1280, height: 800 }, false);
  writeFileSync(file, await eye.picture("webp"));
  await eye.show("desktop", "light");
}

/** A few frames: the layout has followed, and what comes late is there at once. */
const settle = (page: Page, frames: number): Promise<void> =>
  page.evaluate(async (frames) => {
    for (let frame = 0; frame < frames; frame++) await new Promise(requestAnimationFrame);
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
    }
    await new Promise(requestAnimationFrame);
  }, frames);
