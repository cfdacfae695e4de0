import { finished, type Readable } from "node:stream";
import type { z } from "zod";
import { type Audited, companyRoles, type Endpoint, type FieldProblem, Id, Written } from "../../contract/index.ts";
import { blindToken, digestOf, isApiToken, operationId, type SecretKey } from "../../crypto/index.ts";
import type { Clock } from "../platform/clock/index.ts";
import type { Actor, Authenticator, Origin, PersonActor } from "./actor.ts";
import type { Asked } from "./content.ts";
import type { LoadLimiter } from "./limits.ts";
import { ongoing } from "./ongoing.ts";
import type { Operation } from "./operation.ts";
import { Refusal } from "./refusal.ts";
import { type Call, Download, isSent, Redirect, type Route } from "./route.ts";
import { forEndpoint, mayReadReply } from "./token-grant.ts";
import type { Entry, Found, Trail } from "./trail.ts";

/** A request before anything about it is believed. */
export interface Incoming {
  readonly token: string | undefined;
  readonly origin: Origin;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly idempotencyKey: string | undefined;
  readonly upload?: Readable | undefined;
  readonly asked?: Asked;
  readonly web?: () => Request;
  /** What headers say of a request whose body says nothing of it: it belongs to what a repeated one has to have in common. */
  readonly told?: readonly (string | undefined)[];
  readonly setSession?: Call<Endpoint>["setSession"];
  readonly binding?: string | undefined;
  readonly setBinding?: Call<Endpoint>["setBinding"];
}

export interface DispatchDeps {
  readonly authenticator: Authenticator;
  /** Index key of the installation: keys the digest of a request. */
  readonly digestKey: () => SecretKey;
  /** By it a long answer is asked about again. */
  readonly clock: Pick<Clock, "monotonic">;
  readonly limit?: LoadLimiter;
  /** Writes down what matters; without one nothing is. */
  readonly trail?: Trail;
}

/** The way of every request: who → may at all → what was asked → handler → declared reply. @throws Refusal */
export async function dispatch(deps: DispatchDeps, route: Route, incoming: Incoming): Promise<unknown> {
  const { endpoint } = route;
  const bearer = await identify(deps, incoming.token, incoming.origin);
  const actor = bearer && forEndpoint(bearer, endpoint);
  const admitted = await admit(deps.authenticator, endpoint, actor, incoming.params);
  const params = parse("params", endpoint.params, incoming.params ?? {});
  const query = parse("query", endpoint.query, incoming.query ?? {});
  const body = endpoint.upload ? undefined : parse("body", endpoint.body, incoming.body);
  if (!admitted?.isConfirmed && isGrave(endpoint, body)) throw new Refusal("confirm_first");
  const { origin, upload, binding, asked = {}, web = noRequest, setSession = () => undefined, setBinding = () => undefined } = incoming;
  const call = {
    params,
    query,
    body,
    operation: operationOf(deps, endpoint, actor, incoming),
    origin,
    token: incoming.token,
    upload,
    asked,
    web,
    setSession,
    binding,
    setBinding,
  };
  const reply = await writtenDown(deps.trail, endpoint, admitted, call, (concern) => route.handle(admitted, { ...call, concern }));
  if (isSent(reply)) return ongoing(reply, deps.clock, () => callerNow(deps, endpoint, incoming));
  const shown = endpoint.reply.parse(reply);
  return !actor || mayReadReply(actor, endpoint) ? shown : Written.parse(shown);
}

/** As whoever began is now, for what he is still being sent. @throws Refusal */
async function callerNow({ authenticator }: DispatchDeps, endpoint: Endpoint, { token, origin, params }: Incoming): Promise<PersonActor> {
  const bearer = token === undefined ? undefined : await authenticator.authenticate(token, origin);
  return (await admit(authenticator, endpoint, bearer && forEndpoint(bearer, endpoint), params)) as PersonActor;
}

const noRequest = (): never => {
  throw new Refusal("not_found");
};

const isGrave = ({ confirmed }: Endpoint, body: unknown): boolean => (typeof confirmed === "boolean" ? confirmed : confirmed.safeParse(body).success);

