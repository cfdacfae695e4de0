// The recovery kit: root wrapped under a key on paper, and the way back when parts are lost.
// Not here: the parts themselves (platform/keys/parts.ts) and backups (features/backups).
// Start at recovery.service.ts; recover.ts is the way back.
export { openKit, recover } from "./recover.ts";
export { recoveryRoutes } from "./recovery.routes.ts";
export { createRecovery, type Recovery } from "./recovery.service.ts";
