import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import type { TriggerProps } from "./late.tsx";

export interface PopoverProps {
  readonly trigger: ReactElement<TriggerProps>;
  readonly title: string;
  readonly align?: "start" | "center" | "end";
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly children: ReactNode;
}

/** A small pane beside the button that opened it. */
export default function PopoverParts({ trigger, title, align = "center", open, onOpenChange, children }: PopoverProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={6} className="z-50">
          <Base.Popup className="floats max-h-[min(60vh,var(--available-height))] max-w-[min(26rem,calc(100vw-1rem))] overflow-y-auto rounded-box bg-raised p-3 text-sm shadow-float outline-none">
            <Base.Title className="sr-only">{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
