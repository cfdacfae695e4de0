// Teams: groups of a company's people that own channels, with the roles member, manager and administrator.
// Not here: what a channel allows (features/channels); it asks `roleOf`.
// Start at teams.service.ts.
export type { TeamRole } from "./teams.policy.ts";
export { Team, TeamMember } from "./teams.records.ts";
export { teamRoutes } from "./teams.routes.ts";
export { createTeams, type Teams } from "./teams.service.ts";
