import i18next from "i18next";
import type { Entry } from "./entry.ts";

export const sortKeys = ["name", "date", "size"] as const;
export type SortKey = (typeof sortKeys)[number];
export interface Order {
  readonly by: SortKey;
  readonly down: boolean;
}

/** `size` or `-size` as it stands in the address; by name where it says nothing. */
export function readOrder(text: string | undefined): Order {
  const down = text?.startsWith("-") ?? false;
  const by = sortKeys.find((key) => key === text?.replace("-", "")) ?? "name";
  return { by, down };
}

export const writeOrder = ({ by, down }: Order): string | undefined => (by === "name" && !down ? undefined : `${down ? "-" : ""}${by}`);

/** A second click on a head turns the order round; what is new or large comes first at the first one. */
export const nextOrder = (now: Order, by: SortKey): Order => ({ by, down: now.by === by ? !now.down : by !== "name" });

/** Folders stay first. What is equal goes by name. */
export function inOrder(entries: readonly Entry[], { by, down }: Order): readonly Entry[] {
  const names = new Intl.Collator(i18next.language, { numeric: true, sensitivity: "base" });
  const turn = down ? -1 : 1;
  return entries.toSorted((a, b) => {
    if (a.kind !== b.kind) return a.kind === "folder" ? -1 : 1;
    const first = by === "date" ? a.changedAt - b.changedAt : by === "size" ? a.size - b.size : names.compare(a.name, b.name);
    return first * turn || names.compare(a.name, b.name);
  });
}

/** `report (2).pdf`: a name that none of them has. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const dot = name.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  for (let n = 2; ; n++) {
    const next = `${stem} (${n})${ending}`;
    if (!taken.has(next)) return next;
  }
}
