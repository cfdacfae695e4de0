import { type FormEvent, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button, Field, Input, toast } from "../../ui/index.ts";

interface EraseDialogProps {
  readonly company: string;
  readonly channel: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Erases a channel. It can't be undone, so its name is typed. */
export default function EraseDialog({ company, channel, onClose, onDone }: EraseDialogProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const { id, name } = channel;
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim().replace(/^#/, "").toLowerCase() !== name.toLowerCase()) return setError(t("channelSettings.erase.wrongName"));
    setBusy(true);
    setError(undefined);
    try {
      await workspace.call("eraseChannel", { params: { company, channel: id }, body: { name } });
      toast(t("channelSettings.erase.done", { name }));
      onClose();
      onDone();
    } catch (refused) {
      setError(errorText(refused));
      setBusy(false);
    }
  };

  return (
    <Dialog title={t("channelSettings.erase.title", { name })} description={t("channelSettings.erase.text")} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Field label={t("channelSettings.erase.type", { name })} error={error}>
          {(control) => <Input {...control} value={typed} onChange={({ target }) => setTyped(target.value)} />}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" look="danger" disabled={busy}>
            {t("channelSettings.erase.button")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
