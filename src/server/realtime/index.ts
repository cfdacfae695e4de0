// The socket gateway: one WebSocket per client at /api/socket, fed by the journal; who may hear what, in order, each once.
// Not here: any decision about rights (the nouns' services and member rows), what calls do (http/dispatch), the store of events.
// Start at gateway.ts, which wires it; rooms.ts delivers, sync.ts catches up, me.ts says what is a client's own, narrowing.ts takes away.

export type { GatewayDeps } from "./deps.ts";
export { createGateway, type Gateway } from "./gateway.ts";
