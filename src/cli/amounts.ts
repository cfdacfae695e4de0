/** Numbers for people: always written the same, whatever language the machine speaks. */

/** 12345 → "12,345" */
export const amount = (n: number): string => n.toLocaleString("en-US");

/** 1234567 → "1.2 MB" */
export function bytes(n: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(n, 1)) / 3));
  return power === 0 ? `${n} bytes` : `${(n / 1000 ** power).toFixed(1)} ${units[power]}`;
}

/**
 * @param monotonic milliseconds @returns tells the speed since its first call, and the time left: " · 8,100/s, 24 s left"
 */
export function rateOf(monotonic: () => number): (done: number, total: number) => string {
  let first: { readonly at: number; readonly done: number } | undefined;
  return (done, total) => {
    const at = monotonic();
    first ??= { at, done };
    const perSecond = ((done - first.done) * 1000) / (at - first.at);
    if (!(perSecond > 0) || !Number.isFinite(perSecond)) return "";
    return ` · ${amount(Math.round(perSecond))}/s, ${amount(Math.ceil((total - done) / perSecond))} s left`;
  };
}
