import type { Line } from "./refs.ts";

interface KeptPlace {
  readonly number: number;
  /** Pixels of it that are above the top edge. */
  readonly shift: number;
}

const places = new Map<string, KeptPlace>();
const nameOf = ({ channel, thread }: Pick<Line, "channel" | "thread">) => `${channel}/${thread}`;

/** Where the reader stood in a line when he left it; for the life of the tab. */
export function keptPlace(line: Pick<Line, "channel" | "thread">): KeptPlace | undefined {
  return places.get(nameOf(line));
}

export function keepPlace(line: Pick<Line, "channel" | "thread">, place: KeptPlace | null): void {
  if (place) places.set(nameOf(line), place);
  else places.delete(nameOf(line));
}
