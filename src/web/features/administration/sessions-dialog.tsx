import { useState } from "react";
import { deviceName } from "../../../contract/device.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import type { PersonRow } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { fullTime, serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button, toast } from "../../ui/index.ts";
import { ListStates } from "./list-states.tsx";

/** Where a person is signed in. For installation owners. */
export function SessionsDialog({ company, person, onClose }: { company: string; person: PersonRow; onClose: () => void }) {
  const t = useWords();
  const workspace = useWorkspace();
  const params = { company, person: person.id };
  const asked = useAnswer("listPersonSessions", { params });
  const [busy, setBusy] = useState(false);
  const end = async (work: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await work();
      toast(done);
    } catch (refused) {
      toast(errorText(refused));
    }
    setBusy(false);
    asked.again();
  };
  const endOne = (session: string) => end(() => workspace.call("endPersonSession", { params: { ...params, session } }), t("accounts.sessions.ended"));
  const endAll = () => end(() => workspace.call("endPersonSessions", { params }), t("administration.sessions.done", { name: person.name }));
  return (
    <Dialog title={t("administration.sessions.title", { name: person.name })} onClose={onClose} wide>
      <ListStates asked={asked}>
        {({ sessions }) => (
          <>
            {sessions.length === 0 && <p className="py-6 text-ink-3">{t("administration.sessions.none")}</p>}
            <ul className="divide-y divide-line">
              {sessions.map((session) => (
                <li key={session.id} className="flex items-center gap-3 py-2">
                  <div className="min-w-0 flex-1">
                    <p className="font-medium" title={session.device}>
                      {deviceName(session.device)}
                    </p>
                    <p className="tabular text-sm text-ink-3">
                      {session.address} · {t("accounts.sessions.since", { when: shortTime(session.createdAt, serverNow()) })} ·{" "}
                      <span title={fullTime(session.seenAt)}>{t("accounts.sessions.seen", { when: shortTime(session.seenAt, serverNow()) })}</span>
                    </p>
                  </div>
                  {!session.current && (
                    <Button size="small" disabled={busy} onClick={() => void endOne(session.id)}>
                      {t("accounts.sessions.end")}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            <DialogActions>
              <Button look="danger" disabled={busy || sessions.length === 0} onClick={() => void endAll()}>
                {t("administration.sessions.end")}
              </Button>
            </DialogActions>
          </>
        )}
      </ListStates>
    </Dialog>
  );
}
