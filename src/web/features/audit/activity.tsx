import { useCallback, useEffect, useState } from "react";
import { client } from "../../app/session.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, SkeletonLines } from "../../ui/index.ts";
import { ResultSign, Whence } from "./log-entry.tsx";
import type { Entry } from "./scope.ts";
import { sentenceOf } from "./sentence.ts";

/** What the installation's log has of one's own account: sign-ins, also those that failed, and what was changed. */
export function Activity() {
  const t = useWords();
  const { account } = useWorkspace();
  const [entries, setEntries] = useState<readonly Entry[]>();
  const [next, setNext] = useState<number | null>(null);
  const [error, setError] = useState<string>();
  const ask = useCallback(async (before?: number) => {
    setError(undefined);
    try {
      const page = await client.call("listMyActivity", { query: { limit: 15, ...(before === undefined ? {} : { before }) } });
      setEntries((now = []) => (before === undefined ? page.entries : [...now, ...page.entries]));
      setNext(page.next);
    } catch (refused) {
      setError(errorText(refused));
    }
  }, []);
  useEffect(() => void ask(), [ask]);
  return (
    <section>
      <h2 className="text-lg font-semibold">{t("audit.activity.title")}</h2>
      <p className="mt-1 text-ink-2">{t("audit.activity.lead")}</p>
      {error && (
        <p className="mt-3 flex items-center gap-3 text-danger">
          {error}
          <Button size="small" onClick={() => void ask(entries ? (next ?? undefined) : undefined)}>
            {t("ui.retry")}
          </Button>
        </p>
      )}
      {!entries && !error && <SkeletonLines count={4} label={t("ui.loading")} />}
      {entries?.length === 0 && <p className="mt-3 text-ink-3">{t("audit.activity.empty")}</p>}
      {entries && entries.length > 0 && (
        <ul className="mt-3 divide-y divide-line border-y border-line">
          {entries.map((entry) => (
            <li key={entry.number} className="flex items-start gap-3 py-2">
              <ResultSign result={entry.result} />
              <span className="min-w-0 flex-1">
                <span className="block break-words">
                  {sentenceOf(t, entry, { [account.id]: account.name })}
                  {entry.result !== "done" && <span className="ml-2 text-sm font-medium text-warning">{t(`audit.results.${entry.result ?? "open"}`)}</span>}
                </span>
                <Whence entry={entry} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {next !== null && (
        <Button size="small" className="mt-3" onClick={() => void ask(next)}>
          {t("audit.activity.more")}
        </Button>
      )}
    </section>
  );
}
