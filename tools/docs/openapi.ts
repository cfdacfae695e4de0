/** The contract as an OpenAPI 3.1 document, for people who don't write TypeScript. */
import { z } from "zod";
import * as contract from "../../src/contract/index.ts";

type Access = contract.Access;
type Endpoint = contract.Endpoint;
type Direction = "input" | "output";
type Json = Record<string, unknown>;

/** The contract's exported shapes by their names; each stands once in the document. */
const named = z.registry<{ id: string }>();
for (const [name, value] of Object.entries(contract)) if (value instanceof z.ZodType && !named.has(value)) named.add(value, { id: name });

const options = (io: Direction) => ({
  io,
  metadata: named,
  unrepresentable: "any" as const,
  // later versions add fields to replies: who reads one must not refuse them
  override: ({ jsonSchema }: { jsonSchema: Json }) => {
    if (io === "output") delete jsonSchema["additionalProperties"];
  },
});
const { schemas: given } = z.toJSONSchema(named, options("output"));
const { schemas: taken } = z.toJSONSchema(named, options("input"));

/** What is taken and what is given differ where a field has a default; then the former is `NameInput`. */
const nameFor = (name: string, io: Direction) => (io === "input" && JSON.stringify(taken[name]) !== JSON.stringify(given[name]) ? `${name}Input` : name);

/** Collects the named shapes that the operations use. */
class Shapes {
  readonly components: Record<string, Json> = {};

  of(type: z.ZodType, io: Direction): Json {
    const { $schema, $defs = {}, id, ...json } = z.toJSONSchema(type, options(io)) as Json & { $defs?: Record<string, Json> };
    for (const [name, definition] of Object.entries($defs)) this.components[nameFor(name, io)] ??= this.#linked(definition, io);
    if (typeof id !== "string") return this.#linked(json, io);
    this.components[nameFor(id, io)] ??= this.#linked(json, io);
    return { $ref: `#/components/schemas/${nameFor(id, io)}` };
  }

  #linked({ id, ...json }: Json, io: Direction): Json {
    return JSON.parse(JSON.stringify(json).replace(/"#\/\$defs\/(\w+)"/g, (_, name: string) => `"#/components/schemas/${nameFor(name, io)}"`)) as Json;
  }
}

function accessSentence(access: Access): string {
  if (access.who === "public") return `Open to everybody: ${access.why}.`;
  if (access.who === "account") return "Needs a session.";
  if (access.who === "owner") return "Needs an owner of the installation.";
  return `Needs a person of the company, at least ${access.role}.`;
}

/** Which token is let in. */
function tokenSentence({ token }: Endpoint): string {
  if (token === "any") return " Any API token.";
  return token ? ` API tokens with the scope \`${token.noun}:${token.access}\`.` : "";
}

function securityOf({ access, token }: Endpoint): Json[] {
  if (access.who === "public") return [];
  const scopes = token === "any" || !token ? [] : [`${token.noun}:${token.access}`];
  return [{ session: [] }, { plainSession: [] }, ...(token ? [{ token: scopes }] : [])];
}

const binary = { "application/octet-stream": { schema: { type: "string", format: "binary" } } };

const isOptional = (type: z.ZodType) => type.safeParse(undefined).success;

function operation(name: string, endpoint: Endpoint, shapes: Shapes): Json {
  const fields = (type: z.ZodObject, place: "path" | "query") =>
    Object.entries(type.shape as Record<string, z.ZodType>).map(([field, of]) => ({
      name: field,
      in: place,
      required: place === "path" || !isOptional(of),
      schema: shapes.of(of, "input"),
    }));
  const content = endpoint.upload ? binary : { "application/json": { schema: shapes.of(endpoint.body, "input") } };
  return {
    operationId: name,
    summary: endpoint.summary,
    description: accessSentence(endpoint.access) + tokenSentence(endpoint),
    security: securityOf(endpoint),
    parameters: [
      ...fields(endpoint.params, "path"),
      ...fields(endpoint.query, "query"),
      ...(endpoint.method === "POST" ? [{ $ref: "#/components/parameters/IdempotencyKey" }] : []),
    ],
    ...(endpoint.upload || !isOptional(endpoint.body) ? { requestBody: { required: true, content } } : {}),
    responses: {
      200: {
        description: endpoint.stream ? "A file." : "Done.",
        content: endpoint.stream ? binary : { "application/json": { schema: shapes.of(endpoint.reply, "output") } },
      },
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(contract.errorCodes)),
  requestId: z.string(),
  fields: z.array(z.object({ path: z.string(), problem: z.string() })).optional(),
  retryAfter: z.int().optional(),
});

/** Two-space JSON with a final line break, as it stands in `openapi.json`. */
export function openApi(version: string): string {
  const shapes = new Shapes();
  const paths: Record<string, Json> = {};
  for (const [name, endpoint] of Object.entries(contract.endpoints as Record<string, Endpoint>)) {
    const path = endpoint.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(name, endpoint, shapes) };
  }
  const document = {
    openapi: "3.1.0",
    info: { title: "Bastide", version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    paths,
    components: {
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "__Host-bastide", description: "Where the server is reached over HTTPS; set by `signIn`." },
        token: {
          type: "http",
          scheme: "bearer",
          description:
            "An API token (RFC 6750), made for the scope that stands with the endpoint; one that may write it and not read it is answered by `id`, `ref`, `version` and `done` alone: docs/api.md.",
        },
        plainSession: { type: "apiKey", in: "cookie", name: "bastide", description: "Where it is reached over plain HTTP; set by `signIn`." },
      },
      parameters: {
        IdempotencyKey: {
          name: "Idempotency-Key",
          in: "header",
          description: "Names the operation: a repeat is answered like the first one, the same key with another body is refused (422).",
          schema: { type: "string" },
        },
      },
      responses: { Problem: { description: "A refusal (RFC 9457).", content: { "application/problem+json": { schema: shapes.of(problem, "output") } } } },
      schemas: Object.fromEntries(Object.entries(shapes.components).sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
