import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from "react";

/** Where to stand: at the end, or with an item at a part of the height (0: top), plus pixels. */
export type Place = { readonly kind: "end" } | { readonly kind: "item"; readonly index: number; readonly part: number; readonly shift?: number };

type List = Virtualizer<HTMLElement, HTMLLIElement>;
const byReader = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

/**
 * Goes to a place and stays there while rows around it get their real heights; ends when nothing has moved for a few frames,
 * or at once when the reader scrolls. `then` is called when it stands, or is left.
 */
export function usePlacing(element: RefObject<HTMLElement | null>, list: List): (place: Place, then?: () => void) => void {
  const frame = useRef(0);
  const wanted = useRef<Place>(undefined);
  const onStop = useRef<() => void>(undefined);
  const stop = useCallback(() => {
    cancelAnimationFrame(frame.current);
    wanted.current = undefined;
    onStop.current?.();
    onStop.current = undefined;
  }, []);
  useEffect(() => {
    const node = element.current;
    for (const name of byReader) node?.addEventListener(name, stop, { passive: true });
    return () => {
      stop();
      for (const name of byReader) node?.removeEventListener(name, stop);
    };
  }, [element, stop]);

  /** True when it stands there already. */
  const go = useCallback(
    (place: Place): boolean => {
      const node = element.current;
      if (!node) return true;
      const offset = Math.round(offsetOf(node, list, place));
      if (Math.abs(node.scrollTop - offset) <= 1) return true;
      node.scrollTop = offset;
      return false;
    },
    [element, list],
  );
  // Before the frame is painted in which rows have got other heights.
  useLayoutEffect(() => {
    if (wanted.current) go(wanted.current);
  });

  return useCallback(
    (place, then) => {
      stop();
      onStop.current = then;
      wanted.current = place;
      let still = 0;
      const step = (left: number) => {
        still = go(place) ? still + 1 : 0;
        if (still < 6 && left > 0) frame.current = requestAnimationFrame(() => step(left - 1));
        else wanted.current = undefined;
        if (still === 2 || left === 0) {
          onStop.current?.();
          onStop.current = undefined;
        }
      };
      step(60);
    },
    [go, stop],
  );
}

function offsetOf(node: HTMLElement, list: List, place: Place): number {
  const most = Math.max(0, node.scrollHeight - node.clientHeight);
  if (place.kind === "end") return most;
  const start = list.getOffsetForIndex(place.index, "start")?.[0] ?? 0;
  return Math.min(most, Math.max(0, start - place.part * node.clientHeight + (place.shift ?? 0)));
}
