import { useAnswer } from "../../app/use-answer.ts";
import type { MessageRow } from "../../cache/index.ts";
import { fullTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { SkeletonLines } from "../../ui/index.ts";
import { NotLoaded } from "../../ui/not-loaded.tsx";
import { MessageText } from "./message-text.tsx";

/** Earlier texts of a message, newest first. */
export default function Revisions({ company, message, onClose }: { company: string; message: MessageRow; onClose: () => void }) {
  const t = useWords();
  const { answer, error, again } = useAnswer("listRevisions", { params: { company, channel: message.channel, message: message.ref } });
  return (
    <Dialog title={t("actions.revisions")} onClose={onClose} wide>
      {error && !answer && <NotLoaded why={error} again={again} />}
      {!answer && !error && <SkeletonLines count={3} label={t("ui.loading")} />}
      <ol className="flex flex-col divide-y divide-line">
        {answer?.revisions.map((revision) => (
          <li key={revision.version} className="py-3 first:pt-0">
            <p className="mb-1 text-xs text-ink-3">{fullTime(revision.at)}</p>
            <MessageText body={revision.body} company={company} />
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
