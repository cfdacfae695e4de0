import { type FormEvent, useState, useSyncExternalStore } from "react";
import { client, signedIn } from "../../app/session.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, Input } from "../../ui/index.ts";
import { formProblem } from "./field-problems.ts";
import { FormError } from "./form-error.tsx";
import { PasswordInput } from "./password-input.tsx";

/** Name and password. What stands above it decides what comes next; this only signs in. */
export function SignInForm() {
  const t = useWords();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const online = useSyncExternalStore(onLine, () => navigator.onLine);

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(undefined);
    try {
      signedIn(await client.call("signIn", { body: { login: String(form.get("login")).trim(), password: String(form.get("password")) } }));
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void send(event)} className="flex flex-col gap-5">
      <Field label={t("accounts.signIn.login")}>
        {(control) => <Input {...control} name="login" required autoFocus maxLength={320} autoComplete="username" autoCapitalize="none" spellCheck={false} />}
      </Field>
      <Field label={t("accounts.signIn.password")}>
        {(control) => <PasswordInput {...control} name="password" required autoComplete="current-password" />}
      </Field>
      {!online && (
        <p role="status" className="rounded-box bg-side px-4 py-3 text-ink-2">
          {t("accounts.signIn.offline")}
        </p>
      )}
      <FormError text={formProblem(error, [])} />
      <div>
        <Button type="submit" look="primary" size="large" disabled={busy}>
          {t("accounts.signIn.button")}
        </Button>
      </div>
    </form>
  );
}

function onLine(listener: () => void): () => void {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}
