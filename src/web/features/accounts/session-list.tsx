import { MonitorSmartphone } from "lucide-react";
import { useState } from "react";
import type { z } from "zod";
import type { Session } from "../../../contract/accounts.ts";
import { deviceName } from "../../../contract/device.ts";
import { client, signOut } from "../../app/session.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { errorText } from "../../i18n/error-text.ts";
import { fullTime, serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, SkeletonLines, toast } from "../../ui/index.ts";

type SessionRow = z.output<typeof Session>;

/** Where the account is signed in, and how to end it there: at once, with its open windows. */
export function SessionList() {
  const t = useWords();
  const { answer, error, again } = useAnswer("listSessions");
  const [busy, setBusy] = useState(false);
  const sessions = answer?.sessions.toSorted((a, b) => Number(b.current) - Number(a.current) || b.seenAt - a.seenAt) ?? [];
  const others = sessions.filter(({ current }) => !current);

  const run = async (work: Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await work;
      toast(done);
    } catch (refused) {
      toast(errorText(refused));
    }
    setBusy(false);
    again();
  };
  const end = (session: string) => run(client.call("revokeSession", { params: { session } }), t("accounts.sessions.ended"));
  const everywhere = async () => {
    await run(client.call("endOtherSessions"), t("accounts.sessions.allEnded"));
    await signOut();
  };

  return (
    <section>
      <h2 className="text-lg font-semibold">{t("accounts.sessions.title")}</h2>
      <p className="mt-1 text-ink-2">{t("accounts.sessions.lead")}</p>
      {error && (
        <p className="mt-4 flex items-center gap-3 text-danger">
          {error}
          <Button size="small" onClick={again}>
            {t("ui.retry")}
          </Button>
        </p>
      )}
      {!answer && !error && <SkeletonLines count={3} label={t("ui.loading")} />}
      {answer && (
        <>
          <ul className="mt-4 divide-y divide-line border-y border-line">
            {sessions.map((session) => (
              <SessionLine key={session.id} session={session} busy={busy} onEnd={() => void end(session.id)} />
            ))}
          </ul>
          <div className="mt-5 flex flex-wrap gap-2">
            {others.length > 0 && (
              <Button disabled={busy} onClick={() => void run(client.call("endOtherSessions"), t("accounts.sessions.othersEnded"))}>
                {t("accounts.sessions.endOthers")}
              </Button>
            )}
            <Button disabled={busy} onClick={() => void everywhere()}>
              {t("accounts.sessions.endAll")}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

function SessionLine({ session, busy, onEnd }: { session: SessionRow; busy: boolean; onEnd: () => void }) {
  const t = useWords();
  const first = t(`accounts.sessions.by.${session.by}`);
  const how = session.second === "none" || session.by === "passkey" ? first : t(`accounts.sessions.second.${session.second}`, { first });
  return (
    <li className="flex items-center gap-3 py-3">
      <MonitorSmartphone aria-hidden size={18} className="shrink-0 text-ink-3" />
      <div className="min-w-0 flex-1">
        <p className="font-medium" title={session.device}>
          {deviceName(session.device)}
          {session.current && (
            <span className="ml-2 rounded-chip bg-accent-soft px-1.5 py-0.5 text-xs font-medium text-accent">{t("accounts.sessions.here")}</span>
          )}
        </p>
        <p className="tabular text-sm text-ink-3">
          {how} · {session.address} · {t("accounts.sessions.since", { when: shortTime(session.createdAt, serverNow()) })} ·{" "}
          <span title={fullTime(session.seenAt)}>{t("accounts.sessions.seen", { when: shortTime(session.seenAt, serverNow()) })}</span>
        </p>
      </div>
      {!session.current && (
        <Button size="small" disabled={busy} onClick={onEnd}>
          {t("accounts.sessions.end")}
        </Button>
      )}
    </li>
  );
}
