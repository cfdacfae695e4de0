import { useEffect } from "react";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import { useAnswer } from "../../app/use-answer.ts";

export type JobsView = ReplyOf<Endpoints["getJobs"]>;

/** Milliseconds between two looks. */
const pause = 4000;

/** What runs in the background, looked at again while the page is seen. */
export function useJobs(company: string) {
  const asked = useAnswer("getJobs", { params: { company } });
  const { again } = asked;
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && again(), pause);
    return () => clearInterval(timer);
  }, [again]);
  return asked;
}

/** Commits that a consumer has not handled. */
export const lagOf = ({ lag }: JobsView["consumers"][number]): number => (lag ?? []).reduce((sum, one) => sum + one, 0);

export const isBehind = ({ failing, overdue }: JobsView["agenda"]): boolean => failing > 0 || overdue > 0;

/** Parts that don't go on by themselves as they should. */
export const stuckIn = ({ consumers, agenda, search }: JobsView): number =>
  consumers.filter(({ failingSince }) => failingSince !== null).length + Number(isBehind(agenda)) + Number(search.state === "waiting");

const day = 86_400_000;

/** What stands between a lost machine and its restore; a backup counts as old after a day and a half. */
export function restoreState({ at, kit, backup }: JobsView): "noKit" | "noBackup" | "old" | "ready" {
  if (!kit) return "noKit";
  if (!backup) return "noBackup";
  return at - backup.at > 1.5 * day ? "old" : "ready";
}
