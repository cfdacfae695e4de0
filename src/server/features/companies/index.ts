// Companies: the wall between workspaces (keys, people), the links that let accounts in, and invitations.
// Not here: people's profiles and roles (features/people), channels.
// Start at companies.service.ts: `enterCompany` is how an account becomes a person.
export * from "./companies.records.ts";
export { type CompanyRoutesDeps, companyRoutes } from "./companies.routes.ts";
export { type Companies, createCompanies } from "./companies.service.ts";
export { InviteUser, inviteUser } from "./invite.operation.ts";
export { createInvites, type Invites } from "./invites.service.ts";
export { type CompanySecurityService, createCompanySecurity } from "./security.ts";
