import { expect, test } from "vitest";
import { createClient, UnreachableError } from "./index.ts";

const company = "c0000000-0000-4000-8000-000000000000";
const channel = "a0000000-0000-4000-8000-000000000000";

function answering(status: number, body: string, headers: Record<string, string> = {}) {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetch = (async (url: string, init: RequestInit) => {
    asked.push({ url, init });
    return new Response(body, { status, headers });
  }) as typeof globalThis.fetch;
  return { asked, client: createClient({ baseUrl: "https://b.example", fetch, headers: { cookie: "s=1" } }) };
}
const headersOf = (init: RequestInit | undefined) => init?.headers as Record<string, string>;

test("path, query and body go where the contract has them", async () => {
  const { asked, client } = answering(200, "{}");
  await client.call("listMessages", { params: { company, channel }, query: { after: 50, limit: 10 } });
  await client.call("postMessage", { params: { company, channel }, body: { text: "hi" }, key: "k".repeat(24) });
  expect(asked[0]?.url).toBe(`https://b.example/api/companies/${company}/channels/${channel}/messages?after=50&limit=10`);
  expect(asked[0]?.init.method).toBe("GET");
  expect(headersOf(asked[0]?.init)).not.toHaveProperty("idempotency-key");
  expect(asked[1]?.init.body).toBe('{"text":"hi"}');
  expect(headersOf(asked[1]?.init)).toMatchObject({ "idempotency-key": "k".repeat(24), cookie: "s=1", "content-type": "application/json" });
});

test("every POST has a key of its own", async () => {
  const { asked, client } = answering(200, "{}");
  await client.call("joinChannel", { params: { company, channel } });
  await client.call("joinChannel", { params: { company, channel } });
  const keys = asked.map(({ init }) => headersOf(init)["idempotency-key"]);
  expect(new Set(keys).size).toBe(2);
});

test("a refusal carries the problem", async () => {
  const problem = {
    type: "about:blank",
    title: "t",
    status: 429,
    code: "too_many_attempts",
    requestId: "r",
    retryAfter: 30,
    fields: [{ path: "body.login", problem: "x" }],
  };
  const { client } = answering(429, JSON.stringify(problem));
  await expect(client.call("getAccount")).rejects.toMatchObject({ code: "too_many_attempts", status: 429, retryAfter: 30, fields: problem.fields });
});

test("what isn't a problem document still becomes one of the closed codes", async () => {
  await expect(answering(502, "<html>bad gateway</html>").client.call("getAccount")).rejects.toMatchObject({ code: "store_unavailable" });
  await expect(answering(401, "").client.call("getAccount")).rejects.toMatchObject({ code: "not_signed_in" });
  await expect(answering(429, "", { "retry-after": "7" }).client.call("getAccount")).rejects.toMatchObject({ code: "too_many_requests", retryAfter: 7 });
});

test("an answer that is cut off, or none, is unreachable: the caller may repeat", async () => {
  await expect(answering(200, '{"id":"1', {}).client.call("getAccount")).rejects.toBeInstanceOf(UnreachableError);
  const client = createClient({ baseUrl: "", fetch: () => Promise.reject(new TypeError("no network")) });
  await expect(client.call("getAccount")).rejects.toBeInstanceOf(UnreachableError);
});
