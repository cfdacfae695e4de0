import { useTranslation } from "react-i18next";
import { useAnswer } from "../../app/use-answer.ts";
import { SkeletonLines } from "../../ui/index.ts";
import { PanelHeader, type PanelProps } from "../channels/side-panel.tsx";

/** The stored row of a message, as the disk holds it. */
export default function StoredPanel({ company, channel, subject, onClose }: PanelProps) {
  const { t, i18n } = useTranslation();
  const { answer, error } = useAnswer("inspectMessage", { params: { company: company.id, channel: channel.id, message: subject } });
  return (
    <>
      <PanelHeader title={t("messages.stored")} onClose={onClose} />
      <div className="min-h-0 flex-1 overflow-y-auto p-5">
        {!answer && !error && <SkeletonLines count={6} label={t("ui.loading")} />}
        {error && <p className="text-danger">{error}</p>}
        {answer && (
          <>
            <p className="text-ink-2">{i18n.language === "fr" ? answer.learns.fr : answer.learns.en}</p>
            <dl className="mt-4 flex flex-col gap-2 text-sm">
              {[...answer.key, ...answer.clear].map(({ column, value, why }) => (
                <div key={column} title={why}>
                  <dt className="text-ink-3">{column}</dt>
                  <dd className="font-mono">{value}</dd>
                </div>
              ))}
              {answer.envelope.map(({ field, hex, meaning }) => (
                <div key={field} title={meaning}>
                  <dt className="text-ink-3">{field}</dt>
                  <dd className="font-mono break-all">{hex}</dd>
                </div>
              ))}
            </dl>
          </>
        )}
      </div>
    </>
  );
}
