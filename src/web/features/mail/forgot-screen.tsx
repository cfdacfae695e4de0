import { Link } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { client } from "../../app/session.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, Input, SkeletonLines } from "../../ui/index.ts";
import { formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { FrontPage } from "../accounts/front-page.tsx";
import { mailLanguage } from "./mail-language.ts";

/** `/forgot`: a link for a new password to one's own mailbox. The answer is the same for everybody. */
export function ForgotScreen() {
  const t = useWords();
  const [isMailOn, setMailOn] = useState<boolean>();
  const [isSent, setSent] = useState(false);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    client.call("getSetup").then(({ mail }) => setMailOn(mail), setError);
  }, []);
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const login = String(new FormData(event.currentTarget).get("login")).trim();
    setBusy(true);
    setError(undefined);
    try {
      await client.call("askReset", { body: { login, language: mailLanguage() } });
      setSent(true);
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };

  return (
    <FrontPage
      title={isSent ? t("mail.forgot.done") : t("mail.forgot.title")}
      {...(isSent ? { lead: t("mail.forgot.doneText") } : isMailOn ? { lead: t("mail.forgot.lead") } : {})}
    >
      <div className="flex flex-col gap-6">
        {isMailOn === undefined && error === undefined && <SkeletonLines count={3} label={t("ui.loading")} />}
        {isMailOn && !isSent && (
          <form onSubmit={(event) => void send(event)} className="flex flex-col gap-5">
            <Field label={t("accounts.signIn.login")}>
              {(control) => (
                <Input {...control} name="login" required autoFocus maxLength={320} autoComplete="username" autoCapitalize="none" spellCheck={false} />
              )}
            </Field>
            <FormError text={formProblem(error, [])} />
            <div>
              <Button type="submit" look="primary" size="large" disabled={busy}>
                {t("mail.forgot.button")}
              </Button>
            </div>
          </form>
        )}
        {isMailOn === undefined && <FormError text={formProblem(error, [])} />}
        {isMailOn !== undefined && !isSent && (
          <div className="text-ink-2">
            <p>{isMailOn ? t("mail.forgot.without") : t("mail.forgot.noMail")}</p>
            <p className="mt-2 rounded-box bg-side px-3 py-2 font-mono text-sm break-words ring-1 ring-line ring-inset">
              npm run -s bastide -- user reset-link {t("accounts.signIn.forgot.name")}
            </p>
          </div>
        )}
        <div>
          <Link to="/" className="inline-flex h-9 items-center rounded-box px-3.5 font-medium ring-1 ring-edge ring-inset hover:bg-hover">
            {t("accounts.toSignIn")}
          </Link>
        </div>
      </div>
    </FrontPage>
  );
}
