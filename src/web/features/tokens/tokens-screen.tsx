import { Link } from "@tanstack/react-router";
import { ArrowLeft, Plus } from "lucide-react";
import { useState } from "react";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field } from "../../ui/index.ts";
import { ListStates } from "../administration/list-states.tsx";
import { TokenDialog } from "./token-dialog.tsx";
import { TokenList } from "./token-list.tsx";
import { useTeamNames } from "./use-team-names.ts";

/** `/settings/tokens`: programs that act as the reader, by workspace. */
export function TokensScreen() {
  const t = useWords();
  const { companies } = useWorkspace().account;
  const [id, setId] = useState(companies[0]?.id ?? "");
  const company = companies.find((one) => one.id === id);
  return (
    <div className="h-dvh overflow-y-auto">
      <header className="sticky top-0 z-10 flex h-13 items-center gap-2 border-b border-line bg-paper px-3 md:px-5">
        <Link to="/settings" aria-label={t("ui.back")} className="-ml-1 flex size-10 items-center justify-center rounded-box text-ink-2 hover:bg-hover">
          <ArrowLeft aria-hidden size={18} />
        </Link>
        <h1 className="text-lg font-semibold">{t("tokens.title")}</h1>
      </header>
      <main className="mx-auto flex max-w-[40rem] flex-col gap-6 px-5 pt-8 pb-16">
        <p className="text-ink-2">{t("tokens.lead")}</p>
        {companies.length > 1 && (
          <Field label={t("tokens.workspace")}>
            {(control) => (
              <select
                {...control}
                value={id}
                onChange={({ target }) => setId(target.value)}
                className="h-9 w-full rounded-box bg-raised px-2 text-base ring-1 ring-edge ring-inset"
              >
                {companies.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        {company && <OwnTokens key={company.id} company={company.id} isGuest={company.role === "guest"} />}
      </main>
    </div>
  );
}

function OwnTokens({ company, isGuest }: { company: string; isGuest: boolean }) {
  const t = useWords();
  const asked = useAnswer("listMyTokens", { params: { company } });
  const teams = useTeamNames(company, !isGuest);
  const [isMaking, setMaking] = useState(false);
  const close = () => {
    setMaking(false);
    asked.again();
  };
  return (
    <section>
      <div className="flex justify-end pb-3">
        <Button look="primary" icon={Plus} disabled={!asked.answer} onClick={() => setMaking(true)}>
          {t("tokens.make")}
        </Button>
      </div>
      <ListStates asked={asked}>
        {({ tokens }) => <TokenList company={company} tokens={tokens} teams={teams} none={t("tokens.empty.text")} onRevoked={asked.again} />}
      </ListStates>
      {isMaking && asked.answer && <TokenDialog company={company} kind="personal" mostDays={asked.answer.mostDays} teams={teams} onClose={close} />}
    </section>
  );
}
