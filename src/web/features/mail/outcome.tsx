import { CircleAlert, CircleCheck, CircleDashed } from "lucide-react";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";

type Outcome = NonNullable<ReplyOf<Endpoints["testMail"]>["outcome"]>;

const mailSteps: readonly Outcome["step"][] = ["connect", "secure", "sign_in", "hand_over"];

/** Step by step how a conversation with the mail server went. */
export function Outcome({ outcome, hasLogin, when }: { outcome: Outcome; hasLogin: boolean; when?: number }) {
  const t = useWords();
  const { state, step, problem, reply, protocol } = outcome;
  const reached = mailSteps.indexOf(step);
  return (
    <div className="mt-2">
      {when !== undefined && <p className="text-sm text-ink-3">{dayAndTime(when)}</p>}
      <ol className="mt-1 flex flex-col gap-1.5">
        {mailSteps
          .filter((one) => one !== "sign_in" || hasLogin)
          .map((one) => {
            const place = mailSteps.indexOf(one);
            const isBroken = problem !== null && place === reached;
            const isDone = !isBroken && place <= reached;
            const Icon = isBroken ? CircleAlert : isDone ? CircleCheck : CircleDashed;
            const word = !isDone
              ? t("mail.page.stepNot")
              : one === "secure"
                ? protocol
                  ? t("mail.page.secured", { protocol })
                  : t("mail.page.inClear")
                : t("mail.page.stepDone");
            return (
              <li key={one} className="flex items-start gap-2">
                <Icon aria-hidden size={16} className={`mt-1 shrink-0 ${isBroken ? "text-danger" : isDone ? "text-positive" : "text-ink-3"}`} />
                <span>
                  <span className="font-medium">{t(`mail.page.steps.${one}`)}</span>{" "}
                  <span className={isBroken ? "text-danger" : "text-ink-2"}>
                    {isBroken ? t(`mail.page.problems.${problem}`) : word}
                    {isBroken && reply !== null && ` (${t("mail.page.reply", { code: reply })})`}
                  </span>
                </span>
              </li>
            );
          })}
      </ol>
      {state === "sent" && <p className="mt-2 text-positive">{t("mail.page.sent")}</p>}
    </div>
  );
}
