import { type FormEvent, useState } from "react";
import { serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { fieldValue, tomorrowMorning } from "./times.ts";

interface TimeDialogProps {
  readonly title: string;
  readonly label: string;
  readonly button: string;
  /** Said where the time is over. */
  readonly past: string;
  readonly onChoose: (at: number) => void;
  readonly onClose: () => void;
}

/** A day and time of one's own, in the reader's zone. */
export function TimeDialog({ title, label, button, past, onChoose, onClose }: TimeDialogProps) {
  const t = useWords();
  const [value, setValue] = useState(() => fieldValue(tomorrowMorning(serverNow())));
  const [isPast, setPast] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const at = new Date(value).getTime();
    if (!(at > serverNow())) return setPast(true);
    onChoose(at);
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        <Field label={label} error={isPast ? past : undefined}>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={value}
              min={fieldValue(serverNow())}
              required
              onChange={(event) => {
                setValue(event.target.value);
                setPast(false);
              }}
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" look="primary">
            {button}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
