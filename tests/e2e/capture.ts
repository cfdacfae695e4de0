/** Pictures of screens for eyes, and what a machine can say about them: axe-core, and nothing that must be scrolled sideways. */
import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Page } from "playwright-core";
import { seriousFindings } from "./axe.ts";
import { type Language, sizes, type Theme } from "./browser.ts";

const output = resolve(import.meta.dirname, "../output/screenshots");
const readmePicture = resolve(import.meta.dirname, "../../docs/screenshots/channel.png");
const narrowest = { width: 320, height: 640 };
const themes: readonly Theme[] = ["light", "dark"];

/**
 * Takes the screen as it stands, into `tests/output/screenshots/<name>-<size>-<theme>.png`: in English in both themes and sizes,
 * each theme and each size once before axe-core; in French, whose words are longer, light only and for the eyes.
 * @returns what is wrong with it
 */
export async function capture(page: Page, name: string, language: Language = "en"): Promise<string[]> {
  const findings: string[] = [];
  const label = language === "en" ? name : `${name}-${language}`;
  for (const theme of language === "en" ? themes : themes.slice(0, 1)) {
    await page.emulateMedia({ colorScheme: theme });
    for (const size of ["desktop", "phone"] as const) {
      await page.setViewportSize(sizes[size]);
      await settle(page);
      await page.screenshot({ path: `${output}/${label}-${size}-${theme}.png` });
      const isExamined = language === "en" && (size === "desktop") === (theme === "light");
      if (isExamined) findings.push(...(await seriousFindings(page)).map((finding) => `${label}, ${size}, ${theme}: ${finding}`));
    }
  }
  await page.setViewportSize(narrowest);
  await settle(page);
  findings.push(...(await sidewaysScrollers(page)).map((place) => `${label}, 320 px wide: ${place} scrolls sideways`));
  await page.setViewportSize(sizes.desktop);
  await page.emulateMedia({ colorScheme: "light" });
  return findings;
}

/** The picture in the README: made anew by `UPDATE_README_PICTURE=1 npm test tests/e2e/screens.test.ts`. */
export async function captureForReadme(page: Page): Promise<void> {
  mkdirSync(dirname(readmePicture), { recursive: true });
  await page.setViewportSize({ width: 1280, height: 800 });
  await settle(page);
  await page.screenshot({ path: readmePicture });
}

/** Two frames: the layout has followed the size, placeholders that come late have had no time to. */
const settle = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60)))));

/** Places whose content is wider than they are, but for those that are meant to scroll by themselves (code, tables). */
function sidewaysScrollers(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("html, body, body *")]
      .filter((node) => {
        const { overflowX, overflowY } = getComputedStyle(node);
        const scrolls = node === document.documentElement || overflowX === "auto" || overflowX === "scroll" || overflowY === "auto";
        return scrolls && node.clientWidth > 0 && node.scrollWidth > node.clientWidth + 1 && !node.matches("pre, .overflow-x-auto, textarea");
      })
      .map((node) => `${node.tagName.toLowerCase()}.${node.className.split(" ").slice(0, 4).join(".")}`),
  );
}
