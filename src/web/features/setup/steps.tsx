import { Check } from "lucide-react";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/index.ts";

const names = ["account", "kit", "company", "message"] as const;

/** How far the first run is, in four words. */
export function Steps({ current }: { current: 0 | 1 | 2 | 3 }) {
  const t = useWords();
  return (
    <nav aria-label={t("setup.steps.label")}>
      <ol className="flex items-center gap-2 text-sm">
        {names.map((name, i) => (
          <li key={name} aria-current={i === current ? "step" : undefined} className="flex items-center gap-2">
            {i > 0 && <span aria-hidden className="h-px w-3 bg-edge sm:w-5" />}
            <span
              aria-hidden
              className={cx(
                "tabular flex size-5.5 shrink-0 items-center justify-center rounded-full text-xs font-semibold",
                i < current && "bg-accent-soft text-accent",
                i === current && "bg-accent text-on-accent",
                i > current && "text-ink-3 ring-1 ring-edge ring-inset",
              )}
            >
              {i < current ? <Check size={13} strokeWidth={2.5} /> : i + 1}
            </span>
            <span className={i === current ? "font-medium whitespace-nowrap" : "sr-only"}>
              {t(`setup.steps.${name}`)}
              {i < current && <span className="sr-only"> ({t("setup.steps.done")})</span>}
            </span>
          </li>
        ))}
      </ol>
    </nav>
  );
}
