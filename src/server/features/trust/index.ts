// The trust page: every claim with its executed check, the inventory of stored columns, the inspector of a message.
// Not here: what the claims are about (the rooms that keep them), lab checks and sabotage (tests/claims).
// Start at claims/define.ts (what a claim is) and trust.service.ts (how checks are run and judged).
export type { Premises } from "./claims/context.ts";
export { claims } from "./claims/index.ts";
export { createProbes, type PrivateServer, type ProbesDeps, type WireRequest } from "./claims/probes.ts";
export { Pace } from "./claims/scan/pace.ts";
export { readLabResults } from "./lab-results.ts";
export { trustRoutes } from "./trust.routes.ts";
export { createTrust, type Trust, Verify } from "./trust.service.ts";
