import { Link } from "@tanstack/react-router";
import { CornerDownRight, Pin, ShieldAlert } from "lucide-react";
import { lazy, memo, type ReactNode, Suspense } from "react";
import type { MessageRow } from "../../cache/index.ts";
import { clockTime, fullTime, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/cx.ts";
import { PersonButton } from "../people/person-button.tsx";
import { PersonMark, PersonName } from "../people/person-mark.tsx";
import { EditedSign } from "./edited-sign.tsx";
import { latePart } from "./late-parts.ts";
import { MessageText } from "./message-text.tsx";
import { Reactions } from "./reactions.tsx";
import { useToday } from "./use-today.ts";

const Files = lazy(latePart("MessageFiles"));

interface MessageViewProps {
  readonly company: string;
  readonly message: MessageRow;
  /** Shows who and when; else it follows another one of the same author. */
  readonly head: boolean;
  /** In a thread the summary of its own replies is left out. */
  readonly inThread: boolean;
  /** Stands instead of the text: the editor. */
  readonly children?: ReactNode;
}

/** One message as everybody sees it, without what can be done with it. */
export const MessageView = memo(function MessageView({ company, message, head, inThread, children }: MessageViewProps) {
  const t = useWords();
  if (message.kind === "system" && message.body) {
    return (
      <Frame gutter={<CornerDownRight aria-hidden size={14} className="mt-1 text-ink-4" />} time={message.sentAt}>
        <div className="text-sm text-ink-3">
          <MessageText body={message.body} company={company} />
        </div>
      </Frame>
    );
  }
  const hasFiles = message.files?.length > 0; // a row that an earlier build kept has none
  const below = (
    <>
      {hasFiles && message.body && (
        <Suspense fallback={<div className="h-16" />}>
          <Files company={company} channel={message.channel} files={message.files} />
        </Suspense>
      )}
      <Reactions company={company} message={message} />
      {!inThread && message.thread && <ThreadSummary company={company} message={message} thread={message.thread} />}
    </>
  );
  if (message.changedOutside) {
    return (
      <Frame gutter={<ShieldAlert aria-hidden size={14} className="mt-1 text-ink-4" />} time={message.sentAt}>
        <p className="text-ink-3 italic">{t("messages.changedOutside")}</p>
        {below}
      </Frame>
    );
  }
  return (
    <Frame gutter={head ? <PersonMark company={company} person={message.author} size={36} /> : <HoverTime at={message.sentAt} />} time={message.sentAt}>
      {head && (
        <div className="flex flex-wrap items-baseline gap-x-2">
          <PersonButton person={message.author}>
            <PersonName company={company} person={message.author} shownAs={message.shownAs} />
          </PersonButton>
          <time dateTime={new Date(message.sentAt).toISOString()} title={fullTime(message.sentAt)} className="tabular text-xs text-ink-3">
            {clockTime(message.sentAt)}
          </time>
          {message.pinned && (
            <span className="inline-flex items-center gap-1 text-xs text-ink-3">
              <Pin aria-hidden size={11} /> {t("messages.pin.sign")}
            </span>
          )}
        </div>
      )}
      {message.body === null ? (
        <p className="text-ink-3 italic">{t("messages.deleted")}</p>
      ) : (
        (children ??
        (hasFiles && message.body.kind === "markdown" && message.body.text === "" ? null : (
          <MessageText
            body={message.body}
            company={company}
            after={message.editedAt === null ? undefined : <EditedSign company={company} message={message} at={message.editedAt} />}
          />
        )))
      )}
      {below}
    </Frame>
  );
});

/** Avatar or time at the left, words beside it: the grid that all rows share. */
export function Frame({ gutter, time, faint = false, children }: { gutter: ReactNode; time: number; faint?: boolean; children: ReactNode }) {
  return (
    <div className={cx("flex gap-3 px-5 py-0.5", faint && "text-ink-2")} data-time={time}>
      <div className="flex w-9 shrink-0 justify-end pt-0.5">{gutter}</div>
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}

function HoverTime({ at }: { at: number }) {
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={fullTime(at)}
      className="tabular pt-0.5 text-[11px] leading-5 whitespace-nowrap text-ink-3 opacity-0 group-hover/row:opacity-100 group-focus-within/row:opacity-100"
    >
      {clockTime(at)}
    </time>
  );
}

function ThreadSummary({ company, message, thread }: { company: string; message: MessageRow; thread: NonNullable<MessageRow["thread"]> }) {
  const t = useWords();
  const today = useToday();
  return (
    <Link
      from="/c/$company/channels/$channel"
      to="."
      search={(search) => ({ ...search, panel: `thread:${message.post}`, at: undefined })}
      className="mt-1 -ml-1 flex w-fit max-w-full items-center gap-2 rounded-box px-1 py-0.5 text-sm hover:bg-hover coarse:min-h-10"
      data-opens-thread={message.ref}
    >
      <span className="flex gap-1">
        {thread.people.slice(0, 4).map((id) => (
          <PersonMark key={id} company={company} person={id} size={20} />
        ))}
      </span>
      <span className="font-medium text-accent">{t("messages.thread.replies", { count: thread.replies })}</span>
      <span className="truncate text-ink-3">{t("messages.thread.last", { when: shortTime(thread.lastAt, today) })}</span>
    </Link>
  );
}