/** Does it between intent and outcome, when it is an action of the log. */
async function writtenDown(
  trail: Trail | undefined,
  { audit, access }: Endpoint,
  actor: Actor | PersonActor | undefined,
  { params, body, operation, origin }: Pick<Call<Endpoint>, "params" | "body" | "operation" | "origin">,
  handle: (concern: Call<Endpoint>["concern"]) => Promise<unknown>,
): Promise<unknown> {
  if (!audit || !trail) return handle(async () => undefined);
  let entry: Entry | undefined;
  const begin = async ({ details, ...found }: Found) => {
    entry = await trail.begin({ action: audit.action, operation, actor, origin, details: { ...detailsOf(actor, body, audit), ...details }, ...found });
  };
  // Strangers come with nothing but a guess: their handlers say when it is worth a line.
  if (access.who !== "public") await begin({ ...named("object", params, audit.object), ...named("subject", params, audit.subject) });
  try {
    const reply = await handle(async (found) => (entry ? entry.concern(found) : begin(found)));
    const made = audit.object === undefined ? Id.safeParse((reply as { id?: unknown } | undefined)?.id) : undefined;
    if (made?.success) entry?.concern({ object: made.data });
    // A file is handed over once it was read to its end.
    if (reply instanceof Download) finished(reply.body, (error) => entry?.end(error ? "interrupted" : "done"));
    else entry?.end(reply instanceof Redirect ? reply.outcome : "done");
    return reply;
  } catch (error) {
    // Whether anything else came about nobody knows yet: the journal will tell.
    if (error instanceof Refusal) entry?.end("refused");
    else entry?.lose();
    throw error;
  }
}

const named = (as: "object" | "subject", params: unknown, name: string | undefined): Found =>
  name === undefined ? {} : { [as]: String((params as Record<string, unknown>)[name]) };

/** What was asked for, and by which token. */
const detailsOf = (actor: Actor | undefined, body: unknown, { details }: Audited): Record<string, string> => ({
  ...picked(body, details),
  ...(actor?.token ? { token: actor.token.id } : {}),
});

const picked = (body: unknown, names: readonly string[] = []): Record<string, string> => {
  const given = (body ?? {}) as Record<string, unknown>;
  return Object.fromEntries(names.flatMap((name) => (given[name] === undefined ? [] : [[name, JSON.stringify(given[name])]])));
};

/** Who bears the token, if somebody does. @throws Refusal too_many_requests; token_invalid for an API token that is not good */
export async function identify(deps: Pick<DispatchDeps, "authenticator" | "limit">, token: string | undefined, origin: Origin): Promise<Actor | undefined> {
  const authenticate = (bearer: string, from: Origin) => deps.authenticator.authenticate(bearer, from);
  const actor = deps.limit ? await deps.limit.admit(token, origin, authenticate) : token === undefined ? undefined : await authenticate(token, origin);
  if (!actor && token !== undefined && isApiToken(token)) throw new Refusal("token_invalid");
  return actor;
}

/** Whether the caller may use the endpoint at all. What lies behind it is the policy's question. */
async function admit(authenticator: Authenticator, endpoint: Endpoint, actor: Actor | undefined, params: unknown): Promise<Actor | PersonActor | undefined> {
  const { access } = endpoint;
  if (access.who === "public") return actor;
  if (!actor) throw new Refusal("not_signed_in");
  if (access.who === "account") {
    if (actor.reach !== undefined && !endpoint.oneCompany) throw new Refusal("not_allowed");
    return actor;
  }
  if (access.who === "owner") {
    if (!actor.installationOwner) throw new Refusal("not_allowed");
    return actor;
  }
  // Before the parameters are parsed: what is no id names no company.
  const company = Id.safeParse((params as { company?: unknown } | undefined)?.company);
  const person = company.success ? await authenticator.enterCompany(actor, company.data) : undefined;
  if (!person) throw new Refusal(company.success ? await authenticator.whyNot(actor, company.data) : "company_not_found");
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
  const request = JSON.stringify([
    endpoint.method,
    endpoint.path,
    ...inOneOrder(endpoint, incoming),
    endpoint.secret ? null : incoming.body,
    ...(incoming.told ?? []),
  ]);
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
