import { type FormEvent, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import type { accounts as contract } from "../../../contract/accounts.ts";
import type { ReplyOf } from "../../../contract/index.ts";
import { client } from "../../app/session.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, SkeletonLines } from "../../ui/index.ts";
import { fieldProblem, formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { FrontPage } from "../accounts/front-page.tsx";
import { PasswordInput } from "../accounts/password-input.tsx";
import { KitProof } from "./kit-proof.tsx";
import { KitSheet } from "./kit-sheet.tsx";

type Kit = ReplyOf<(typeof contract)["createKit"]>;

interface KitStepProps {
  readonly password: string | undefined;
  /** What stands above the title. */
  readonly above: ReactNode;
  /** What stands over the field for the password, where that is not known. */
  readonly question: { readonly title: string; readonly lead: string; readonly button: string };
  readonly onKept: () => void;
}

/**
 * The recovery kit: shown, kept by its reader, then proved to be kept. After a reload its text is gone for good, so the
 * password is asked again and another kit takes its place.
 */
export function KitStep({ password, above, question, onKept }: KitStepProps) {
  const t = useWords();
  const [kit, setKit] = useState<Kit>();
  const [proving, setProving] = useState(false);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const asked = useRef(false);

  const make = useCallback(async (password: string) => {
    setBusy(true);
    setError(undefined);
    try {
      setKit(await client.call("createKit", { body: { password } }));
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  }, []);
  useEffect(() => {
    if (password === undefined || asked.current) return;
    asked.current = true; // a second kit would end the first one
    void make(password);
  }, [password, make]);

  if (kit && proving)
    return (
      <FrontPage title={t("setup.kit.prove.title")} lead={t("setup.kit.prove.lead")} above={above}>
        <KitProof kit={kit.kit} onBack={() => setProving(false)} onKept={onKept} />
      </FrontPage>
    );
  if (kit)
    return (
      <FrontPage title={t("setup.kit.title")} lead={t("setup.kit.lead")} above={above}>
        <KitSheet kit={kit.kit} fileName={kit.fileName} onGoOn={() => setProving(true)} />
      </FrontPage>
    );
  if (password !== undefined && error === undefined)
    return (
      <FrontPage title={t("setup.kit.title")} lead={t("setup.kit.lead")} above={above}>
        <SkeletonLines count={5} label={t("ui.loading")} />
      </FrontPage>
    );
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void make(String(new FormData(event.currentTarget).get("password")));
  };
  return (
    <FrontPage title={question.title} lead={question.lead} above={above}>
      <form onSubmit={send} className="flex flex-col gap-5">
        <Field label={t("accounts.fields.password")} error={fieldProblem(error, "password")}>
          {(control) => <PasswordInput {...control} name="password" required autoFocus autoComplete="current-password" />}
        </Field>
        <FormError text={formProblem(error, ["password"])} />
        <div>
          <Button type="submit" look="primary" size="large" disabled={busy}>
            {question.button}
          </Button>
        </div>
      </form>
    </FrontPage>
  );
}
