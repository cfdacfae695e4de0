import { Link } from "@tanstack/react-router";
import { DoorClosed, KeyRound } from "lucide-react";
import { lazy, Suspense } from "react";
import { signOut } from "../../app/session.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { withWords } from "../../i18n/index.ts";
import { serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import type { Standing } from "./standing.ts";

const CompanyDoor = lazy(() => withWords(["connections"], import("../connections/company-door.tsx")));

/** In the place of a company that the account doesn't enter: it is none of its own, or asks for a second factor first. */
export default function CompanyClosed({ company }: { company: string }) {
  const { account } = useWorkspace();
  const { answer, error } = useAnswer("getSecurity");
  const demand = answer?.demanded.find(({ company: id, from }) => id === company && from <= serverNow());
  if (!answer && !error && account.companies.some(({ id }) => id === company)) return null;
  return answer && demand ? (
    <FactorNeeded name={demand.name} standing={answer} />
  ) : (
    <Suspense>
      <CompanyDoor company={company} otherwise={<NoRights />} />
    </Suspense>
  );
}

function NoRights() {
  const t = useWords();
  return (
    <Empty
      icon={DoorClosed}
      title={t("factors.noRights.title")}
      action={
        <Link to="/" className="text-accent underline">
          {t("ui.back")}
        </Link>
      }
    >
      {t("factors.noRights.text")}
    </Empty>
  );
}

function FactorNeeded({ name, standing: { factors, demanded } }: { name: string; standing: Standing }) {
  const t = useWords();
  const { account } = useWorkspace();
  const others = account.companies.filter(({ id }) => demanded.every(({ company, from }) => company !== id || from > serverNow()));
  const signOutButton = (look: "primary" | "usual") => (
    <Button look={look} size="large" onClick={() => void signOut()}>
      {t("factors.needed.signOut")}
    </Button>
  );
  return (
    <main className="flex h-dvh flex-col overflow-y-auto">
      <h1 className="sr-only">{t("factors.title")}</h1>
      <Empty
        icon={KeyRound}
        title={t("factors.needed.title", { company: name })}
        action={
          factors.length > 0 ? (
            signOutButton("primary")
          ) : (
            <>
              <Link
                to="/settings/security"
                search={{ set: "app" }}
                className="inline-flex h-11 items-center rounded-box bg-accent px-5 font-medium text-on-accent hover:brightness-110"
              >
                {t("factors.needed.setUp")}
              </Link>
              {signOutButton("usual")}
            </>
          )
        }
      >
        <p>{factors.length > 0 ? t("factors.needed.again") : t("factors.needed.text")}</p>
        {others.length > 0 && (
          <p className="mt-4">
            {t("factors.needed.others")}{" "}
            {others.map(({ id, name }, i) => (
              <span key={id}>
                {i > 0 && ", "}
                <Link to="/c/$company" params={{ company: id }} className="text-accent underline">
                  <bdi>{name}</bdi>
                </Link>
              </span>
            ))}
          </p>
        )}
      </Empty>
    </main>
  );
}
