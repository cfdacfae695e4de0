import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./cx.ts";

const looks = {
  /** What the screen is for; at most one of them in sight. */
  primary: "bg-accent text-on-accent hover:brightness-110 active:brightness-95 disabled:bg-hover disabled:text-ink-3",
  usual: "bg-raised text-ink ring-1 ring-inset ring-edge hover:bg-hover disabled:text-ink-4 disabled:ring-line",
  quiet: "text-ink-2 hover:bg-hover hover:text-ink disabled:text-ink-4",
  danger: "bg-raised text-danger ring-1 ring-inset ring-danger hover:bg-danger-soft disabled:text-ink-4 disabled:ring-line",
} as const;

const sizes = { small: "h-7 px-2.5 text-sm gap-1.5", usual: "h-9 px-3.5 text-base gap-2", large: "h-11 px-5 text-base gap-2" } as const;

export interface ButtonProps extends ComponentProps<"button"> {
  readonly look?: keyof typeof looks;
  readonly size?: keyof typeof sizes;
  readonly icon?: LucideIcon;
}

export function Button({ look = "usual", size = "usual", icon: Icon, className, children, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={cx(
        "inline-flex shrink-0 items-center justify-center rounded-box font-medium whitespace-nowrap transition-[background-color,filter] duration-100 select-none",
        looks[look],
        sizes[size],
        className,
      )}
      {...rest}
    >
      {Icon && <Icon aria-hidden size={size === "small" ? 14 : 16} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends ComponentProps<"button"> {
  readonly icon: LucideIcon;
  /** Said by screen readers and shown on hover, with the shortcut if there is one. */
  readonly label: string;
  readonly shortcut?: string;
  readonly size?: "small" | "usual";
  readonly pressed?: boolean;
}

export function IconButton({ icon: Icon, label, shortcut, size = "usual", pressed, className, type = "button", ...rest }: IconButtonProps) {
  return (
    <button
      type={type}
      aria-label={label}
      aria-pressed={pressed}
      title={shortcut ? `${label} (${shortcut})` : label}
      className={cx(
        "inline-flex shrink-0 items-center justify-center rounded-box text-ink-2 transition-colors duration-100 hover:bg-hover hover:text-ink disabled:text-ink-4 disabled:hover:bg-transparent",
        pressed && "bg-accent-soft text-accent hover:bg-accent-soft hover:text-accent",
        size === "small" ? "size-7" : "size-9",
        className,
      )}
      {...rest}
    >
      <Icon aria-hidden size={size === "small" ? 15 : 17} strokeWidth={1.85} />
    </button>
  );
}
