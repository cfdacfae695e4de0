import type { Workspace } from "../../app/workspace.ts";
import { together } from "./actions/quoting.ts";
import { saidIn } from "./actions/said.ts";
import { bringRange } from "./pages.ts";
import { type Line, refOf } from "./refs.ts";

interface End {
  readonly list: Element;
  readonly number: number;
}

/** The message of a channel's list in which one end of the selection stands. */
function endAt(node: Node | null): End | undefined {
  const element = node instanceof Element ? node : node?.parentElement;
  const row = element?.closest<HTMLElement>("[data-number]");
  const list = row?.closest("[data-message-list]");
  return row && list && !list.closest("aside") ? { list, number: Number(row.dataset["number"]) } : undefined;
}

/**
 * Only messages in sight stand in the page, so the browser would copy those alone. Remembers in which message a selection began
 * and ended while it grows; where not all between them are in the page, all are copied by their words, with author and time.
 */
export function watchCopies(workspace: Workspace, line: Line): () => void {
  let [first, last] = [undefined, undefined] as [End | undefined, End | undefined];
  const begin = ({ target }: Event) => {
    first = endAt(target instanceof Node ? target : null);
    last = first;
  };
  const grow = () => {
    const selection = getSelection();
    if (!selection || selection.isCollapsed) return;
    first = endAt(selection.anchorNode) ?? first; // a row that left the page takes its end of the selection along
    last = endAt(selection.focusNode) ?? last;
  };
  const copy = (event: ClipboardEvent) => {
    const isWriting = event.target instanceof Element && event.target.matches("input, textarea");
    if (isWriting || !first || !last || first.list !== last.list || getSelection()?.isCollapsed) return;
    const [from, to] = [Math.min(first.number, last.number), Math.max(first.number, last.number)];
    const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
    const { list } = first;
    if (numbers.every((number) => list.querySelector(`[data-number="${number}"]`))) return;
    event.preventDefault();
    const text = () => {
      const rows = workspace.store.get().contents.get(line.channel)?.rows;
      const messages = numbers.flatMap((number) => rows?.get(refOf(line, number))?.message ?? []);
      return together(saidIn(workspace, line.company, messages));
    };
    event.clipboardData?.setData("text/plain", text());
    const rows = workspace.store.get().contents.get(line.channel);
    if (numbers.some((number) => !rows?.rows.has(refOf(line, number)) && !rows?.holes.has(refOf(line, number))))
      void bringRange(workspace, line, from, to).then(() => navigator.clipboard.writeText(text()));
  };
  document.addEventListener("selectstart", begin);
  document.addEventListener("selectionchange", grow);
  document.addEventListener("copy", copy);
  return () => {
    document.removeEventListener("selectstart", begin);
    document.removeEventListener("selectionchange", grow);
    document.removeEventListener("copy", copy);
  };
}
