import { expect, test } from "vitest";
import { z } from "zod";
import { type Endpoint, endpoints } from "../../contract/index.ts";
import { newSecretKey, randomUUID } from "../../crypto/index.ts";
import { systemClock } from "../platform/clock/index.ts";
import type { Actor } from "./actor.ts";
import { dispatch, type Incoming } from "./dispatch.ts";
import type { Operation } from "./operation.ts";

const origin = { address: "192.0.2.1", userAgent: "" };
const actor: Actor = { account: "a", session: "s", installationOwner: true, isConfirmed: true, isStrong: false, origin };
const key = newSecretKey();
const deps = {
  authenticator: {
    authenticate: async () => actor,
    enterCompany: async () => ({ ...actor, company: "c", person: "p", role: "administrator" as const }),
    whyNot: async () => "company_not_found" as const,
  },
  digestKey: () => key,
  clock: systemClock,
};

async function digestOf(endpoint: Endpoint, { params = {}, query = {}, body }: Partial<Incoming>): Promise<string | null> {
  const { promise: operation, resolve } = Promise.withResolvers<Operation>();
  const handle = async (_actor: unknown, call: { operation: Operation }) => resolve(call.operation);
  const incoming = { token: "t", origin, params, query, body, idempotencyKey: "one and the same" };
  // The handler says nothing, which is no declared reply.
  await dispatch(deps, { endpoint, handle }, incoming).catch(() => undefined);
  return (await operation).digest;
}

const bearsSecret = (endpoint: Endpoint) =>
  /"(password|current|next|token|kit|code|recoveryCode|passkey|ticket|answer|clientSecret|bindPassword|SAMLResponse)":/.test(
    JSON.stringify(z.toJSONSchema(endpoint.body, { io: "input", unrepresentable: "any" })),
  );

test("nothing of a password is in the digest of a request, and whatever bears one is marked", async () => {
  const { changePassword, createChannel } = endpoints;
  const change = (next: string) => digestOf(changePassword, { body: { current: "violet harbour", next } });
  expect(await change("tram 49")).toBe(await change("tram 50"));
  const company = randomUUID();
  const create = (name: string) => digestOf(createChannel, { params: { company }, body: { name, kind: "public" } });
  expect(await create("one")).not.toBe(await create("two"));
  const marked = Object.entries(endpoints as Record<string, Endpoint>).filter(([, endpoint]) => endpoint.secret);
  expect(marked.map(([name]) => name).sort()).toEqual(
    Object.entries(endpoints as Record<string, Endpoint>)
      // Who asked for a link is nobody's business, either.
      .filter(([name, endpoint]) => name === "askReset" || bearsSecret(endpoint))
      .map(([name]) => name)
      .sort(),
  );
  expect(marked.length).toBeGreaterThan(7);
});

test("the order in which parameters come is nothing in the digest", async () => {
  const endpoint: Endpoint = { ...endpoints.postMessage, query: z.object({ a: z.string(), b: z.string() }) };
  const body = { text: "hello" };
  const [company, channel] = [randomUUID(), randomUUID()];
  const first = await digestOf(endpoint, { params: { company, channel }, query: { a: "1", b: "2" }, body });
  expect(await digestOf(endpoint, { params: { channel, company }, query: { b: "2", a: "1" }, body })).toBe(first);
  expect(await digestOf(endpoint, { params: { company, channel: company }, query: { a: "1", b: "2" }, body })).not.toBe(first);
  expect(await digestOf(endpoint, { params: { company, channel }, query: { a: "2", b: "1" }, body })).not.toBe(first);
});
