import { Menu as Base } from "@base-ui/react/menu";
import type { LucideIcon } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { cx } from "./cx.ts";
import { Keys } from "./keys.tsx";
import type { TriggerProps } from "./late.tsx";

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement<TriggerProps>;
  readonly align?: "start" | "end";
  readonly side?: "top" | "bottom";
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly children: ReactNode;
}

export default function MenuParts({ trigger, align = "start", side = "bottom", open, onOpenChange, children }: MenuProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange} modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={4} className="z-50">
          <Base.Popup className="floats max-h-[min(70vh,var(--available-height))] min-w-52 overflow-y-auto rounded-box bg-raised p-1 text-sm shadow-float outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export interface MenuItemProps {
  readonly icon?: LucideIcon;
  readonly shortcut?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

export function MenuItem({ icon: Icon, shortcut, danger = false, disabled = false, onClick, children }: MenuItemProps) {
  return (
    <Base.Item
      disabled={disabled}
      onClick={onClick}
      className={cx(
        "flex min-h-8 items-center gap-2.5 rounded-[6px] px-2.5 py-1 outline-none select-none data-highlighted:bg-hover data-disabled:text-ink-4 coarse:min-h-11",
        danger ? "text-danger" : "text-ink",
      )}
    >
      {Icon ? <Icon aria-hidden size={15} className={danger ? "" : "text-ink-3"} /> : <span className="w-[15px]" />}
      <span className="flex-1">{children}</span>
      {shortcut && <Keys keys={shortcut} />}
    </Base.Item>
  );
}

export function MenuLine() {
  return <Base.Separator className="mx-2.5 my-1 h-px bg-line" />;
}
