import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useWords } from "../i18n/use-words.ts";
import { Empty } from "../ui/empty.tsx";

/** In the place of a screen that there is not. */
export function Nowhere() {
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
