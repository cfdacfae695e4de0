/** What people mean by "later" and "then", in the reader's own zone: hours of a day, not spans, so that a change of the clocks moves nothing. */
export function dayAt(now: number, days: number, hour: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, hour).getTime();
}

const minute = 60_000;

export const inMinutes = (now: number, count: number): number => now + count * minute;
export const tomorrowMorning = (now: number): number => dayAt(now, 1, 9);

/** The next Monday that isn't today, at nine. */
export function mondayMorning(now: number): number {
  const days = (8 - new Date(now).getDay()) % 7 || 7;
  return dayAt(now, days, 9);
}

/** Five in the afternoon, while that is still to come. */
export function thisAfternoon(now: number): number | undefined {
  const at = dayAt(now, 0, 17);
  return at - now >= 5 * minute ? at : undefined;
}

/** As a field for day and time holds it: `2026-11-22T09:00`, in the reader's zone. */
export function fieldValue(at: number): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** When a day begins, as a field for dates holds it: `2026-11-22`; undefined for a day that no month has. */
export function dayIn(value: string): number | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) ?? [];
  if (year === undefined) return undefined;
  const at = new Date(Number(year), Number(month) - 1, Number(day)).getTime();
  return fieldValue(at).startsWith(value) ? at : undefined;
}
