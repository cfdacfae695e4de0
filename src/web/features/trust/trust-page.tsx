import { Link } from "@tanstack/react-router";
import { ArrowLeft, Printer } from "lucide-react";
import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { withWords } from "../../i18n/index.ts";
import { dayAndTime, serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton } from "../../ui/index.ts";

const Banners = lazy(() => withWords(["offline"], import("../../app/banners.tsx")));

const tabClass =
  "flex h-10 items-center border-b-2 border-transparent px-1 text-sm font-medium text-ink-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink";

/** The frame of both trust pages. */
export function TrustPage({ tab, children }: { tab: "claims" | "columns"; children: ReactNode }) {
  const t = useWords();
  useEffect(() => {
    document.title = `${t("trust.title")} · Bastide`;
    return () => {
      document.title = "Bastide";
    };
  }, [t]);
  return (
    <div className="flex h-dvh flex-col print:block print:h-auto">
      <div className="print:hidden">
        <Suspense>
          <Banners />
        </Suspense>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto print:overflow-visible">
        <header className="sticky top-0 z-10 flex h-13 items-center gap-2 border-b border-line bg-paper px-3 md:px-5 print:hidden">
          <Link to="/" aria-label={t("ui.back")} className="-ml-1 flex size-10 items-center justify-center rounded-box text-ink-2 hover:bg-hover">
            <ArrowLeft aria-hidden size={18} />
          </Link>
          <h1 className="flex-1 text-lg font-semibold">{t("trust.title")}</h1>
          <IconButton icon={Printer} label={t("trust.print")} onClick={() => print()} />
        </header>
        <main className="mx-auto max-w-[56rem] px-5 pb-20 print:max-w-none">
          <div className="mb-6 hidden print:block">
            <h2 className="text-xl font-semibold">{t("trust.onPaper", { place: location.host })}</h2>
            <p className="text-sm text-ink-2">{t("trust.printedAt", { when: dayAndTime(serverNow()) })}</p>
          </div>
          <nav aria-label={t("trust.title")} className="mb-8 flex gap-5 border-b border-line pt-3 print:hidden">
            <Link to="/trust" activeOptions={{ exact: true }} className={tabClass} aria-current={tab === "claims" ? "page" : undefined}>
              {t("trust.tabs.claims")}
            </Link>
            <Link to="/trust/columns" className={tabClass} aria-current={tab === "columns" ? "page" : undefined}>
              {t("trust.tabs.columns")}
            </Link>
          </nav>
          {children}
        </main>
      </div>
    </div>
  );
}
