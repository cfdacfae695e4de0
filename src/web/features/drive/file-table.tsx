// biome-ignore-all lint/a11y/useSemanticElements: a list of which a part is mounted is no table
// biome-ignore-all lint/a11y/useFocusableInteractive: rows have the focus, as grids want it
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type Dispatch, type KeyboardEvent, type MouseEvent, type SetStateAction, useEffect, useEffectEvent, useRef } from "react";
import { flushSync } from "react-dom";
import { useMedia } from "../../app/use-media.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/cx.ts";
import type { Entry } from "./entry.ts";
import { columns, FileRow, fromMiddle, fromWide, type RowDeeds } from "./file-row.tsx";
import { type Choice, chooseAll, chooseNone, chooseOne, reachTo, settle, toggle } from "./selecting.ts";
import { nextOrder, type Order, type SortKey } from "./sorting.ts";
import type { Point } from "./use-row-menu.ts";

/** Of the heads, which stay on top of what scrolls. */
const headHeight = 36;
/** Letters that come sooner belong to one name; in milliseconds. */
const typingPause = 800;

interface FileTableProps {
  readonly company: string;
  readonly label: string;
  readonly entries: readonly Entry[];
  readonly order: Order | undefined;
  readonly onOrder: (order: Order) => void;
  readonly choice: Choice;
  readonly onChoice: Dispatch<SetStateAction<Choice>>;
  readonly onOpen: (entry: Entry) => void;
  /** Keys that mean something else than the list itself. @returns whether they did */
  readonly onKey: (event: KeyboardEvent) => boolean;
  readonly renamed: string | undefined;
  readonly cut: ReadonlySet<string>;
  readonly noteOf: ((entry: Entry) => string) | undefined;
  readonly deeds: RowDeeds;
  /** Something else stands in the place of the heads. */
  readonly isCovered: boolean;
  /** What was changed last is that it was thrown away. */
  readonly isTrash?: boolean;
  /** The end of the list is near. */
  readonly onEnd?: (() => void) | undefined;
}

