import { type FormEvent, useState } from "react";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import type { PersonRow } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button, Field, Input, SkeletonLines, toast } from "../../ui/index.ts";
import { PeoplePicker } from "../people/people-picker.tsx";

interface TakeOutDialogProps {
  readonly company: string;
  readonly person: PersonRow;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Takes a person out of the company. What he looks after gets another one first; this can't be undone, so the name is typed. */
export function TakeOutDialog({ company, person, onClose, onDone }: TakeOutDialogProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const params = { company, person: person.id };
  const { answer: owned, error: unknown } = useAnswer("listOwned", { params });
  const [heir, setHeir] = useState<string>();
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string>();
  const [lacking, setLacking] = useState(false);
  const [busy, setBusy] = useState(false);
  const looksAfter = (owned?.channels ?? 0) + (owned?.teams ?? 0);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (looksAfter > 0 && !heir) return setLacking(true);
    if (typed.trim() !== person.name) return setError(t("administration.out.wrongName"));
    setBusy(true);
    setError(undefined);
    try {
      const left = heir ? await workspace.call("handOver", { params, body: { to: heir } }) : undefined;
      await workspace.call("disablePerson", { params });
      const done = t("administration.out.done", { name: person.name });
      toast(left?.channels ? `${done}. ${t("administration.out.left", { count: left.channels })}` : done);
      onDone();
      onClose();
    } catch (refused) {
      setError(errorText(refused));
    }
    setBusy(false);
  };

  return (
    <Dialog title={t("administration.out.title", { name: person.name })} description={t("administration.out.text")} onClose={onClose}>
      {!owned && !unknown && <SkeletonLines count={4} label={t("ui.loading")} />}
      {unknown && !owned && <p className="text-danger">{unknown}</p>}
      {owned && (
        <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
          {looksAfter > 0 ? (
            <div>
              <p className="mb-3">
                {t("administration.out.channels", { count: owned.channels })} {t("administration.out.teams", { count: owned.teams })}{" "}
                {t("administration.out.heirHelp")}
              </p>
              <PeoplePicker
                company={company}
                label={t("administration.out.heir")}
                chosen={heir ? [heir] : []}
                without={[person.id]}
                most={1}
                onChange={([first]) => {
                  setHeir(first);
                  setLacking(false);
                }}
              />
              {lacking && (
                <p role="alert" className="mt-1.5 text-sm text-danger">
                  {t("administration.out.noHeir")}
                </p>
              )}
            </div>
          ) : (
            <p>{t("administration.out.nothing")}</p>
          )}
          <Field label={t("administration.out.type", { name: person.name })} error={error}>
            {(control) => <Input {...control} value={typed} onChange={({ target }) => setTyped(target.value)} />}
          </Field>
          <DialogActions>
            <Button onClick={onClose}>{t("ui.cancel")}</Button>
            <Button type="submit" look="danger" disabled={busy}>
              {t("administration.out.button")}
            </Button>
          </DialogActions>
        </form>
      )}
    </Dialog>
  );
}
