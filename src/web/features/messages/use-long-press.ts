import { type RefObject, useEffect, useEffectEvent } from "react";

/** Half a second on a place without moving, on a touch screen. */
export function useLongPress(place: RefObject<HTMLElement | null>, run: () => void): void {
  const press = useEffectEvent(run);
  useEffect(() => {
    const row = place.current;
    if (!row) return;
    let timer = 0;
    const stop = () => clearTimeout(timer);
    const start = (event: PointerEvent) => {
      if (event.pointerType !== "mouse") timer = window.setTimeout(() => press(), 500);
    };
    row.addEventListener("pointerdown", start);
    for (const name of ["pointerup", "pointermove", "pointercancel"]) row.addEventListener(name, stop);
    return () => {
      stop();
      row.removeEventListener("pointerdown", start);
      for (const name of ["pointerup", "pointermove", "pointercancel"]) row.removeEventListener(name, stop);
    };
  }, [place]);
}
