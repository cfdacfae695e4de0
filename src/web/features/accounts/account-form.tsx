import { type FormEvent, useState } from "react";
import { limits } from "../../../contract/limits.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, Input } from "../../ui/index.ts";
import { fieldProblem, formProblem } from "./field-problems.ts";
import { FormError } from "./form-error.tsx";
import { NewPassword } from "./new-password.tsx";

export interface NewAccount {
  readonly name: string;
  readonly password: string;
  readonly email?: string;
}

/** Name, password and, for who wants, an e-mail address. `submit` rejects with what the server refused. */
export function AccountForm({ button, submit }: { button: string; submit: (account: NewAccount) => Promise<void> }) {
  const t = useWords();
  const [name, setName] = useState("");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = String(form.get("email")).trim();
    setBusy(true);
    setError(undefined);
    submit({ name: name.trim(), password: String(form.get("password")), ...(email === "" ? {} : { email }) }).catch((refused: unknown) => {
      setError(refused);
      setBusy(false);
    });
  };

  return (
    <form onSubmit={send} className="flex flex-col gap-5">
      <Field label={t("accounts.fields.name")} help={t("accounts.fields.nameHelp")} error={fieldProblem(error, "name")}>
        {(control) => (
          <Input
            {...control}
            name="name"
            required
            autoFocus
            maxLength={limits.name}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <NewPassword label={t("accounts.fields.password")} name="password" person={name} error={fieldProblem(error, "password")} />
      <Field label={t("accounts.fields.email")} help={t("accounts.fields.emailHelp")} error={fieldProblem(error, "email")}>
        {(control) => <Input {...control} name="email" type="email" autoComplete="email" />}
      </Field>
      <FormError text={formProblem(error, ["name", "password", "email"])} />
      <div>
        <Button type="submit" look="primary" size="large" disabled={busy}>
          {button}
        </Button>
      </div>
    </form>
  );
}
