import { Link } from "@tanstack/react-router";
import i18next from "i18next";
import { AlarmClock, AtSign, CornerDownRight, type LucideIcon, Megaphone, SmilePlus, UserPlus } from "lucide-react";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import type { ChannelSearch } from "../../app/urls.ts";
import { fullTime, serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { useChannelName } from "../channels/channel-name.ts";
import { rowLink } from "../lists/rows.tsx";
import { MessageCard } from "../messages/message-card.tsx";
import { usePeopleByIds } from "../people/people-by-ids.ts";

export type Item = ReplyOf<Endpoints["listInbox"]>["items"][number];
export const idOf = ({ kind, channel, message }: Item) => `${kind} ${channel}/${message?.ref ?? "channel"}`;

const icons: Record<Item["kind"], LucideIcon> = {
  mention: AtSign,
  reply: CornerDownRight,
  broadcast: Megaphone,
  reaction: SmilePlus,
  invitation: UserPlus,
  reminder: AlarmClock,
};

/** What it is, where, and the message that it is about; it opens there. */
export function InboxRow({ company, item, tab }: { company: string; item: Item; tab: 0 | -1 }) {
  const t = useWords();
  const { kind, message } = item;
  const channel = useChannelName(company, item.channel);
  const names = useNames(company, item.people);
  const Icon = icons[kind];
  const place: ChannelSearch = message === null ? {} : message.reply > 0 ? { panel: `thread:${message.post}`, at: message.ref } : { at: message.ref };
  return (
    <Link
      to="/c/$company/channels/$channel"
      params={{ company, channel: item.channel }}
      search={place}
      data-row={idOf(item)}
      tabIndex={tab}
      className={rowLink}
    >
      <p className={message ? "mb-1 flex items-start gap-1.5 text-xs text-ink-3" : "flex items-start gap-1.5"}>
        <Icon aria-hidden size={message ? 12 : 15} className="mt-[3px] shrink-0 text-ink-3" />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <bdi>{t(`lists.inbox.said.${kind}`, { names, count: item.people.length })}</bdi>
          {message && kind === "reaction" && <span className="ml-1">{emojisBy(message.reactions, item.people)}</span>} ·{" "}
          <bdi className={message ? "" : "font-semibold"}>{channel}</bdi>
          {(kind === "invitation" || kind === "reaction") && (
            <time dateTime={new Date(item.at).toISOString()} title={fullTime(item.at)} className="tabular ml-2 text-xs whitespace-nowrap text-ink-3">
              {shortTime(item.at, serverNow())}
            </time>
          )}
        </span>
      </p>
      {message && <MessageCard company={company} message={message} />}
    </Link>
  );
}

const most = 3;

/** `Léo, Nour and 4 others`, in the reader's language. */
function useNames(company: string, ids: readonly string[]): string {
  const people = usePeopleByIds(company, ids);
  const names = ids.slice(0, most).map((id) => people.get(id)?.name ?? "…");
  const others = ids.length - names.length;
  if (others > 0) names.push(i18next.t("lists.inbox.others", { count: others }));
  return new Intl.ListFormat(i18next.language, { type: "conjunction" }).format(names);
}

function emojisBy(reactions: NonNullable<Item["message"]>["reactions"], people: readonly string[]): string {
  return reactions
    .filter((reaction) => reaction.people.some((id) => people.includes(id)))
    .map(({ emoji }) => emoji)
    .join(" ");
}
