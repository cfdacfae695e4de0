import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft, Lock, SearchX } from "lucide-react";
import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { nowQuiet } from "../../app/quiet.ts";
import { type CompanyView, useCache } from "../../cache/index.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Empty } from "../../ui/index.ts";
import { CompanyConnections } from "../connections/company-connections.tsx";
import { CompanyTokens } from "../tokens/company-tokens.tsx";
import { AdministrationCards, type AdministrationPart } from "./administration-cards.tsx";
import { ChannelSurvey } from "./channel-survey.tsx";
import { CompanySettings } from "./company-settings.tsx";
import { Invitations } from "./invitations.tsx";
import { PeopleTable } from "./people-table.tsx";
import { Reports } from "./reports.tsx";
import { Running } from "./running.tsx";
import { Teams } from "./teams.tsx";

const CompanyLog = lazy(async () => ({ default: (await withWords(["audit"], import("../audit/company-log.tsx"))).CompanyLog }));
const Log = ({ company }: { company: CompanyView }) => (
  <Suspense>
    <CompanyLog company={company} />
  </Suspense>
);

const parts: Record<string, (props: { readonly company: CompanyView }) => ReactNode> = {
  people: PeopleTable,
  invitations: Invitations,
  teams: Teams,
  channels: ChannelSurvey,
  running: Running,
  reports: Reports,
  tokens: CompanyTokens,
  "sign-in": CompanyConnections,
  log: Log,
  settings: CompanySettings,
};
const isPart = (name: string): name is AdministrationPart => Object.hasOwn(parts, name);

/** `/c/:company/administration`: questions with short answers, and behind each the table that it comes from. */
export function AdministrationScreen() {
  const t = useWords();
  const { company: id, part } = useParams({ from: "/gated/c/$company/administration/{-$part}" });
  const company = useCache((cache) => cache.companies.get(id));
  if (!company) return null;
  if (company.role !== "administrator")
    return (
      <Frame company={company} title={t("administration.title")}>
        <Empty icon={Lock} title={t("administration.noRights.title")}>
          {t("administration.noRights.text")}
        </Empty>
      </Frame>
    );
  if (part === undefined)
    return (
      <Frame company={company} title={t("administration.title")}>
        <AdministrationCards company={company} />
      </Frame>
    );
  const Part = isPart(part) ? parts[part] : undefined;
  return (
    <Frame company={company} title={isPart(part) ? t(`administration.parts.${part}`) : t("administration.title")} isPart>
      {Part ? (
        <Part company={company} />
      ) : (
        <Empty icon={SearchX} title={t("app.notFound.title")}>
          {t("app.notFound.text")}
        </Empty>
      )}
    </Frame>
  );
}

function Frame({ company, title, isPart = false, children }: { company: CompanyView; title: string; isPart?: boolean; children: ReactNode }) {
  const t = useWords();
  useEffect(nowQuiet, []);
  return (
    <section className="flex min-w-0 flex-1 flex-col" aria-label={title}>
      <header className={`flex h-13 shrink-0 items-center gap-2 border-b border-line ${isPart ? "px-3" : "px-5"}`}>
        {isPart && (
          <Link
            to="/c/$company/administration/{-$part}"
            params={{ company: company.id, part: undefined }}
            aria-label={t("administration.title")}
            title={t("administration.title")}
            className="inline-flex size-9 items-center justify-center rounded-box text-ink-2 hover:bg-hover hover:text-ink"
          >
            <ArrowLeft aria-hidden size={17} />
          </Link>
        )}
        <h1 className="min-w-0 truncate text-lg font-semibold">{title}</h1>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-10">
        <div className="mx-auto max-w-[60rem]">{children}</div>
      </div>
    </section>
  );
}
