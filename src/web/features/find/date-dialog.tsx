import { useNavigate, useParams } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { CompanyDialogProps } from "../../app/dialogs.tsx";
import { matches } from "../../app/use-media.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { useCache } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { date, dayOf, serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { toast } from "../../ui/toast.tsx";
import { dayIn, daysBefore } from "./days.ts";

/** Leads to a day of the channel that is open, in the reader's zone. */
export default function DateDialog({ company, onClose }: CompanyDialogProps) {
  const t = useWords();
  const { channel = "" } = useParams({ strict: false });
  const mine = company.channels.get(channel);
  const looked = useCache((cache) => cache.looked.get(channel));
  const row = mine ?? looked;
  const first = Math.max(1, mine?.fromPost ?? 1);
  return (
    <Dialog title={t("find.date.title")} onClose={onClose}>
      {row && row.post >= first ? (
        <Days company={company.id} channel={channel} first={first} last={row.post} />
      ) : (
        <p className="text-ink-2">{t(row ? "find.date.empty" : "find.date.noChannel")}</p>
      )}
    </Dialog>
  );
}

interface DaysProps {
  readonly company: string;
  readonly channel: string;
  /** Posts that the reader may see. */
  readonly first: number;
  readonly last: number;
}

function Days({ company, channel, first, last }: DaysProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const goTo = useGoTo(last);
  const [day, setDay] = useState("");
  const [wrong, setWrong] = useState<"needed" | "empty" | { readonly why: unknown }>();
  const [asking, setAsking] = useState(false);
  const [now] = useState(serverNow);
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);

  /** To what was written first then or later; says so where that isn't of the same day. */
  const find = async (at: number) => {
    setAsking(true);
    try {
      const { messages, found = 0 } = await workspace.call("listMessages", { params: { company, channel }, query: { at: Math.max(0, at), limit: 8 } });
      if (!isOpen.current) return;
      // One that was changed outside has no time.
      const next = messages.find(({ post, changedOutside }) => post >= found && !changedOutside) ?? messages.at(-1);
      if (!next) return setWrong("empty");
      goTo(next.post);
      if (next.changedOutside) return;
      if (next.sentAt < at) toast(t("find.date.last", { day: date(at) }));
      else if (dayOf(next.sentAt) !== dayOf(at)) toast(t("find.date.next", { day: date(at), next: date(next.sentAt) }));
    } catch (refused) {
      setWrong({ why: refused });
    } finally {
      setAsking(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const at = dayIn(day);
    if (at === undefined) setWrong("needed");
    else void find(at);
  };
  const error = typeof wrong === "string" ? t(`find.date.${wrong}`) : wrong && errorText(wrong.why);
  const choices = [
    { text: t("find.date.newest"), run: () => goTo(last) },
    { text: t("find.date.yesterday"), of: daysBefore(now, 1) },
    { text: t("find.date.weekAgo"), of: daysBefore(now, 7) },
    { text: t("find.date.first"), run: () => goTo(first) },
  ];
  return (
    <>
      <form onSubmit={submit} noValidate>
        <Field label={t("find.date.field")} help={t("find.date.help")} error={error}>
          {(control) => (
            <div className="flex gap-2">
              <Input
                {...control}
                type="date"
                value={day}
                onChange={(event) => {
                  setDay(event.target.value);
                  setWrong(undefined);
                }}
              />
              <Button type="submit" look="primary" disabled={asking}>
                {t("find.date.button")}
              </Button>
            </div>
          )}
        </Field>
      </form>
      <div className="mt-4 flex flex-col gap-1.5 border-t border-line pt-4">
        {choices.map(({ text, of, run }) => (
          <Button key={text} className="justify-between! coarse:h-11" disabled={asking} onClick={() => (run ? run() : void find(of))}>
            <span>{text}</span>
            {of !== undefined && <span className="truncate text-sm font-normal text-ink-3">{date(of)}</span>}
          </Button>
        ))}
      </div>
    </>
  );
}

async function until(isTrue: () => unknown): Promise<void> {
  for (let frames = 0; frames < 120 && !isTrue(); frames++) await new Promise((done) => requestAnimationFrame(done));
}

/** Closes the dialog over a message of the channel, which has the focus then: letters of the list go on from there. */
function useGoTo(last: number): (post: number) => void {
  const navigate = useNavigate();
  return (post) => {
    const list = () => document.querySelector<HTMLElement>("#screen > section [data-message-list]");
    const row = () => list()?.querySelector<HTMLElement>(`[data-number="${post}"]`);
    const go = async () => {
      const panel = matches("wide") ? {} : { panel: undefined };
      await navigate({ to: ".", search: (search) => ({ ...search, ...panel, dialog: undefined, at: undefined }), replace: true });
      await until(() => !document.querySelector("[role=dialog]")); // then the list has forgotten what it was asked for last: it may be the same
      if (post === last) list()?.scrollTo({ top: list()?.scrollHeight ?? 0 });
      else await navigate({ to: ".", search: (search) => ({ ...search, at: String(post) }) });
      if (matches("touch")) return;
      await until(row);
      row()?.focus({ preventScroll: true });
    };
    void go();
  };
}
