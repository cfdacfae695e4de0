import { useWorkspace } from "../../app/workspace.ts";
import type { MessageRow } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button } from "../../ui/index.ts";
import { deleteMessage } from "./message-changes.ts";
import { MessageText } from "./message-text.tsx";

/** Asks, since the text can't come back. */
export default function DeleteDialog({ target, onClose }: { target: { company: string; message: MessageRow }; onClose: () => void }) {
  const t = useWords();
  const workspace = useWorkspace();
  return (
    <Dialog title={t("messages.delete.title")} description={t("messages.delete.text")} onClose={onClose}>
      {target.message.body && (
        <div className="max-h-40 overflow-y-auto rounded-box bg-side px-3 py-2 text-ink-2">
          <MessageText body={target.message.body} company={target.company} />
        </div>
      )}
      <DialogActions>
        <Button onClick={onClose}>{t("ui.cancel")}</Button>
        <Button
          look="danger"
          onClick={() => {
            onClose();
            void deleteMessage(workspace, target);
          }}
        >
          {t("messages.delete.button")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
