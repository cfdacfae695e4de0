import type { LucideIcon } from "lucide-react";
import { type ReactNode, useState } from "react";
import { client } from "../../app/session.ts";
import { errorText } from "../../i18n/error-text.ts";
import { serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, toast } from "../../ui/index.ts";
import type { Standing } from "./standing.ts";

interface FactorRowProps {
  readonly factor: Standing["factors"][number];
  readonly name: string;
  readonly icon: LucideIcon;
  /** What follows from removing it; nothing brings it back. */
  readonly consequence: string;
  readonly onRemoved: () => void;
  /** Buttons before "Remove". */
  readonly children?: ReactNode;
}

/** One factor: what it is, since when, when it was last shown; its end is asked for in its own place. */
export function FactorRow({ factor, name, icon: Icon, consequence, onRemoved, children }: FactorRowProps) {
  const t = useWords();
  const [isAsking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const when = (at: number) => shortTime(at, serverNow());
  const remove = async () => {
    setBusy(true);
    try {
      await client.call("removeFactor", { params: { factor: factor.id } });
      toast(t("factors.app.removed"));
      onRemoved();
    } catch (refused) {
      toast(errorText(refused));
    }
    setBusy(false);
  };
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Icon aria-hidden size={18} className="shrink-0 text-ink-3" />
        <div className="min-w-40 flex-1">
          <p className="font-medium break-words">
            <bdi>{name}</bdi>
          </p>
          <p className="tabular text-sm text-ink-3">
            {t("factors.app.since", { when: when(factor.createdAt) })} ·{" "}
            {factor.usedAt === null ? t("factors.keys.neverUsed") : t("factors.app.used", { when: when(factor.usedAt) })}
          </p>
        </div>
        {!isAsking && (
          <div className="flex flex-wrap gap-2">
            {children}
            <Button size="small" onClick={() => setAsking(true)}>
              {t("factors.app.remove")}
            </Button>
          </div>
        )}
      </div>
      {isAsking && (
        <div className="mt-2 flex flex-wrap items-center gap-2 rounded-box bg-side px-3 py-2.5">
          <p className="min-w-48 flex-1 text-sm text-ink-2">{consequence}</p>
          <div className="ml-auto flex gap-2">
            <Button size="small" autoFocus onClick={() => setAsking(false)}>
              {t("ui.cancel")}
            </Button>
            <Button size="small" look="danger" disabled={busy} onClick={() => void remove()}>
              {t("factors.app.remove")}
            </Button>
          </div>
        </div>
      )}
    </li>
  );
}
