import { ChevronDown, ChevronUp } from "lucide-react";
import { useState } from "react";
import type { z } from "zod";
import { deviceName } from "../../../contract/device.ts";
import type { Share } from "../../../contract/shares.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { dayAndTime, fullTime, serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, cx, toast } from "../../ui/index.ts";
import { ListStates } from "../administration/list-states.tsx";
import { PersonName } from "../people/person-mark.tsx";

type ShareView = z.output<typeof Share>;
interface ShareRowProps {
  readonly params: { readonly company: string; readonly channel: string; readonly file: string };
  readonly share: ShareView;
  /** Number of the file's newest version. */
  readonly newest: number;
  readonly onEnded: () => void;
}

/** One link: whose, until when, how often it was read, and by whom, as far as that is known. */
export function ShareRow({ params, share, newest, onEnded }: ShareRowProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const [reads, setReads] = useState(false);
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const isOpen = share.state === "open";
  const revoke = async () => {
    setBusy(true);
    try {
      await workspace.call("revokeShare", { params: { ...params, share: share.id } });
      toast(t("shares.row.revoked"));
      setAsks(false);
      onEnded();
    } catch (refused) {
      toast(errorText(refused));
    }
    setBusy(false);
  };
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-52 flex-1 text-sm">
          <p className={cx("font-medium", !isOpen && "text-ink-3")}>
            {t(`shares.states.${share.state}`)}
            {isOpen && share.hasPassword && <span className="ml-2 rounded-chip bg-hover px-1.5 py-px text-xs text-ink-2">{t("shares.row.password")}</span>}
          </p>
          <p className="text-ink-2">
            {share.most === null ? t("shares.row.reads", { count: share.reads }) : t("shares.row.readsOf", { count: share.most, reads: share.reads })}
            {share.version !== null && share.version !== newest && <> · {t("shares.row.version", { number: share.version })}</>}
            {isOpen && <> · {t("shares.until", { when: dayAndTime(share.expiresAt) })}</>}
          </p>
          <p className="text-ink-3">
            <span title={fullTime(share.createdAt)}>{t("shares.row.made", { when: shortTime(share.createdAt, serverNow()) })}</span> ·{" "}
            <PersonName company={params.company} person={share.by} full />
          </p>
        </div>
        {share.may.revoke && (
          <div className="flex flex-wrap gap-2">
            {share.reads > 0 && (
              <Button size="small" look="quiet" icon={reads ? ChevronUp : ChevronDown} aria-expanded={reads} onClick={() => setReads(!reads)}>
                {t("shares.row.who")}
              </Button>
            )}
            {isOpen && !asks && (
              <Button size="small" onClick={() => setAsks(true)}>
                {t("shares.row.revoke")}
              </Button>
            )}
          </div>
        )}
      </div>
      {asks && (
        <div role="alertdialog" aria-label={t("shares.row.revoke")} className="mt-2 flex flex-wrap items-center gap-2 rounded-box bg-hover px-3 py-2 text-sm">
          <p className="min-w-40 flex-1">{t("shares.row.sure")}</p>
          <Button size="small" look="quiet" onClick={() => setAsks(false)}>
            {t("shares.row.keep")}
          </Button>
          <Button size="small" look="danger" disabled={busy} onClick={() => void revoke()}>
            {t("shares.row.revokeNow")}
          </Button>
        </div>
      )}
      {reads && <ShareReads params={{ ...params, share: share.id }} />}
    </li>
  );
}

function ShareReads({ params }: { params: ShareRowProps["params"] & { readonly share: string } }) {
  const t = useWords();
  const asked = useAnswer("listShareReads", { params });
  return (
    <ListStates asked={asked}>
      {({ reads }) => (
        <ol className="mt-2 max-h-48 overflow-y-auto rounded-box bg-side px-3 py-1.5 text-sm">
          {reads.map(({ number, at, address, device }) => (
            <li key={number} className="flex flex-wrap gap-x-3 py-1">
              <span className="tabular text-ink-2">{dayAndTime(at)}</span>
              <bdi className="tabular">{address}</bdi>
              <bdi className="min-w-0 truncate text-ink-3" title={device}>
                {device === "" ? t("shares.row.noDevice") : deviceName(device)}
              </bdi>
            </li>
          ))}
        </ol>
      )}
    </ListStates>
  );
}
