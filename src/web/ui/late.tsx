import { type ComponentType, cloneElement, lazy, type ReactElement, Suspense, useState } from "react";
import type { MenuItemProps, MenuProps } from "./menu-parts.tsx";
import type { PopoverProps } from "./popover-parts.tsx";

// Menus and popovers stand on Base UI, which nobody needs before the first click: they load with it, or when the pointer comes near.
const menu = () => import("./menu-parts.tsx");
const popover = () => import("./popover-parts.tsx");
const MenuParts = lazy(menu);
const PopoverParts = lazy(popover);

export const MenuItem = lazy<ComponentType<MenuItemProps>>(() => menu().then(({ MenuItem }) => ({ default: MenuItem })));
export const MenuLine = lazy(() => menu().then(({ MenuLine }) => ({ default: MenuLine })));

export interface TriggerProps {
  readonly onClick?: () => void;
  readonly onPointerEnter?: () => void;
  readonly onFocus?: () => void;
  readonly "aria-haspopup"?: "menu" | "dialog";
}

type Late<P extends { open: boolean; onOpenChange: (open: boolean) => void }> = Omit<P, "open" | "onOpenChange"> & Partial<Pick<P, "open" | "onOpenChange">>;

export function Menu({ open, onOpenChange, ...rest }: Late<MenuProps> & { readonly trigger: ReactElement<TriggerProps> }) {
  const state = useOpen(open, onOpenChange);
  const before = waiting(rest.trigger, "menu", menu, () => state.onOpenChange(true));
  if (!state.everOpen) return before;
  return (
    <Suspense fallback={before}>
      <MenuParts {...rest} open={state.open} onOpenChange={state.onOpenChange} />
    </Suspense>
  );
}

/** A small pane beside the button that opened it. */
export function Popover({ open, onOpenChange, ...rest }: Late<PopoverProps>) {
  const state = useOpen(open, onOpenChange);
  const before = waiting(rest.trigger, "dialog", popover, () => state.onOpenChange(true));
  if (!state.everOpen) return before;
  return (
    <Suspense fallback={before}>
      <PopoverParts {...rest} open={state.open} onOpenChange={state.onOpenChange} />
    </Suspense>
  );
}

function useOpen(given: boolean | undefined, onOpenChange: ((open: boolean) => void) | undefined) {
  const [own, setOwn] = useState(false);
  const [everOpen, setEverOpen] = useState(false);
  const open = given ?? own;
  if (open && !everOpen) setEverOpen(true);
  return { open, everOpen: everOpen || open, onOpenChange: onOpenChange ?? setOwn };
}

function waiting(trigger: ReactElement<TriggerProps>, kind: "menu" | "dialog", load: () => Promise<unknown>, open: () => void): ReactElement {
  const near = () => void load();
  return cloneElement(trigger, { "aria-haspopup": kind, onClick: open, onPointerEnter: near, onFocus: near });
}
