// Messages that a person saved for later, with reminders that bring them back into the inbox.
// Not here: the inbox itself (features/messages), and when things are due (platform/jobs/agenda.ts).
// Start at saved.service.ts.
export { savedRoutes } from "./saved.routes.ts";
export { createSaved } from "./saved.service.ts";
