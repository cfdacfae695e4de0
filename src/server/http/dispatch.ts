import type { Readable } from "node:stream";
import type { z } from "zod";
import { companyRoles, type Endpoint, type FieldProblem, Id } from "../../contract/index.ts";
import { blindToken, digestOf, operationId, type SecretKey } from "../../crypto/index.ts";
import type { Actor, Authenticator, Origin, PersonActor } from "./actor.ts";
import type { LoadLimiter } from "./limits.ts";
import { Refusal } from "./refusal.ts";
import type { Call, Operation, Route } from "./route.ts";

/** A request before anything about it is believed. */
export interface Incoming {
  readonly token: string | undefined;
  readonly origin: Origin;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly idempotencyKey: string | undefined;
  readonly upload?: Readable | undefined;
  readonly setSession?: Call<Endpoint>["setSession"];
}

export interface DispatchDeps {
  readonly authenticator: Authenticator;
  /** Index key of the installation: keys the digest of a request. */
  readonly digestKey: () => SecretKey;
  readonly limit?: LoadLimiter;
}

/** The way of every request: who → may at all → what was asked → handler → declared reply. @throws Refusal */
export async function dispatch(deps: DispatchDeps, route: Route, incoming: Incoming): Promise<unknown> {
  const { endpoint } = route;
  const actor = await identify(deps, incoming.token, incoming.origin);
  const admitted = await admit(deps.authenticator, endpoint, actor, incoming.params);
  const params = parse("params", endpoint.params, incoming.params ?? {});
  const query = parse("query", endpoint.query, incoming.query ?? {});
  const body = endpoint.upload ? undefined : parse("body", endpoint.body, incoming.body);
  const reply = await route.handle(admitted, {
    params,
    query,
    body,
    operation: operationOf(deps, endpoint, actor, incoming),
    origin: incoming.origin,
    upload: incoming.upload,
    setSession: incoming.setSession ?? (() => undefined),
  });
  return endpoint.reply.parse(reply);
}

/** Who bears the token, if somebody does. @throws Refusal too_many_requests */
export async function identify(deps: Pick<DispatchDeps, "authenticator" | "limit">, token: string | undefined, origin: Origin): Promise<Actor | undefined> {
  if (deps.limit) return deps.limit.admit(token, origin, (...bearer) => deps.authenticator.authenticate(...bearer));
  return token === undefined ? undefined : deps.authenticator.authenticate(token, origin);
}

/** Whether the caller may use the endpoint at all. What lies behind it is the policy's question. */
async function admit(authenticator: Authenticator, endpoint: Endpoint, actor: Actor | undefined, params: unknown): Promise<Actor | PersonActor | undefined> {
  const { access } = endpoint;
  if (access.who === "public") return actor;
  if (!actor) throw new Refusal("not_signed_in");
  if (access.who === "account") return actor;
  if (access.who === "owner") {
    if (!actor.installationOwner) throw new Refusal("not_allowed");
    return actor;
  }
  // Before the parameters are parsed: what is no id names no company.
  const company = Id.safeParse((params as { company?: unknown } | undefined)?.company);
  const person = company.success ? await authenticator.enterCompany(actor, company.data) : undefined;
  if (!person) throw new Refusal("company_not_found");
  if (companyRoles.indexOf(person.role) < companyRoles.indexOf(access.role)) throw new Refusal("not_allowed");
  return person;
}

function parse(part: "params" | "query" | "body", schema: z.ZodType, value: unknown): never {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Refusal("invalid_request", { fields: fieldProblems(part, parsed.error) });
  return parsed.data as never;
}

/** Names the fields, never repeats their values. */
function fieldProblems(part: string, error: z.ZodError): FieldProblem[] {
  return error.issues.slice(0, 20).map((issue) => ({ path: [part, ...issue.path].join("."), problem: issue.code === "custom" ? issue.message : issue.code }));
}

function operationOf(deps: DispatchDeps, endpoint: Endpoint, actor: Actor | undefined, incoming: Incoming): Operation {
  const key = incoming.idempotencyKey;
  if (key === undefined || endpoint.method !== "POST" || !actor) return { id: operationId(), digest: null };
  if (key.length < 8 || key.length > 100) throw new Refusal("invalid_request", { fields: [{ path: "headers.idempotency-key", problem: "length" }] });
  const request = JSON.stringify([endpoint.method, endpoint.path, ...inOneOrder(endpoint, incoming), endpoint.secret ? null : incoming.body]);
  // Keyed: the digest of a short text under a plain hash would be the text to whoever can guess it. It stands in the journal for
  // weeks, and to whoever holds the key it is a fast hash: so it says nothing of a body with a password in it.
  return { id: digestOf("operation", actor.account, key), digest: blindToken(deps.digestKey(), "request", request) };
}

/** Parameters as they stand in the path and the query by name: HTTP and the socket bring them in whatever order. */
function inOneOrder({ path }: Endpoint, { params, query }: Incoming): [params: unknown[], query: unknown[]] {
  const given = (params ?? {}) as Record<string, unknown>;
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name as string);
  return [names.map((name) => given[name]), Object.entries(query ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))];
}
