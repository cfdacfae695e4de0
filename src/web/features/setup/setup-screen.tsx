import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import type { accounts as contract } from "../../../contract/accounts.ts";
import type { ReplyOf } from "../../../contract/index.ts";
import { client, signedIn, useSession } from "../../app/session.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, SkeletonLines } from "../../ui/index.ts";
import type { NewAccount } from "../accounts/account-form.tsx";
import { DeadLink } from "../accounts/dead-link.tsx";
import { formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { FrontPage } from "../accounts/front-page.tsx";
import { useLinkToken } from "../accounts/link-token.ts";
import { SignInForm } from "../accounts/sign-in-form.tsx";
import { AccountStep } from "./account-step.tsx";
import { CompanyStep } from "./company-step.tsx";
import { KitStep } from "./kit-step.tsx";
import { MessageStep } from "./message-step.tsx";
import { Steps } from "./steps.tsx";

type Step = ReplyOf<(typeof contract)["getSetup"]>["step"];

/**
 * `/setup#token=…`: the first run. Which step comes next says the server, so that a reload goes on where one was;
 * only the last one (`?company=…`) is this page's own.
 */
export function SetupScreen() {
  const t = useWords();
  const navigate = useNavigate();
  const session = useSession();
  const token = useLinkToken();
  const { company } = useSearch({ from: "/setup" });
  const [step, setStep] = useState<Step>();
  const [error, setError] = useState<unknown>();
  const [password, setPassword] = useState<string>();

  const look = useCallback(() => {
    setError(undefined);
    client.call("getSetup").then(({ step }) => setStep(step), setError);
  }, []);
  useEffect(look, [look]);

  const madeAccount = async (account: NewAccount) => {
    signedIn(await client.call("createFirstAccount", { body: { token, ...account } }));
    setPassword(account.password);
    setStep("kit");
    await navigate({ to: "/setup", replace: true });
  };
  const madeCompany = async (id: string, start: "empty" | "demo" | "import") => {
    signedIn(await client.call("getAccount"));
    if (start === "import") return navigate({ to: "/c/$company/import", params: { company: id }, replace: true });
    setStep("done");
    return navigate({ to: "/setup", search: { company: id }, replace: true });
  };

  if (error !== undefined)
    return (
      <FrontPage title={t("setup.loading")}>
        <FormError text={formProblem(error, [])} />
        <Button className="mt-4" onClick={look}>
          {t("ui.retry")}
        </Button>
      </FrontPage>
    );
  if (!step || session.kind === "starting" || session.kind === "unreachable")
    return (
      <FrontPage title={t("setup.loading")}>
        <SkeletonLines count={4} label={t("ui.loading")} />
      </FrontPage>
    );
  if (step === "account")
    return token.length < 20 ? (
      <DeadLink title={t("setup.dead.title")} text={t("setup.dead.text")} command={t("setup.dead.command")} />
    ) : (
      <AccountStep submit={madeAccount} />
    );
  if (step === "done" && !(company && session.kind === "signed-in")) return <DeadLink title={t("setup.over.title")} text={t("setup.over.text")} />;
  if (session.kind === "signed-out")
    return (
      <FrontPage title={t("setup.signIn.title")} lead={t("setup.signIn.lead")} above={<Steps current={step === "kit" ? 1 : 2} />}>
        <SignInForm />
      </FrontPage>
    );
  if (!session.workspace.account.installationOwner && step !== "done") return <DeadLink title={t("setup.notOwner.title")} text={t("setup.notOwner.text")} />;
  if (step === "kit")
    return (
      <KitStep
        password={password}
        above={<Steps current={1} />}
        question={{ title: t("setup.kit.again.title"), lead: t("setup.kit.again.lead"), button: t("setup.kit.again.button") }}
        onKept={() => setStep("company")}
      />
    );
  if (step === "company") return <CompanyStep onMade={madeCompany} />;
  return <MessageStep company={company ?? ""} />;
}
