import { CloudOff } from "lucide-react";
import { useWords } from "../i18n/use-words.ts";
import { Button } from "./button.tsx";
import { Empty } from "./empty.tsx";

/** In the place of what did not come: why, and once more. */
export function NotLoaded({ why, again }: { why: string; again: () => void }) {
  const t = useWords();
  return (
    <div role="alert">
      <Empty icon={CloudOff} title={t("ui.notLoaded")} action={<Button onClick={again}>{t("ui.retry")}</Button>}>
        {why}
      </Empty>
    </div>
  );
}
