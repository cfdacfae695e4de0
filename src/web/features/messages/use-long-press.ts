import { type RefObject, useEffect, useEffectEvent } from "react";

/** A finger that trembles still rests: who moves it on scrolls, and that cancels. */
const ends = ["touchend", "pointercancel"];

/** Half a second on a place, on a touch screen. The finger that leaves it then clicks nothing. */
export function useLongPress(place: RefObject<HTMLElement | null>, run: () => void): void {
  const press = useEffectEvent(run);
  useEffect(() => {
    const row = place.current;
    if (!row) return;
    let timer = 0;
    const stop = (event?: Event) => {
      if (timer < 0) event?.preventDefault();
      clearTimeout(timer);
    };
    const start = (event: PointerEvent) => {
      if (event.pointerType !== "touch") return;
      timer = window.setTimeout(() => {
        timer = -1;
        press();
      }, 500);
    };
    row.addEventListener("pointerdown", start);
    for (const name of ends) row.addEventListener(name, stop);
    return () => {
      stop();
      row.removeEventListener("pointerdown", start);
      for (const name of ends) row.removeEventListener(name, stop);
    };
  }, [place]);
}
