import { Link } from "@tanstack/react-router";
import i18next from "i18next";
import { CircleCheck, Hourglass, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { CompanyView } from "../../cache/index.ts";
import { knownText } from "../../i18n/known-text.ts";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { ListStates } from "./list-states.tsx";
import { isBehind, type JobsView, lagOf, restoreState, useJobs } from "./use-jobs.ts";

/** What is running: all work beside requests, how far it is, and what to do where it is stuck. Looks again by itself. */
export function Running({ company }: { company: CompanyView }) {
  const asked = useJobs(company.id);
  return (
    <ListStates asked={asked}>
      {(jobs) => (
        <>
          <Restore jobs={jobs} />
          <Consumers jobs={jobs} />
          <Index jobs={jobs} />
          <Timed jobs={jobs} />
          <Longer jobs={jobs} company={company.id} />
        </>
      )}
    </ListStates>
  );
}

function Restore({ jobs }: { jobs: JobsView }) {
  const t = useWords();
  const { backup } = jobs;
  const state = restoreState(jobs);
  return (
    <Part title={t("administration.running.restore.title")}>
      <Line
        state={jobs.kit ? "good" : "stuck"}
        name={t("administration.running.restore.kit")}
        help={jobs.kit ? undefined : t("administration.running.restore.makeKit")}
      >
        {t(jobs.kit ? "administration.running.restore.hasKit" : "administration.running.restore.noKit")}
      </Line>
      <Line
        state={state === "ready" ? "good" : "stuck"}
        name={t("administration.running.restore.backup")}
        help={state === "ready" ? t("administration.running.restore.try") : t("administration.running.restore.makeBackup")}
      >
        {backup
          ? t(backup.rows === null ? "administration.running.restore.madeOn" : "administration.running.restore.made", {
              when: dayAndTime(backup.at),
              rows: figure(backup.rows ?? 0),
              size: ((backup.bytes ?? 0) / 1e6).toLocaleString(i18next.language, { maximumFractionDigits: 1 }),
            })
          : t("administration.running.restore.noBackup")}
      </Line>
    </Part>
  );
}

/** Consumers of the journal. */
function Consumers({ jobs: { consumers } }: { jobs: JobsView }) {
  const t = useWords();
  return (
    <Part title={t("administration.running.consumers.title")} lead={t("administration.running.consumers.lead")}>
      {consumers.map((consumer) => {
        const lag = lagOf(consumer);
        const { name, failingSince } = consumer;
        const shards = (consumer.lag ?? []).map((behind, shard) => ({ behind, shard })).filter(({ behind }) => behind > 0);
        return (
          <Line
            key={name}
            state={failingSince !== null ? "stuck" : lag > 0 ? "busy" : "good"}
            name={knownText(`administration.running.consumers.names.${name}`) ?? name}
            help={failingSince === null ? undefined : t("administration.running.consumers.help", { name })}
          >
            {failingSince !== null && `${t("administration.running.consumers.failing", { when: dayAndTime(failingSince) })} `}
            {lag === 0
              ? t(consumer.lag === null ? "administration.running.consumers.works" : "administration.running.consumers.done")
              : `${t("administration.running.consumers.behind", { count: lag, n: figure(lag) })} ${shards.map(({ behind, shard }) => t("administration.running.consumers.shard", { shard, n: figure(behind) })).join(", ")}`}
          </Line>
        );
      })}
    </Part>
  );
}

/** Whether search finds all that there is. */
function Index({ jobs: { search } }: { jobs: JobsView }) {
  const t = useWords();
  const { state, startedAt, rows } = search;
  return (
    <Part title={t("administration.running.search.title")} lead={t("administration.running.search.lead")}>
      <Line
        state={state === "whole" ? "good" : state === "filling" ? "busy" : "stuck"}
        name={t("administration.running.search.name")}
        help={state === "waiting" ? t("administration.running.search.help") : undefined}
      >
        {state === "filling"
          ? t(rows === null ? "administration.running.search.filling" : "administration.running.search.fillingRows", {
              when: dayAndTime(startedAt ?? 0),
              rows: figure(rows ?? 0),
            })
          : t(`administration.running.search.${state}`)}
      </Line>
    </Part>
  );
}

/** What is to be done at a time. */
function Timed({ jobs: { agenda } }: { jobs: JobsView }) {
  const t = useWords();
  const isStuck = isBehind(agenda);
  return (
    <Part title={t("administration.running.timed.title")} lead={t("administration.running.timed.lead", { when: dayAndTime(agenda.until) })}>
      <Line state="good" name={t("administration.running.timed.scheduled")}>
        {figure(agenda.scheduled)}
      </Line>
      <Line state="good" name={t("administration.running.timed.reminders")}>
        {figure(agenda.reminders)}
      </Line>
      <Line
        state={isStuck ? "stuck" : "good"}
        name={t("administration.running.timed.late")}
        help={isStuck ? t("administration.running.timed.help") : undefined}
      >
        {isStuck
          ? `${t("administration.running.timed.overdue", { count: agenda.overdue })} ${t("administration.running.timed.failing", { count: agenda.failing })}`
          : t("administration.running.timed.nothing")}
      </Line>
    </Part>
  );
}

/** What somebody started and what takes minutes. */
function Longer({ jobs: { imports, checks }, company }: { jobs: JobsView; company: string }) {
  const t = useWords();
  return (
    <Part title={t("administration.running.longer.title")}>
      <Line
        state={imports.running > 0 ? "busy" : imports.failed > 0 ? "stuck" : "good"}
        name={t("administration.running.longer.imports")}
        help={
          <Link to="/c/$company/import" params={{ company }} className="font-medium text-accent hover:underline">
            {t("administration.cards.imports.link")}
          </Link>
        }
      >
        {imports.lastAt === null
          ? t("administration.cards.imports.none")
          : `${t("administration.running.longer.importsRun", { count: imports.running })} ${t("administration.running.longer.importsFailed", { count: imports.failed })} ${t("administration.running.longer.importsLast", { when: dayAndTime(imports.lastAt) })}`}
      </Line>
      <Line
        state={checks.running ? "busy" : (checks.last?.failing ?? 0) > 0 ? "stuck" : "good"}
        name={t("administration.running.longer.checks")}
        help={
          <Link to="/trust" className="font-medium text-accent hover:underline">
            {t("administration.cards.trust.link")}
          </Link>
        }
      >
        {checks.running
          ? t("administration.running.longer.checking", checks.running)
          : checks.last
            ? t("administration.running.longer.checked", { when: dayAndTime(checks.last.at), proven: checks.last.proven, failing: checks.last.failing })
            : t("administration.cards.trust.none")}
      </Line>
    </Part>
  );
}

function Part({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section className="pt-8 first:pt-5">
      <h2 className="text-lg font-semibold">{title}</h2>
      {lead && <p className="mt-1 text-sm text-ink-3">{lead}</p>}
      <ul className="mt-2 divide-y divide-line border-y border-line">{children}</ul>
    </section>
  );
}

type State = "good" | "busy" | "stuck";
const signs: Record<State, { icon: LucideIcon; className: string }> = {
  good: { icon: CircleCheck, className: "text-positive" },
  busy: { icon: Hourglass, className: "text-ink-3" },
  stuck: { icon: TriangleAlert, className: "text-warning" },
};

/** A part of the work, in a sentence; what is stuck says what to do. */
function Line({ state, name, help, children }: { state: State; name: string; help?: ReactNode; children: ReactNode }) {
  const t = useWords();
  const { icon: Icon, className } = signs[state];
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 py-2.5 sm:grid-cols-[auto_14rem_minmax(0,1fr)]">
      <span className="mt-0.5">
        <Icon aria-hidden size={17} className={className} />
        <span className="sr-only">{t(`administration.running.states.${state}`)}</span>
      </span>
      <p className="font-medium">{name}</p>
      <div className="col-start-2 sm:col-start-3">
        <p className="tabular text-ink-2">{children}</p>
        {help && <p className="mt-0.5 text-sm text-ink-3">{help}</p>}
      </div>
    </li>
  );
}

const figure = (n: number): string => n.toLocaleString(i18next.language);
