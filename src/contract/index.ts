// What crosses the wire: endpoints, socket frames, error codes, limits. zod only; it runs in the server, browser, CLI and tests.
// Not here: anything that does something. No access decision, no rendering, no storage.
// Start at `endpoint.ts` for the shape of an endpoint, then the file of your noun; `endpoints.ts` is the whole list.
export * from "./accounts.ts";
export * from "./audit.ts";
export * from "./audit-actions.ts";
export * from "./channels.ts";
export * from "./common.ts";
export * from "./companies.ts";
export * from "./connections.ts";
export * from "./directories.ts";
export * from "./drafts.ts";
export * from "./egress.ts";
export * from "./endpoint.ts";
export * from "./endpoints.ts";
export * from "./errors.ts";
export * from "./factors.ts";
export * from "./files.ts";
export * from "./http-only.ts";
export * from "./imports.ts";
export * from "./jobs.ts";
export * from "./mail.ts";
export * from "./messages.ts";
export * from "./people.ts";
export * from "./preferences.ts";
export * from "./reports.ts";
export * from "./saml.ts";
export * from "./saved.ts";
export * from "./scheduled.ts";
export * from "./search.ts";
export * from "./shares.ts";
export * from "./socket.ts";
export * from "./teams.ts";
export * from "./threads.ts";
export * from "./tokens.ts";
export * from "./trust.ts";
