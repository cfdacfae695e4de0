import { Link } from "@tanstack/react-router";
import {
  Bot,
  ChevronRight,
  Cog,
  Database,
  DoorOpen,
  Flag,
  Hash,
  KeyRound,
  LifeBuoy,
  type LucideIcon,
  PlaneTakeoff,
  ScrollText,
  ShieldCheck,
  SlidersHorizontal,
  Upload,
  Users,
} from "lucide-react";
import type { ReactNode } from "react";
import { egressPurposes } from "../../../contract/egress.ts";
import { useAnswer } from "../../app/use-answer.ts";
import type { CompanyView } from "../../cache/index.ts";
import { dayAndTime, serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { type JobsView, restoreState, stuckIn, useJobs } from "./use-jobs.ts";

export type AdministrationPart = "people" | "invitations" | "teams" | "channels" | "running" | "reports" | "tokens" | "sign-in" | "log" | "settings";

/** What an administrator asks first; each card answers in a sentence and leads to the table behind it. */
export function AdministrationCards({ company: { id, name } }: { company: CompanyView }) {
  const t = useWords();
  const params = { company: id };
  const people = useAnswer("listPeople", { params, query: { limit: 500 } });
  const invites = useAnswer("listInvites", { params });
  const teams = useAnswer("listTeams", { params });
  const reports = useAnswer("listReports", { params });
  const columns = useAnswer("listColumns");
  const imports = useAnswer("listImports", { params });
  const claims = useAnswer("listClaims");
  const survey = useAnswer("surveyChannels", { params });
  const jobs = useJobs(id);
  const tokens = useAnswer("listTokens", { params });
  const signIn = useAnswer("listConnections", { params });
  const signInOn = signIn.answer?.connections.filter(({ state }) => state === "on").length ?? 0;

  const active = people.answer?.people.filter(({ state }) => state === "active") ?? [];
  const open = invites.answer?.invites.filter(({ state }) => state === "open").length ?? 0;
  const waiting = reports.answer?.reports.filter(({ state }) => state === "open").length ?? 0;
  const sealed = columns.answer?.columns.filter(({ sealed }) => sealed).length ?? 0;
  const last = imports.answer?.imports[0];
  const untrue = claims.answer?.claims.filter(({ state }) => state === "not true here" || state === "partly").length ?? 0;
  const proven = claims.answer?.claims.filter(({ state }) => state === "proven").length ?? 0;

  const goodTokens = tokens.answer?.tokens.filter(({ state }) => state === "active") ?? [];
  const ofServices = goodTokens.filter(({ kind }) => kind === "service").length;

  const link = (to: string, text: string) => ({ to, text });

  const stuck = jobs.answer ? stuckIn(jobs.answer) : 0;
  const openChannels = survey.answer?.channels.filter(({ archived }) => !archived).length ?? 0;
  const ownerless = (survey.answer?.channels.filter((channel) => channel.ownerless).length ?? 0) + (survey.answer?.closed.ownerless ?? 0);
  return (
    <ul className="grid gap-4 py-6 md:grid-cols-2">
      <Card icon={DoorOpen} question={t("administration.cards.in.question")} asked={[people, invites]} company={id} parts={["people", "invitations"]}>
        {t("administration.cards.in.people", { count: active.length, more: people.answer?.more ? "+" : "" })}{" "}
        {t("administration.cards.in.administrators", { count: active.filter(({ role }) => role === "administrator").length })}{" "}
        {t("administration.cards.in.guests", { count: active.filter(({ role }) => role === "guest").length })}{" "}
        {t("administration.cards.in.invites", { count: open })}
      </Card>
      <Card
        icon={PlaneTakeoff}
        question={t("administration.cards.out.question")}
        asked={[jobs]}
        company={id}
        link={link("/trust", t("administration.cards.trust.link"))}
      >
        <Leaving jobs={jobs.answer} />
      </Card>
      <Card
        icon={LifeBuoy}
        question={t("administration.cards.restore.question")}
        asked={[jobs]}
        company={id}
        link={link(`/c/${id}/administration/running`, t("administration.cards.restore.link"))}
        isUrgent={jobs.answer && restoreState(jobs.answer) !== "ready"}
      >
        <Restoring jobs={jobs.answer} />
      </Card>
      <Card icon={Cog} question={t("administration.cards.running.question")} asked={[jobs]} company={id} parts={["running"]} isUrgent={stuck > 0}>
        {stuck > 0 ? t("administration.cards.running.stuck", { count: stuck }) : t("administration.cards.running.fine")}{" "}
        {t("administration.cards.running.scheduled", { count: jobs.answer?.agenda.scheduled ?? 0 })}
      </Card>
      <Card
        icon={ShieldCheck}
        question={t("administration.cards.trust.question")}
        asked={[claims]}
        company={id}
        link={link("/trust", t("administration.cards.trust.link"))}
        isUrgent={untrue > 0}
      >
        {untrue > 0
          ? t("administration.cards.trust.untrue", { count: untrue })
          : proven > 0
            ? t("administration.cards.trust.answer", { count: proven })
            : t("administration.cards.trust.none")}
      </Card>
      <Card icon={Hash} question={t("administration.cards.channels.question")} asked={[survey]} company={id} parts={["channels"]}>
        {t("administration.cards.channels.open", { count: openChannels })}{" "}
        {t("administration.cards.channels.closed", { count: survey.answer?.closed.private ?? 0 })}
        {ownerless > 0 && ` ${t("administration.cards.channels.ownerless", { count: ownerless })}`}
      </Card>
      <Card icon={Users} question={t("administration.cards.teams.question")} asked={[teams]} company={id} parts={["teams"]}>
        {teams.answer?.teams.length ? t("administration.cards.teams.answer", { count: teams.answer.teams.length }) : t("administration.teams.empty.title")}
      </Card>
      <Card icon={Flag} question={t("administration.cards.reports.question")} asked={[reports]} company={id} parts={["reports"]} isUrgent={waiting > 0}>
        {waiting === 0 ? t("administration.cards.reports.none") : t("administration.cards.reports.answer", { count: waiting })}
      </Card>
      <Card icon={KeyRound} question={t("connections.admin.card.question")} asked={[signIn]} company={id} parts={["sign-in"]}>
        {signIn.answer?.rule.required
          ? t("connections.admin.card.required")
          : signInOn === 0
            ? t("connections.admin.card.none")
            : t("connections.admin.card.some", { count: signInOn })}
      </Card>
      <Card icon={Bot} question={t("tokens.all.card.question")} asked={[tokens]} company={id} parts={["tokens"]}>
        {goodTokens.length === 0 ? t("tokens.all.card.none") : t("tokens.all.card.answer", { count: goodTokens.length })}
        {ofServices > 0 && ` ${t("tokens.all.card.services", { count: ofServices })}`}
      </Card>
      <Card icon={ScrollText} question={t("administration.cards.log.question")} asked={[]} company={id} parts={["log"]}>
        {t("administration.cards.log.answer")}
      </Card>
      <Card
        icon={Database}
        question={t("administration.cards.columns.question")}
        asked={[columns]}
        company={id}
        link={link("/trust/columns", t("administration.cards.columns.link"))}
      >
        {t("administration.cards.columns.answer", { sealed, clear: (columns.answer?.columns.length ?? 0) - sealed })}
      </Card>
      <Card
        icon={Upload}
        question={t("administration.cards.imports.question")}
        asked={[imports]}
        company={id}
        link={link(`/c/${id}/import`, t("administration.cards.imports.link"))}
      >
        {last
          ? t("administration.cards.imports.answer", { count: imports.answer?.imports.length ?? 0, when: shortTime(last.startedAt, serverNow()) })
          : t("administration.cards.imports.none")}
      </Card>
      <Card icon={SlidersHorizontal} question={t("administration.cards.settings.question")} asked={[]} company={id} parts={["settings"]}>
        <bdi>{name}</bdi>
      </Card>
    </ul>
  );
}

function Leaving({ jobs }: { jobs: JobsView | undefined }) {
  const t = useWords();
  if (!jobs) return null;
  const told = egressPurposes.filter((purpose) => jobs.outgoing[purpose].length > 0);
  return (
    <>
      {told.length === 0 && <p>{t("administration.cards.out.nothing")}</p>}
      {told.map((purpose) => (
        <p key={purpose} className="wrap-anywhere">
          {t(`administration.cards.out.${purpose}`, { names: jobs.outgoing[purpose].join(", ") })}
        </p>
      ))}
      {jobs.backup ? t("administration.cards.out.backup", { when: dayAndTime(jobs.backup.at) }) : t("administration.cards.out.noBackup")}
    </>
  );
}

function Restoring({ jobs }: { jobs: JobsView | undefined }) {
  const t = useWords();
  if (!jobs) return null;
  return t(`administration.cards.restore.${restoreState(jobs)}`, { when: jobs.backup ? dayAndTime(jobs.backup.at) : "" });
}

interface CardProps {
  readonly icon: LucideIcon;
  readonly question: string;
  readonly asked: readonly { readonly answer: unknown; readonly error: string | undefined; readonly again: () => void }[];
  readonly company: string;
  readonly parts?: readonly AdministrationPart[];
  readonly link?: { readonly to: string; readonly text: string };
  readonly isUrgent?: boolean | undefined;
  readonly children: ReactNode;
}

function Card({ icon: Icon, question, asked, company, parts = [], link, isUrgent = false, children }: CardProps) {
  const t = useWords();
  const failed = asked.find(({ answer, error }) => error && !answer);
  const isWaiting = asked.some(({ answer }) => !answer);
  return (
    <li className="flex min-h-40 flex-col rounded-box p-4 ring-1 ring-line ring-inset">
      <h2 className="flex items-center gap-2 font-semibold">
        <Icon aria-hidden size={17} className={isUrgent ? "text-warning" : "text-ink-3"} />
        {question}
      </h2>
      <div className="mt-2 flex-1 text-ink-2">
        {failed ? (
          <p className="text-danger">
            {failed.error}{" "}
            <button type="button" className="underline" onClick={() => asked.forEach(({ again }) => void again())}>
              {t("ui.retry")}
            </button>
          </p>
        ) : isWaiting ? (
          <>
            <Skeleton className="mt-1 h-4 w-11/12" />
            <Skeleton className="mt-2 h-4 w-3/5" />
          </>
        ) : (
          <p className={isUrgent ? "font-medium text-ink" : undefined}>{children}</p>
        )}
      </div>
      <p className="mt-3 -mb-1.5 -ml-2 flex flex-wrap gap-x-1">
        {parts.map((part) => (
          <Link key={part} to="/c/$company/administration/{-$part}" params={{ company, part }} className={leads}>
            {t(`administration.parts.${part}`)}
            <ChevronRight aria-hidden size={15} />
          </Link>
        ))}
        {link && (
          <Link to={link.to} className={leads}>
            {link.text}
            <ChevronRight aria-hidden size={15} />
          </Link>
        )}
      </p>
    </li>
  );
}

const leads = "inline-flex min-h-8 items-center gap-0.5 rounded-box px-2 font-medium text-accent hover:bg-accent-soft";
