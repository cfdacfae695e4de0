import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { MessagesSquare } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useRef } from "react";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import { useAction } from "../../app/actions.ts";
import { useCache } from "../../cache/index.ts";
import { fullTime, serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx, Empty } from "../../ui/index.ts";
import { useChannelName } from "../channels/channel-name.ts";
import { panePlace } from "../channels/pane-place.ts";
import { ListScreen } from "../lists/list-screen.tsx";
import { useOwnList } from "../lists/own-lists.ts";
import { Rows, rowLink } from "../lists/rows.tsx";
import { MessageCard } from "../messages/message-card.tsx";

const SidePanel = lazy(() => import("../channels/side-panel.tsx"));

type Thread = ReplyOf<Endpoints["listThreads"]>["threads"][number];
const idOf = ({ root }: Thread) => `${root.channel}/${root.ref}`;

/** Threads that the reader follows, unread ones first; one opens beside them. */
export function ThreadsScreen() {
  const t = useWords();
  const { company: id } = useParams({ from: "/gated/c/$company/threads" });
  const { channel, panel, at } = useSearch({ from: "/gated/c/$company/threads" });
  const navigate = useNavigate();
  const company = useCache((cache) => cache.companies.get(id));
  const row = useCache((cache) => cache.companies.get(id)?.channels.get(channel ?? ""));
  const { answer, error, again } = useOwnList(id, "threads");
  const first = useUnreadFirst(answer?.threads);
  const open = row && panel ? `${row.id}/${panel.split(":")[1]}` : undefined;

  const close = useCallback(() => void navigate({ to: ".", search: {} }), [navigate]);
  useAction("closePanel", close, open !== undefined);
  const shown = useRef(open);
  useEffect(() => {
    if (shown.current && !open) document.querySelector<HTMLElement>(`#screen [data-row="${shown.current}"]`)?.focus();
    shown.current = open;
  }, [open]);

  return (
    <>
      <ListScreen
        company={id}
        title={t("lists.threads.title")}
        hidden={open !== undefined}
        loading={!answer}
        error={answer ? undefined : error}
        onRetry={again}
      >
        <Rows label={t("lists.threads.title")} items={first} idOf={idOf}>
          {(thread, tab) => <ThreadRow company={id} thread={thread} isOpen={idOf(thread) === open} tab={tab} />}
        </Rows>
        {first.length === 0 && (
          <Empty icon={MessagesSquare} title={t("lists.threads.empty.title")}>
            {t("lists.threads.empty.text")}
          </Empty>
        )}
      </ListScreen>
      {company && row && panel && (
        <Suspense fallback={<aside className={panePlace} />}>
          <SidePanel key={open} company={company} channel={row} panel={panel} at={at} onClose={close} />
        </Suspense>
      )}
    </>
  );
}

/** A thread that is read while the list is open keeps its place. */
function useUnreadFirst(threads: readonly Thread[] = []): readonly Thread[] {
  const met = useRef(new Set<string>());
  for (const thread of threads) if (thread.unread) met.current.add(idOf(thread));
  const isFirst = (thread: Thread) => Number(met.current.has(idOf(thread)));
  return threads.toSorted((a, b) => isFirst(b) - isFirst(a) || b.lastAt - a.lastAt);
}

function ThreadRow({ company, thread, isOpen, tab }: { company: string; thread: Thread; isOpen: boolean; tab: 0 | -1 }) {
  const t = useWords();
  const { root, last, lastAt, replies, unread } = thread;
  const channel = useChannelName(company, root.channel);
  return (
    <Link
      to="/c/$company/threads"
      params={{ company }}
      search={{ channel: root.channel, panel: `thread:${root.post}` }}
      activeProps={{}}
      aria-current={isOpen ? "true" : undefined}
      data-row={idOf(thread)}
      tabIndex={tab}
      className={cx(rowLink, isOpen && "bg-accent-soft")}
    >
      <p className="mb-1 flex items-baseline gap-2 text-xs text-ink-3">
        {unread && (
          <span className="size-2 shrink-0 self-center rounded-full bg-accent">
            <span className="sr-only">{t("channels.unread")}</span>
          </span>
        )}
        <bdi className={cx("min-w-0 truncate", unread && "font-semibold text-ink")} title={channel}>
          {channel}
        </bdi>
        <span className="whitespace-nowrap" title={fullTime(lastAt)}>
          {t("messages.thread.replies", { count: replies })} · {shortTime(lastAt, serverNow())}
        </span>
      </p>
      <MessageCard company={company} message={root} />
      {last && last.ref !== root.ref && (
        <div className={cx("mt-2 ml-3 border-l-2 pl-3", unread ? "border-accent" : "border-line")}>
          <MessageCard company={company} message={last} />
        </div>
      )}
    </Link>
  );
}
