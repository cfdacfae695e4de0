import { lazy, Suspense } from "react";
import { useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";

const RailEntries = lazy(() => import("./rail-entries.tsx"));

/** The companies of the account, at the left edge; there only when there are two. */
export function CompanyRail({ current }: { current: string }) {
  const t = useWords();
  const isThere = useCache((cache) => cache.companies.size > 1);
  if (!isThere) return null;
  return (
    <nav aria-label={t("companies.rail")} className="hidden w-14 flex-col items-center gap-2 border-r border-line bg-side py-3 md:flex">
      <Suspense>
        <RailEntries current={current} />
      </Suspense>
    </nav>
  );
}
