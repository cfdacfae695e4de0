// Share links: one file, for whoever has the link, until it ends.
// Not here: files themselves (features/files), links into a company (features/companies).
// Start at shares.service.ts.
export { shareRoutes } from "./shares.routes.ts";
export { createShares } from "./shares.service.ts";
