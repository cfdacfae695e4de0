import { type FormEvent, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button, toast } from "../../ui/index.ts";
import { PeoplePicker } from "../people/people-picker.tsx";

interface GiveDialogProps {
  readonly company: string;
  /** Those whose keeper is gone. */
  readonly channels: readonly { readonly by: string }[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Gives what people who are gone looked after to somebody who is here. */
export function GiveDialog({ company, channels, onClose, onDone }: GiveDialogProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const [heir, setHeir] = useState<string>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!heir) return setError(t("administration.out.noHeir"));
    setBusy(true);
    setError(undefined);
    try {
      for (const person of new Set(channels.map(({ by }) => by))) await workspace.call("handOver", { params: { company, person }, body: { to: heir } });
      toast(t("administration.channels.give.done", { count: channels.length }));
      onClose();
    } catch (refused) {
      setError(errorText(refused));
    }
    setBusy(false);
    onDone();
  };
  return (
    <Dialog title={t("administration.channels.give.title")} description={t("administration.channels.give.text", { count: channels.length })} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <PeoplePicker
          company={company}
          label={t("administration.out.heir")}
          chosen={heir ? [heir] : []}
          most={1}
          onChange={([first]) => {
            setHeir(first);
            setError(undefined);
          }}
        />
        {error && (
          <p role="alert" className="text-sm text-danger">
            {error}
          </p>
        )}
        <DialogActions>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" look="primary" disabled={busy}>
            {t("administration.channels.give.button")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
