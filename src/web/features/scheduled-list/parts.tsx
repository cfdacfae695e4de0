import type { ReactNode } from "react";
import { useStore } from "../../cache/index.ts";
import { fullTime, serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { useChannelName } from "../channels/channel-name.ts";
import { shown } from "../messages/shown-text.ts";
import { unmarked } from "../messages/unmarked.ts";

export function Title({ children }: { children: ReactNode }) {
  return <h2 className="mx-auto max-w-[52rem] px-5 pt-5 pb-1 text-xs font-medium text-ink-3">{children}</h2>;
}

/** Where something is going to, and since when it lies here. */
export function Place({ company, channel, thread, at }: { company: string; channel: string; thread: number; at?: number }) {
  const t = useWords();
  const name = useChannelName(company, channel);
  return (
    <p className="mb-1 flex gap-2 text-xs text-ink-3">
      <bdi className="min-w-0 truncate font-semibold text-ink-2" title={name}>
        {name}
      </bdi>
      {thread > 0 && <span className="whitespace-nowrap">{t("lists.drafts.inThread")}</span>}
      {at !== undefined && (
        <time dateTime={new Date(at).toISOString()} title={fullTime(at)} className="tabular whitespace-nowrap">
          {shortTime(at, serverNow())}
        </time>
      )}
    </p>
  );
}

/** The first lines of what was written, without its marks. */
export function PlainText({ company, text }: { company: string; text: string }) {
  const store = useStore();
  const plain = unmarked(shown(store.get(), company, text).text);
  return (
    <p dir="auto" title={plain} className="line-clamp-3 [overflow-wrap:anywhere] text-ink-2">
      {plain}
    </p>
  );
}
