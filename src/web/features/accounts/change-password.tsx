import { type FormEvent, useState } from "react";
import { ApiError } from "../../../client/index.ts";
import { client } from "../../app/session.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, toast } from "../../ui/index.ts";
import { fieldProblem, formProblem } from "./field-problems.ts";
import { FormError } from "./form-error.tsx";
import { NewPassword } from "./new-password.tsx";
import { PasswordInput } from "./password-input.tsx";

export function ChangePassword({ name }: { name: string }) {
  const t = useWords();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [turn, setTurn] = useState(0);
  const isWrong = error instanceof ApiError && error.code === "wrong_password";

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(undefined);
    try {
      // Over HTTP: the answer brings this browser's new session cookie.
      await client.call("changePassword", { body: { current: String(form.get("current")), next: String(form.get("next")) } });
      toast(t("accounts.password.done"));
      setTurn(turn + 1);
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };

  return (
    <section>
      <h2 className="text-lg font-semibold">{t("accounts.password.title")}</h2>
      <p className="mt-1 text-ink-2">{t("accounts.password.lead")}</p>
      <form key={turn} onSubmit={(event) => void send(event)} className="mt-4 flex max-w-96 flex-col gap-4">
        <Field label={t("accounts.password.current")} error={isWrong ? errorText(error) : fieldProblem(error, "current")}>
          {(control) => <PasswordInput {...control} name="current" required autoComplete="current-password" />}
        </Field>
        <NewPassword label={t("accounts.fields.newPassword")} name="next" person={name} error={fieldProblem(error, "next")} />
        <FormError text={isWrong ? undefined : formProblem(error, ["current", "next"])} />
        <div>
          <Button type="submit" look="primary" disabled={busy}>
            {t("accounts.password.button")}
          </Button>
        </div>
      </form>
    </section>
  );
}
