import { ScrollText } from "lucide-react";
import { useState } from "react";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Empty } from "../../ui/index.ts";
import { Switch } from "../../ui/switch.tsx";
import { ListStates } from "../administration/list-states.tsx";
import { LogCheck } from "./log-check.tsx";
import { LogEntry } from "./log-entry.tsx";
import { LogFilters } from "./log-filters.tsx";
import { LogKeep } from "./log-keep.tsx";
import { LogTake } from "./log-take.tsx";
import type { LogFilter, Scope } from "./scope.ts";
import { useLog } from "./use-log.ts";

interface LogViewProps {
  readonly scope: Scope;
  readonly filter: LogFilter;
  readonly onFilter: (filter: LogFilter) => void;
}

/** A log: what was done, newest first, and how to check it, take it away, and have it forget. */
export function LogView({ scope, filter, onFilter }: LogViewProps) {
  const t = useWords();
  const [isLive, setLive] = useState(false);
  const { state, error, busy, again, older } = useLog(scope, filter, isLive);
  const follow = (on: boolean) => {
    setLive(on);
    if (on) again();
  };
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const { entries, names, next, lookedTo } = state;
  return (
    <>
      <p className="max-w-[70ch] pt-4 text-ink-2">{t(scope === null ? "audit.installationLead" : "audit.lead")}</p>
      <LogCheck scope={scope} entries={next === undefined && !error ? undefined : entries} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3 py-4">
        <LogFilters filter={filter} names={names} onFilter={onFilter} />
        <Switch label={t("audit.live")} checked={isLive} onChange={follow} />
      </div>
      <ListStates asked={{ answer: next === undefined ? undefined : state, error, again }}>
        {() => (
          <>
            {entries.length === 0 && (next === null || !isFiltered) ? (
              <Empty icon={ScrollText} title={t("audit.empty.title")} action={isFiltered && <Button onClick={() => onFilter({})}>{t("audit.clear")}</Button>}>
                {t("audit.empty.text")}
              </Empty>
            ) : (
              <ul aria-live={isLive ? "polite" : undefined} className="divide-y divide-line border-y border-line">
                {entries.map((entry) => (
                  <LogEntry
                    key={entry.number}
                    scope={scope}
                    entry={entry}
                    names={names}
                    size={state.size}
                    onFilter={(more) => onFilter({ ...filter, ...more })}
                  />
                ))}
              </ul>
            )}
            <div className="flex flex-wrap items-center gap-3 pt-4 text-sm text-ink-3">
              {next !== null && (
                <Button size="small" disabled={busy} onClick={older}>
                  {t(entries.length === 0 ? "audit.older" : "audit.more")}
                </Button>
              )}
              {error && <span className="text-danger">{error}</span>}
              {next === null ? t("audit.first") : isFiltered && lookedTo !== null && t("audit.looked", { when: dayAndTime(lookedTo) })}
            </div>
          </>
        )}
      </ListStates>
      <LogTake scope={scope} filter={filter} />
      <LogKeep scope={scope} />
    </>
  );
}
