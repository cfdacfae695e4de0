import { Link, useMatch } from "@tanstack/react-router";
import { Home, Inbox, type LucideIcon, Search, UserRound } from "lucide-react";
import type { CompanyView } from "../cache/index.ts";
import { useWords } from "../i18n/use-words.ts";
import { runAction } from "./actions.ts";

const item = "flex min-h-12 flex-1 flex-col items-center justify-center gap-0.5 text-xs text-ink-3 aria-[current=page]:text-accent";

/** Phones only; gone inside a channel, where the composer needs the room. */
export function BottomBar({ company }: { company: CompanyView }) {
  const t = useWords();
  const inChannel = useMatch({ from: "/gated/c/$company/channels/$channel", shouldThrow: false, select: () => true });
  if (inChannel) return null;
  return (
    <nav aria-label={t("app.bar.label")} className="flex border-t border-line bg-side pb-[env(safe-area-inset-bottom)] md:hidden">
      <Link to="/c/$company" params={{ company: company.id }} activeOptions={{ exact: true }} className={item}>
        <BarIcon icon={Home} />
        {t("app.bar.home")}
      </Link>
      <Link to="/c/$company/inbox" params={{ company: company.id }} className={item}>
        <BarIcon icon={Inbox} count={company.inbox} />
        {t("app.bar.inbox")}
      </Link>
      <button type="button" className={item} onClick={() => runAction("switch")}>
        <BarIcon icon={Search} />
        {t("app.bar.search")}
      </button>
      <Link to="/c/$company/you" params={{ company: company.id }} className={item}>
        <BarIcon icon={UserRound} />
        {t("app.bar.you")}
      </Link>
    </nav>
  );
}

function BarIcon({ icon: Icon, count = 0 }: { icon: LucideIcon; count?: number }) {
  return (
    <span className="relative">
      <Icon aria-hidden size={20} strokeWidth={1.75} />
      {count > 0 && (
        <span className="tabular absolute -top-1.5 left-3 min-w-4 rounded-full bg-accent px-1 text-center text-[10px] leading-4 font-semibold text-on-accent">
          {count > 99 ? "99+" : count}
        </span>
      )}
    </span>
  );
}
