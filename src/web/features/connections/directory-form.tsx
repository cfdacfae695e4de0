import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { client, signedIn, useSession } from "../../app/session.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, Input, SkeletonLines } from "../../ui/index.ts";
import { formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { PasswordInput } from "../accounts/password-input.tsx";
import type { Waiting } from "../factors/second-step.tsx";
import type { Way } from "./way.ts";

const SecondStep = lazy(() => withWords(["factors"], import("../factors/second-step.tsx")));

/** Name and password of a company's directory, which the server asks there. */
export function DirectoryForm({ way: { holder, connection, name }, to }: { way: Way; to: string }) {
  const t = useWords();
  const navigate = useNavigate();
  const [waiting, setWaiting] = useState<Waiting>();
  const [ended, setEnded] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const session = useSession();
  const before = useRef(session);
  const goBack = useCallback((why?: string) => {
    setWaiting(undefined);
    setEnded(why);
  }, []);
  if (!waiting) before.current = session;
  // The second step signs in by itself.
  const isIn = waiting !== undefined && session.kind === "signed-in" && session !== before.current;
  useEffect(() => {
    if (isIn) void navigate({ to, replace: true });
  }, [isIn, navigate, to]);

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(undefined);
    setEnded(undefined);
    try {
      const body = { company: holder, connection, login: String(form.get("login")).trim(), password: String(form.get("password")) };
      const answer = await client.call("signInByDirectory", { body });
      if (answer.state === "signed_in") {
        signedIn(answer.account);
        return void navigate({ to, replace: true });
      }
      setWaiting(answer);
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };

  if (waiting)
    return (
      <Suspense fallback={<SkeletonLines count={4} label={t("ui.loading")} />}>
        <SecondStep waiting={waiting} onBack={goBack} />
      </Suspense>
    );
  return (
    <form aria-label={name} onSubmit={(event) => void send(event)} className="flex w-full flex-col gap-5 text-left">
      <p className="font-medium break-words">
        <bdi>{name}</bdi>
      </p>
      <Field label={t("connections.directory.login")}>
        {(control) => <Input {...control} name="login" required maxLength={320} autoComplete="username" autoCapitalize="none" spellCheck={false} />}
      </Field>
      <Field label={t("connections.directory.password")}>
        {(control) => <PasswordInput {...control} name="password" required autoComplete="current-password" />}
      </Field>
      <FormError text={ended ?? formProblem(error, [])} />
      <div>
        <Button type="submit" look="primary" size="large" disabled={busy}>
          {t("connections.directory.signIn")}
        </Button>
      </div>
    </form>
  );
}
