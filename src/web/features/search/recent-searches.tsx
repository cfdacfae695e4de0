import { History } from "lucide-react";
import type { KeyboardEvent } from "react";
import type { CompanyView } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { type Chip, chipId, type Question } from "./question.ts";
import { useChipText } from "./use-offers.tsx";

/** What was looked for in this tab since signing in, the last first. */
export function RecentSearches({ company, recent, onChoose }: { company: CompanyView; recent: readonly Question[]; onChoose: (question: Question) => void }) {
  const t = useWords();
  return (
    <section aria-labelledby="recent-searches" className="mx-auto max-w-[52rem] px-5 py-2">
      <h2 id="recent-searches" className="mb-1 text-sm font-semibold text-ink-3">
        {t("search.recent")}
      </h2>
      <ul>
        {recent.map((question) => {
          const { words, chips, kind, by } = question;
          return (
            <li key={JSON.stringify([words, chips.map(chipId), kind, by])}>
              <button
                type="button"
                data-row
                onClick={() => onChoose(question)}
                onKeyDown={onKeyDown}
                className="-mx-2 flex min-h-9 w-full items-center gap-2 rounded-chip px-2 text-start hover:bg-hover coarse:min-h-11"
              >
                <History aria-hidden size={15} className="shrink-0 text-ink-3" />
                <bdi className="truncate">{words}</bdi>
                {chips.map((chip) => (
                  <ChipText key={chipId(chip)} company={company} chip={chip} />
                ))}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Up from the first one leads back to the field, as it does from results. */
function onKeyDown(event: KeyboardEvent<HTMLButtonElement>): void {
  const item = event.currentTarget.parentElement;
  const next = event.key === "ArrowDown" ? item?.nextElementSibling : event.key === "ArrowUp" ? item?.previousElementSibling : undefined;
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  next.querySelector("button")?.focus();
}

function ChipText({ company, chip }: { company: CompanyView; chip: Chip }) {
  return <span className="max-w-48 truncate rounded-chip bg-hover px-1.5 text-sm text-ink-2">{useChipText(company, chip)}</span>;
}
