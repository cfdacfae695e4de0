import { locale } from "../../i18n/times.ts";

/** The browser's own zone. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** All names of the time zone database that this browser knows, with the ones given. */
export const allZones = (...others: readonly (string | null)[]): string[] =>
  [...new Set([...Intl.supportedValuesOf("timeZone"), ...others.filter((zone) => zone !== null)])].sort();

/** What the clock shows there. */
export const timeIn = (zone: string, at: number): string =>
  new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(at);

/** Minutes that a zone is ahead of UTC at that moment. */
function offsetOf(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(at);
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(parts.find(({ type }) => type === "timeZoneName")?.value ?? "") ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}

/** Minutes that a zone is ahead of another one at that moment. */
export const aheadOf = (zone: string, other: string, at: number): number => offsetOf(zone, at) - offsetOf(other, at);

/** `2 h`, `5 h 30 min`: without a sign. */
export function span(minutes: number): string {
  const all = Math.abs(minutes);
  return [all >= 60 && `${Math.floor(all / 60)} h`, all % 60 > 0 && `${all % 60} min`].filter(Boolean).join(" ");
}
