import type { Line } from "./refs.ts";

interface KeptPlace {
  readonly number: number;
  /** Pixels of it that are above the top edge. */
  readonly shift: number;
}

const places = new Map<string, KeptPlace>();
const heights = new Map<string, Map<string | number | bigint, number>>();
const nameOf = ({ channel, thread }: Pick<Line, "channel" | "thread">) => `${channel}/${thread}`;

/** Where the reader stood in a line when he left it; for the life of the tab. */
export function keptPlace(line: Pick<Line, "channel" | "thread">): KeptPlace | undefined {
  return places.get(nameOf(line));
}

/** Heights of a line's rows by their keys, as they were measured: where it opens again, the first frame has them right. */
export function keptHeights(line: Pick<Line, "channel" | "thread">): Map<string | number | bigint, number> {
  const kept = heights.get(nameOf(line)) ?? new Map();
  heights.set(nameOf(line), kept);
  return kept;
}

export function keepPlace(line: Pick<Line, "channel" | "thread">, place: KeptPlace | null): void {
  if (place) places.set(nameOf(line), place);
  else places.delete(nameOf(line));
}
