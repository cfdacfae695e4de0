import { type MessageRow, useStore } from "../../cache/index.ts";
import { fullTime, serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { PersonMark, PersonName } from "../people/person-mark.tsx";
import { shown } from "./shown-text.ts";
import { unmarked } from "./unmarked.ts";

/** A message in a list of messages from several places: author, time, and its first lines without marks. It may stand inside of a link. */
export function MessageCard({ company, message }: { company: string; message: MessageRow }) {
  const t = useWords();
  const store = useStore();
  const text =
    message.body?.kind === "markdown"
      ? unmarked(shown(store.get(), company, message.body.text).text)
      : message.body
        ? t("messages.sealedByDevice")
        : t("messages.deleted");
  if (message.changedOutside) return <p className="text-ink-3 italic">{t("messages.changedOutside")}</p>;
  return (
    <div className="flex gap-2.5">
      <PersonMark company={company} person={message.author} size={24} />
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-2">
          <span className="truncate">
            <PersonName company={company} person={message.author} shownAs={message.shownAs} />
          </span>
          <time dateTime={new Date(message.sentAt).toISOString()} title={fullTime(message.sentAt)} className="tabular text-xs whitespace-nowrap text-ink-3">
            {shortTime(message.sentAt, serverNow())}
          </time>
        </div>
        <p dir="auto" data-excerpt className="line-clamp-3 text-ink-2">
          {text}
        </p>
      </div>
    </div>
  );
}
