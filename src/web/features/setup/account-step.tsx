import { useState } from "react";
import { ApiError } from "../../../client/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { AccountForm, type NewAccount } from "../accounts/account-form.tsx";
import { DeadLink } from "../accounts/dead-link.tsx";
import { FrontPage } from "../accounts/front-page.tsx";
import { Steps } from "./steps.tsx";

/** The first account. The link is used up by this step and by nothing before it. */
export function AccountStep({ submit }: { submit: (account: NewAccount) => Promise<void> }) {
  const t = useWords();
  const [dead, setDead] = useState(false);
  if (dead) return <DeadLink title={t("setup.dead.title")} text={t("setup.dead.text")} command={t("setup.dead.command")} />;
  return (
    <FrontPage title={t("setup.account.title")} lead={t("setup.account.lead")} above={<Steps current={0} />}>
      <AccountForm
        button={t("setup.account.button")}
        submit={(account) =>
          submit(account).catch((refused: unknown) => {
            if (refused instanceof ApiError && (refused.code === "link_not_found" || refused.code === "already_set_up")) setDead(true);
            throw refused;
          })
        }
      />
    </FrontPage>
  );
}
