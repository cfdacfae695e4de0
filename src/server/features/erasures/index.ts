// Erasures: what is left of a channel that somebody erased is taken away behind the journal, its keys last.
// Not here: who may erase, and the commit that shuts it (features/channels).
// Start at erasures.service.ts.
export { createErasures, type ErasuresDeps } from "./erasures.service.ts";
