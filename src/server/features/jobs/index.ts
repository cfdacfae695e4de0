// What runs beside requests, as administrators see it: how far each part is, what is late, the last backup.
// Not here: the work itself (platform/jobs, imports, backups, trust); nothing of what it is about.
// Start at jobs.service.ts.
export { jobRoutes } from "./jobs.routes.ts";
export { createJobs } from "./jobs.service.ts";
