import { useSyncExternalStore } from "react";

let named: string | undefined;
const listeners = new Set<() => void>();

/** The section whose name is being written, in its place in the side bar. */
export const sectionNamed = (): string | undefined => named;

export function nameSection(id: string | undefined): void {
  named = id;
  for (const listener of listeners) listener();
}

export function useSectionNamed(): string | undefined {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, sectionNamed);
}
