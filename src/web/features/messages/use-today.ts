import { useSyncExternalStore } from "react";
import { dayOf } from "../../i18n/times.ts";

let now = Date.now();
const listeners = new Set<() => void>();

function untilMidnight(): number {
  const next = new Date();
  next.setHours(24, 0, 0, 0);
  return next.getTime() - Date.now();
}

function turn(): void {
  if (dayOf(Date.now()) !== dayOf(now)) {
    now = Date.now();
    for (const listener of listeners) listener();
  }
}

/** A moment of today: changes at midnight, and after a sleep that went over it. */
export function useToday(): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      const timer = setTimeout(turn, untilMidnight() + 100);
      document.addEventListener("visibilitychange", turn);
      return () => {
        listeners.delete(listener);
        clearTimeout(timer);
        if (listeners.size === 0) document.removeEventListener("visibilitychange", turn);
      };
    },
    () => now,
  );
}
