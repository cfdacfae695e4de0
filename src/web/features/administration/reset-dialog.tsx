import { useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import type { PersonRow } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button } from "../../ui/index.ts";
import { OnceShown } from "../../ui/once-shown.tsx";
import { Switch } from "../../ui/switch.tsx";

/** Makes a link by which a person sets a new password. For installation owners. */
export function ResetDialog({ company, person, onClose }: { company: string; person: PersonRow; onClose: () => void }) {
  const t = useWords();
  const workspace = useWorkspace();
  const [mail, setMail] = useState(false);
  const [made, setMade] = useState<{ url: string; expiresAt: number; mailed: boolean }>();
  const [error, setError] = useState<string>();
  const make = () =>
    workspace
      .call("makeResetLink", { params: { company, person: person.id }, body: { mail } })
      .then(setMade, (refused: unknown) => setError(errorText(refused)));
  return (
    <Dialog
      title={t("administration.reset.title", { name: person.name })}
      description={made ? t("administration.reset.once", { when: dayAndTime(made.expiresAt) }) : t("administration.reset.text")}
      onClose={onClose}
    >
      {made ? (
        <>
          {mail && (
            <p role="status" className="mb-4 text-ink-2">
              {made.mailed ? t("administration.reset.mailed") : t("administration.reset.notMailed")}
            </p>
          )}
          <OnceShown label={t("administration.reset.link")} url={made.url} copy={t("invites.link.copy")} copied={t("administration.copied")} />
        </>
      ) : (
        <>
          <Switch label={t("administration.reset.mail")} checked={mail} onChange={setMail} />
          {error && <p className="text-danger">{error}</p>}
          <DialogActions>
            <Button onClick={onClose}>{t("ui.cancel")}</Button>
            <Button look="primary" onClick={() => void make()}>
              {t("administration.reset.button")}
            </Button>
          </DialogActions>
        </>
      )}
    </Dialog>
  );
}
