import { type FormEvent, useState } from "react";
import { useWorkspace } from "../../../app/workspace.ts";
import type { MessageRow } from "../../../cache/index.ts";
import { errorText } from "../../../i18n/error-text.ts";
import { useWords } from "../../../i18n/use-words.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog, DialogActions } from "../../../ui/dialog.tsx";
import { Field, TextArea } from "../../../ui/field.tsx";
import { toast } from "../../../ui/toast.tsx";

/** Tells the administrators of a message, and why. */
export default function ReportDialog({ company, message, onClose }: { company: string; message: MessageRow; onClose: () => void }) {
  const t = useWords();
  const workspace = useWorkspace();
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setBusy(true);
    try {
      await workspace.call("reportMessage", { params: { company, channel: message.channel, message: message.ref }, body: { reason: reason.trim() } });
      toast(t("actions.report.done"));
      onClose();
    } catch (refused) {
      setError(errorText(refused));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("actions.report.title")} description={t("actions.report.help")} onClose={onClose}>
      <form onSubmit={(event) => void send(event)}>
        <Field label={t("actions.report.reason")} error={error}>
          {(control) => <TextArea {...control} value={reason} maxLength={1000} required onChange={(event) => setReason(event.target.value)} />}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" look="danger" disabled={busy || reason.trim() === ""}>
            {t("actions.report.button")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
