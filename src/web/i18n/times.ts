import i18next from "i18next";

const formats = new Map<string, Intl.DateTimeFormat>();

/** The chosen language with the reader's own region where the browser names one: `en-GB` has other habits than `en-US`. */
export function locale(): string {
  return navigator.languages.find((tag) => tag.startsWith(`${i18next.language}-`)) ?? i18next.language;
}

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale() + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale(), options);
  formats.set(key, known);
  return known;
}

let ahead = 0;

/** Now by the server's clock, for this one may be wrong: what is asked of the server and what it dated agree by it. */
export const serverNow = (): number => Date.now() + ahead;

/** The server has just said what time it is. */
export function keepServerTime(at: number): void {
  ahead = at - Date.now();
}

/** `09:12`, in the reader's zone and habit. */
export const clockTime = (at: number): string => format({ hour: "2-digit", minute: "2-digit" }).format(at);

/** With weekday, year and zone: for who wants to know exactly. */
export const fullTime = (at: number): string => format({ dateStyle: "full", timeStyle: "long" }).format(at);

/** Day and year: for what needs no time. */
export const date = (at: number): string => format({ dateStyle: "long" }).format(at);

/** Day, year and time without seconds: for what happened once. */
export const dayAndTime = (at: number): string => format({ dateStyle: "long", timeStyle: "short" }).format(at);

/** Same number, same day in the reader's zone. */
export function dayOf(at: number): number {
  const date = new Date(at);
  return date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate();
}

/** By the calendar: where the clocks change, a day has 23 or 25 hours. */
export function isDayBefore(at: number, now: number): boolean {
  const next = new Date(at);
  next.setDate(next.getDate() + 1);
  return dayOf(next.getTime()) === dayOf(now);
}

/** `Today`, `Yesterday`, else weekday and date; with the year wherever it isn't this one. */
export function dayName(at: number, now: number): string {
  if (dayOf(at) === dayOf(now)) return relative(0);
  if (isDayBefore(at, now)) return relative(-1);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return capital(format({ weekday: "long", day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) }).format(at));
}

/** Short: the time today, else the day. */
export function shortTime(at: number, now: number): string {
  if (dayOf(at) === dayOf(now)) return clockTime(at);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format({ day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) }).format(at);
}

function relative(days: number): string {
  return capital(new Intl.RelativeTimeFormat(i18next.language, { numeric: "auto" }).format(days, "day"));
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase(i18next.language) + text.slice(1);
}
