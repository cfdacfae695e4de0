import { cx } from "./cx.ts";

/** Stands where content will be, in its size. Comes only after 300 ms. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cx("late block rounded-chip bg-hover", className)} />;
}

const widths = ["w-4/5", "w-3/5", "w-11/12", "w-2/5", "w-3/4", "w-1/2"];

export function SkeletonLines({ count, label }: { count: number; label: string }) {
  return (
    <div role="status" className="flex flex-col gap-3 py-2">
      <span className="sr-only">{label}</span>
      {Array.from({ length: count }, (_, line) => ({ id: `line ${line}`, width: widths[line % widths.length] })).map(({ id, width }) => (
        <Skeleton key={id} className={cx("h-4", width)} />
      ))}
    </div>
  );
}
