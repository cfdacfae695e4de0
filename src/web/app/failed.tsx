import { Link } from "@tanstack/react-router";
import { Compass, TriangleAlert } from "lucide-react";
import { useWords } from "../i18n/use-words.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";

export function NotFound() {
  const t = useWords();
  return (
    <Empty
      icon={Compass}
      title={t("app.notFound.title")}
      action={
        <Link to="/" className="rounded-box px-3.5 py-2 font-medium text-accent ring-1 ring-edge ring-inset hover:bg-hover">
          {t("app.notFound.home")}
        </Link>
      }
    >
      {t("app.notFound.text")}
    </Empty>
  );
}

/** A fault of this app itself; what was written is kept by the outbox and the drafts. */
export function Failed() {
  const t = useWords();
  return (
    <Empty icon={TriangleAlert} title={t("app.failed.title")} action={<Button onClick={() => location.reload()}>{t("app.failed.reload")}</Button>}>
      {t("app.failed.text")}
    </Empty>
  );
}
