import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/index.ts";
import type { LogFilter } from "./scope.ts";
import type { Names } from "./sentence.ts";

/** What stands before the dot of an action, by what a reader looks for. */
export const groups = {
  signing: "session,password,reset-link,factor,recovery-codes,identity,connection,domain,directory,email",
  people: "account,owner,invite,role,person",
  channels: "channel,message,file,report",
  company: "company,team,token",
  data: "import,backup,kit,claims,audit,mail",
} as const;
type Group = keyof typeof groups;
const names = Object.keys(groups) as Group[];
const results = ["done", "refused", "interrupted"] as const;
const days = ["1", "7", "30"] as const;

interface LogFiltersProps {
  readonly filter: LogFilter;
  readonly names: Names;
  readonly onFilter: (filter: LogFilter) => void;
}

/** One chip per choice; what is chosen shows as pressed and goes with a second click. */
export function LogFilters({ filter, names: called, onFilter }: LogFiltersProps) {
  const t = useWords();
  const toggle = <K extends keyof LogFilter>(name: K, value: LogFilter[K]) => onFilter({ ...filter, [name]: filter[name] === value ? undefined : value });
  const named = (id: string) => called[id] ?? id.slice(0, 8);
  return (
    <div className="flex min-w-0 flex-1 basis-80 flex-col gap-2">
      <Chips label={t("audit.filters.what")}>
        {names.map((group) => (
          <Chip key={group} isOn={filter.actions === groups[group]} onClick={() => toggle("actions", groups[group])}>
            {t(`audit.groups.${group}`)}
          </Chip>
        ))}
        {filter.actions && !names.some((group) => groups[group] === filter.actions) && (
          <Chip isOn onClick={() => toggle("actions", filter.actions)}>
            {filter.actions}
          </Chip>
        )}
      </Chips>
      <Chips label={t("audit.filters.result")}>
        {results.map((result) => (
          <Chip key={result} isOn={filter.result === result} onClick={() => toggle("result", result)}>
            {t(`audit.results.${result}`)}
          </Chip>
        ))}
        <span aria-hidden className="mx-1 h-5 w-px self-center bg-line" />
        {days.map((count) => (
          <Chip key={count} isOn={filter.days === count} onClick={() => toggle("days", count)}>
            {t(`audit.days.d${count}`)}
          </Chip>
        ))}
        {filter.actor && (
          <Chip isOn onClick={() => toggle("actor", filter.actor)}>
            {t("audit.filters.who", { name: named(filter.actor) })}
          </Chip>
        )}
        {filter.about && (
          <Chip isOn onClick={() => toggle("about", filter.about)}>
            {t("audit.filters.about", { name: named(filter.about) })}
          </Chip>
        )}
      </Chips>
    </div>
  );
}

const Chips = ({ label, children }: { label: string; children: ReactNode }) => (
  <fieldset className="flex flex-wrap gap-1.5">
    <legend className="sr-only">{label}</legend>
    {children}
  </fieldset>
);

function Chip({ isOn, onClick, children }: { isOn: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onClick}
      className={cx(
        "inline-flex min-h-7 max-w-full items-center gap-1 rounded-full px-2.5 text-left text-sm font-medium ring-1 ring-inset coarse:min-h-9",
        isOn ? "bg-accent-soft text-accent ring-accent" : "text-ink-2 ring-edge hover:bg-hover hover:text-ink",
      )}
    >
      <span className="min-w-0 truncate">{children}</span>
      {isOn && <X aria-hidden size={13} className="shrink-0" />}
    </button>
  );
}
