import type { Workspace } from "../../app/workspace.ts";

/** Milliseconds after which teams are asked for again: one may have been made since. */
const fresh = 60_000;
const askedAt = new WeakMap<Workspace, Map<string, number>>();

/** Brings the company's teams into the cache. A guest sees none. */
export function needTeams(workspace: Workspace, company: string): void {
  const asked = askedAt.get(workspace) ?? new Map<string, number>();
  askedAt.set(workspace, asked);
  const now = performance.now();
  if (workspace.store.get().companies.get(company)?.role === "guest" || now - (asked.get(company) ?? -fresh) < fresh) return;
  asked.set(company, now);
  workspace.call("listTeams", { params: { company } }).then(
    ({ teams }) =>
      workspace.store.update((cache) => ({ ...cache, teams: new Map([...cache.teams, ...teams.map((team) => [team.id, { ...team, company }] as const)]) })),
    () => asked.delete(company), // the next one who wants them asks again
  );
}
