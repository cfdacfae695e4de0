import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ApiError } from "../../../client/index.ts";
import { client, lookUp } from "../../app/session.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, toast } from "../../ui/index.ts";
import { DeadLink } from "./dead-link.tsx";
import { fieldProblem, formProblem } from "./field-problems.ts";
import { FormError } from "./form-error.tsx";
import { FrontPage } from "./front-page.tsx";
import { useLinkToken } from "./link-token.ts";
import { NewPassword } from "./new-password.tsx";

/** `/reset#token=…`: a new password by a link that an owner made. Every session of the account ends with it. */
export function ResetScreen() {
  const t = useWords();
  const navigate = useNavigate();
  const token = useLinkToken();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password"));
    setBusy(true);
    setError(undefined);
    try {
      await client.call("redeemReset", { body: { token, password } });
      toast(t("accounts.reset.done"));
      await lookUp();
      void navigate({ to: "/", replace: true });
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };

  const dead = token.length < 20 || (error instanceof ApiError && error.code === "link_not_found");
  if (dead)
    return (
      <DeadLink
        title={t("accounts.reset.dead.title")}
        text={t("accounts.reset.dead.text")}
        command={`npm run -s bastide -- user reset-link ${t("accounts.signIn.forgot.name")}`}
      />
    );
  return (
    <FrontPage title={t("accounts.reset.title")} lead={t("accounts.reset.lead")}>
      <form onSubmit={(event) => void send(event)} className="flex flex-col gap-5">
        <NewPassword label={t("accounts.fields.newPassword")} name="password" autoFocus error={fieldProblem(error, "password")} />
        <FormError text={formProblem(error, ["password"])} />
        <div>
          <Button type="submit" look="primary" size="large" disabled={busy}>
            {t("accounts.reset.button")}
          </Button>
        </div>
      </form>
    </FrontPage>
  );
}
