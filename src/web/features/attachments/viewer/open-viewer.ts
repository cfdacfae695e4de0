import type { Newer } from "../newer-version.tsx";

export interface ViewedFile {
  readonly id: string;
  readonly channel: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly version: number;
  /** The post under which people talk of it; left out where the file is shown beside that post. */
  readonly thread?: number | null;
  /** The newest version, where this is an earlier one. */
  readonly newer?: Newer | null;
}

export interface ShownProps {
  readonly company: string;
  readonly file: ViewedFile;
  readonly address: string;
  /** By swiping: 1 to the next one, -1 to the one before. */
  readonly onStep: (by: 1 | -1) => void;
}

let list: readonly ViewedFile[] = [];
let show: ((ref: string) => void) | undefined;
let waits: string | undefined;
let isOwn = false;

/** A file in `?view=`; with its version where that is not the newest. */
export const refOf = ({ channel, id, version, newer }: Pick<ViewedFile, "channel" | "id" | "version" | "newer">): string =>
  newer ? `${channel}.${id}.${version}` : `${channel}.${id}`;

/** Shows one of these files over the whole window; the arrows lead to the others. Has a URL, and gives the focus back. */
export function openViewer(files: readonly ViewedFile[], index: number): void {
  const file = files[index];
  if (!file) return;
  list = files;
  isOwn = true;
  if (show) show(refOf(file));
  else waits = refOf(file);
}

/** The files among which this one was opened. */
export const listWith = (ref: string): readonly ViewedFile[] | undefined => (list.some((file) => refOf(file) === ref) ? list : undefined);

/** For the place where the viewer stands. */
export function onOpen(to: (ref: string) => void): () => void {
  show = to;
  if (waits !== undefined) to(waits);
  waits = undefined;
  return () => {
    show = undefined;
  };
}

/** True once: there is a step back to where the viewer was opened. */
export function takeStep(): boolean {
  const was = isOwn;
  isOwn = false;
  return was;
}
