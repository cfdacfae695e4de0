import { Navigate, useSearch } from "@tanstack/react-router";
import { DoorOpen } from "lucide-react";
import { useWords } from "../i18n/use-words.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { signOut } from "./session.ts";
import { readSetting } from "./settings.ts";
import { useWorkspace } from "./workspace.ts";

/** Where the shortcuts of the installed app lead, `/?go=inbox`. */
const places = { inbox: "/c/$company/inbox", threads: "/c/$company/threads", saved: "/c/$company/saved" } as const;
const isPlace = (name: unknown): name is keyof typeof places => typeof name === "string" && Object.hasOwn(places, name);

/** Leads to the company that was open last; says so when the account has none. */
export function Home() {
  const t = useWords();
  const { companies } = useWorkspace().account;
  const { go } = useSearch({ strict: false }) as { go?: unknown };
  const last = companies.find(({ id }) => id === readSetting("lastCompany")) ?? companies[0];
  if (last) return <Navigate to={isPlace(go) ? places[go] : "/c/$company"} params={{ company: last.id }} replace />;
  return (
    <Empty icon={DoorOpen} title={t("app.noCompany.title")} action={<Button onClick={() => void signOut()}>{t("app.signOut")}</Button>}>
      {t("app.noCompany.text")}
    </Empty>
  );
}
