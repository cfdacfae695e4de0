import { Link, useSearch } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, SkeletonLines } from "../../ui/index.ts";
import { Activity } from "../audit/activity.tsx";
import Linked from "../connections/linked.tsx";
import { AppOfCodes } from "./app-of-codes.tsx";
import { Glance } from "./glance.tsx";
import { PasskeyList } from "./passkey-list.tsx";
import { CodesShown, RecoveryCodes } from "./recovery-codes.tsx";

/** `/settings/security`: how the account is protected, and what would protect it better. `?set=app` begins with an app of codes. */
export function SecurityScreen() {
  const t = useWords();
  const { account, socket } = useWorkspace();
  const { set } = useSearch({ from: "/gated/settings/security" });
  const { answer: standing, error, again } = useAnswer("getSecurity");
  const [codes, setCodes] = useState<readonly string[]>();
  const part = standing && {
    standing,
    again: () => {
      again();
      socket.renew(); // a new factor brings a new token, and may open a company
    },
    onCodes: (shown: readonly string[] | null) => setCodes(shown ?? undefined),
  };
  return (
    <div className="h-dvh overflow-y-auto print:h-auto print:overflow-visible">
      <header className="sticky top-0 z-10 flex h-13 items-center gap-2 border-b border-line bg-paper px-3 md:px-5 print:hidden">
        <Link to="/settings" aria-label={t("ui.back")} className="-ml-1 flex size-10 items-center justify-center rounded-box text-ink-2 hover:bg-hover">
          <ArrowLeft aria-hidden size={18} />
        </Link>
        <h1 className="text-lg font-semibold">{t("factors.title")}</h1>
      </header>
      <main className="mx-auto flex max-w-[40rem] flex-col gap-10 px-5 pt-8 pb-16">
        {error && (
          <p className="flex items-center gap-3 text-danger">
            {error}
            <Button size="small" onClick={again}>
              {t("ui.retry")}
            </Button>
          </p>
        )}
        {!standing && !error && <SkeletonLines count={8} label={t("ui.loading")} />}
        {codes && <CodesShown codes={codes} name={account.name} onKept={() => setCodes(undefined)} />}
        {part && (
          <div className={codes ? "contents print:hidden" : "contents"}>
            <Glance standing={part.standing} />
            <AppOfCodes {...part} isSetUp={set === "app"} />
            <PasskeyList {...part} />
            <Linked />
            <RecoveryCodes {...part} />
            <Activity />
          </div>
        )}
      </main>
    </div>
  );
}
