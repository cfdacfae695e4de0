import i18next from "i18next";
import { ChevronDown, RotateCw } from "lucide-react";
import { useId, useState } from "react";
import { dayAndTime, serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, cx } from "../../ui/index.ts";
import { type Claim, StateIcon, StateWord } from "./claim-state.tsx";

interface ClaimRowProps {
  readonly claim: Claim;
  /** Absent for who may not run checks. */
  readonly onRun: (() => void) | undefined;
  readonly busy: boolean;
}

/** One promise with its state; behind it each clause with what was looked at. On paper everything is open. */
export function ClaimRow({ claim, onRun, busy }: ClaimRowProps) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <li className="break-inside-avoid">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="grid w-full grid-cols-[auto_minmax(0,1fr)_auto] items-start gap-x-3 rounded-box px-2 py-2.5 text-left hover:bg-hover sm:grid-cols-[auto_minmax(0,1fr)_auto_auto]"
      >
        <span className="mt-0.5">
          <StateIcon state={claim.state} />
        </span>
        <span>
          <span className="text-ink">{i18next.language === "fr" ? claim.sentence.fr : claim.sentence.en}</span>
          <span className="mt-0.5 flex flex-wrap items-baseline gap-x-2 sm:hidden">
            <StateWord state={claim.state} detail={claim.detail} />
            <When at={claim.at} />
          </span>
        </span>
        <span className="hidden w-44 flex-col items-end sm:flex">
          <StateWord state={claim.state} detail={claim.detail} />
          <When at={claim.at} />
        </span>
        <ChevronDown aria-hidden size={16} className={cx("mt-1 shrink-0 text-ink-3 transition-transform duration-120 print:hidden", open && "rotate-180")} />
      </button>
      <div id={id} className={cx("pr-2 pb-4 pl-9.5", claim.clauses.length > 0 && "print:block", !open && "hidden")}>
        {claim.clauses.length === 0 && <p className="pl-4 text-ink-2 print:hidden">{t("trust.noClauses")}</p>}
        <ul className="flex flex-col gap-3 border-l border-line pl-4">
          {claim.clauses.map((clause) => (
            <li key={clause.id} className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5">
              <span className="mt-0.5">
                <StateIcon state={clause.state} size={15} />
              </span>
              <div>
                <p lang="en">
                  <span className="tabular mr-1.5 text-ink-3">{clause.id}</span>
                  {clause.sentence}
                </p>
                <p className="mt-0.5 flex flex-wrap gap-x-3 text-sm text-ink-3">
                  <StateWord state={clause.state} />
                  {clause.looked > 0 && <span className="tabular">{t("trust.looked", { n: clause.looked.toLocaleString(i18next.language) })}</span>}
                </p>
                {clause.evidence !== "" && (
                  <p lang="en" className="mt-0.5 text-sm text-ink-2">
                    {clause.evidence}
                  </p>
                )}
              </div>
            </li>
          ))}
        </ul>
        <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 pl-4 text-sm text-ink-3 print:hidden">
          <span>{t(`trust.sources.${claim.source}`, { id: claim.id })}</span>
          {claim.at !== null && <span>{t("trust.checkedAt", { when: dayAndTime(claim.at) })}</span>}
          {onRun && claim.state !== "not here yet" && (
            <Button size="small" icon={RotateCw} disabled={busy} onClick={onRun}>
              {t("trust.runOne")}
            </Button>
          )}
        </div>
      </div>
    </li>
  );
}

function When({ at }: { at: number | null }) {
  if (at === null) return null;
  return (
    <time dateTime={new Date(at).toISOString()} className="tabular text-xs whitespace-nowrap text-ink-3">
      <span className="print:hidden">{shortTime(at, serverNow())}</span>
      <span className="hidden print:inline">{dayAndTime(at)}</span>
    </time>
  );
}
