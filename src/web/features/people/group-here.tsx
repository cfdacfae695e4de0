import { useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";

/** How many of the others are here now; nothing where nobody is. */
export function GroupHere({ company, people }: { company: string; people: readonly string[] }) {
  const t = useWords();
  const count = useCache((cache) => people.filter((id) => cache.present.get(company)?.get(id) === "here").length);
  if (count === 0) return null;
  return (
    <span title={t("people.hereOf", { count })} className="flex shrink-0 items-center gap-1 text-xs text-ink-3">
      <span className="presence here" />
      <span className="sr-only">{t("people.hereOf", { count })}</span>
      <span aria-hidden className="tabular">
        {count}
      </span>
    </span>
  );
}
