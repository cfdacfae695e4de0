import { type PersonActor, Refusal } from "../../http/index.ts";

export type TeamRole = "member" | "manager" | "administrator";
const rank = { member: 0, manager: 1, administrator: 2 } as const;

/** Team administrators do everything; managers bring in and take out members; company administrators stand above teams. */
export function requireTeamRole(actor: PersonActor, own: TeamRole | undefined, least: TeamRole): void {
  if (actor.role === "administrator") return;
  if (own === undefined || rank[own] < rank[least]) throw new Refusal("not_allowed");
}

/** Who may give, change or end a role: managers touch members only. */
export function requireMayChange(actor: PersonActor, own: TeamRole | undefined, from: TeamRole | undefined, to: TeamRole | undefined): void {
  const touched = Math.max(from ? rank[from] : 0, to ? rank[to] : 0);
  requireTeamRole(actor, own, touched === 0 ? "manager" : "administrator");
}
