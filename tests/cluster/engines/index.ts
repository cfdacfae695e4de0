// Real engines for the tests: fetched by their usual package managers, run on loopback, stopped by process id.
// Not a way to run Bastide in production, and not a mock: what answers here is the engine itself.
// Start here: `cassandra.ts`, `keycloak.ts`; what all engines share is in `process.ts`.
export { type CassandraNode, fetchCassandra, pauseCassandra, resumeCassandra, startCassandra, stopCassandra } from "./cassandra.ts";
export { fetchKeycloak, KeycloakAdministration, startKeycloak, stopKeycloak } from "./keycloak.ts";
