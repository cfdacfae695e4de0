import { defaultRangeExtractor, useVirtualizer, type VirtualItem, type Virtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import {
  type KeyboardEvent,
  lazy,
  type ReactNode,
  type RefObject,
  Suspense,
  useCallback,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { listActionOf } from "../../app/actions.ts";
import { whenQuiet } from "../../app/quiet.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import { keepPlace, keptHeights, keptPlace } from "./kept-places.ts";
import { usePages } from "./pages.ts";
import { type Line, numberOf } from "./refs.ts";
import { type Items, useItems } from "./timeline-items.ts";
import { loadTools, type RowCommand, TimelineRow } from "./timeline-row.tsx";
import { type Place, usePlacing } from "./use-placing.ts";

const LiveWords = lazy(() => whenQuiet(() => import("./live-words.tsx")));
const MissingTarget = lazy(() => withWords(["actions"], import("./missing-target.tsx")));

interface TimelineProps {
  readonly line: Line;
  readonly label: string;
  readonly first: number;
  readonly last: number;
  /** The New line stands after this number; null: there is none. */
  readonly newAfter?: number | null;
  /** The message to show and mark. */
  readonly at?: string | undefined;
  readonly canWrite: boolean;
  /** What the composer asks of a row: to edit the last own message. */
  readonly command?: RowCommand | null;
  readonly onCommandDone?: () => void;
  /** What stands above the first message. */
  readonly start?: ReactNode;
  /** Told the number of the last message that is wholly in sight. */
  readonly onSight?: (number: number) => void;
}

const endZone = 48;
const estimate = () => 58;
/** Of the list that was on screen last: the next one begins with the rows that it will show. */
let usualHeight = innerHeight;

/** A line of messages of any length, of which only those in sight exist. See UX: stays at the end, never moves what is read. */
export function Timeline(props: TimelineProps) {
  const { line, label, first, last, newAfter = null, canWrite, command: asked = null, onCommandDone, start, onSight } = props;
  const t = useWords();
  const scroller = useRef<HTMLElement>(null);
  const items = useItems(line, first, last);
  const [focus, setFocus] = useState<number | null>(null);
  const [own, setCommand] = useState<RowCommand | null>(null);
  const command = asked ?? own;
  const [flashed, setFlashed] = useState<number | null>(null);
  const hasStart = start !== undefined ? 1 : 0;

  const { keyAt } = items;
  const keyOf = useCallback((index: number) => (index < hasStart ? "start" : keyAt(index - hasStart)), [hasStart, keyAt]);
  const target = useTarget(props, items);
  const [placed, setPlaced] = useState(false);
  const list: Virtualizer<HTMLElement, HTMLLIElement> = useVirtualizer<HTMLElement, HTMLLIElement>({
    count: items.count + hasStart,
    initialRect: { width: 0, height: usualHeight },
    initialOffset: () => {
      const whole = list.getTotalSize(); // from here on it knows where its rows begin
      if (target === "end") return Math.max(0, whole - usualHeight);
      return Math.max(0, (list.measurementsCache[target.number - first + hasStart]?.start ?? 0) - target.part * usualHeight + target.shift);
    },
    getScrollElement: () => scroller.current,
    estimateSize: estimate,
    getItemKey: keyOf,
    overscan: placed ? 8 : 1,
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: endZone,
    paddingEnd: 12,
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      const kept = focus === null ? -1 : focus - first + hasStart;
      return kept < 0 || kept >= range.count || shown.includes(kept) ? shown : [...shown, kept].toSorted((a, b) => a - b);
    },
  });
  list.itemSizeCache = keptHeights(line);
  // Rows wholly above the first visible one may change their height without moving it, also while scrolling up into rows that load.
  list.shouldAdjustScrollPositionOnItemSizeChange = (item, _, { scrollOffset, itemSizeCache }) =>
    itemSizeCache.has(item.key) ? item.end <= (scrollOffset ?? 0) + 1 : item.start < (scrollOffset ?? 0);
  const place = usePlacing(scroller, list);
  const rows = list.getVirtualItems();
  const range = list.range;
  // Until it stands where it opens, what is in sight is the list's beginning: not what anybody wants to read.
  const aim = target === "end" ? items.last : target.number;
  const from = placed ? first + Math.max(0, (range?.startIndex ?? 0) - hasStart) : aim;
  const to = placed ? Math.min(items.last, first + (range?.endIndex ?? 0) - hasStart) : aim;
  const pages = usePages(line, Math.max(first, from - 20), Math.min(items.last, to + 20));

  const ready = items.count === 0 || target === "end" ? isLoaded(items, items.last) : isLoaded(items, target.number);
  const settle = useEffectEvent((to: Target, isReady: boolean) => {
    const done = () => setPlaced(true);
    if (to === "end") return place({ kind: "end" }, done);
    place({ kind: "item", index: to.number - first + hasStart, part: to.part, shift: to.shift }, done);
    if (to.mark && isReady) setFlashed(to.number);
  });
  // Once when it opens or another message is asked for, once more when that one has its real height.
  useLayoutEffect(() => settle(target, ready), [target, ready]);
  const [shownPending, setShownPending] = useState(items.pending);
  useLayoutEffect(() => {
    if (items.pending === shownPending) return;
    setShownPending(items.pending);
    if (items.pending !== undefined) place({ kind: "end" }); // what one has just written is in sight
  }, [items.pending, shownPending, place]);
  useEffect(() => {
    if (asked !== null) list.scrollToIndex(asked.number - first + hasStart, { align: "auto" });
  }, [asked, list, first, hasStart]);

  useStayAtEnd(scroller, place);
  const bottom = list.scrollElement ? (list.scrollOffset ?? 0) + (list.scrollRect?.height ?? 0) : 0;
  const distance = list.scrollElement ? list.getTotalSize() - bottom : 0;
  const atEnd = distance <= endZone;
  const [left, setLeft] = useState(items.last);
  useEffect(() => {
    if (atEnd) setLeft(items.last);
  }, [atEnd, items.last]);
  useKeepPlace(line, rows, list.scrollOffset ?? 0, items, hasStart, atEnd);

  const lastSeen = lastInSight(rows, bottom);
  const seenNumber = lastSeen === undefined ? 0 : Math.min(items.last, first + lastSeen - hasStart);
  useEffect(() => {
    if (seenNumber > 0 && isLoaded(items, seenNumber)) onSight?.(seenNumber);
  }, [seenNumber, items, onSight]);
  useEffect(() => {
    const timer = ready ? setTimeout(loadTools, 500) : undefined;
    return () => clearTimeout(timer);
  }, [ready]);

  const go = (to: number) => {
    const number = Math.min(items.last, Math.max(first, to));
    setFocus(number);
    list.scrollToIndex(number - first + hasStart, { align: "auto" });
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-number="${number}"]`)?.focus({ preventScroll: true }));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const inRow = event.target instanceof HTMLElement && (event.target === scroller.current || event.target.dataset["number"] !== undefined);
    if (!inRow || event.defaultPrevented) return;
    const current = focus ?? (atEnd ? items.last : seenNumber);
    const action = listActionOf(event.nativeEvent);
    const key = event.key;
    if (key === "ArrowUp" || action === "older") go(focus === null ? current : current - 1);
    else if (key === "ArrowDown" || action === "newer") go(current + 1);
    else if (key === "Home") go(first);
    else if (key === "End") go(items.last);
    else if (focus !== null && key === "Enter") setCommand({ number: focus, action: "reply" });
    else if (focus !== null && action) setCommand({ number: focus, action });
    else return;
    event.preventDefault();
  };

  const fresh = items.last - left;
  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={scroller}
        data-message-list
        aria-label={label}
        tabIndex={focus === null ? 0 : -1}
        onKeyDown={onKeyDown}
        className="h-full [container-type:size] overflow-x-hidden overflow-y-auto overscroll-contain [overflow-anchor:none] focus-visible:-outline-offset-2"
      >
        <div className="relative min-h-full">
          <ul className={cx("relative w-full", line.thread === 0 && "translate-y-[max(0px,calc(100cqh-100%))]")} style={{ height: list.getTotalSize() }}>
            {rows.map((row) => (
              <li
                key={row.key}
                ref={list.measureElement}
                data-index={row.index}
                className="absolute top-0 left-0 w-full"
                style={{ transform: `translateY(${row.start}px)` }}
              >
                {row.index < hasStart ? (
                  start
                ) : (
                  <TimelineRow
                    line={line}
                    item={items.at(row.index - hasStart)}
                    isNew={newAfter !== null && first + row.index - hasStart === newAfter + 1}
                    isFocused={focus === first + row.index - hasStart}
                    isFlashed={flashed === first + row.index - hasStart}
                    canWrite={canWrite}
                    command={command?.number === first + row.index - hasStart ? command : null}
                    onFocus={setFocus}
                    onCommandDone={() => {
                      setCommand(null);
                      onCommandDone?.();
                    }}
                  />
                )}
              </li>
            ))}
          </ul>
        </div>
      </section>
      <Suspense>
        <LiveWords company={line.company} items={items} />
      </Suspense>
      {isMissing(props, items) && (
        <Suspense>
          <MissingTarget onNewest={() => place({ kind: "end" })} />
        </Suspense>
      )}
      {pages.failed && (
        <div className="absolute inset-x-3 top-2 flex justify-center">
          <div role="alert" className="flex items-center gap-2 rounded-box bg-raised py-1 pr-1 pl-3 text-sm shadow-float">
            {t(`messages.${pages.failed}`)}
            <Button size="small" onClick={pages.retry}>
              {t("ui.retry")}
            </Button>
          </div>
        </div>
      )}
      {!atEnd && (fresh > 0 || distance > 1200) && (
        <button
          type="button"
          onClick={() => place({ kind: "end" })}
          className={cx(
            "absolute right-5 bottom-3 flex h-8 items-center gap-1.5 rounded-full px-3 text-sm font-medium shadow-float coarse:h-11",
            fresh > 0 ? "bg-accent text-on-accent" : "bg-raised text-ink-2 hover:text-ink",
          )}
        >
          <ArrowDown aria-hidden size={14} />
          {fresh > 0 ? t("messages.fresh", { count: fresh }) : t("messages.toEnd")}
        </button>
      )}
    </div>
  );
}

type Target = "end" | { readonly number: number; readonly part: number; readonly shift: number; readonly mark: boolean };

/** Where the list opens: at the message that was asked for, where the reader left, at the New line, or at the end. */
function useTarget(props: TimelineProps, items: Items): Target {
  const { line, newAfter = null, at } = props;
  const open = (): Target => {
    if (isMissing(props, items)) return "end";
    if (at !== undefined) return { number: numberOf(at), part: 1 / 3, shift: 0, mark: true };
    const kept = keptPlace(line);
    if (kept) return { number: kept.number, part: 0, shift: kept.shift, mark: false };
    return newAfter !== null && newAfter < items.last ? { number: newAfter + 1, part: 1 / 3, shift: 0, mark: false } : "end";
  };
  const [target, setTarget] = useState(open);
  const [asked, setAsked] = useState(at);
  if (asked !== at) {
    setAsked(at);
    if (at !== undefined) setTarget(isMissing(props, items) ? "end" : { number: numberOf(at), part: 1 / 3, shift: 0, mark: true });
  }
  return target;
}

/** The URL names a message that this line doesn't hold for its reader. Of a thread one knows once some of it is here. */
function isMissing({ line, at }: TimelineProps, items: Items): boolean {
  if (at === undefined || (line.thread !== 0 && items.last === 0)) return false;
  const number = numberOf(at);
  return number < items.first || number > items.last || items.at(number - items.first).kind === "hole";
}

function isLoaded(items: Items, number: number): boolean {
  return number < items.first || items.at(number - items.first).kind !== "unloaded";
}

function lastInSight(rows: readonly VirtualItem[], bottom: number): number | undefined {
  return rows.findLast((row) => row.end <= bottom + 2)?.index;
}

/** The list gets lower when a banner or a keyboard comes: whoever stood at its end still does. */
function useStayAtEnd(scroller: RefObject<HTMLElement | null>, place: (place: Place) => void): void {
  useEffect(() => {
    const node = scroller.current;
    if (!node) return;
    let height = node.clientHeight;
    usualHeight = height || usualHeight;
    const observer = new ResizeObserver(() => {
      const wasAtEnd = node.scrollHeight - node.scrollTop - height <= endZone;
      height = node.clientHeight;
      usualHeight = height || usualHeight;
      if (wasAtEnd) place({ kind: "end" });
    });
    observer.observe(node);
    return () => observer.disconnect();
  }, [scroller, place]);
}

/** Remembers the first row in sight and how far it is scrolled, for when the reader comes back; nothing when at the end. */
function useKeepPlace(line: Line, rows: readonly VirtualItem[], offset: number, items: Items, hasStart: number, atEnd: boolean): void {
  const top = rows.find((row) => row.end > offset);
  const place = atEnd || !top || top.index < hasStart ? null : { number: items.first + top.index - hasStart, shift: offset - top.start };
  const latest = useRef(place);
  useEffect(() => {
    latest.current = place;
  });
  const { channel, thread } = line;
  useEffect(() => () => keepPlace({ channel, thread }, latest.current), [channel, thread]);
}
