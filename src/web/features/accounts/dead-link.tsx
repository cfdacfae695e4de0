import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { FrontPage } from "./front-page.tsx";

/** A link that is used up, too old, or cut short: what to do instead. */
export function DeadLink({ title, text, command, children }: { title: string; text: string; command?: string; children?: ReactNode }) {
  const t = useWords();
  return (
    <FrontPage title={title} lead={text}>
      {command && <p className="mb-6 rounded-box bg-side px-4 py-3 font-mono text-sm text-ink-2 ring-1 ring-line ring-inset">{command}</p>}
      {children}
      <Link to="/" className="inline-flex h-9 items-center rounded-box px-3.5 font-medium ring-1 ring-edge ring-inset hover:bg-hover">
        {t("accounts.toSignIn")}
      </Link>
    </FrontPage>
  );
}
