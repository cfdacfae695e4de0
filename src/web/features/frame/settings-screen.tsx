import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft, SearchX } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { nowQuiet } from "../../app/quiet.ts";
import { useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Empty } from "../../ui/index.ts";
import { KeysSettings } from "../keys/keys-settings.tsx";
import { NoticeSettings } from "../notices/notice-settings.tsx";

/** `/c/:company/you/keys` and `…/you/notices`: what the reader likes, on all devices. */
export function SettingsScreen() {
  const t = useWords();
  const { company: id, part } = useParams({ from: "/gated/c/$company/you/$part" });
  const company = useCache((cache) => cache.companies.get(id));
  if (!company) return null;
  switch (part) {
    case "keys":
      return (
        <Screen company={id} title={t("app.keys.title")}>
          <KeysSettings company={id} />
        </Screen>
      );
    case "notices":
      return (
        <Screen company={id} title={t("notices.title")}>
          <NoticeSettings company={company} />
        </Screen>
      );
    default:
      return (
        <Screen company={id} title={t("people.you.title")}>
          <Empty icon={SearchX} title={t("app.notFound.title")}>
            {t("app.notFound.text")}
          </Empty>
        </Screen>
      );
  }
}

function Screen({ company, title, children }: { company: string; title: string; children: ReactNode }) {
  const t = useWords();
  useEffect(nowQuiet, []);
  return (
    <section className="flex min-w-0 flex-1 flex-col" aria-label={title}>
      <header className="flex h-13 shrink-0 items-center gap-2 border-b border-line px-3">
        <Link
          to="/c/$company/you"
          params={{ company }}
          aria-label={t("people.you.title")}
          title={t("people.you.title")}
          className="inline-flex size-9 items-center justify-center rounded-box text-ink-2 hover:bg-hover hover:text-ink"
        >
          <ArrowLeft aria-hidden size={17} />
        </Link>
        <h1 className="text-lg font-semibold">{title}</h1>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-10">
        <div className="mx-auto flex max-w-[40rem] flex-col divide-y divide-line">{children}</div>
      </div>
    </section>
  );
}
