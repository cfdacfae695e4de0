import { MessageSquareOff } from "lucide-react";
import { useWords } from "../../i18n/use-words.ts";
import { Empty } from "../../ui/empty.tsx";

/** In the place of a thread whose first message isn't there for its reader. */
export default function MissingThread() {
  const t = useWords();
  return (
    <div role="alert" className="min-h-0 flex-1">
      <Empty icon={MessageSquareOff} title={t("lists.threads.missing.title")}>
        {t("lists.threads.missing.text")}
      </Empty>
    </div>
  );
}
