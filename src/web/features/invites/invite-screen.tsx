import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { ApiError } from "../../../client/index.ts";
import type { accounts as contract } from "../../../contract/accounts.ts";
import type { ReplyOf } from "../../../contract/index.ts";
import { client, signedIn, signOut, useSession } from "../../app/session.ts";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Choice, SkeletonLines } from "../../ui/index.ts";
import { AccountForm, type NewAccount } from "../accounts/account-form.tsx";
import { DeadLink } from "../accounts/dead-link.tsx";
import { formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { FrontPage } from "../accounts/front-page.tsx";
import { useLinkToken } from "../accounts/link-token.ts";
import { SignInForm } from "../accounts/sign-in-form.tsx";

type Invite = ReplyOf<(typeof contract)["lookInvite"]>;

/** Names of accounts stand in them: longer than a narrow screen. */
const wrapping = "h-auto! min-h-11 max-w-full shrink! py-2 [overflow-wrap:anywhere] whitespace-normal!";

/** `/invite#token=…`: what one is invited to, then in with the account that is signed in, another one, or a new one. */
export function InviteScreen() {
  const t = useWords();
  const token = useLinkToken();
  const session = useSession();
  const [invite, setInvite] = useState<Invite>();
  const [error, setError] = useState<unknown>();

  const look = useCallback(() => {
    setError(undefined);
    client.call("lookInvite", { body: { token } }).then(setInvite, setError);
  }, [token]);
  useEffect(() => {
    if (session.kind !== "starting" && token !== "") look();
  }, [look, token, session.kind]);

  if (token === "" || (error instanceof ApiError && error.status < 500 && error.status !== 429))
    return <DeadLink title={t("invites.dead.title")} text={t("invites.dead.text")} />;
  if (error !== undefined)
    return (
      <FrontPage title={t("invites.loading")}>
        <FormError text={formProblem(error, [])} />
        <Button className="mt-4" onClick={look}>
          {t("ui.retry")}
        </Button>
      </FrontPage>
    );
  if (!invite || session.kind === "starting")
    return (
      <FrontPage title={t("invites.loading")}>
        <SkeletonLines count={4} label={t("ui.loading")} />
      </FrontPage>
    );
  return (
    <FrontPage
      title={t("invites.title", { company: invite.company })}
      lead={t("invites.lead", { role: t(`people.roles.${invite.role}`), help: t(`invites.roleHelp.${invite.role}`) })}
    >
      {session.kind === "signed-in" ? <Join token={token} name={session.workspace.account.name} /> : <JoinAsNew token={token} />}
      <p className="mt-8 text-sm text-ink-3">{t("invites.until", { when: dayAndTime(invite.expiresAt) })}</p>
    </FrontPage>
  );
}

/** Accepts, signs in with the answer, and opens the company that is new in it. */
function useAccept(token: string) {
  const navigate = useNavigate();
  const session = useSession();
  const before = session.kind === "signed-in" ? session.workspace.account.companies.map(({ id }) => id) : [];
  return async (account?: NewAccount) => {
    const joined = await client.call("acceptInvite", { body: { token, ...(account ? { account } : {}) } });
    const company = joined.companies.find(({ id }) => !before.includes(id)) ?? joined.companies[0];
    await navigate(company ? { to: "/c/$company", params: { company: company.id }, replace: true } : { to: "/", replace: true });
    signedIn(joined);
  };
}

function Join({ token, name }: { token: string; name: string }) {
  const t = useWords();
  const accept = useAccept(token);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const join = () => {
    setBusy(true);
    setError(undefined);
    accept().catch((refused: unknown) => {
      setError(refused);
      setBusy(false);
    });
  };
  return (
    <div className="flex flex-col gap-5">
      <FormError text={formProblem(error, [])} />
      <div className="flex flex-wrap gap-2">
        <Button look="primary" size="large" className={wrapping} disabled={busy} onClick={join}>
          {t("invites.joinAs", { name })}
        </Button>
        <Button size="large" className={wrapping} onClick={() => void signOut()}>
          {t("invites.other")}
        </Button>
      </div>
    </div>
  );
}

function JoinAsNew({ token }: { token: string }) {
  const t = useWords();
  const accept = useAccept(token);
  const [way, setWay] = useState<"new" | "known">("new");
  return (
    <>
      <div className="mb-6">
        <Choice
          label={t("invites.way")}
          value={way}
          onChange={setWay}
          options={[
            { value: "new", text: t("invites.new") },
            { value: "known", text: t("invites.known") },
          ]}
        />
      </div>
      {way === "new" ? <AccountForm button={t("invites.button")} submit={accept} /> : <SignInForm />}
    </>
  );
}
