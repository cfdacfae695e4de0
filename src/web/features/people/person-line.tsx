import { useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/cx.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { usePerson } from "./people-by-ids.ts";
import { PersonMark, PersonName } from "./person-mark.tsx";
import StatusSign from "./status-sign.tsx";

/** A person in a list: avatar, name, handle, title. */
export function PersonLine({ company, person: id }: { company: string; person: string }) {
  const t = useWords();
  const person = usePerson(company, id);
  const me = useCache((cache) => cache.companies.get(company)?.me);
  const here = useCache((cache) => cache.present.get(company)?.get(id));
  const about = person && [`@${person.handle}`, person.title].filter(Boolean).join(" · ");
  return (
    <div className="flex min-h-11 min-w-0 flex-1 items-center gap-2.5 px-2">
      <PersonMark company={company} person={id} size={24} here={here} />
      <div className="min-w-0 flex-1 leading-tight">
        <div className="flex items-baseline gap-1.5">
          <span className="min-w-0 truncate">
            <PersonName company={company} person={id} full />
          </span>
          <StatusSign company={company} person={id} />
          {id === me && <span className="text-xs text-ink-3">{t("people.me")}</span>}
        </div>
        {person && (
          <div className="truncate text-xs text-ink-3" title={about}>
            {about}
          </div>
        )}
      </div>
    </div>
  );
}

const widths = ["w-28", "w-40", "w-24", "w-32"];

/** Persons in a list that are still on their way. */
export function PersonLinesSkeleton({ count, label }: { count: number; label: string }) {
  return (
    <div role="status">
      <span className="sr-only">{label}</span>
      {Array.from({ length: count }, (_, line) => ({ id: `line ${line}`, width: widths[line % widths.length] })).map(({ id, width }) => (
        <div key={id} className="flex min-h-11 items-center gap-2.5 px-2">
          <Skeleton className="size-6 shrink-0 rounded-[30%]!" />
          <div className="flex-1">
            <Skeleton className={cx("h-3.5", width)} />
            <Skeleton className="mt-1 h-3 w-20" />
          </div>
        </div>
      ))}
    </div>
  );
}
