import { type Dispatch, type SetStateAction, useState } from "react";
import { matches } from "../../app/use-media.ts";
import type { MenuAnchor } from "../../ui/menu-parts.tsx";
import type { Entry } from "./entry.ts";
import { type Choice, chooseOne } from "./selecting.ts";

/** Of the pointer, in the window. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Opened {
  readonly row: HTMLElement | null;
  readonly anchor: MenuAnchor;
  readonly align: "start" | "end";
  /** The row that it is of, where that one alone is meant. */
  readonly of: string | undefined;
}

/** The menu of a row is about all that is chosen; of a row that isn't, about that row. Under a finger it chooses nothing: the next tap still opens. */
export function useRowMenu(entries: readonly Entry[], choice: Choice, onChoice: Dispatch<SetStateAction<Choice>>) {
  const [opened, setOpened] = useState<Opened>();
  const chosen = entries.filter(({ id }) => choice.ids.has(id));
  return {
    opened,
    about: opened?.of === undefined ? chosen : entries.filter(({ id }) => id === opened.of),
    open: (id: string, button: HTMLElement, point?: Point) => {
      const isAlone = !choice.ids.has(id) && matches("touch");
      if (!choice.ids.has(id) && !isAlone) onChoice(chooseOne(id));
      const place = point && DOMRect.fromRect(point);
      const anchor = place ? { getBoundingClientRect: () => place } : button;
      setOpened({ row: button.closest<HTMLElement>("[data-entry]"), anchor, align: place ? "start" : "end", of: isAlone ? id : undefined });
    },
    close: () => setOpened(undefined),
  };
}
