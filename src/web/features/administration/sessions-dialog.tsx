import { useState } from "react";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import type { PersonRow } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { fullTime, serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button, toast } from "../../ui/index.ts";
import { deviceName } from "../accounts/device-name.ts";
import { ListStates } from "./list-states.tsx";

/** Where a person is signed in. For installation owners. */
export function SessionsDialog({ company, person, onClose }: { company: string; person: PersonRow; onClose: () => void }) {
  const t = useWords();
  const workspace = useWorkspace();
  const params = { company, person: person.id };
  const asked = useAnswer("listPersonSessions", { params });
  const [busy, setBusy] = useState(false);
  const end = async () => {
    setBusy(true);
    try {
      await workspace.call("endPersonSessions", { params });
      toast(t("administration.sessions.done", { name: person.name }));
      asked.again();
    } catch (refused) {
      toast(errorText(refused));
    }
    setBusy(false);
  };
  return (
    <Dialog title={t("administration.sessions.title", { name: person.name })} onClose={onClose} wide>
      <ListStates asked={asked}>
        {({ sessions }) => (
          <>
            {sessions.length === 0 && <p className="py-6 text-ink-3">{t("administration.sessions.none")}</p>}
            <ul className="divide-y divide-line">
              {sessions.map((session) => (
                <li key={session.id} className="py-2">
                  <p className="font-medium" title={session.device}>
                    {deviceName(session.device)}
                  </p>
                  <p className="tabular text-sm text-ink-3">
                    {session.address} · {t("accounts.sessions.since", { when: shortTime(session.createdAt, serverNow()) })} ·{" "}
                    <span title={fullTime(session.seenAt)}>{t("accounts.sessions.seen", { when: shortTime(session.seenAt, serverNow()) })}</span>
                  </p>
                </li>
              ))}
            </ul>
            <DialogActions>
              <Button look="danger" disabled={busy || sessions.length === 0} onClick={() => void end()}>
                {t("administration.sessions.end")}
              </Button>
            </DialogActions>
          </>
        )}
      </ListStates>
    </Dialog>
  );
}
