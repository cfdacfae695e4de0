import { type FormEvent, useState } from "react";
import { limits } from "../../../contract/limits.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button, Field, Input } from "../../ui/index.ts";

interface NameDialogProps {
  readonly title: string;
  readonly label: string;
  readonly button: string;
  readonly onClose: () => void;
  /** @returns whether it was taken */
  readonly onName: (name: string) => Promise<boolean>;
}

/** Asks for one name. */
export default function NameDialog({ title, label, button, onClose, onName }: NameDialogProps) {
  const t = useWords();
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    if (await onName(name.trim())) onClose();
    else setBusy(false);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <Field label={label}>
          {(control) => <Input {...control} required dir="auto" maxLength={limits.fileName} value={name} onChange={({ target }) => setName(target.value)} />}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" look="primary" disabled={busy || name.trim() === ""}>
            {button}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
