import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, CircleDashed } from "lucide-react";
import type { ReactNode } from "react";
import { useAnswer } from "../../app/use-answer.ts";
import { serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { few } from "./recovery-codes.tsx";
import type { Standing } from "./standing.ts";

/** The state of each protection in a line, and what to improve. */
export function Glance({ standing: { factors, recovery, passwordChangedAt, passkeysPossible } }: { standing: Standing }) {
  const t = useWords();
  const { answer } = useAnswer("listSessions");
  const passkeys = factors.filter(({ kind }) => kind === "passkey").length;
  const hasFew = recovery !== null && recovery.left <= few;
  return (
    <section>
      <h2 className="text-lg font-semibold">{t("factors.glance.title")}</h2>
      <ul className="mt-3 divide-y divide-line border-y border-line">
        <Line label={t("factors.glance.second")} isGood={factors.length > 0} advice={factors.length === 0 && t("factors.glance.secondAdvice")}>
          {factors.length > 0 ? t("factors.glance.secondOn") : t("factors.glance.secondOff")}
        </Line>
        <Line
          label={t("factors.glance.passkeys")}
          isGood={passkeys > 0 || !passkeysPossible}
          advice={passkeys === 0 && passkeysPossible && t("factors.glance.passkeysAdvice")}
        >
          {passkeys === 0 ? t("factors.glance.passkeysNone") : t("factors.glance.passkeys", { count: passkeys })}
        </Line>
        <Line label={t("factors.glance.recovery")} isGood={recovery ? !hasFew : undefined} advice={hasFew && t("factors.glance.fewAdvice")}>
          {recovery ? t("factors.glance.left", { count: recovery.left }) : t("factors.glance.recoveryNone")}
        </Line>
        <Line label={t("factors.glance.password")} isGood action={<ToSettings>{t("factors.glance.passwordLink")}</ToSettings>}>
          {passwordChangedAt === null ? t("factors.glance.neverChanged") : t("factors.glance.changed", { when: shortTime(passwordChangedAt, serverNow()) })}
        </Line>
        <Line label={t("factors.glance.sessions")} isGood action={<ToSettings>{t("factors.glance.sessionsLink")}</ToSettings>}>
          {answer && t("factors.glance.sessions", { count: answer.sessions.length })}
        </Line>
      </ul>
    </section>
  );
}

interface LineProps {
  readonly label: string;
  /** Undefined: neither. */
  readonly isGood: boolean | undefined;
  readonly advice?: string | false;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

function Line({ label, isGood, advice, action, children }: LineProps) {
  const Icon = isGood === undefined ? CircleDashed : isGood ? CircleCheck : CircleAlert;
  const colour = isGood === undefined ? "text-ink-3" : isGood ? "text-positive" : "text-warning";
  return (
    <li className="flex min-h-11 items-start gap-3 py-2.5">
      <Icon aria-hidden size={17} className={`mt-0.5 shrink-0 ${colour}`} />
      <div className="min-w-0 flex-1 sm:grid sm:grid-cols-[10rem_minmax(0,1fr)] sm:gap-x-4">
        <p className="font-medium">{label}</p>
        <div>
          <p className="tabular text-ink-2">{children}</p>
          {advice && <p className="mt-0.5 text-sm text-ink-2">{advice}</p>}
        </div>
      </div>
      {action}
    </li>
  );
}

function ToSettings({ children }: { children: ReactNode }) {
  return (
    <Link to="/settings" className="-my-0.5 rounded-chip py-0.5 text-accent hover:underline">
      {children}
    </Link>
  );
}
