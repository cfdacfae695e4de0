import { CircleAlert, CircleCheck, CircleDashed, FileCheck2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { errorText } from "../../i18n/error-text.ts";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, cx } from "../../ui/index.ts";
import { checkLog, type Found } from "./check.ts";
import { canHash } from "./proof.ts";
import type { Entry, Scope } from "./scope.ts";

/** "Verify now": each step with what was computed, in numbers. */
export function LogCheck({ scope, entries }: { scope: Scope; entries: readonly Entry[] | undefined }) {
  const t = useWords();
  const [found, setFound] = useState<Found>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    setError(undefined);
    setFound({});
    try {
      if (canHash()) await checkLog(scope, entries ?? [], setFound);
      else setError(t("audit.check.noCrypto"));
    } catch (refused) {
      setError(t("audit.check.failed", { why: errorText(refused) }));
    }
    setBusy(false);
  };
  const { ok } = found ?? {};
  return (
    <section className="mt-4 rounded-box p-4 ring-1 ring-line ring-inset" aria-labelledby="log-check">
      <div className="flex flex-wrap items-start gap-3">
        <div className="min-w-52 flex-1">
          <h2 id="log-check" className="flex items-center gap-2 font-semibold">
            <FileCheck2 aria-hidden size={17} className="text-ink-3" />
            {t("audit.check.title")}
          </h2>
          <p className="mt-1 max-w-[70ch] text-sm text-ink-2">{t("audit.check.lead")}</p>
        </div>
        <Button disabled={busy || !entries} onClick={() => void run()}>
          {t(busy ? "audit.check.running" : found ? "audit.check.again" : "audit.check.run")}
        </Button>
      </div>
      {found && <Steps found={found} />}
      <p aria-live="polite" className={cx("mt-3 font-medium", ok ? "text-positive" : "text-danger", ok === undefined && !error && "sr-only")}>
        {error ?? (ok === undefined ? "" : t(ok ? "audit.check.fine" : "audit.check.broken"))}
      </p>
      {ok && <p className="mt-1 max-w-[70ch] text-sm text-ink-3">{t("audit.check.limit")}</p>}
    </section>
  );
}

function Steps({ found: { key = "", signature, growth, shown, walk, kept } }: { found: Found }) {
  const t = useWords();
  const when = growth ? dayAndTime(growth.at) : "";
  return (
    <ol className="mt-3 divide-y divide-line border-y border-line text-sm">
      <Step label={t("audit.check.signature")} isGood={signature && (signature === "unknown" ? null : signature === "good")}>
        {signature && t(`audit.check.${signature}`, { key })}
      </Step>
      <Step label={t("audit.check.growth")} isGood={growth && growth.kind !== "rewritten" && growth.kind !== "shorter"}>
        {growth && t(`audit.check.${growth.kind}`, { from: growth.from, to: growth.to, when })}
      </Step>
      <Step label={t("audit.check.elsewhere")} isGood={kept && (kept === "off" ? null : kept === "fine")}>
        {kept && t(`audit.check.kept.${kept}`)}
      </Step>
      <Step label={t("audit.check.shown")} isGood={shown && shown.missing === 0}>
        {shown && (
          <>
            {shown.missing > 0 ? t("audit.check.missing", { count: shown.missing }) : t("audit.check.included", { proven: shown.proven, count: shown.count })}{" "}
            {shown.hidden > 0 && t("audit.check.hidden", { count: shown.hidden })}
          </>
        )}
      </Step>
      <Step label={t("audit.check.whole")} isGood={walk?.matches}>
        {walk &&
          (walk.matches === undefined
            ? t("audit.check.walking", { done: walk.done, size: walk.size })
            : t(walk.matches ? "audit.check.matches" : "audit.check.differs", { size: walk.size }))}
      </Step>
    </ol>
  );
}

/** Undefined: not yet; null: can't be told. */
function Step({ label, isGood, children }: { label: string; isGood: boolean | null | undefined; children: ReactNode }) {
  const Icon = isGood === undefined || isGood === null ? CircleDashed : isGood ? CircleCheck : CircleAlert;
  return (
    <li className="flex min-h-9 items-start gap-2.5 py-2">
      <Icon aria-hidden size={16} className={cx("mt-0.5 shrink-0", isGood ? "text-positive" : isGood === false ? "text-danger" : "text-ink-3")} />
      <p className="min-w-0 flex-1 sm:grid sm:grid-cols-[9rem_minmax(0,1fr)] sm:gap-x-4">
        <span className="block font-medium">{label}</span>
        <span className="tabular block text-ink-2 [overflow-wrap:anywhere]">{children}</span>
      </p>
    </li>
  );
}
