/** When a day of the calendar begins, in the reader's own zone. */
export const daysBefore = (now: number, count: number): number => {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - count).getTime();
};

/** The same for what a field for dates holds: `2026-11-22`. */
export function dayIn(value: string): number | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) ?? [];
  return year === undefined ? undefined : new Date(Number(year), Number(month) - 1, Number(day)).getTime();
}
