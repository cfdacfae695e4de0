import { type FormEvent, useState } from "react";
import { isEmoji } from "../../../contract/emoji.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { type MessageRow, useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Button, Field, Input } from "../../ui/index.ts";
import { react } from "./message-changes.ts";

const usual = ["👍", "❤️", "😂", "🎉", "👀", "🙏", "✅", "❌", "🔥", "🚀", "🤔", "😢", "👏", "💯", "⚡", "☕"];

export default function ReactionPicker({ company, message, onClose }: { company: string; message: MessageRow; onClose: () => void }) {
  const t = useWords();
  const workspace = useWorkspace();
  const me = useCache((cache) => cache.companies.get(company)?.me ?? "");
  const [other, setOther] = useState("");
  const [wrong, setWrong] = useState(false);
  const choose = (emoji: string) => {
    react(workspace, { company, message }, me, emoji);
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (isEmoji(other.trim())) choose(other.trim());
    else setWrong(true);
  };
  return (
    <Dialog title={t("messages.react.title")} onClose={onClose}>
      <div className="grid grid-cols-8 gap-1">
        {usual.map((emoji) => (
          <button
            key={emoji}
            type="button"
            onClick={() => choose(emoji)}
            className="flex aspect-square items-center justify-center rounded-box text-xl hover:bg-hover"
          >
            {emoji}
          </button>
        ))}
      </div>
      <form onSubmit={submit} className="mt-3 flex items-end gap-2">
        <div className="flex-1">
          <Field label={t("messages.react.other")} error={wrong ? t("messages.react.wrong") : undefined}>
            {(control) => <Input {...control} value={other} onChange={(event) => setOther(event.target.value)} maxLength={16} />}
          </Field>
        </div>
        <Button type="submit">{t("messages.react.button")}</Button>
      </form>
    </Dialog>
  );
}
