import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** A screen or list without content: says what belongs here and, where there is one, the next step. Also for errors and missing rights. */
export function Empty({ icon: Icon, title, children, action }: { icon: LucideIcon; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex h-full min-h-56 flex-col items-center justify-center px-8 py-10 text-center">
      <Icon aria-hidden size={28} strokeWidth={1.4} className="mb-3 text-ink-3" />
      <h2 className="text-lg font-semibold">{title}</h2>
      {children && <div className="mt-1.5 max-w-[44ch] text-ink-2">{children}</div>}
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
