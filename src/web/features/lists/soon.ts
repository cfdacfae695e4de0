import i18next from "i18next";
import { clockTime, dayName, dayOf, isDayBefore } from "../../i18n/times.ts";

/** `14:05` today, else `Tuesday 24 November, 09:00`: as it stands inside of a sentence. */
export function soon(at: number, now: number): string {
  if (dayOf(at) === dayOf(now)) return clockTime(at);
  const day = dayName(at, now);
  const isName = !isDayBefore(at, now) && i18next.language === "en";
  return `${isName ? day : day.charAt(0).toLowerCase() + day.slice(1)}, ${clockTime(at)}`;
}

/** A moment as an `<input type="datetime-local">` holds it, in the reader's zone. */
export function asField(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
