import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError } from "../../../client/index.ts";
import { client, useSession } from "../../app/session.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, SkeletonLines } from "../../ui/index.ts";
import { DeadLink } from "../accounts/dead-link.tsx";
import { formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { FrontPage } from "../accounts/front-page.tsx";
import { useLinkToken } from "../accounts/link-token.ts";
import { SignInForm } from "../accounts/sign-in-form.tsx";

/**
 * `/confirm-email#token=…`: the link that was sent to an address, for the account that asked for it. It waits for a click: programs
 * look at links in mails, too.
 */
export function ConfirmEmailScreen() {
  const t = useWords();
  const token = useLinkToken();
  const session = useSession();
  const [email, setEmail] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    setError(undefined);
    try {
      setEmail((await client.call("confirmEmail", { body: { token } })).email);
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };

  if (email !== undefined)
    return (
      <FrontPage title={t("mail.confirm.done")} lead={t("mail.confirm.doneText", { email })}>
        <Link to="/settings" className="inline-flex h-9 items-center rounded-box px-3.5 font-medium ring-1 ring-edge ring-inset hover:bg-hover">
          {t("mail.confirm.on")}
        </Link>
      </FrontPage>
    );
  const code = error instanceof ApiError ? error.code : undefined;
  if (token.length < 20 || code === "link_not_found") return <DeadLink title={t("mail.confirm.dead")} text={t("mail.confirm.deadText")} />;
  if (code === "name_taken") return <DeadLink title={t("mail.confirm.dead")} text={t("mail.confirm.taken")} />;
  if (session.kind === "signed-out")
    return (
      <FrontPage title={t("mail.confirm.title")} lead={t("mail.confirm.signIn")}>
        <SignInForm />
      </FrontPage>
    );
  if (session.kind !== "signed-in")
    return (
      <FrontPage title={t("mail.confirm.title")}>
        <SkeletonLines count={2} label={t("ui.loading")} />
      </FrontPage>
    );
  return (
    <FrontPage title={t("mail.confirm.title")} lead={t("mail.confirm.lead", { name: session.workspace.account.name })}>
      <div className="flex flex-col gap-5">
        <FormError text={formProblem(error, [])} />
        <div>
          <Button look="primary" size="large" disabled={busy} onClick={() => void confirm()}>
            {t("mail.confirm.button")}
          </Button>
        </div>
      </div>
    </FrontPage>
  );
}
