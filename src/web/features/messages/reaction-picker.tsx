import { useWorkspace } from "../../app/workspace.ts";
import { type MessageRow, useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { EmojiPicker } from "./emoji/emoji-picker.tsx";
import { react } from "./message-changes.ts";

export default function ReactionPicker({ company, message, onClose }: { company: string; message: MessageRow; onClose: () => void }) {
  const t = useWords();
  const workspace = useWorkspace();
  const me = useCache((cache) => cache.companies.get(company)?.me ?? "");
  const choose = (emoji: string) => {
    react(workspace, { company, message }, me, emoji);
    onClose();
  };
  return (
    <Dialog title={t("messages.react.title")} onClose={onClose}>
      <div className="flex justify-center">
        <EmojiPicker onChoose={choose} />
      </div>
    </Dialog>
  );
}
