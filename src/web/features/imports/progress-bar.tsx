/** How far something is; without a total only that it goes on. */
export function ProgressBar({ label, done, total }: { label: string; done: number; total: number }) {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(total > 0 ? { "aria-valuenow": Math.round(share * 100) } : {})}
      className="h-2 overflow-hidden rounded-full bg-hover ring-1 ring-line ring-inset"
    >
      <div
        className={total > 0 ? "h-full rounded-full bg-accent transition-[width] duration-180" : "h-full w-1/4 animate-pulse rounded-full bg-accent"}
        style={total > 0 ? { width: `${share * 100}%` } : undefined}
      />
    </div>
  );
}
