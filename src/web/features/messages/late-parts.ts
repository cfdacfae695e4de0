import { whenQuiet } from "../../app/quiet.ts";
import { withWords } from "../../i18n/index.ts";

/** Files, and what could not be sent: nobody needs them for reading and typing. */
export const lateParts = () => withWords(["attachments"], import("../attachments/late-parts.ts"));
type Parts = Awaited<ReturnType<typeof lateParts>>;

/** One of them, for `lazy`: where the line is cut before it came, as soon as there is one again. */
export const latePart = <K extends keyof Parts>(name: K) => {
  const load = async (): Promise<{ default: Parts[K] }> => ({ default: (await lateParts())[name] });
  return () => whenQuiet(load);
};
