import i18next from "i18next";
import { CalendarClock, ChevronDown, CornerDownLeft } from "lucide-react";
import { useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { type Draft, useCache } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { clockTime, dayAndTime, serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";
import { Menu, MenuItem, MenuLine } from "../../ui/late.tsx";
import { toast } from "../../ui/toast.tsx";
import type { Line } from "../messages/refs.ts";
import { stored } from "../messages/stored-text.ts";
import { changePreferences } from "../preferences/use-preferences.ts";
import { TimeDialog } from "./time-dialog.tsx";
import { mondayMorning, thisAfternoon, tomorrowMorning } from "./times.ts";

interface SendLaterProps {
  readonly line: Line;
  readonly draft: Draft;
  readonly disabled: boolean;
  /** The server holds it now: the composer can be empty. Called with the draft when it is taken back. */
  readonly onDraft: (draft: Draft) => void;
}

/** The menu beside Send: when else, and what Enter does. */
export function SendLater({ line, draft, disabled, onDraft }: SendLaterProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const [open, setOpen] = useState(false);
  const [own, setOwn] = useState(false);
  const breaks = useCache((cache) => cache.preferences.get(line.company)?.composer.enter === "breaks");
  const now = serverNow();
  const afternoon = thisAfternoon(now);

  const schedule = async (dueAt: number) => {
    const params = { company: line.company };
    const text = stored(workspace.store.get(), draft.text, draft.mentions).trim();
    try {
      const { id } = await workspace.call("scheduleMessage", { params, body: { channel: line.channel, thread: line.thread, text, dueAt } });
      onDraft({ text: "", mentions: {} });
      const undo = async () => {
        try {
          await workspace.call("cancelScheduled", { params: { ...params, scheduled: id } });
          onDraft(draft);
        } catch (error) {
          toast(errorText(error));
        }
      };
      toast(i18next.t("writing.later.done", { when: dayAndTime(dueAt) }), { text: i18next.t("ui.undo"), run: () => void undo() });
    } catch (error) {
      toast(errorText(error));
    }
  };
  const choice = (key: "today" | "tomorrow" | "monday", at: number) => (
    <MenuItem icon={CalendarClock} disabled={disabled} onClick={() => void schedule(at)}>
      {t(`writing.later.${key}`, { time: clockTime(at) })}
    </MenuItem>
  );
  const takeEnter = () =>
    changePreferences(workspace, line.company, (preferences) => ({
      ...preferences,
      composer: { ...preferences.composer, enter: breaks ? "sends" : "breaks" },
    }));

  return (
    <>
      <Menu
        open={open}
        onOpenChange={setOpen}
        align="end"
        side="top"
        trigger={<IconButton icon={ChevronDown} size="small" label={t("writing.later.open")} className="my-0.5 w-6" />}
      >
        {afternoon !== undefined && choice("today", afternoon)}
        {choice("tomorrow", tomorrowMorning(now))}
        {new Date(now).getDay() !== 0 && choice("monday", mondayMorning(now))}
        <MenuItem icon={CalendarClock} disabled={disabled} onClick={() => setOwn(true)}>
          {t("writing.later.own")}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={CornerDownLeft} onClick={takeEnter}>
          {breaks ? t("writing.enter.sends") : t("writing.enter.breaks")}
        </MenuItem>
      </Menu>
      {own && (
        <TimeDialog
          title={t("writing.later.title")}
          label={t("writing.later.when")}
          button={t("writing.later.button")}
          past={t("writing.later.past")}
          onChoose={(at) => void schedule(at)}
          onClose={() => setOwn(false)}
        />
      )}
    </>
  );
}
