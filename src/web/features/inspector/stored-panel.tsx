import { DatabaseZap } from "lucide-react";
import { useAnswer } from "../../app/use-answer.ts";
import { useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Empty, SkeletonLines } from "../../ui/index.ts";
import { PanelHeader, type PanelProps } from "../channels/side-panel.tsx";
import { MessageText } from "../messages/message-text.tsx";
import { StoredRowView } from "./stored-row.tsx";

/** What the reader sees of a message, and under it the row that the disk holds instead. */
export default function StoredPanel({ company, channel, subject, onClose }: PanelProps) {
  const t = useWords();
  const { answer, error, again } = useAnswer("inspectMessage", { params: { company: company.id, channel: channel.id, message: subject } });
  const message = useCache((cache) => cache.contents.get(channel.id)?.rows.get(subject)?.message);
  return (
    <>
      <PanelHeader title={t("messages.stored")} onClose={onClose} />
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-5 pb-10">
        {!answer && !error && <SkeletonLines count={8} label={t("ui.loading")} />}
        {!answer && error && (
          <Empty icon={DatabaseZap} title={t("inspector.failed")} action={<Button onClick={again}>{t("ui.retry")}</Button>}>
            {error}
          </Empty>
        )}
        {answer && (
          <>
            {message && (
              <>
                <h3 className="text-sm font-medium text-ink-3">{t("inspector.seen")}</h3>
                <div className="mt-2 mb-6 rounded-box bg-raised px-4 py-3 ring-1 ring-line ring-inset">
                  {message.body ? <MessageText body={message.body} company={company.id} /> : <p className="text-ink-3 italic">{t("messages.deleted")}</p>}
                </div>
              </>
            )}
            <h3 className="text-sm font-medium text-ink-3">{t("inspector.row")}</h3>
            <StoredRowView row={answer} />
          </>
        )}
      </div>
    </>
  );
}
