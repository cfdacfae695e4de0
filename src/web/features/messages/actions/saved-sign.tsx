import { Bookmark } from "lucide-react";
import type { MessageRow } from "../../../cache/index.ts";
import { fullTime, serverNow } from "../../../i18n/times.ts";
import { useWords } from "../../../i18n/use-words.ts";
import { useSaved } from "./saved-state.ts";

/** Stands in the margin of a message that the reader saved, with the time at which it comes back. */
export default function SavedSign({ company, message }: { company: string; message: MessageRow }) {
  const t = useWords();
  const saved = useSaved(company, message);
  if (!saved) return null;
  const { remindAt } = saved;
  const said = remindAt !== null && remindAt > serverNow() ? t("actions.save.reminder", { when: fullTime(remindAt) }) : t("actions.save.sign");
  return (
    <span title={said} className="absolute bottom-2 left-1 text-accent">
      <Bookmark aria-hidden size={12} fill="currentColor" />
      <span className="sr-only">{said}</span>
    </span>
  );
}
