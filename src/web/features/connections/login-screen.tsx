import { Link, useParams } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { client } from "../../app/session.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, Input, SkeletonLines } from "../../ui/index.ts";
import { FormError } from "../accounts/form-error.tsx";
import { FrontPage } from "../accounts/front-page.tsx";
import type { Way } from "./way.ts";
import { WayButtons } from "./way-buttons.tsx";

/** `/login/:company`: the sign-in of one workspace, to be given to its people. */
export function CompanyLogin() {
  const t = useWords();
  const { company } = useParams({ from: "/login/$company" });
  const [found, setFound] = useState<{ company: string | null; ways: readonly Way[] }>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    client.call("findSignInWays", { body: { company } }).then(setFound, () => setFound({ company: null, ways: [] }));
  }, [company]);
  useEffect(() => setProblem(found?.ways.length === 0 ? t("connections.login.noneHere") : undefined), [found, t]);
  return (
    <FrontPage title={found?.company ? t("connections.login.company", { company: found.company }) : t("connections.login.title")}>
      {found ? <WayButtons ways={found.ways} to={`/c/${company}`} /> : <SkeletonLines count={2} label={t("ui.loading")} />}
      <FormError text={problem} />
      <ByPassword />
    </FrontPage>
  );
}

/** `/login`: finds a workspace's sign-in by the domain of an e-mail address. */
export function Login() {
  const t = useWords();
  const [ways, setWays] = useState<readonly Way[]>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const find = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const email = String(new FormData(event.currentTarget).get("email")).trim();
    setBusy(true);
    setProblem(undefined);
    try {
      const found = await client.call("findSignInWays", { body: { email } });
      setWays(found.ways);
      if (found.ways.length === 0) setProblem(t("connections.login.none"));
    } catch (refused) {
      setProblem(errorText(refused));
    }
    setBusy(false);
  };
  return (
    <FrontPage title={t("connections.login.title")} lead={t("connections.login.lead")}>
      <form onSubmit={(event) => void find(event)} className="flex flex-col gap-5">
        <Field label={t("connections.login.email")}>
          {(control) => <Input {...control} name="email" type="email" required autoFocus maxLength={320} autoComplete="email" />}
        </Field>
        <FormError text={problem} />
        <div>
          <Button type="submit" look="primary" size="large" disabled={busy}>
            {t("connections.login.find")}
          </Button>
        </div>
      </form>
      {ways && ways.length > 0 && (
        <div className="mt-6">
          <WayButtons ways={ways} to="/" />
        </div>
      )}
      <ByPassword />
    </FrontPage>
  );
}

function ByPassword() {
  const t = useWords();
  return (
    <p className="mt-8">
      <Link to="/" className="text-accent hover:underline">
        {t("connections.login.password")}
      </Link>
    </p>
  );
}
