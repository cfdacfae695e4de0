import { knownText } from "../../i18n/known-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import type { ImportJob } from "./upload.ts";
import { useAmounts } from "./use-amounts.ts";

const kinds = ["channels", "people", "messages", "reactions"] as const;
type Tally = NonNullable<ImportJob["report"]>["channels"];

/** The closing books: of each kind found = imported + left out, and why. */
export function ImportReport({ report }: { report: NonNullable<ImportJob["report"]> }) {
  const t = useWords();
  return (
    <>
      <table className="tabular mt-6 w-full border-collapse text-right">
        <caption className="sr-only">{t("imports.report.title")}</caption>
        <thead>
          <tr className="border-b border-line text-sm text-ink-3">
            <td />
            <th scope="col" className="py-2 pl-3 font-medium">
              {t("imports.report.found")}
            </th>
            <th scope="col" className="py-2 pl-3 font-medium">
              {t("imports.report.imported")}
            </th>
            <th scope="col" className="py-2 pl-3 font-medium">
              {t("imports.report.leftOut")}
            </th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => (
            <KindRows key={kind} kind={kind} tally={report[kind]} />
          ))}
        </tbody>
      </table>
      <details className="mt-4 text-sm text-ink-3">
        <summary className="w-fit rounded-chip text-accent hover:underline">{t("imports.report.digest")}</summary>
        <p className="mt-1.5">{t("imports.report.digestHelp")}</p>
        <p className="mt-1.5 font-mono break-all text-ink-2">{report.digest}</p>
      </details>
    </>
  );
}

function KindRows({ kind, tally }: { kind: (typeof kinds)[number]; tally: Tally }) {
  const t = useWords();
  const { number } = useAmounts();
  const reasons = Object.entries(tally.leftOut).filter(([, count]) => count > 0);
  const out = reasons.reduce((sum, [, count]) => sum + count, 0);
  return (
    <>
      <tr className={reasons.length > 0 ? "" : "border-b border-line"}>
        <th scope="row" className="py-2.5 text-left font-medium">
          {t(`imports.report.${kind}`)}
        </th>
        <td className="py-2.5 pl-3">{number(tally.found)}</td>
        <td className="py-2.5 pl-3">{number(tally.imported)}</td>
        <td className="py-2.5 pl-3">{number(out)}</td>
      </tr>
      {reasons.map(([reason, count], i) => (
        <tr key={reason} className={i === reasons.length - 1 ? "border-b border-line text-sm text-ink-3" : "text-sm text-ink-3"}>
          <td colSpan={3} className="pb-1.5 pl-4 text-left">
            {knownText(`imports.reasons.${reason}`) ?? reason}
          </td>
          <td className="pb-1.5 pl-3 align-top">{number(count)}</td>
        </tr>
      ))}
    </>
  );
}
