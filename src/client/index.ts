// The published way to a Bastide server: typed calls over HTTP and the live socket, both from the contract. Browser, Node, CLI.
// Not here: state, caching, rendering, and any access decision: the server decides, this only asks.
// Start at `calls.ts` for one request and its repetition, then `socket.ts` for the stream of frames.
export { ApiError, UnreachableError } from "./api-error.ts";
export { type CallArguments, type CallRest, type Client, type ClientOptions, createClient } from "./calls.ts";
export { newKey } from "./keys.ts";
export { createSocket, type Socket, type SocketOptions, type SocketState } from "./socket.ts";
