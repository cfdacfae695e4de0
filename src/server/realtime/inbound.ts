import { ClientFrame, type Endpoint, type EndpointName, endpoints, isHttpOnly } from "../../contract/index.ts";
import { randomUUID } from "../../crypto/index.ts";
import { type DispatchDeps, Download, dispatch, hasScope, isSent, problemOf, Refusal, type Route, toRefusal } from "../http/index.ts";
import type { Clock } from "../platform/clock/index.ts";
import type { Connection } from "./connection.ts";
import type { Crowd } from "./crowd.ts";
import { encodeFrame } from "./frames.ts";
import type { Rooms } from "./rooms.ts";
import type { Sync } from "./sync.ts";

type CallFrame = Extract<ClientFrame, { type: "call" }>;
type TypingFrame = Extract<ClientFrame, { type: "typing" }>;

export interface InboundDeps {
  readonly dispatch: DispatchDeps;
  readonly routes: readonly Route[];
  readonly clock: Clock;
  readonly crowd: Crowd;
  readonly rooms: Rooms;
  readonly sync: Sync;
  readonly onError: (where: string, error: unknown) => void;
}

/** Unanswered calls of one client. */
const mostCalls = 64;
/** Milliseconds between typing frames that are passed on. */
const typingPause = 1000;

/** What clients send. Everything is parsed by the contract; what does not fit ends the connection. */
export class Inbound {
  readonly #d: InboundDeps;
  readonly #routes: ReadonlyMap<string, Route>;

  constructor(d: InboundDeps) {
    this.#d = d;
    const byEndpoint = new Map<Endpoint, Route>(d.routes.map((route) => [route.endpoint, route]));
    const callable = (Object.keys(endpoints) as EndpointName[]).flatMap((name): [string, Route][] => {
      const route = byEndpoint.get(endpoints[name]);
      return route && !isHttpOnly(name, endpoints[name]) ? [[name, route]] : [];
    });
    this.#routes = new Map(callable);
  }

  async take(connection: Connection, data: string): Promise<void> {
    const frame = parse(data);
    if (!frame) return connection.end("broken");
    switch (frame.type) {
      case "sync":
        if (!(await this.#d.sync.take(connection, frame.channels))) connection.end("broken");
        return;
      case "typing":
        return this.#relayTyping(connection, frame);
      case "away":
        return this.#d.crowd.setAway(connection, frame.away);
      case "call":
        return this.#call(connection, frame);
    }
  }

  async #call(connection: Connection, frame: CallFrame): Promise<void> {
    connection.calls++;
    try {
      const body = await this.#answer(connection, frame);
      if (isSent(body)) {
        if (body instanceof Download) body.body.destroy();
        throw new TypeError(`${frame.endpoint} answers with what a socket does not carry`);
      }
      connection.reply({ type: "reply", id: frame.id, status: 200, body });
    } catch (error) {
      const refusal = toRefusal(error) ?? new Refusal("internal");
      if (refusal.code === "internal") this.#d.onError("socket call", error);
      const problem = problemOf(refusal, randomUUID());
      connection.reply({ type: "reply", id: frame.id, status: problem.status, body: problem });
    } finally {
      connection.calls--;
    }
  }

  #answer(connection: Connection, { endpoint, params, query, body, key }: CallFrame): Promise<unknown> {
    if (connection.calls > mostCalls) throw new Refusal("too_many_requests", { retryAfter: 1 });
    const route = this.#routes.get(endpoint);
    if (!route) throw new Refusal("invalid_request", { fields: [{ path: "endpoint", problem: "not_callable" }] });
    const { token, actor } = connection;
    return dispatch(this.#d.dispatch, route, { token, origin: actor.origin, params, query, body, idempotencyKey: key });
  }

  /** The subscription is the access check: it stands and falls with the member row. */
  #relayTyping(connection: Connection, { company, channel }: TypingFrame): void {
    const now = this.#d.clock.monotonic();
    const person = connection.places.get(company)?.actor.person;
    const room = connection.subscriptions.has(channel) ? this.#d.rooms.get(channel) : undefined;
    if (!hasScope(connection.actor.token, "messages:write")) return;
    if (person === undefined || room?.company !== company || now - connection.typedAt < typingPause) return;
    connection.typedAt = now;
    const frame = encodeFrame({ type: "typing", company, channel, person });
    const own = this.#d.crowd.ofPerson(company, person);
    for (const subscription of room.subscriptions) if (subscription.mode === "live" && !own.has(subscription.connection)) subscription.connection.write(frame);
  }
}

function parse(data: string): ClientFrame | undefined {
  try {
    return ClientFrame.parse(JSON.parse(data));
  } catch {
    return undefined;
  }
}
