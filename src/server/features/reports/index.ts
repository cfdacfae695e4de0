// Reported messages: people tell the company's administrators of a message.
// Not here: what is done about it (features/messages, features/people).
// Start at reports.service.ts.
export { reportRoutes } from "./reports.routes.ts";
export { createReports } from "./reports.service.ts";
