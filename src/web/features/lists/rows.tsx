import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { listActionOf, useAction } from "../../app/actions.ts";

interface RowsProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly idOf: (item: T) => string;
  /** What `e` does with the row in focus. */
  readonly onDone?: (item: T) => void;
  /** Its link or button with `data-row` takes the focus; `tab` is what all that is in the row has as its tab index. */
  readonly children: (item: T, tab: 0 | -1) => ReactNode;
}

/** A list with one stop for Tab: j, k and the arrows go through it; the focus stays in its place when a row leaves. */
export function Rows<T>({ label, items, idOf, onDone, children }: RowsProps<T>) {
  const list = useRef<HTMLUListElement>(null);
  const [current, setCurrent] = useState({ id: "", index: 0 });
  const known = items.findIndex((item) => idOf(item) === current.id);
  const index = known >= 0 ? known : Math.min(current.index, items.length - 1);
  const held = useRef(false);

  const go = (to: number) => {
    const next = Math.max(0, Math.min(items.length - 1, to));
    const item = items[next];
    if (item === undefined) return;
    setCurrent({ id: idOf(item), index: next });
    list.current?.querySelectorAll<HTMLElement>("[data-row]")[next]?.focus();
  };
  const marked = items[index];
  useAction("done", () => marked !== undefined && onDone?.(marked), onDone !== undefined && marked !== undefined);
  // The row that had the focus is gone: the next one gets it.
  const isGone = known < 0 && current.id !== "";
  useLayoutEffect(() => {
    if (!isGone || !held.current || document.activeElement !== document.body) return;
    const rows = list.current?.querySelectorAll<HTMLElement>("[data-row]");
    (rows?.[index] ?? document.getElementById("screen"))?.focus();
  }, [isGone, index]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = listActionOf(event.nativeEvent);
    if (event.key === "ArrowDown" || action === "newer") go(index + 1);
    else if (event.key === "ArrowUp" || action === "older") go(index - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(items.length - 1);
    else return;
    event.preventDefault();
  };
  return (
    <ul
      ref={list}
      data-message-list
      aria-label={label}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        held.current = event.relatedTarget === null || event.currentTarget.contains(event.relatedTarget);
      }}
      className="mx-auto max-w-[52rem] divide-y divide-line"
    >
      {items.map((item, i) => (
        <li
          key={idOf(item)}
          onFocus={() => {
            held.current = true;
            setCurrent({ id: idOf(item), index: i });
          }}
          className="flex items-start gap-1 hover:bg-side"
        >
          {children(item, i === index ? 0 : -1)}
        </li>
      ))}
    </ul>
  );
}

/** What the part of a row that opens it looks like. */
export const rowLink = "min-w-0 flex-1 px-5 py-3 focus-visible:-outline-offset-2";
