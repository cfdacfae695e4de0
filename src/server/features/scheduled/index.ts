// Messages that are posted later, as their author and under the rights that he has then.
// Not here: when things are due (platform/jobs/agenda.ts), and posting (features/messages).
// Start at scheduled.service.ts.
export { scheduledRoutes } from "./scheduled.routes.ts";
export { createScheduled } from "./scheduled.service.ts";
