import { clockTime, dayName, dayOf } from "../../i18n/times.ts";

/** `14:05` today, else `Tuesday 24 November, 09:00`. */
export function soon(at: number, now: number): string {
  return dayOf(at) === dayOf(now) ? clockTime(at) : `${dayName(at, now)}, ${clockTime(at)}`;
}

/** A moment as an `<input type="datetime-local">` holds it, in the reader's zone. */
export function asField(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
