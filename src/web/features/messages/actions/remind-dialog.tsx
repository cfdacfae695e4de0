import { useState } from "react";
import { useWorkspace } from "../../../app/workspace.ts";
import type { MessageRow } from "../../../cache/index.ts";
import { clockTime, dayAndTime, serverNow } from "../../../i18n/times.ts";
import { useWords } from "../../../i18n/use-words.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { TimeDialog } from "../../scheduled/time-dialog.tsx";
import { inMinutes, mondayMorning, tomorrowMorning } from "../../scheduled/times.ts";
import { saveForLater } from "./message-deeds.ts";

/** When the message is to come back into the inbox. */
export default function RemindDialog({ company, message, onClose }: { company: string; message: MessageRow; onClose: () => void }) {
  const t = useWords();
  const workspace = useWorkspace();
  const [own, setOwn] = useState(false);
  const [now] = useState(serverNow);
  const save = (at: number) => {
    onClose();
    saveForLater(workspace, { company, message }, at);
  };
  const monday = mondayMorning(now);
  const choices = [
    [t("actions.save.minutes"), inMinutes(now, 20)],
    [t("actions.save.hour"), inMinutes(now, 60)],
    [t("actions.save.tomorrow", { time: clockTime(tomorrowMorning(now)) }), tomorrowMorning(now)],
    [t("actions.save.week", { day: dayAndTime(monday) }), monday],
  ] as const;
  if (own) {
    return (
      <TimeDialog
        title={t("actions.save.menu")}
        label={t("actions.save.when")}
        button={t("actions.save.button")}
        past={t("actions.save.past")}
        onChoose={save}
        onClose={onClose}
      />
    );
  }
  return (
    <Dialog title={t("actions.save.menu")} onClose={onClose}>
      <div className="flex flex-col gap-1.5">
        {choices.map(([text, at]) => (
          <Button key={text} className="justify-start" onClick={() => save(at)}>
            <span className="truncate" title={text}>
              {text}
            </span>
          </Button>
        ))}
        <Button className="justify-start" onClick={() => setOwn(true)}>
          {t("actions.save.own")}
        </Button>
      </div>
    </Dialog>
  );
}
