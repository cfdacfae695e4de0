import { useSyncExternalStore } from "react";
import { dayOf, serverNow } from "../../i18n/times.ts";

let known = serverNow();

/** The same moment all day long. */
function today(): number {
  if (dayOf(serverNow()) !== dayOf(known)) known = serverNow();
  return known;
}

function untilMidnight(): number {
  const now = serverNow();
  return new Date(now).setHours(24, 0, 0, 0) - now;
}

function subscribe(look: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const wait = () => {
    timer = setTimeout(() => {
      look();
      wait();
    }, untilMidnight() + 100);
  };
  wait();
  document.addEventListener("visibilitychange", look);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", look);
  };
}

/** A moment of today: changes at midnight, and after a sleep that went over it. */
export const useToday = (): number => useSyncExternalStore(subscribe, today);
