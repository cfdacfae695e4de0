// Drafts: what a person began to write, per channel and thread, on all devices.
// Not here: posting it (features/messages), or doing so later (features/scheduled).
// Start at drafts.service.ts.
export { draftRoutes } from "./drafts.routes.ts";
export { createDrafts } from "./drafts.service.ts";
