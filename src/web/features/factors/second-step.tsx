import { Fingerprint } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { ApiError } from "../../../client/index.ts";
import type { accounts } from "../../../contract/accounts.ts";
import type { ReplyOf } from "../../../contract/index.ts";
import { client, signedIn } from "../../app/session.ts";
import type { AccountRow } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, Input } from "../../ui/index.ts";
import { formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { CodeForm } from "./code-form.tsx";
import { canPasskey, passkeyProblem, showPasskey } from "./passkey.ts";

export type Waiting = Extract<ReplyOf<(typeof accounts)["signIn"]>, { state: "second_factor" }>;

interface SecondStepProps {
  readonly waiting: Waiting;
  /** @param why in the reader's words, where it ended by itself */
  readonly onBack: (why?: string) => void;
}

/** After the password: the second factor, in one of the ways that the account has. */
export default function SecondStep({ waiting: { ticket, ways, expiresAt }, onBack }: SecondStepProps) {
  const t = useWords();
  const hasPasskey = ways.includes("passkey") && canPasskey();
  const [way, setWay] = useState(ways.includes("totp") ? "totp" : hasPasskey ? "passkey" : "recovery");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const over = t("factors.second.over");
  useEffect(() => {
    const timer = setTimeout(() => onBack(over), Math.min(expiresAt - Date.now(), 2 ** 31 - 1));
    return () => clearTimeout(timer);
  }, [expiresAt, onBack, over]);

  /** A ticket that is over begins anew; every other refusal is the caller's. */
  const finish = async (proof: Promise<AccountRow>) => {
    try {
      signedIn(await proof);
    } catch (refused) {
      if (refused instanceof ApiError && refused.code === "wrong_credentials") onBack(over);
      else throw refused;
    }
  };
  const byPasskey = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const passkey = await showPasskey(client, ticket);
      signedIn(await client.call("finishSignIn", { body: { ticket, passkey } }));
    } catch (refused) {
      setProblem(passkeyProblem(refused));
      setBusy(false);
    }
  };
  const passkeyButton = hasPasskey && (
    <Button
      size="large"
      look={way === "passkey" ? "primary" : "usual"}
      icon={Fingerprint}
      autoFocus={way === "passkey"}
      disabled={busy}
      onClick={() => void byPasskey()}
    >
      {t("factors.passkey.use")}
    </Button>
  );

  return (
    <div className="flex flex-col gap-5">
      <div>
        <h2 className="text-lg font-semibold">{t("factors.second.title")}</h2>
        <p className="mt-1 text-ink-2">{t("factors.second.lead")}</p>
      </div>
      {way === "totp" && (
        <CodeForm autoFocus send={(code) => finish(client.call("finishSignIn", { body: { ticket, code } }))}>
          {passkeyButton}
        </CodeForm>
      )}
      {way === "recovery" && <RecoveryForm send={(recoveryCode) => finish(client.call("finishSignIn", { body: { ticket, recoveryCode } }))} />}
      {way === "passkey" && <div>{passkeyButton}</div>}
      <FormError text={problem} />
      <p className="-mx-2 flex flex-wrap gap-x-2 gap-y-1">
        {way !== "recovery" && ways.includes("recovery") && (
          <Button look="quiet" onClick={() => setWay("recovery")}>
            {t("factors.second.recovery")}
          </Button>
        )}
        {way === "recovery" && ways.includes("totp") && (
          <Button look="quiet" onClick={() => setWay("totp")}>
            {t("factors.second.codeInstead")}
          </Button>
        )}
        {way === "recovery" && hasPasskey && (
          <Button look="quiet" disabled={busy} onClick={() => void byPasskey()}>
            {t("factors.passkey.use")}
          </Button>
        )}
        <Button look="quiet" onClick={() => onBack()}>
          {t("factors.second.back")}
        </Button>
      </p>
      {way === "recovery" && <p className="text-sm text-ink-3">{t("factors.second.lost")}</p>}
    </div>
  );
}

function RecoveryForm({ send }: { send: (code: string) => Promise<void> }) {
  const t = useWords();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const isWrong = error instanceof ApiError && error.code === "wrong_code";
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = String(new FormData(event.currentTarget).get("recovery")).trim();
    setBusy(true);
    setError(undefined);
    await send(given).catch(setError);
    setBusy(false);
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
      <Field label={t("factors.second.recoveryLabel")} help={t("factors.second.recoveryHelp")} error={isWrong ? errorText(error) : undefined}>
        {(control) => <Input {...control} name="recovery" required autoFocus maxLength={60} autoCapitalize="none" spellCheck={false} className="font-mono" />}
      </Field>
      <FormError text={isWrong ? undefined : formProblem(error, [])} />
      <div>
        <Button type="submit" look="primary" size="large" disabled={busy}>
          {t("factors.code.button")}
        </Button>
      </div>
    </form>
  );
}
