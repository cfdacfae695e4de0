import { type FormEvent, useState } from "react";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, Input, SkeletonLines, toast } from "../../ui/index.ts";
import { fieldProblem, formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { mailLanguage } from "./mail-language.ts";

/** The account's e-mail address: what it is, whether it is confirmed, and how to change it. */
export function EmailSection() {
  const t = useWords();
  const { call } = useWorkspace();
  const { answer, error: unreachable, again } = useAnswer("getEmail");
  const [isChanging, setChanging] = useState(false);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  const run = async (work: () => Promise<unknown>, done?: string) => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
      if (done) toast(done);
      setChanging(false);
      again();
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };
  const ask = (email: string) =>
    run(() => call("changeEmail", { body: { email, language: mailLanguage() } }), answer?.isMailOn ? undefined : t("mail.address.saved"));
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void ask(String(new FormData(event.currentTarget).get("email")).trim());
  };

  return (
    <section aria-label={t("mail.address.title")}>
      <h2 className="text-lg font-semibold">{t("mail.address.title")}</h2>
      <p className="mt-1 text-ink-2">{t("mail.address.lead")}</p>
      {!answer && !unreachable && <SkeletonLines count={2} label={t("ui.loading")} />}
      {unreachable && (
        <p className="mt-3 flex items-center gap-3 text-danger">
          {unreachable}
          <Button size="small" onClick={again}>
            {t("ui.retry")}
          </Button>
        </p>
      )}
      {answer && (
        <div className="mt-4 flex flex-col gap-4">
          <div>
            <p className={answer.email ? "font-medium break-all" : "text-ink-3"}>{answer.email ?? t("mail.address.none")}</p>
            {answer.email && (
              <p className="text-sm text-ink-2">
                {answer.confirmedAt === null ? t("mail.address.claimed") : t("mail.address.confirmed", { day: dayAndTime(answer.confirmedAt) })}
              </p>
            )}
          </div>
          {answer.pending && (
            <p role="status" className="rounded-box bg-side px-4 py-3 break-words text-ink-2">
              {t("mail.address.pending", { email: answer.pending.email, when: dayAndTime(answer.pending.expiresAt) })}
            </p>
          )}
          {isChanging ? (
            <form onSubmit={send} className="flex max-w-96 flex-col gap-4">
              <Field label={t("mail.address.field")} error={fieldProblem(error, "email")} help={answer.isMailOn ? undefined : t("mail.address.noMail")}>
                {(control) => <Input {...control} name="email" type="email" required autoFocus maxLength={254} autoComplete="email" />}
              </Field>
              <FormError text={formProblem(error, ["email"])} />
              <div className="flex gap-2">
                <Button type="submit" look="primary" disabled={busy}>
                  {answer.isMailOn ? t("mail.address.send") : t("mail.address.save")}
                </Button>
                <Button onClick={() => setChanging(false)}>{t("ui.cancel")}</Button>
              </div>
            </form>
          ) : (
            <>
              <FormError text={formProblem(error, [])} />
              <div className="flex flex-wrap gap-2">
                {answer.email && answer.confirmedAt === null && answer.isMailOn && (
                  <Button look="primary" disabled={busy} onClick={() => void ask(answer.email ?? "")}>
                    {t("mail.address.confirmThis")}
                  </Button>
                )}
                <Button disabled={busy} onClick={() => setChanging(true)}>
                  {answer.email ? t("mail.address.change") : t("mail.address.add")}
                </Button>
                {answer.email && (
                  <Button disabled={busy} onClick={() => void run(() => call("removeEmail"), t("mail.address.removed"))}>
                    {t("mail.address.remove")}
                  </Button>
                )}
              </div>
            </>
          )}
        </div>
      )}
    </section>
  );
}
