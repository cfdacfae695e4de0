/** From what the checks found to what a reader is told. A claim is kept only when each of its clauses is. */
import type { z } from "zod";
import type { ClaimResult, ClauseResult } from "../../../contract/index.ts";
import type { Claim, Clause, Finding } from "./claims/define.ts";
import type { LabResults, State } from "./lab-results.ts";

export type { State };
export type ClauseView = z.output<typeof ClauseResult>;
export type ClaimView = z.output<typeof ClaimResult>;

export const stateOf = ({ looked, ok }: Finding): State => (!ok ? "not true here" : looked > 0 ? "proven" : "nothing to check");

/** The clauses that ran here; lab clauses take what the lab found for this very build. */
export function judge(claim: Claim, ran: ReadonlyMap<string, ClauseView>, lab: LabResults, at: number | null): ClaimView {
  const clauses = claim.clauses.map((clause) => viewOf(clause, ran, lab));
  const state = claimState(clauses.map((c) => c.state));
  const kept = clauses.filter(isKept).length;
  const newest = claim.clauses.some(({ where }) => where === "instance") ? at : lab.at;
  return {
    id: claim.id,
    sentence: claim.sentence,
    group: claim.group,
    source: claim.source,
    state,
    detail: state === "partly" ? `${kept} of ${clauses.length}` : "",
    at: clauses.some(isRun) ? newest : null,
    clauses,
  };
}

const isKept = ({ state }: { state: State }): boolean => state === "proven" || state === "proven in lab" || state === "attested";
const isRun = ({ state }: { state: State }): boolean => state !== "not run yet" && state !== "not here yet";

function viewOf({ id, sentence, where }: Clause, ran: ReadonlyMap<string, ClauseView>, lab: LabResults): ClauseView {
  if (where === "later") return { id, sentence, state: "not here yet", looked: 0, evidence: "The feature is not in this build." };
  if (where === "instance") return ran.get(id) ?? { id, sentence, state: "not run yet", looked: 0, evidence: "" };
  return { id, sentence, ...lab.of(id) };
}

export function claimState(states: readonly State[]): State {
  if (states.length === 0) return "not here yet";
  if (states.includes("not true here")) return "not true here";
  const kept = states.filter((state) => isKept({ state })).length;
  if (kept === states.length) return (["proven in lab", "attested"] as const).find((state) => states.includes(state)) ?? "proven";
  if (kept > 0) return "partly";
  return (["nothing to check", "not run yet"] as const).find((state) => states.includes(state)) ?? "not here yet";
}
