import i18next from "i18next";

const units = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["week", 7 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** `3 days ago`, in the largest unit that fits. */
export function ago(at: number, now: number): string {
  const format = new Intl.RelativeTimeFormat(i18next.language);
  const [unit, size] = units.find(([, size]) => now - at >= size) ?? units[5];
  return format.format(-Math.max(1, Math.floor((now - at) / size)), unit);
}
