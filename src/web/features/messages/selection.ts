import { useSyncExternalStore } from "react";
import { placeOf } from "./give-back.ts";
import type { Line } from "./refs.ts";

/** Messages of one line that are chosen together; none while nobody selects. */
let selection: { readonly place: string; readonly refs: readonly string[] } | undefined;
const listeners = new Set<() => void>();

export function select(line: Line | undefined, refs: readonly string[] = []): void {
  selection = line && { place: placeOf(line.channel, line.thread), refs };
  for (const listener of listeners) listener();
}

/** The refs chosen in this line; undefined while nobody selects there. */
export function useSelection({ channel, thread }: Line): readonly string[] | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => (selection?.place === placeOf(channel, thread) ? selection.refs : undefined),
  );
}
