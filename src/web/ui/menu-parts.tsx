import { Menu as Base } from "@base-ui/react/menu";
import { Check, ChevronRight, type LucideIcon } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { cx } from "./cx.ts";
import { KeyHint } from "./keys.tsx";
import type { TriggerProps } from "./late.tsx";

/** An element, or a place where there is none. */
export type MenuAnchor = Pick<Element, "getBoundingClientRect">;

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger?: ReactElement<TriggerProps>;
  readonly align?: "start" | "end";
  readonly side?: "top" | "bottom";
  /** Stands beside this instead of its button. */
  readonly anchor?: MenuAnchor;
  /** False: the focus stays where it is when the menu closes. */
  readonly finalFocus?: () => boolean | HTMLElement;
  /** Covers what it stands beside rather than hide its last items. */
  readonly whole?: boolean;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly children: ReactNode;
}

const popup = "floats min-w-52 max-w-72 overflow-y-auto rounded-box bg-raised p-1 text-sm shadow-float outline-none";
const low = "max-h-[min(70vh,var(--available-height))]";
const item =
  "flex min-h-8 items-center gap-2.5 rounded-[6px] px-2.5 py-1 outline-none select-none data-highlighted:bg-hover data-disabled:text-ink-4 coarse:min-h-11";

export default function MenuParts({ trigger, align = "start", side = "bottom", anchor, finalFocus, whole = false, open, onOpenChange, children }: MenuProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange} modal={false}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={4} anchor={anchor} collisionAvoidance={whole ? { side: "shift" } : undefined} className="z-50">
          <Base.Popup finalFocus={finalFocus} className={cx(popup, whole ? "max-h-(--available-height)" : low)}>
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
    <Base.Item disabled={disabled} onClick={onClick} className={cx(item, danger ? "text-danger" : "text-ink")}>
      {Icon ? <Icon aria-hidden size={15} className={danger ? "" : "text-ink-3"} /> : <span className="w-[15px]" />}
      <span className="flex-1">{children}</span>
      {shortcut && <KeyHint keys={shortcut} />}
    </Base.Item>
  );
}

export function MenuLine() {
  return <Base.Separator className="mx-2.5 my-1 h-px bg-line" />;
}

/** A menu that opens beside one of its items. */
export function MenuSub({ icon: Icon, text, children }: { icon: LucideIcon; text: string; children: ReactNode }) {
  return (
    <Base.SubmenuRoot>
      <Base.SubmenuTrigger className={cx(item, "data-popup-open:bg-hover")}>
        <Icon aria-hidden size={15} className="text-ink-3" />
        <span className="flex-1">{text}</span>
        <ChevronRight aria-hidden size={14} className="text-ink-3" />
      </Base.SubmenuTrigger>
      <Base.Portal>
        <Base.Positioner alignOffset={-4} className="z-50">
          <Base.Popup className={cx(popup, low)}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.SubmenuRoot>
  );
}

interface MenuChoiceProps<V extends string> {
  readonly label?: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly text: string }[];
  readonly onChange: (value: V) => void;
}

/** One of a few; the chosen one has a tick. */
export function MenuChoice<V extends string>({ label, value, options, onChange }: MenuChoiceProps<V>) {
  return (
    <Base.Group>
      {label && <Base.GroupLabel className="px-2.5 py-1 text-xs text-ink-3">{label}</Base.GroupLabel>}
      <Base.RadioGroup value={value} onValueChange={onChange}>
        {options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} closeOnClick className={item}>
            <Tick />
            <bdi className="min-w-0 flex-1 wrap-anywhere">{option.text}</bdi>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}

export function MenuSwitch({ checked, onChange, children }: { checked: boolean; onChange: (on: boolean) => void; children: ReactNode }) {
  return (
    <Base.CheckboxItem checked={checked} onCheckedChange={onChange} closeOnClick className={item}>
      <span className="flex w-[15px]">
        <Base.CheckboxItemIndicator>
          <Check aria-hidden size={15} className="text-accent" />
        </Base.CheckboxItemIndicator>
      </span>
      <span className="flex-1">{children}</span>
    </Base.CheckboxItem>
  );
}

function Tick() {
  return (
    <span className="flex w-[15px]">
      <Base.RadioItemIndicator>
        <Check aria-hidden size={15} className="text-accent" />
      </Base.RadioItemIndicator>
    </span>
  );
}
