import { Link } from "@tanstack/react-router";
import { Terminal } from "lucide-react";
import { useWords } from "../../i18n/use-words.ts";
import { FrontPage } from "./front-page.tsx";
import { SignInForm } from "./sign-in-form.tsx";

/** Stands in for any screen that needs an account; the URL stays, so that it opens right after. */
export default function SignIn({ setUp }: { setUp: boolean }) {
  const t = useWords();
  if (!setUp)
    return (
      <FrontPage title={t("accounts.signIn.notSetUp.title")} lead={t("accounts.signIn.notSetUp.text")}>
        <p className="flex items-start gap-3 rounded-box bg-side px-4 py-3 font-mono text-sm text-ink-2 ring-1 ring-line ring-inset">
          <Terminal aria-hidden size={16} className="mt-0.5 shrink-0 text-ink-3" />
          <span className="min-w-0 break-all">First run: {location.origin}/setup#token=…</span>
        </p>
        <p className="mt-4 text-ink-2">{t("accounts.signIn.notSetUp.again")}</p>
      </FrontPage>
    );
  return (
    <FrontPage title={t("accounts.signIn.title")}>
      <SignInForm>
        <p className="mt-7">
          <Link to="/forgot" className="rounded-chip py-1 text-accent hover:underline">
            {t("accounts.signIn.forgot.question")}
          </Link>
        </p>
      </SignInForm>
    </FrontPage>
  );
}
