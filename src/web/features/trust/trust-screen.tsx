import { Play, Plug } from "lucide-react";
import { useEffect, useState } from "react";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Empty, SkeletonLines, toast } from "../../ui/index.ts";
import { ProgressBar } from "../imports/progress-bar.tsx";
import { ClaimRow } from "./claim-row.tsx";
import { type Claim, type Claims, StateIcon, stateName, stateOrder } from "./claim-state.tsx";
import { RunHistory } from "./run-history.tsx";
import { TrustPage } from "./trust-page.tsx";

const groups = ["who-can-read", "who-can-get-in", "what-if-something-fails", "how-do-i-leave", "how-is-it-built"] as const satisfies readonly Claim["group"][];

/** `/trust`: the sentences of the security page, each with what its check found on this very server. */
export function TrustScreen() {
  const t = useWords();
  const workspace = useWorkspace();
  const { answer, error, again } = useAnswer("listClaims");
  const [starting, setStarting] = useState(false);
  const isOwner = workspace.account.installationOwner;
  const isRunning = answer?.run != null;

  // Another window, another owner or the command line may start a run: this page hears of it, too.
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && again(), isRunning ? 700 : 4000);
    return () => clearInterval(timer);
  }, [isRunning, again]);

  const run = async (claims?: string[]) => {
    setStarting(true);
    try {
      await workspace.call("runClaims", { body: claims ? { claims } : {} });
    } catch (refused) {
      toast(errorText(refused));
    }
    setStarting(false);
    again();
  };
  const busy = starting || isRunning;

  return (
    <TrustPage tab="claims">
      {!answer && !error && <SkeletonLines count={10} label={t("ui.loading")} />}
      {!answer && error && (
        <Empty icon={Plug} title={t("trust.failed")} action={<Button onClick={again}>{t("ui.retry")}</Button>}>
          {error}
        </Empty>
      )}
      {answer && (
        <>
          <Counts claims={answer.claims} />
          <div className="mt-6 print:hidden">
            {answer.run ? (
              <RunProgress run={answer.run} />
            ) : isOwner ? (
              <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
                <Button look="primary" icon={Play} disabled={busy} onClick={() => void run()}>
                  {t("trust.run.button")}
                </Button>
                <p className="text-sm text-ink-3">{t("trust.run.help")}</p>
              </div>
            ) : (
              <p className="text-sm text-ink-3">{t("trust.run.ownersOnly")}</p>
            )}
          </div>
          <ClaimGroups claims={answer.claims} busy={busy} onRun={isOwner ? (id) => void run([id]) : undefined} />
          <RunHistory runs={answer.history} />
          <p className="mt-8 font-mono text-xs break-all text-ink-3">{t("trust.build", { build: answer.build })}</p>
        </>
      )}
    </TrustPage>
  );
}

/** How many of each state; once something was checked, nought of the failing ones is said too. */
function Counts({ claims }: { claims: readonly Claim[] }) {
  const t = useWords();
  const isChecked = claims.some(({ at }) => at !== null);
  const shown = stateOrder
    .map((state) => ({ state, count: claims.filter((claim) => claim.state === state).length }))
    .filter(({ state, count }) => count > 0 || (isChecked && state === "not true here"));
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))]">
      {shown.map(({ state, count }) => (
        <div key={state} className="flex flex-col-reverse justify-end">
          <dt className="flex items-center gap-1.5 text-sm text-ink-2">
            <StateIcon state={count === 0 ? "proven" : state} size={14} />
            {t(`trust.states.${stateName(state)}`)}
          </dt>
          <dd className="tabular text-xl font-semibold">{count}</dd>
        </div>
      ))}
    </dl>
  );
}

function RunProgress({ run }: { run: NonNullable<Claims["run"]> }) {
  const t = useWords();
  return (
    <div role="status">
      <p className="tabular mb-2 flex flex-wrap justify-between gap-x-4 text-sm">
        <span className="font-medium">{t("trust.run.running", { done: run.done, total: run.total })}</span>
        <span className="text-ink-3">{run.now}</span>
      </p>
      <ProgressBar label={t("trust.run.label")} done={run.done} total={run.total} />
    </div>
  );
}

interface ClaimGroupsProps {
  readonly claims: readonly Claim[];
  readonly busy: boolean;
  readonly onRun: ((id: string) => void) | undefined;
}

/** What fails stands first, whatever it is about; the rest as a reader asks for it. */
function ClaimGroups({ claims, busy, onRun }: ClaimGroupsProps) {
  const t = useWords();
  const ordered = claims.toSorted((a, b) => stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state) || a.id.localeCompare(b.id));
  const list = (rows: readonly Claim[]) => (
    <ul className="-mx-2 divide-y divide-line">
      {rows.map((claim) => (
        <ClaimRow key={claim.id} claim={claim} busy={busy} onRun={onRun && (() => onRun(claim.id))} />
      ))}
    </ul>
  );
  const failing = ordered.filter(({ state }) => state === "not true here");
  return (
    <>
      {failing.length > 0 && (
        <section className="mt-10 rounded-box px-4 pt-4 pb-1 ring-1 ring-danger ring-inset">
          <h2 className="text-lg font-semibold break-after-avoid">{t("trust.failing", { count: failing.length })}</h2>
          <p className="mb-2 text-sm text-ink-2 print:hidden">{t("trust.failingHelp")}</p>
          {list(failing)}
        </section>
      )}
      {groups.map((group) => {
        const rows = ordered.filter((claim) => claim.group === group && claim.state !== "not true here");
        if (rows.length === 0) return null;
        return (
          <section key={group} className="mt-10">
            <h2 className="mb-1.5 text-lg font-semibold break-after-avoid">{t(`trust.groups.${group}`)}</h2>
            {list(rows)}
          </section>
        );
      })}
    </>
  );
}
