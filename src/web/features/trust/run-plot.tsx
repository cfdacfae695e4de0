import i18next from "i18next";
import { useEffect, useRef } from "react";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { clockTime, date } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import type { Claims } from "./claim-state.tsx";

type Runs = Claims["history"];
const height = 150;

/** How many claims were proven and how many were not true, run by run. The table under it says the same in figures. */
export default function RunPlot({ runs }: { runs: Runs }) {
  const t = useWords();
  const place = useRef<HTMLDivElement>(null);
  const [proven, failing] = [t("trust.history.proven"), t("trust.history.failing")];
  const last = runs.at(-1);
  useEffect(() => {
    const box = place.current;
    if (!box) return;
    const colour = (name: string) => {
      const probe = box.appendChild(document.createElement("span"));
      probe.className = name;
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    };
    const isShort = (runs.at(-1)?.startedAt ?? 0) - (runs[0]?.startedAt ?? 0) < 2 * 86_400_000;
    const tick = (at: number) => (isShort ? clockTime(at) : new Date(at).toLocaleDateString(i18next.language, { day: "numeric", month: "short" }));
    const [ink, line] = [colour("text-ink-3"), colour("text-line")];
    const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false } };
    const figures = (values: readonly (number | null)[]) =>
      values.map((value) => (Number.isInteger(value) ? (value ?? 0).toLocaleString(i18next.language) : ""));
    const plot = new UPlot(
      {
        width: box.clientWidth,
        height,
        legend: { show: false },
        cursor: { show: false },
        scales: { y: { range: (_, __, most) => [0, Math.max(4, most + 1)] } },
        axes: [
          {
            ...axis,
            space: 110,
            values: (_, seconds) => seconds.map((at) => tick(at * 1000)),
          },
          { ...axis, size: 36, values: (_, values) => figures(values) },
        ],
        series: [
          {},
          { label: proven, stroke: colour("text-positive"), width: 2, points: { show: true, size: 6 } },
          { label: failing, stroke: colour("text-danger"), width: 2, dash: [6, 4], points: { show: true, size: 6 } },
        ],
      },
      [runs.map(({ startedAt }) => startedAt / 1000), runs.map((run) => run.proven), runs.map((run) => run.failing)],
      box,
    );
    const watch = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height }));
    watch.observe(box);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [runs, proven, failing]);
  if (!last) return null;
  return (
    <figure className="mt-3 print:hidden">
      <div
        ref={place}
        role="img"
        aria-label={t("trust.history.plot", { count: runs.length, since: date(runs[0]?.startedAt ?? 0), proven: last.proven, failing: last.failing })}
        className="h-[150px] overflow-hidden"
      />
      <figcaption className="mt-1 flex flex-wrap gap-x-5 text-sm text-ink-2">
        <span className="flex items-center gap-1.5">
          <span aria-hidden className="w-5 border-t-2 border-positive" />
          {proven}
        </span>
        <span className="flex items-center gap-1.5">
          <span aria-hidden className="w-5 border-t-2 border-dashed border-danger" />
          {failing}
        </span>
      </figcaption>
    </figure>
  );
}
