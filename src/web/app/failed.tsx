import { TriangleAlert } from "lucide-react";
import { useWords } from "../i18n/use-words.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";

/** A fault of this app itself; what was written is kept by the outbox and the drafts. */
export function Failed() {
  const t = useWords();
  return (
    <Empty icon={TriangleAlert} title={t("app.failed.title")} action={<Button onClick={() => location.reload()}>{t("app.failed.reload")}</Button>}>
      {t("app.failed.text")}
    </Empty>
  );
}
