import { useAnswer } from "../../app/use-answer.ts";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { ListStates } from "../administration/list-states.tsx";

/** With which other servers this one spoke. */
export function Ledger() {
  const t = useWords();
  const asked = useAnswer("listEgress");
  return (
    <section className="border-t border-line py-6">
      <h3 className="text-lg font-semibold">{t("connections.admin.ledger.title")}</h3>
      <p className="mt-1 max-w-[70ch] text-ink-2">{t("connections.admin.ledger.lead")}</p>
      <ListStates asked={asked}>
        {({ peers }) =>
          peers.length === 0 ? (
            <p className="mt-2 text-ink-3">{t("connections.admin.ledger.none")}</p>
          ) : (
            <ul className="mt-2 divide-y divide-line">
              {peers.map(({ host, port, purpose, connections, refused, lastAt }) => (
                <li key={`${host} ${port} ${purpose}`} className="flex flex-wrap gap-x-4 gap-y-1 py-2">
                  <span className="min-w-40 flex-1 font-mono text-sm break-all">
                    {host}:{port}
                  </span>
                  <span className="text-ink-2">{t(`connections.admin.ledger.for.${purpose}`)}</span>
                  <span className="tabular text-ink-2">{t("connections.admin.ledger.opened", { count: connections })}</span>
                  {refused > 0 && <span className="tabular text-danger">{t("connections.admin.ledger.refused", { count: refused })}</span>}
                  <span className="tabular text-ink-3">{dayAndTime(lastAt)}</span>
                </li>
              ))}
            </ul>
          )
        }
      </ListStates>
    </section>
  );
}
