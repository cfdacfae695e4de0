import { type FormEvent, lazy, type ReactNode, Suspense, useCallback, useState, useSyncExternalStore } from "react";
import { client, signedIn } from "../../app/session.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, Input, SkeletonLines } from "../../ui/index.ts";
import type { Waiting } from "../factors/second-step.tsx";
import { formProblem } from "./field-problems.ts";
import { FormError } from "./form-error.tsx";
import { PasswordInput } from "./password-input.tsx";

const SecondStep = lazy(() => withWords(["factors"], import("../factors/second-step.tsx")));
const WaysBesidePassword = lazy(() => withWords(["connections"], import("../connections/way-buttons.tsx")));
const PasskeySignIn = lazy(() => withWords(["factors"], import("../factors/passkey-sign-in.tsx")));

/** Name and password, and after them the second factor where there is one. What stands above it decides what comes next; this only signs in. */
export function SignInForm({ children }: { children?: ReactNode }) {
  const t = useWords();
  const [waiting, setWaiting] = useState<Waiting>();
  const [ended, setEnded] = useState<string>();
  const goBack = useCallback((why?: string) => {
    setWaiting(undefined);
    setEnded(why);
  }, []);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const online = useSyncExternalStore(onLine, () => navigator.onLine);

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(undefined);
    setEnded(undefined);
    try {
      const answer = await client.call("signIn", { body: { login: String(form.get("login")).trim(), password: String(form.get("password")) } });
      if (answer.state === "signed_in") return void signedIn(answer.account);
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
    <>
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
        <FormError text={ended ?? formProblem(error, [])} />
        <div>
          <Button type="submit" look="primary" size="large" disabled={busy}>
            {t("accounts.signIn.button")}
          </Button>
        </div>
      </form>
      <Suspense>
        <PasskeySignIn />
      </Suspense>
      <Suspense>
        <WaysBesidePassword />
      </Suspense>
      {children}
    </>
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
