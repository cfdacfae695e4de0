import { placesOf } from "./matching.ts";

const names = { every: "found", now: "found-now" };

/** Marks the words in all rows that exist, also in those that come into sight, without touching them (CSS Custom Highlight API). */
export function highlight(list: Element, words: string, current: number | undefined): () => void {
  if (!("highlights" in CSS) || words === "") return () => undefined; // an older browser: the row itself is marked all the same
  let frame = 0;
  const mark = () => {
    frame = 0;
    const every = new Highlight();
    const now = new Highlight();
    for (const prose of list.querySelectorAll("[data-number] .prose")) {
      const isNow = Number(prose.closest<HTMLElement>("[data-number]")?.dataset["number"]) === current;
      for (const range of rangesIn(prose, words)) (isNow ? now : every).add(range);
    }
    CSS.highlights.set(names.every, every);
    CSS.highlights.set(names.now, now);
  };
  const soon = () => {
    if (frame === 0) frame = requestAnimationFrame(mark);
  };
  mark();
  const observer = new MutationObserver(soon);
  observer.observe(list, { childList: true, subtree: true, characterData: true });
  return () => {
    observer.disconnect();
    cancelAnimationFrame(frame);
    for (const name of Object.values(names)) CSS.highlights.delete(name);
  };
}

/** Also words of which a part is bold or a link: the text of all nodes together is looked at. */
function rangesIn(prose: Element, words: string): Range[] {
  const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
  const nodes: { readonly node: Node; readonly start: number }[] = [];
  let text = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    nodes.push({ node, start: text.length });
    text += node.nodeValue ?? "";
  }
  return placesOf(text, words).flatMap(([from, to]) => {
    const first = nodes.findLast(({ start }) => start <= from);
    const last = nodes.findLast(({ start }) => start < to);
    if (!first || !last) return [];
    const range = new Range();
    range.setStart(first.node, from - first.start);
    range.setEnd(last.node, to - last.start);
    return [range];
  });
}