/** Entries of a folder, as many as there are: one tab stop, arrows and letters go through it. */
export function FileTable(props: FileTableProps) {
  const { company, label, entries, order, choice, onChoice, onOpen, onKey, renamed, cut, noteOf, deeds, isCovered, isTrash = false, onEnd } = props;
  const isTouch = useMedia("touch");
  const scroller = useRef<HTMLDivElement>(null);
  const ids = entries.map(({ id }) => id);
  const before = useRef<readonly string[]>(ids);
  const stop = choice.at !== undefined && ids.includes(choice.at) ? choice.at : ids[0];
  const stopAt = stop === undefined ? -1 : ids.indexOf(stop);
  const list = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isTouch || (scroller.current?.clientWidth ?? 1000) < 576 ? 52 : 44),
    getItemKey: (index) => ids[index] ?? index,
    overscan: 8,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      return stopAt < 0 || shown.includes(stopAt) ? shown : [...shown, stopAt].toSorted((a, b) => a - b);
    },
  });
  const rows = list.getVirtualItems();
  const last = rows.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= entries.length - 20) onEnd?.();
  }, [last, entries.length, onEnd]);

  const settled = useEffectEvent((now: readonly string[]) => {
    const next = settle(choice, before.current, now);
    const hadFocus = document.activeElement === document.body || scroller.current?.contains(document.activeElement);
    before.current = now;
    if (next === choice) return;
    onChoice(next);
    if (hadFocus && next.at !== undefined) show(next.at);
  });
  const shownIds = ids.join();
  useEffect(() => settled(shownIds === "" ? [] : shownIds.split(",")), [shownIds]);

  const rowOf = (id: string) => scroller.current?.querySelector<HTMLElement>(`[data-entry="${id}"]`);
  /** Brings a row into sight and gives it the focus. */
  const show = (id: string) => {
    list.scrollToIndex(ids.indexOf(id), { align: "auto" });
    const row = rowOf(id);
    if (row) row.focus({ preventScroll: true });
    else requestAnimationFrame(() => rowOf(id)?.focus({ preventScroll: true }));
  };
  /** At once: between two keys nothing else has the focus, though the row that had it may be far away now. */
  const go = (next: Choice) => {
    flushSync(() => onChoice(next));
    if (next.at !== undefined) show(next.at);
  };

  const typed = useRef({ text: "", at: 0 });
  const isTyping = () => performance.now() - typed.current.at < typingPause;
  const findTyped = (key: string): string | undefined => {
    const now = performance.now();
    typed.current = { text: (isTyping() ? typed.current.text : "") + key.toLocaleLowerCase(), at: now };
    const from = stopAt + (typed.current.text.length === 1 ? 1 : 0);
    return [...entries.slice(from), ...entries.slice(0, from)].find(({ name }) => name.toLocaleLowerCase().startsWith(typed.current.text))?.id;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || onKey(event)) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / 44) - 1);
    const steps: Record<string, number> = {
      ArrowDown: stopAt + (choice.at === undefined ? 0 : 1),
      ArrowUp: stopAt - 1,
      Home: 0,
      End: ids.length - 1,
      PageDown: stopAt + page,
      PageUp: stopAt - page,
    };
    const mod = event.ctrlKey || event.metaKey;
    const step = steps[event.key];
    const entry = entries[stopAt];
    if (step !== undefined && !event.altKey) {
      const to = ids[Math.min(ids.length - 1, Math.max(0, step))];
      if (to !== undefined) {
        go(event.shiftKey ? reachTo(choice, ids, to) : mod ? { ...choice, at: to } : chooseOne(to));
      }
    } else if (mod && event.key.toLowerCase() === "a") onChoice(chooseAll(choice, ids));
    else if (event.key === "Enter" && entry && !mod) onOpen(entry);
    else if (event.key === " " && entry && !isTyping()) onChoice(toggle(choice, entry.id));
    else if (event.key === "Escape" && choice.ids.size > 0) onChoice(chooseNone(choice));
    else if (((event.key === "." && !isTyping()) || event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) && entry) openMenu(entry.id);
    else if (event.key.length === 1 && !mod && !event.altKey && event.key !== "/" && event.key !== "?") {
      const to = findTyped(event.key);
      if (to === undefined) return;
      go(chooseOne(to));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const openMenu = (id: string, point?: Point) => {
    const row = rowOf(id);
    if (row) deeds.onMenu(id, row.querySelector<HTMLElement>("[aria-haspopup=menu]") ?? row, point);
  };
  const idAt = (event: MouseEvent) => (event.target as Element).closest<HTMLElement>("[data-entry]")?.dataset["entry"];
  const onClick = (event: MouseEvent) => {
    const id = idAt(event);
    const entry = entries.find((one) => one.id === id);
    if (!entry) return (event.target as Element).closest("[role=columnheader]") ? undefined : onChoice(chooseNone(choice));
    if (event.shiftKey) return onChoice(reachTo(choice, ids, entry.id));
    if (event.ctrlKey || event.metaKey) return onChoice(toggle(choice, entry.id));
    if (isTouch && choice.ids.size > 0) return onChoice(toggle(choice, entry.id));
    if (isTouch) return onOpen(entry);
    onChoice(chooseOne(entry.id));
  };

  return (
    <div
      role="grid"
      aria-label={label}
      aria-multiselectable
      aria-rowcount={entries.length + 1}
      onKeyDown={onKeyDown}
      className="@container flex min-h-0 min-w-0 flex-1 flex-col"
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what is clicked is a row of it */}
      <div
        role="presentation"
        ref={scroller}
        onClick={onClick}
        onDoubleClick={(event) => {
          const entry = entries.find(({ id }) => id === idAt(event));
          if (entry) onOpen(entry);
        }}
        onContextMenu={(event) => {
          const id = idAt(event);
          if (id === undefined) return;
          event.preventDefault();
          openMenu(id, { x: event.clientX, y: event.clientY });
        }}
        className="min-h-0 flex-1 overflow-y-auto"
      >
        <div role="rowgroup" className={cx("sticky top-0 z-10 border-b border-line bg-paper", isCovered && "invisible")}>
          <Head order={order} onOrder={props.onOrder} isTrash={isTrash} />
        </div>
        <div role="rowgroup" className="relative w-full" style={{ height: list.getTotalSize() }}>
          {rows.map(({ index, key, start }) => {
            const entry = entries[index];
            return (
              entry && (
                <div key={key} role="presentation" className="absolute inset-x-0 top-0" style={{ transform: `translateY(${start - headHeight}px)` }}>
                  <FileRow
                    company={company}
                    entry={entry}
                    index={index}
                    chosen={choice.ids.has(entry.id)}
                    isTabStop={entry.id === stop}
                    isRenamed={renamed === entry.id}
                    isCut={cut.has(entry.id)}
                    note={noteOf?.(entry)}
                    deeds={deeds}
                  />
                </div>
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** The heads of the columns; a click sorts by one of them. */
function Head({ order, onOrder, isTrash }: { order: Order | undefined; onOrder: (order: Order) => void; isTrash: boolean }) {
  const t = useWords();
  const head = (by: SortKey, text: string, className?: string) => {
    const isBy = order?.by === by;
    const Arrow = order?.down ? ArrowDown : ArrowUp;
    return (
      <span role="columnheader" aria-sort={isBy ? (order.down ? "descending" : "ascending") : "none"} className={cx("min-w-0", className)}>
        {order ? (
          <button
            type="button"
            onClick={() => onOrder(nextOrder(order, by))}
            className="-mx-1.5 inline-flex h-7 max-w-full items-center gap-1 rounded-chip px-1.5 hover:bg-hover hover:text-ink"
          >
            <span className="truncate">{text}</span>
            {isBy && <Arrow aria-hidden size={12} className="shrink-0" />}
          </button>
        ) : (
          text
        )}
      </span>
    );
  };
  const bare = (text: string, className?: string) => (
    <span role="columnheader" className={className}>
      <span className="sr-only">{text}</span>
    </span>
  );
  return (
    <div role="row" className={cx(columns, "h-[35px] text-xs font-medium text-ink-3")}>
      {bare(t("drive.columns.chosen"))}
      {bare(t("drive.columns.kind"))}
      {head("name", t("drive.columns.name"))}
      <span role="columnheader" className={fromWide}>
        {t(isTrash ? "drive.trash.who" : "drive.columns.who")}
      </span>
      {head("date", t(isTrash ? "drive.trash.date" : "drive.columns.date"), fromMiddle)}
      {head("size", t("drive.columns.size"), cx(fromMiddle, "text-right"))}
      {bare(t("drive.columns.more"))}
    </div>
  );
}
