import { Clock, Send, TriangleAlert, Undo2 } from "lucide-react";
import { useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { knownText } from "../../i18n/known-text.ts";
import { fullTime, serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx, IconButton } from "../../ui/index.ts";
import { useChangeOwn } from "../lists/own-lists.ts";
import { Rows, rowLink } from "../lists/rows.tsx";
import { soon } from "../lists/soon.ts";
import { Place, PlainText, Title } from "./parts.tsx";
import { type Scheduled, ScheduledDialog } from "./scheduled-dialog.tsx";

const idOf = ({ id }: Scheduled) => id;
/** The server takes only what is still to come. */
const nearest = () => serverNow() + 2000;

/** Messages that wait for their time, and those that were refused when it came. */
export function ScheduledRows({ company, scheduled }: { company: string; scheduled: readonly Scheduled[] }) {
  const t = useWords();
  const workspace = useWorkspace();
  const change = useChangeOwn(company, "scheduled");
  const [edited, setEdited] = useState<Scheduled | null>(null);
  const without = (id: string) => (list: { scheduled: Scheduled[] }) => ({ scheduled: list.scheduled.filter((other) => other.id !== id) });

  const sendNow = (item: Scheduled) =>
    void change(without(item.id), () => workspace.call("changeScheduled", { params: { company, scheduled: item.id }, body: { dueAt: nearest() } }), {
      text: t("lists.scheduled.sending"),
    });
  const takeBack = (item: Scheduled) =>
    void change(without(item.id), () => workspace.call("cancelScheduled", { params: { company, scheduled: item.id } }), {
      text: t("lists.scheduled.takenBack"),
      undo: () => {
        const { channel, thread, text, dueAt } = item;
        void change(
          (list) => ({ scheduled: [item, ...list.scheduled].sort((a, b) => a.dueAt - b.dueAt) }),
          () => workspace.call("scheduleMessage", { params: { company }, body: { channel, thread, text, dueAt: Math.max(dueAt, nearest()) } }),
        );
      },
    });

  return (
    <>
      {scheduled.length > 0 && <Title>{t("lists.scheduled.title")}</Title>}
      <Rows label={t("lists.scheduled.title")} items={scheduled} idOf={idOf} onDone={takeBack}>
        {(item, tab) => (
          <>
            <button type="button" data-row={item.id} tabIndex={tab} onClick={() => setEdited(item)} className={cx(rowLink, "text-left")}>
              <Place company={company} channel={item.channel} thread={item.thread} />
              <PlainText company={company} text={item.text} />
              <When item={item} />
            </button>
            <span className="mt-2 mr-3 flex">
              <IconButton icon={Send} label={t("lists.scheduled.sendNow")} tabIndex={tab} onClick={() => sendNow(item)} className="coarse:size-11" />
              <IconButton
                icon={Undo2}
                label={t("lists.scheduled.takeBack")}
                shortcut="E"
                tabIndex={tab}
                onClick={() => takeBack(item)}
                className="coarse:size-11"
              />
            </span>
          </>
        )}
      </Rows>
      {edited && <ScheduledDialog key={edited.id} company={company} item={edited} onClose={() => setEdited(null)} />}
    </>
  );
}

function When({ item: { state, reason, dueAt } }: { item: Scheduled }) {
  const t = useWords();
  if (state === "failed")
    return (
      <p className="mt-1.5 flex items-start gap-1.5 text-sm text-danger">
        <TriangleAlert aria-hidden size={14} className="mt-0.5 shrink-0" />
        <span>
          {t("lists.scheduled.failed", { when: soon(dueAt, serverNow()) })} {knownText(`errors.${reason}`) ?? t("errors.internal")}{" "}
          {t("lists.scheduled.whatToDo")}
        </span>
      </p>
    );
  return (
    <p className="mt-1.5 flex items-center gap-1.5 text-xs text-ink-3" title={fullTime(dueAt)}>
      <Clock aria-hidden size={12} />
      {t("lists.scheduled.due", { when: soon(dueAt, serverNow()) })}
    </p>
  );
}
