import type { Readable } from "node:stream";
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from "../../contract/index.ts";
import type { Actor, Origin, PersonActor } from "./actor.ts";
import { type Asked, Content } from "./content.ts";
import type { Operation } from "./operation.ts";
import type { Found } from "./trail.ts";

/** What a handler is given: all of it parsed and allowed by the endpoint's declared access. */
export interface Call<E> {
  readonly params: ParamsOf<E>;
  readonly query: QueryOf<E>;
  readonly body: BodyOf<E>;
  /** Names this request for good: bound to the caller and its Idempotency-Key, random without one. */
  readonly operation: Operation;
  readonly origin: Origin;
  /**
   * Says to the log to what or whom this is done, where the path does not. For an endpoint that is public, the log hears of
   * the call by this alone: wait for it before anything is done, and ask for it only of who has shown something to go by.
   */
  readonly concern: (found: Found) => Promise<void>;
  /** The session cookie's, for who renews it. */
  readonly token: string | undefined;
  /** What this browser alone knows of its way to a provider and back. */
  readonly binding: string | undefined;
  readonly setBinding: (binding: string, expiresAt: number) => void;
  readonly upload: Readable | undefined;
  /** Which bytes it wants, for an endpoint that answers with some. */
  readonly asked: Asked;
  /** The request itself, for an endpoint that speaks another protocol over HTTP. */
  readonly web: () => Request;
  /** Sets or clears the session cookie of the reply. */
  readonly setSession: (token: string | null, expiresAt?: number) => void;
}

export interface Route {
  readonly endpoint: Endpoint;
  readonly handle: (actor: PersonActor | Actor | undefined, call: Call<Endpoint>) => Promise<unknown>;
}

/** Serves an endpoint for anybody; `actor` is who is signed in, if somebody is. */
export const publicRoute = <E extends Endpoint>(endpoint: E, handle: (actor: Actor | undefined, call: Call<E>) => Promise<ReplyOf<E> | Sent>): Route => ({
  endpoint: needs(endpoint, "public"),
  handle: (actor, call) => handle(actor, call as unknown as Call<E>),
});

/** Serves an endpoint for a signed-in account. */
export const accountRoute = <E extends Endpoint>(endpoint: E, handle: (actor: Actor, call: Call<E>) => Promise<ReplyOf<E> | Sent>): Route => ({
  endpoint: needs(endpoint, "account", "owner"),
  handle: (actor, call) => handle(actor as Actor, call as unknown as Call<E>),
});

/** Serves an endpoint for a person of the company in its path. */
export const personRoute = <E extends Endpoint>(endpoint: E, handle: (actor: PersonActor, call: Call<E>) => Promise<ReplyOf<E> | Sent>): Route => ({
  endpoint: needs(endpoint, "person"),
  handle: (actor, call) => handle(actor as PersonActor, call as unknown as Call<E>),
});

function needs<E extends Endpoint>(endpoint: E, ...who: string[]): E {
  if (!who.includes(endpoint.access?.who)) throw new TypeError(`${endpoint.method} ${endpoint.path}: declared access and kind of route differ`);
  return endpoint;
}

/** The reply of an endpoint that streams. */
export class Download {
  readonly type: string;
  readonly file: string;
  readonly body: Readable;
  readonly still: Content["still"];

  /**
   * @param type of the content @param file what it is to be called where it is saved
   * @param still as of a content; whether the endpoint is the caller's is asked anyway
   */
  constructor(type: string, file: string, body: Readable, still: Content["still"] = async () => undefined) {
    this.type = type;
    this.file = file;
    this.body = body;
    this.still = still;
  }
}

/** The reply of an endpoint that speaks another protocol over HTTP. */
export class WebReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;

  constructor(status: number, headers: Readonly<Record<string, string>>, body: string) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

/** The reply of an endpoint that takes forms: the browser goes on to an address of this server. */
export class Redirect {
  readonly to: string;
  readonly outcome: "done" | "refused";

  /** @param to path and query @param outcome what the log is told of it */
  constructor(to: string, outcome: "done" | "refused" = "done") {
    this.to = to;
    this.outcome = outcome;
  }
}

/** Replies that are no value of a declared shape. */
export type Sent = Download | Redirect | Content | WebReply;
export const isSent = (reply: unknown): reply is Sent => [Download, Redirect, Content, WebReply].some((kind) => reply instanceof kind);

/** The reply of an endpoint that has nothing to tell. */
export const done = { done: true } as const;
