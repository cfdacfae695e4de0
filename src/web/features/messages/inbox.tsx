import { Link, useParams } from "@tanstack/react-router";
import { Check, Inbox as InboxIcon } from "lucide-react";
import { useEffect, useState } from "react";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import type { ChannelSearch } from "../../app/urls.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { useCache } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Empty, IconButton, SkeletonLines, toast } from "../../ui/index.ts";
import { useChannelName } from "../channels/channel-name.ts";
import { PersonName } from "../people/person-mark.tsx";
import { MessageCard } from "./message-card.tsx";

type Item = ReplyOf<Endpoints["listInbox"]>["items"][number];
const refOf = ({ message }: Item) => message?.ref ?? "channel";
const idOf = (item: Item) => `${item.channel}/${refOf(item)}`;

/** What addresses the reader: mentions, replies, calls to all. One list; done things leave it. */
export function Inbox() {
  const t = useWords();
  const { company } = useParams({ from: "/gated/c/$company/inbox" });
  const workspace = useWorkspace();
  const count = useCache((cache) => cache.companies.get(company)?.inbox);
  const { answer, error, again } = useAnswer("listInbox", { params: { company }, query: { limit: 100 } });
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState(count);
  useEffect(() => {
    if (count === asked) return;
    setAsked(count);
    again(); // something came or went
  }, [count, asked, again]);

  const mark = (item: Item, isDone: boolean) => {
    setDone((before) => new Set(isDone ? [...before, idOf(item)] : [...before].filter((id) => id !== idOf(item))));
    workspace.call("markInboxDone", { params: { company, channel: item.channel, message: refOf(item) }, body: { done: isDone } }).catch((refused: unknown) => {
      setDone((before) => new Set([...before].filter((id) => id !== idOf(item))));
      toast(errorText(refused));
    });
    if (isDone) toast(t("messages.inbox.done"), { text: t("ui.undo"), run: () => mark(item, false) });
  };
  const items = answer?.items.filter((item) => !item.done && !done.has(idOf(item)));

  return (
    <section className="flex min-w-0 flex-1 flex-col" aria-label={t("messages.inbox.title")}>
      <header className="flex h-13 shrink-0 items-center border-b border-line px-5">
        <h1 className="text-lg font-semibold">{t("messages.inbox.title")}</h1>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {!answer && !error && (
          <div className="p-5">
            <SkeletonLines count={6} label={t("ui.loading")} />
          </div>
        )}
        {error && !answer && <p className="p-5 text-danger">{error}</p>}
        {items?.length === 0 && (
          <Empty icon={InboxIcon} title={t("messages.inbox.empty.title")}>
            {t("messages.inbox.empty.text")}
          </Empty>
        )}
        <ul className="mx-auto max-w-[52rem] divide-y divide-line">
          {items?.map((item) => (
            <InboxRow key={idOf(item)} company={company} item={item} onDone={() => mark(item, true)} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function InboxRow({ company, item, onDone }: { company: string; item: Item; onDone: () => void }) {
  const t = useWords();
  const { message, kind } = item;
  const channel = useChannelName(company, item.channel);
  const place: ChannelSearch = message === null ? {} : message.reply > 0 ? { panel: `thread:${message.post}`, at: message.ref } : { at: message.ref };
  return (
    <li
      className="group flex items-start gap-1 pr-3 hover:bg-side"
      onKeyDown={(event) => {
        if (event.key === "e" && !event.ctrlKey && !event.metaKey && !event.altKey) onDone();
      }}
    >
      <Link
        to="/c/$company/channels/$channel"
        params={{ company, channel: item.channel }}
        search={place}
        className="min-w-0 flex-1 px-5 py-3 focus-visible:-outline-offset-2"
      >
        <p className="mb-1 text-xs text-ink-3">
          {t(`messages.inbox.kinds.${kind}`)} · <bdi>{channel}</bdi>
        </p>
        {message && <MessageCard company={company} message={message} />}
        {!message && item.people.map((person) => <PersonName key={person} company={company} person={person} />)}
      </Link>
      <IconButton icon={Check} label={t("messages.inbox.markDone")} shortcut="E" onClick={onDone} className="mt-3" />
    </li>
  );
}
