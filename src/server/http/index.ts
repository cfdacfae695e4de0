// How a request becomes an actor and a call: parsing by the contract, access, limits, problem+json, headers, cookies.
// Not here: what a noun does (features/*) and how sessions are kept (features/accounts hands in `authenticate`).
// Start at `dispatch.ts`: the way of every request, from HTTP and from the socket alike.
export * from "./actor.ts";
export * from "./content.ts";
export * from "./dispatch.ts";
export * from "./operation.ts";
export * from "./places.ts";
export * from "./refusal.ts";
export * from "./route.ts";
export * from "./token-grant.ts";
export * from "./trail.ts";
