// Threads that a person follows, and how far he has read in them.
// Not here: replies themselves and their numbers (features/messages).
// Start at threads.service.ts.
export { threadRoutes } from "./threads.routes.ts";
export { createThreads } from "./threads.service.ts";
