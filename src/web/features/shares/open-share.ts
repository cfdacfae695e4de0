import { useSyncExternalStore } from "react";

export interface SharedFile {
  readonly id: string;
  readonly name: string;
  /** The one that is looked at. */
  readonly version: number;
}
interface Opened {
  readonly company: string;
  readonly channel: string;
  readonly file: SharedFile;
}

let opened: Opened | undefined;
const listeners = new Set<() => void>();

function become(next: Opened | undefined): void {
  opened = next;
  for (const listener of listeners) listener();
}

/** Shows the share links of a file, and makes one. The focus goes back to what has it now. */
export const openShareDialog = (company: string, channel: string, file: SharedFile): void => become({ company, channel, file });
export const closeShareDialog = (): void => become(undefined);

export const useOpenedShare = (): Opened | undefined =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => opened,
  );
