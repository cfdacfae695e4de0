import { KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { client, signedIn } from "../../app/session.ts";
import { errorText } from "../../i18n/error-text.ts";
import { Button, Empty, Field, Input } from "../../ui/index.ts";

/** Stands in for any screen that needs an account; the URL stays, so that it opens right after. */
export default function SignIn({ setUp }: { setUp: boolean }) {
  const { t } = useTranslation();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(undefined);
    try {
      signedIn(await client.call("signIn", { body: { login: String(form.get("login")), password: String(form.get("password")) } }));
    } catch (refused) {
      setError(errorText(refused));
      setBusy(false);
    }
  };

  if (!setUp)
    return (
      <Empty icon={KeyRound} title={t("accounts.signIn.notSetUp.title")}>
        {t("accounts.signIn.notSetUp.text")}
      </Empty>
    );
  return (
    <main className="flex h-full items-center justify-center overflow-y-auto px-6">
      <form onSubmit={submit} className="flex w-full max-w-80 flex-col gap-4">
        <h1 className="text-xl font-semibold">{t("accounts.signIn.title")}</h1>
        <Field label={t("accounts.signIn.login")}>{(control) => <Input {...control} name="login" required autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} />}</Field>
        <Field label={t("accounts.signIn.password")} error={error}>
          {(control) => <Input {...control} name="password" type="password" required autoComplete="current-password" />}
        </Field>
        <Button type="submit" look="primary" disabled={busy}>
          {t("accounts.signIn.button")}
        </Button>
      </form>
    </main>
  );
}
