import type { Page } from "playwright-core";

/** Places whose content is wider than they are, but for those that are meant to scroll by themselves (code, tables). */
export function sidewaysScrollers(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("html, body, body *")]
      .filter((node) => {
        if (node.scrollWidth <= node.clientWidth + 1 || node.clientWidth === 0 || node.matches("pre, .overflow-x-auto, textarea")) return false;
        const { overflowX, overflowY } = getComputedStyle(node);
        return node === document.documentElement || overflowX === "auto" || overflowX === "scroll" || overflowY === "auto";
      })
      .map((node) => `${node.tagName.toLowerCase()}.${node.className.split(" ").slice(0, 4).join(".")}`),
  );
}

/** The frame fills the window and nothing else does: who scrolls at the end of a list moves nothing under it. */
export function movesTheFrame(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { scrollHeight, clientHeight } = document.documentElement;
    return document.querySelector("#screen") !== null && scrollHeight > clientHeight + 1;
  });
}

/** Texts that don't fit into their place and that no title nor label there says in full; an excerpt opens what it is of. */
export function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const plain = (text: string) => text.replace(/\s+/g, " ").trim();
    // A title may say more than what is cut ("Ana · @ana"), or only the part of it that can be long.
    const isSaid = (node: Element, text: string): boolean => {
      const around: Element[] = [...node.querySelectorAll("[title]")];
      for (let at: Element | null = node; at && at !== document.body; at = at.parentElement) around.push(at);
      return around.some((at) =>
        [at.getAttribute("title"), at.getAttribute("aria-label")]
          .map((said) => plain(said ?? ""))
          .some((said) => {
            const [first = ""] = said.split(" · ");
            return said.includes(text) || (first.length >= 12 && text.includes(first));
          }),
      );
    };
    const found: string[] = [];
    for (const node of document.querySelectorAll<HTMLElement>("body *")) {
      const tooWide = node.scrollWidth > node.clientWidth + 1;
      const tooHigh = node.scrollHeight > node.clientHeight + 1;
      if (!(tooWide || tooHigh) || node.clientWidth < 2 || node.matches("input, textarea, select, svg *, pre, [data-excerpt]")) continue;
      const { overflowX, textOverflow, webkitLineClamp, clipPath, position } = getComputedStyle(node);
      const isClamped = webkitLineClamp !== "none" && tooHigh;
      const isCut = tooWide && (overflowX === "hidden" || overflowX === "clip") && (textOverflow === "ellipsis" || hasOwnText(node));
      if (!(isClamped || isCut) || (position === "absolute" && clipPath !== "none") || !node.checkVisibility({ visibilityProperty: true })) continue;
      // biome-ignore lint/performance/useDomNodeTextContent: what is shown counts, not what is hidden in it
      const text = plain(node.innerText);
      if (text !== "" && !isSaid(node, text)) found.push(`“${text.slice(0, 60)}” is cut (${node.tagName.toLowerCase()}.${node.className.slice(0, 60)})`);
    }
    return found;

    function hasOwnText(node: Element): boolean {
      return [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && plain(child.textContent ?? "") !== "");
    }
  });
}
