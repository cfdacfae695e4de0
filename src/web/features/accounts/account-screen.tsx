import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useWorkspace } from "../../app/workspace.ts";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { EmailSection } from "../mail/email-section.tsx";
import { ChangePassword } from "./change-password.tsx";
import { SessionList } from "./session-list.tsx";

/** `/settings`: what belongs to the account itself, over all workspaces: name, password, sessions. */
export function AccountScreen() {
  const t = useWords();
  const { account } = useWorkspace();
  return (
    <div className="h-dvh overflow-y-auto">
      <header className="sticky top-0 z-10 flex h-13 items-center gap-2 border-b border-line bg-paper px-3 md:px-5">
        <Link to="/" aria-label={t("ui.back")} className="-ml-1 flex size-10 items-center justify-center rounded-box text-ink-2 hover:bg-hover">
          <ArrowLeft aria-hidden size={18} />
        </Link>
        <h1 className="text-lg font-semibold">{t("accounts.account.title")}</h1>
      </header>
      <main className="mx-auto flex max-w-[40rem] flex-col gap-10 px-5 pt-8 pb-16">
        <section>
          <h2 className="text-lg font-semibold">{t("accounts.account.who")}</h2>
          <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
            <dt className="text-ink-3">{t("accounts.fields.name")}</dt>
            <dd>
              <bdi>{account.name}</bdi>
            </dd>
            <dt className="text-ink-3">{t("accounts.account.since")}</dt>
            <dd>{dayAndTime(account.createdAt)}</dd>
            {account.installationOwner && (
              <>
                <dt className="text-ink-3">{t("accounts.account.role")}</dt>
                <dd>{t("accounts.account.owner")}</dd>
              </>
            )}
          </dl>
        </section>
        <EmailSection />
        {account.installationOwner && (
          <section>
            <h2 className="text-lg font-semibold">{t("mail.page.title")}</h2>
            <p className="mt-1 mb-4 text-ink-2">{t("mail.page.lead")}</p>
            <Link to="/settings/mail" className="inline-flex h-9 items-center rounded-box px-3.5 font-medium ring-1 ring-edge ring-inset hover:bg-hover">
              {t("mail.page.link")}
            </Link>
          </section>
        )}
        {account.installationOwner && (
          <section>
            <h2 className="text-lg font-semibold">{t("accounts.kit.title")}</h2>
            <p className="mt-1 mb-4 text-ink-2">{t("accounts.kit.lead")}</p>
            <Link to="/settings/kit" className="inline-flex h-9 items-center rounded-box px-3.5 font-medium ring-1 ring-edge ring-inset hover:bg-hover">
              {t("accounts.kit.button")}
            </Link>
          </section>
        )}
        {account.installationOwner && (
          <section>
            <h2 className="text-lg font-semibold">{t("accounts.log.title")}</h2>
            <p className="mt-1 mb-4 text-ink-2">{t("accounts.log.lead")}</p>
            <Link to="/settings/log" className="inline-flex h-9 items-center rounded-box px-3.5 font-medium ring-1 ring-edge ring-inset hover:bg-hover">
              {t("accounts.log.button")}
            </Link>
          </section>
        )}
        <section>
          <h2 className="text-lg font-semibold">{t("accounts.security.title")}</h2>
          <p className="mt-1 mb-4 text-ink-2">{t("accounts.security.lead")}</p>
          <Link to="/settings/security" className="inline-flex h-9 items-center rounded-box px-3.5 font-medium ring-1 ring-edge ring-inset hover:bg-hover">
            {t("accounts.security.button")}
          </Link>
        </section>
        <section>
          <h2 className="text-lg font-semibold">{t("accounts.tokens.title")}</h2>
          <p className="mt-1 mb-4 text-ink-2">{t("accounts.tokens.lead")}</p>
          <Link to="/settings/tokens" className="inline-flex h-9 items-center rounded-box px-3.5 font-medium ring-1 ring-edge ring-inset hover:bg-hover">
            {t("accounts.tokens.button")}
          </Link>
        </section>
        <ChangePassword name={account.name} />
        <SessionList />
      </main>
    </div>
  );
}
