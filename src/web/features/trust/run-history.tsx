import i18next from "i18next";
import { ArrowRight } from "lucide-react";
import { Fragment, lazy, Suspense, useState } from "react";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/index.ts";
import { type Claims, StateWord } from "./claim-state.tsx";

const RunPlot = lazy(() => import("./run-plot.tsx"));

/** Rows of the table; the course goes further back. */
const rows = 10;

/** Earlier runs, newest first, each with the claims that it found in another state than before. */
export function RunHistory({ runs }: { runs: Claims["history"] }) {
  const t = useWords();
  const course = useCourse(runs);
  return (
    <section className="mt-12">
      <h2 className="text-lg font-semibold break-after-avoid">{t("trust.history.title")}</h2>
      {course.length > 2 && (
        <Suspense fallback={<div className="mt-3 h-[178px] print:hidden" />}>
          <RunPlot runs={course} />
        </Suspense>
      )}
      {runs.length === 0 ? (
        <p className="mt-1.5 text-ink-3">{t("trust.history.empty")}</p>
      ) : (
        <table className="tabular mt-2 w-full border-collapse text-right text-sm">
          <thead>
            <tr className="border-b border-line text-ink-3">
              <th scope="col" className="py-2 text-left font-medium">
                {t("trust.history.started")}
              </th>
              {(["took", "checked", "proven", "failing"] as const).map((name) => (
                <th key={name} scope="col" className={cx("py-2 pl-4 font-medium", name === "took" && "hidden sm:table-cell")}>
                  {t(`trust.history.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.slice(0, rows).map((run) => (
              <Fragment key={run.id}>
                <tr className={run.turned.length === 0 ? "border-b border-line" : undefined}>
                  <td className="py-2 text-left">{dayAndTime(run.startedAt)}</td>
                  <td className="hidden py-2 pl-4 whitespace-nowrap sm:table-cell">{seconds(run, i18next.language)}</td>
                  <td className="py-2 pl-4 whitespace-nowrap">{run.done === run.total ? run.done : t("trust.partOf", { kept: run.done, all: run.total })}</td>
                  <td className="py-2 pl-4">{run.proven}</td>
                  <td className={run.failing > 0 ? "py-2 pl-4 font-semibold text-danger" : "py-2 pl-4"}>{run.failing}</td>
                </tr>
                {run.turned.length > 0 && (
                  <tr className="break-inside-avoid border-b border-line">
                    <td colSpan={5} className="pb-2 text-left text-ink-2">
                      <ul aria-label={t("trust.history.turned")}>
                        {run.turned.map(({ claim, from, to }) => (
                          <li key={claim} className="flex flex-wrap items-center gap-x-2">
                            <span className="text-ink-3">{claim}</span>
                            <StateWord state={from} />
                            <ArrowRight aria-label={t("trust.history.became")} size={14} className="text-ink-3" />
                            <StateWord state={to} />
                          </li>
                        ))}
                      </ul>
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const seconds = ({ startedAt, endedAt }: Claims["history"][number], language: string): string =>
  endedAt === null ? "–" : ((endedAt - startedAt) / 1000).toLocaleString(language, { style: "unit", unit: "second", maximumFractionDigits: 1 });

/** Runs of all claims that came to their end, oldest first: those of a few say nothing about the others. The same array while they are the same. */
function useCourse(runs: Claims["history"]): Claims["history"] {
  const all = Math.max(0, ...runs.map(({ total }) => total));
  const whole = runs.filter(({ done, total }) => total === all && done === total).toReversed();
  const [course, setCourse] = useState(whole);
  if (idsOf(course) !== idsOf(whole)) setCourse(whole);
  return course;
}

const idsOf = (runs: Claims["history"]): string => runs.map(({ id }) => id).join(" ");
