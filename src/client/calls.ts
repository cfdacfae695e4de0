import type { BodyIn, EndpointName, Endpoints, ParamsOf, QueryIn, ReplyOf } from "../contract/index.ts";
import { refusal, UnreachableError } from "./api-error.ts";
import { newKey } from "./keys.ts";
import type { Route } from "./route.ts";
import { routeOf } from "./routes.ts";

type Nothing = Record<never, never>;

type Field<Name extends string, Value> = [Value] extends [undefined]
  ? unknown
  : undefined extends Value
    ? { readonly [N in Name]?: Value }
    : Nothing extends Value
      ? { readonly [N in Name]?: Value }
      : { readonly [N in Name]: Value };
type Upload = { readonly upload?: ReadableStream<Uint8Array> | Blob | Uint8Array<ArrayBuffer> };

/** What an endpoint takes; parts that it doesn't declare can be left out. */
export type CallArguments<N extends EndpointName> = Field<"params", ParamsOf<Endpoints[N]>> &
  Field<"query", QueryIn<Endpoints[N]>> &
  Field<"body", BodyIn<Endpoints[N]>> &
  Upload & {
    /** Idempotency-Key of a POST; made when absent. Give the same one to repeat an operation. */
    readonly key?: string;
    readonly signal?: AbortSignal;
  };

export type CallRest<N extends EndpointName> = Nothing extends CallArguments<N> ? [args?: CallArguments<N>] : [args: CallArguments<N>];

export interface Client {
  /** Rejects with ApiError (the server refused) or UnreachableError (nobody answered). */
  call<N extends EndpointName>(name: N, ...rest: CallRest<N>): Promise<ReplyOf<Endpoints[N]>>;
}

export interface ClientOptions {
  /** Origin of the server, without a slash at the end; empty in a browser. */
  readonly baseUrl: string;
  readonly fetch?: typeof fetch;
  /** An API token, in place of a browser's session. */
  readonly token?: string;
  /** Sent with every request, e.g. a session cookie outside of a browser. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The parts of a call as they go on the wire, over HTTP or the socket alike. */
export interface LooseArguments {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly upload?: ReadableStream<Uint8Array> | Blob | Uint8Array<ArrayBuffer>;
  readonly key?: string;
  readonly signal?: AbortSignal;
}

/** Typed calls over HTTP. One try per call: who repeats decides so himself, with the same `key`. */
export function createClient({ baseUrl, fetch: send = fetch, token, headers = {} }: ClientOptions): Client {
  const bearer = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const call = async (name: EndpointName, args: LooseArguments = {}): Promise<unknown> => {
    const found = routeOf(name);
    const route = "path" in found ? found : await found;
    const answer = await request(send, baseUrl + pathOf(route, args), {
      method: route.method,
      credentials: token === undefined ? "same-origin" : "omit",
      cache: "no-store",
      redirect: "error",
      headers: { accept: "application/json", ...bearer, ...headers, ...contentHeaders(route, args) },
      ...bodyOf(args),
      ...(args.signal ? { signal: args.signal } : {}),
    });
    const body = await readJson(answer);
    if (!answer.ok) throw refusal(answer.status, body, answer.headers.get("retry-after"));
    return body;
  };
  return { call: call as Client["call"] };
}

async function request(send: typeof fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await send(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new UnreachableError(error);
  }
}

async function readJson(answer: Response): Promise<unknown> {
  const text = await answer.text().catch((error: unknown) => {
    throw new UnreachableError(error);
  });
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    if (answer.ok) throw new UnreachableError(); // cut off in the middle, or a proxy's page
    return undefined;
  }
}

function pathOf(route: Route, { params = {}, query = {} }: LooseArguments): string {
  const path = route.path.replace(/:([a-z]+)/gi, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? path : `${path}?${search}`;
}

function contentHeaders(route: Route, { body, upload, key }: LooseArguments): Record<string, string> {
  const type = upload ? "application/octet-stream" : body === undefined ? undefined : "application/json";
  return {
    ...(type ? { "content-type": type } : {}),
    ...(route.method === "POST" ? { "idempotency-key": key ?? newKey() } : {}),
  };
}

function bodyOf({ body, upload }: LooseArguments): RequestInit & { duplex?: "half" } {
  if (upload instanceof ReadableStream) return { body: upload, duplex: "half" };
  if (upload) return { body: upload };
  return body === undefined ? {} : { body: JSON.stringify(body) };
}
