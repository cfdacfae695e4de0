import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

const looks = { calm: "bg-hover text-ink-2", warning: "bg-warning-soft text-warning", danger: "bg-danger-soft text-danger" } as const;

/** A fact about the whole screen that stays until it is over: offline, read-only, a newer build. */
export function Banner({
  look = "calm",
  icon: Icon,
  children,
  action,
}: {
  look?: keyof typeof looks;
  icon: LucideIcon;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div role="status" className={cx("flex min-h-9 items-center gap-2.5 px-4 py-1.5 text-sm", looks[look])}>
      <Icon aria-hidden size={15} className="shrink-0" />
      <p className="min-w-0 flex-1">{children}</p>
      {action}
    </div>
  );
}
