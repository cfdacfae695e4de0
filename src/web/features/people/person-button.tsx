import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { cx } from "../../ui/cx.ts";

/** Opens somebody's profile beside the messages. By keyboard one gets there from the list of members and by Ctrl-K: a list of messages stays one stop. */
export function PersonButton({ person, className, title, children }: { person: string; className?: string; title?: string | undefined; children: ReactNode }) {
  const navigate = useNavigate();
  const open = () => void navigate({ to: ".", search: (search) => ({ ...search, panel: `person:${person}`, at: undefined }) });
  return (
    <button type="button" tabIndex={-1} title={title} onClick={open} className={cx("text-left hover:underline", className)}>
      {children}
    </button>
  );
}
