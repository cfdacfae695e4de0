// What it is: the records store on Apache Cassandra or ScyllaDB.
// What it is not: no keys, no plaintext; no CQL outside this folder. It runs no server: `contactPoints` names one.
// Where to start: open.ts, then shard.ts (a commit's way) and docs/decisions/cassandra.md (why so).
export { type CassandraOptions, openCassandra } from "./open.ts";
