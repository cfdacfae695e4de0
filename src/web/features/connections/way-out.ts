/** What this tab remembers while it is at the provider: why it left, and where it goes on. */
const place = "bastide.way-out";

export interface WayOut {
  readonly purpose: "sign-in" | "link";
  /** A path of this app. */
  readonly to: string;
}

export function leaveFor(url: string, way: WayOut): void {
  sessionStorage.setItem(place, JSON.stringify(way));
  location.assign(url);
}

/** Read once; without one somebody signs in. */
export function cameBack(): WayOut {
  const kept = sessionStorage.getItem(place);
  sessionStorage.removeItem(place);
  const { purpose, to } = (kept === null ? {} : JSON.parse(kept)) as Partial<WayOut>;
  return { purpose: purpose === "link" ? "link" : "sign-in", to: to && /^\/(?![/\\])/.test(to) ? to : "/" };
}
