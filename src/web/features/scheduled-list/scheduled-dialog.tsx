import { type FormEvent, useState } from "react";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import { limits } from "../../../contract/limits.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button, Field, Input, TextArea, toast } from "../../ui/index.ts";
import { useChangeOwn } from "../lists/own-lists.ts";
import { asField } from "../lists/soon.ts";
import { shown } from "../messages/shown-text.ts";
import { stored } from "../messages/stored-text.ts";

export type Scheduled = ReplyOf<Endpoints["listScheduled"]>["scheduled"][number];

/** Text and time of a message that isn't sent yet. */
export function ScheduledDialog({ company, item, onClose }: { company: string; item: Scheduled; onClose: () => void }) {
  const t = useWords();
  const workspace = useWorkspace();
  const change = useChangeOwn(company, "scheduled");
  const [before] = useState(() => shown(workspace.store.get(), company, item.text));
  const [text, setText] = useState(before.text);
  const [at, setAt] = useState(asField(Math.max(item.dueAt, serverNow() + 3_600_000)));
  const [error, setError] = useState<string>();
  const dueAt = new Date(at).getTime();
  const isPast = !(dueAt > serverNow());

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setError(undefined);
    const body = { text: stored(workspace.store.get(), text, before.mentions).trim(), dueAt };
    try {
      const changed = await workspace.call("changeScheduled", { params: { company, scheduled: item.id }, body });
      const put = (list: { scheduled: Scheduled[] }) => ({ scheduled: list.scheduled.map((other) => (other.id === changed.id ? changed : other)) });
      void change(put, () => Promise.resolve());
      toast(t("lists.scheduled.changed"));
      onClose();
    } catch (refused) {
      setError(errorText(refused));
    }
  };
  return (
    <Dialog title={t("lists.scheduled.edit")} onClose={onClose}>
      <form onSubmit={(event) => void save(event)} className="flex flex-col gap-4">
        <Field label={t("lists.scheduled.text")} error={error}>
          {(control) => (
            <TextArea
              {...control}
              dir="auto"
              value={text}
              required
              maxLength={limits.message}
              onChange={(event) => setText(event.target.value)}
              className="min-h-32"
            />
          )}
        </Field>
        <Field label={t("lists.scheduled.time")} error={isPast ? t("lists.scheduled.past") : undefined}>
          {(control) => (
            <Input {...control} type="datetime-local" value={at} min={asField(serverNow())} required onChange={(event) => setAt(event.target.value)} />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" look="primary" disabled={isPast || text.trim() === ""}>
            {t("ui.save")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
