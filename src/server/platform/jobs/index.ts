// Work beside requests: consumers of the journal, each with a cursor per shard, what is due at a time (agenda.ts), and dead rows (sweep.ts).
// Not here: what a consumer does; it stands with its noun (features/*/…projection.ts) or in realtime.
// Start at `JournalFeed` in feed.ts.
export * from "./agenda.ts";
export * from "./feed.ts";
export * from "./jobs.records.ts";
export * from "./sweep.ts";
export type { Change } from "./tail.ts";
