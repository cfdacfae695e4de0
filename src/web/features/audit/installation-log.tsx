import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowLeft, Lock } from "lucide-react";
import { useWorkspace } from "../../app/workspace.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Empty } from "../../ui/index.ts";
import { LogView } from "./log-view.tsx";

/** `/settings/log`: what belongs to no workspace. */
export function InstallationLog() {
  const t = useWords();
  const { account } = useWorkspace();
  const filter = useSearch({ from: "/gated/settings/log" });
  const navigate = useNavigate({ from: "/settings/log" });
  return (
    <div className="h-dvh overflow-y-auto">
      <header className="sticky top-0 z-10 flex h-13 items-center gap-2 border-b border-line bg-paper px-3 md:px-5">
        <Link to="/settings" aria-label={t("ui.back")} className="-ml-1 flex size-10 items-center justify-center rounded-box text-ink-2 hover:bg-hover">
          <ArrowLeft aria-hidden size={18} />
        </Link>
        <h1 className="min-w-0 truncate text-lg font-semibold">{t("audit.installationTitle")}</h1>
      </header>
      <main className="mx-auto max-w-[60rem] px-5 pb-16">
        {account.installationOwner ? (
          <LogView scope={null} filter={filter} onFilter={(search) => void navigate({ search, replace: true })} />
        ) : (
          <Empty icon={Lock} title={t("audit.ownersOnly.title")}>
            {t("audit.ownersOnly.text")}
          </Empty>
        )}
      </main>
    </div>
  );
}
