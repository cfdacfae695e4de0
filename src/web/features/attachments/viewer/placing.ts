/** Where a picture lies in its frame: how large, and how far its middle is from the frame's. */
export interface Place {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}
interface Point {
  readonly x: number;
  readonly y: number;
}
interface Size {
  readonly width: number;
  readonly height: number;
}

export const fit: Place = { scale: 1, x: 0, y: 0 };
const largest = 10;

/** Never smaller than its frame, and never out of sight. */
function kept({ scale, x, y }: Place, { width, height }: Size): Place {
  const size = Math.min(largest, Math.max(1, scale));
  const most = (length: number) => ((size - 1) * length) / 2;
  return { scale: size, x: Math.min(most(width), Math.max(-most(width), x)), y: Math.min(most(height), Math.max(-most(height), y)) };
}

export const moved = (place: Place, x: number, y: number, frame: Size): Place => kept({ ...place, x: place.x + x, y: place.y + y }, frame);

/** Enlarged, so that what is at this point stays there. */
export function zoomed(place: Place, by: number, x: number, y: number, frame: Size): Place {
  const scale = Math.min(largest, Math.max(1, place.scale * by));
  const real = scale / place.scale;
  return kept({ scale, x: x - (x - place.x) * real, y: y - (y - place.y) * real }, frame);
}

/** One of two fingers went from `before` to `now`. */
export function pinched(place: Place, before: Point, now: Point, other: Point, frame: Size): Place {
  const apart = (a: Point) => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y));
  return zoomed(place, apart(now) / apart(before), (now.x + other.x) / 2, (now.y + other.y) / 2, frame);
}
