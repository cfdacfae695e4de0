import { useSyncExternalStore } from "react";

/** The widths at which the layout changes, as in the styles. `wide`: a pane fits beside the messages · `desk`: the side bar does. */
export const media = { desk: "(min-width: 48rem)", wide: "(min-width: 64rem)", touch: "(pointer: coarse)" } as const;

export const matches = (name: keyof typeof media): boolean => matchMedia(media[name]).matches;

export function useMedia(name: keyof typeof media): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(media[name]);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => matches(name),
  );
}
