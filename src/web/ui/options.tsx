import type { ReactNode } from "react";
import { cx } from "./cx.ts";

interface OptionsProps {
  readonly id: string;
  readonly label: string;
  readonly className?: string;
  /** Says that there is nothing to offer, in the place of a list: one without an option is no list. */
  readonly none?: ReactNode;
  readonly children: ReactNode;
}

/** What a combobox offers. The focus stays in its field, which names the current option by `aria-activedescendant`. */
export function Options({ id, label, className, none, children }: OptionsProps) {
  const list = none ? { role: "status" } : { role: "listbox", "aria-label": label };
  return (
    <div id={id} {...list} className={cx("overflow-y-auto", className)}>
      {none || children}
    </div>
  );
}

interface OptionProps {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly onNear?: () => void;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

export function Option({ id, isCurrent, onNear, onChoose, children }: OptionProps) {
  return (
    <button
      type="button"
      id={id}
      role="option"
      aria-selected={isCurrent}
      tabIndex={-1}
      ref={isCurrent ? (node) => node?.scrollIntoView({ block: "nearest" }) : undefined}
      onPointerMove={onNear}
      onPointerDown={(event) => event.preventDefault()} // the field keeps the focus
      onClick={onChoose}
      className={cx("flex min-h-9 w-full items-center gap-2.5 rounded-[6px] px-2.5 text-left coarse:min-h-11", isCurrent && "bg-hover")}
    >
      {children}
    </button>
  );
}
