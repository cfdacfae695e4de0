import { Fingerprint } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { ApiError, type Client } from "../../../client/index.ts";
import type { factors, ReplyOf } from "../../../contract/index.ts";
import { useSession } from "../../app/session.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button, Field } from "../../ui/index.ts";
import { formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { PasswordInput } from "../accounts/password-input.tsx";
import { WayButtons } from "../connections/way-buttons.tsx";
import { canPasskey, passkeyProblem, showPasskey } from "./passkey.ts";

/** Before something grave: the password or a passkey once more. */
export function ConfirmDialog({ client, onClose }: { client: Client; onClose: (isConfirmed: boolean) => void }) {
  const t = useWords();
  const { kind } = useSession();
  const [security, setSecurity] = useState<ReplyOf<(typeof factors)["getSecurity"]>>();
  const [error, setError] = useState<unknown>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const hasPasskey = canPasskey() && security?.factors.some(({ kind }) => kind === "passkey") === true;
  const hasPassword = security?.passwordChangedAt !== null;
  const isWrong = error instanceof ApiError && error.code === "wrong_password";

  useEffect(() => {
    if (kind !== "signed-in") onClose(false);
  }, [kind, onClose]);
  useEffect(() => {
    client.call("getSecurity").then(setSecurity, () => undefined); // the password is always a way
  }, [client]);

  const byPassword = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password"));
    setBusy(true);
    setError(undefined);
    try {
      await client.call("confirmIdentity", { body: { password } });
      onClose(true);
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  const byPasskey = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await client.call("confirmIdentity", { body: { passkey: await showPasskey(client) } });
      onClose(true);
    } catch (refused) {
      setProblem(passkeyProblem(refused));
      setBusy(false);
    }
  };

  return (
    <Dialog title={t("factors.confirm.title")} description={t("factors.confirm.lead")} onClose={() => onClose(false)}>
      <form onSubmit={(event) => void byPassword(event)} className="flex flex-col gap-4">
        {hasPassword ? (
          <Field label={t("accounts.fields.password")} error={isWrong ? errorText(error) : undefined}>
            {(control) => <PasswordInput {...control} name="password" required autoComplete="current-password" />}
          </Field>
        ) : (
          <p className="text-ink-2">{t("factors.confirm.anew")}</p>
        )}
        <FormError text={problem ?? (isWrong ? undefined : formProblem(error, []))} />
        <DialogActions>
          <Button onClick={() => onClose(false)}>{t("ui.cancel")}</Button>
          {hasPasskey && (
            <Button icon={Fingerprint} disabled={busy} onClick={() => void byPasskey()}>
              {t("factors.passkey.use")}
            </Button>
          )}
          {hasPassword && (
            <Button type="submit" look="primary" disabled={busy}>
              {t("factors.confirm.button")}
            </Button>
          )}
        </DialogActions>
      </form>
      {!hasPassword && security?.came && <WayButtons ways={[security.came]} to={location.pathname + location.search} anew />}
    </Dialog>
  );
}
