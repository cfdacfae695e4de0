import { useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import type { MessageRow } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { editMessage } from "./message-changes.ts";
import { shown } from "./shown-text.ts";
import { stored } from "./stored-text.ts";
import { WritingArea } from "./writing-area.tsx";

/** A message's text under change, in its place. Esc gives up, Enter saves. */
export default function MessageEditor({ company, message, onClose }: { company: string; message: MessageRow; onClose: () => void }) {
  const t = useWords();
  const workspace = useWorkspace();
  const old = message.body?.kind === "markdown" ? message.body.text : "";
  const [draft, setDraft] = useState(() => shown(workspace.store.get(), company, old));
  const close = () => {
    onClose();
    requestAnimationFrame(() => document.querySelector<HTMLElement>("#composer textarea")?.focus());
  };
  const save = () => {
    const text = stored(workspace.store.get(), draft.text, draft.mentions).trim();
    if (text !== "" && text !== old) void editMessage(workspace, { company, message }, text);
    close();
  };
  return (
    <div className="my-1 rounded-box bg-raised ring-1 ring-edge focus-within:ring-2 focus-within:ring-accent">
      <WritingArea
        company={company}
        channel={message.channel}
        label={t("actions.editing.label")}
        draft={draft}
        onDraft={setDraft}
        onSend={save}
        onEscape={close}
        takesFocus
      />
      <div className="flex items-center justify-end gap-1.5 px-2 pb-2">
        <Button size="small" look="quiet" onClick={close}>
          {t("ui.cancel")}
        </Button>
        <Button size="small" look="primary" disabled={draft.text.trim() === ""} onClick={save}>
          {t("ui.save")}
        </Button>
      </div>
    </div>
  );
}
