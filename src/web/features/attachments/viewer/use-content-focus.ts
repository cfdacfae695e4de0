import { type RefObject, useEffect } from "react";

/** What scrolls takes the focus from the window around it, so that its keys work at once; never from a button. */
export function useContentFocus(content: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (document.activeElement?.getAttribute("role") === "dialog") content.current?.focus({ preventScroll: true });
  }, [content]);
}
