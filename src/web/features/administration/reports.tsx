import { Link } from "@tanstack/react-router";
import { Flag } from "lucide-react";
import { useState } from "react";
import type { z } from "zod";
import type { Report } from "../../../contract/reports.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import type { CompanyView } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Choice, Empty, toast } from "../../ui/index.ts";
import { MessageCard } from "../messages/message-card.tsx";
import { PersonName } from "../people/person-mark.tsx";
import { ListStates } from "./list-states.tsx";

type ReportRow = z.output<typeof Report>;
const filters = ["open", "settled"] as const;

/** What people reported. Being an administrator opens no private channel: what stands there is read by who is in it. */
export function Reports({ company }: { company: CompanyView }) {
  const t = useWords();
  const workspace = useWorkspace();
  const asked = useAnswer("listReports", { params: { company: company.id } });
  const [filter, setFilter] = useState<(typeof filters)[number]>("open");
  const settle = async (report: ReportRow, state: ReportRow["state"], isUndo = false) => {
    try {
      await workspace.call("settleReport", { params: { company: company.id, report: report.id }, body: { state } });
      toast(
        t(`administration.reports.done.${state}`),
        isUndo ? undefined : { text: t("ui.undo"), run: () => void settle(report, state === "open" ? "settled" : "open", true) },
      );
    } catch (refused) {
      toast(errorText(refused));
    }
    asked.again();
  };
  return (
    <>
      <div className="py-4">
        <Choice
          label={t("administration.reports.show")}
          value={filter}
          onChange={setFilter}
          options={filters.map((value) => ({ value, text: t(`administration.reports.filter.${value}`) }))}
        />
      </div>
      <ListStates asked={asked}>
        {({ reports }) => {
          const shown = reports.filter(({ state }) => state === filter);
          if (shown.length === 0)
            return (
              <Empty icon={Flag} title={t(`administration.reports.empty.${filter}`)}>
                {t("administration.reports.empty.text")}
              </Empty>
            );
          return (
            <ul className="divide-y divide-line border-y border-line">
              {shown.map((report) => (
                <ReportEntry key={report.id} company={company.id} report={report} onSettle={(state) => void settle(report, state)} />
              ))}
            </ul>
          );
        }}
      </ListStates>
    </>
  );
}

function ReportEntry({ company, report, onSettle }: { company: string; report: ReportRow; onSettle: (state: ReportRow["state"]) => void }) {
  const t = useWords();
  const { message, reason, by, at, state } = report;
  return (
    <li className="flex flex-col gap-3 py-4">
      <div>
        <p dir="auto" className="whitespace-pre-wrap">
          {reason}
        </p>
        <p className="mt-1 text-sm text-ink-3">
          <PersonName company={company} person={by} /> · {dayAndTime(at)}
        </p>
      </div>
      <div className="rounded-box p-3 ring-1 ring-line ring-inset">
        {message ? <MessageCard company={company} message={message} /> : <p className="text-sm text-ink-3">{t("administration.reports.notYours")}</p>}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button size="small" onClick={() => onSettle(state === "open" ? "settled" : "open")}>
          {t(state === "open" ? "administration.reports.settle" : "administration.reports.reopen")}
        </Button>
        {message && (
          <Link
            to="/c/$company/channels/$channel"
            params={{ company, channel: message.channel }}
            search={message.reply > 0 ? { panel: `thread:${message.post}`, at: message.ref } : { at: message.ref }}
            className="inline-flex h-7 items-center rounded-box px-2.5 text-sm font-medium text-accent hover:bg-accent-soft"
          >
            {t("administration.reports.open")}
          </Link>
        )}
      </div>
    </li>
  );
}
