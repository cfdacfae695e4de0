import { useSetting, writeSetting } from "../../../app/settings.ts";
import { type Tone, tones } from "./emoji-data.ts";

/** The tone of skin that this browser's reader chose last. */
export function useTone(): [tone: Tone, set: (tone: Tone) => void] {
  const kept = useSetting("tone");
  return [tones.find((tone) => tone === kept) ?? "none", (tone) => writeSetting("tone", tone)];
}
