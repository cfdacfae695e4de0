import { Link, useParams } from "@tanstack/react-router";
import { AlarmClock, Bookmark, BookmarkX } from "lucide-react";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { fullTime, serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx, Empty, IconButton } from "../../ui/index.ts";
import { useChannelName } from "../channels/channel-name.ts";
import { ListScreen } from "../lists/list-screen.tsx";
import { useChangeOwn, useOwnList } from "../lists/own-lists.ts";
import { Rows, rowLink } from "../lists/rows.tsx";
import { soon } from "../lists/soon.ts";
import { MessageCard } from "../messages/message-card.tsx";

type Item = ReplyOf<Endpoints["listSaved"]>["items"][number];
const idOf = ({ message }: Item) => `${message.channel}/${message.ref}`;

/** Messages that the reader put aside, with the time at which they come back. */
export function SavedScreen() {
  const t = useWords();
  const { company } = useParams({ from: "/gated/c/$company/saved" });
  const workspace = useWorkspace();
  const { answer, error, again } = useOwnList(company, "saved");
  const change = useChangeOwn(company, "saved");
  const items = answer?.items ?? [];

  const save = ({ message, remindAt }: Item, saved: boolean) =>
    workspace.call("saveMessage", {
      params: { company, channel: message.channel, message: message.ref },
      body: { saved, remindAt: saved && remindAt !== null && remindAt > serverNow() ? remindAt : null },
    });
  const takeOff = (item: Item) =>
    void change(
      (list) => ({ items: list.items.filter((other) => idOf(other) !== idOf(item)) }),
      () => save(item, false),
      {
        text: t("lists.saved.takenOff"),
        undo: () =>
          void change(
            (list) => ({ items: [item, ...list.items.filter((other) => idOf(other) !== idOf(item))] }),
            () => save(item, true),
          ),
      },
    );

  return (
    <ListScreen company={company} title={t("lists.saved.title")} loading={!answer} error={answer ? undefined : error} onRetry={again}>
      <Rows label={t("lists.saved.title")} items={items} idOf={idOf} onDone={takeOff}>
        {(item, tab) => (
          <>
            <SavedRow company={company} item={item} tab={tab} />
            <IconButton
              icon={BookmarkX}
              label={t("lists.saved.takeOff")}
              shortcut="E"
              tabIndex={tab}
              onClick={() => takeOff(item)}
              className="mt-3 mr-3 coarse:size-11"
            />
          </>
        )}
      </Rows>
      {items.length === 0 && (
        <Empty icon={Bookmark} title={t("lists.saved.empty.title")}>
          {t("lists.saved.empty.text")}
        </Empty>
      )}
    </ListScreen>
  );
}

function SavedRow({ company, item, tab }: { company: string; item: Item; tab: 0 | -1 }) {
  const t = useWords();
  const { message, remindAt } = item;
  const channel = useChannelName(company, message.channel);
  const now = serverNow();
  return (
    <Link
      to="/c/$company/channels/$channel"
      params={{ company, channel: message.channel }}
      search={message.reply > 0 ? { panel: `thread:${message.post}`, at: message.ref } : { at: message.ref }}
      data-row={idOf(item)}
      tabIndex={tab}
      className={rowLink}
    >
      <p className="mb-1 flex flex-wrap gap-x-3 text-xs text-ink-3">
        <bdi className="min-w-0 truncate" title={channel}>
          {channel}
        </bdi>
        {remindAt !== null && (
          <span title={fullTime(remindAt)} className={cx("inline-flex items-center gap-1", remindAt <= now && "text-warning")}>
            <AlarmClock aria-hidden size={12} />
            {t(remindAt > now ? "lists.saved.reminder" : "lists.saved.reminded", { when: soon(remindAt, now) })}
          </span>
        )}
      </p>
      <MessageCard company={company} message={message} />
    </Link>
  );
}
