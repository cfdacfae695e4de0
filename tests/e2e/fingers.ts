import type { Locator, Page } from "playwright-core";

/** The finger rests on the place until its menu has come. */
export async function press(page: Page, target: Locator): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (!box) throw new Error("nothing to press");
  const finger = await page.context().newCDPSession(page);
  await finger.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: box.x + box.width / 3, y: box.y + box.height / 2 }] });
  await page.getByRole("menu").waitFor();
  await finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await finger.detach();
}

/** Of WCAG 2.5.8, without its exception for what has room around it. */
const least = 24;

/**
 * What a finger should meet in the page's front, and that is lower or narrower than 24 px. Links and buttons that are words of a
 * sentence are left out, and a box that its label makes larger counts with it.
 */
export function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const front = document.querySelector("[role=menu], [role=dialog]")?.closest("[data-base-ui-portal]") ?? document.body;
    const targets = front.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary, [role^=menuitem], [role=option]");
    const sizeOf = (node: HTMLElement) => {
      const all = [node, ...((node as HTMLInputElement).labels ?? [])].map((each) => each.getBoundingClientRect());
      const holds = (one: DOMRect) => Math.min(one.width, one.height);
      return Math.max(...all.map(holds));
    };
    return [...targets].flatMap((node) => {
      if (!node.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || node.closest("[aria-hidden=true]")) return [];
      const size = sizeOf(node);
      const { clipPath, display } = getComputedStyle(node);
      if (clipPath !== "none" || Math.round(size * 10) / 10 >= least) return []; // the first: for readers of the screen only
      const isWord = display.startsWith("inline") && node.parentElement?.matches("p, span, li, .prose, .prose *");
      return isWord ? [] : [`${node.tagName.toLowerCase()} ${node.getAttribute("aria-label") ?? node.textContent?.slice(0, 40)}: ${Math.round(size)} px`];
    });
  }, least);
}
