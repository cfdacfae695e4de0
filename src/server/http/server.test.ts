import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { endpoints, limits } from "../../contract/index.ts";
import { newSecretKey, randomUUID } from "../../crypto/index.ts";
import { systemClock } from "../platform/clock/index.ts";
import { toRefusal } from "./refusal.ts";
import type { Call, Route } from "./route.ts";
import { createHttpServer, type Timeouts } from "./server.ts";

const actor = { account: "a", session: "s", installationOwner: true, isConfirmed: true, isStrong: false, origin: { address: "", userAgent: "" } };
const uploadPath = endpoints.uploadImport.path.replace(":company", randomUUID());

let close = async (): Promise<unknown> => undefined;
afterEach(() => close());

/** A server that takes uploads and does nothing else; `failed` resolves with what an upload's reader is told. */
async function serve(timeouts?: Timeouts) {
  const key = newSecretKey();
  const started = Promise.withResolvers<void>();
  const failed = Promise.withResolvers<unknown>();
  const read = async ({ upload }: Pick<Call<never>, "upload">) => {
    started.resolve();
    for await (const _part of upload ?? []);
  };
  const routes = Object.values(endpoints).map((endpoint): Route => {
    return { endpoint, handle: async (_actor, call) => (endpoint.upload ? read(call).catch(failed.resolve) : undefined) };
  });
  const app = await createHttpServer({
    routes,
    authenticator: {
      authenticate: async () => actor,
      enterCompany: async () => ({ ...actor, company: "c", person: "p", role: "administrator" }),
      whyNot: async () => "company_not_found",
    },
    digestKey: () => key,
    clock: systemClock,
    tls: null,
    isTrustedProxy: null,
    origins: () => ["http://localhost"],
    log: { level: "silent", stream: { write: () => undefined } },
    app: "none",
    health: { live: () => true, ready: () => [], version: () => ({}) },
    requestId: randomUUID,
    ...(timeouts ? { timeouts } : {}),
  });
  close = () => app.close();
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const send = (path: string, type: string): Socket => {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    socket.resume().write(`POST ${path} HTTP/1.1\r\nhost: localhost\r\ncookie: bastide=t\r\ncontent-type: ${type}\r\ncontent-length: 100\r\n\r\n{`);
    return socket;
  };
  return { app, send, started: started.promise, failed: failed.promise };
}

test.each(["/%", "/api/%zz", `/api/companies/${"x".repeat(300)}`])("%s is answered like everything else that is refused", async (path) => {
  const { app } = await serve();
  const { port } = app.server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  const body = (await answer.json()) as Record<string, unknown>;
  expect(answer.headers.get("content-type")).toContain("application/problem+json");
  expect([body["status"], typeof body["code"], typeof body["requestId"]]).toEqual([answer.status, "string", "string"]);
  expect(answer.status).toBeLessThan(500);
  expect(JSON.stringify(body)).not.toMatch(/FST_|%|xxx/);
  expect(answer.headers.get("cache-control")).toBe("no-store");
});

test("who speaks no HTTP gets a problem, too", async () => {
  const { app } = await serve();
  const { port } = app.server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1");
  socket.end("not http at all\r\n\r\n");
  let said = "";
  for await (const part of socket) said += String(part);
  expect(said).toMatch(/^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"code":"invalid_request"/);
});

test("no page of ours stands in a frame, by either header", async () => {
  const { app } = await serve();
  const { port } = app.server.address() as AddressInfo;
  for (const path of ["/", "/livez", "/api/none", "/%"]) {
    const { headers } = await fetch(`http://127.0.0.1:${port}${path}`);
    expect([headers.get("x-frame-options"), headers.get("content-security-policy")?.includes("frame-ancestors 'none'")]).toEqual(["DENY", true]);
  }
});

test("no connection is kept for ever", async () => {
  const { server } = (await serve()).app;
  for (const ms of [server.timeout, server.keepAliveTimeout, server.headersTimeout, server.requestTimeout]) expect(ms).toBeGreaterThan(0);
});

test("who dribbles a body is cut off; who uploads has longer", async () => {
  const { send, started } = await serve({ idle: 60_000, keepAlive: 60_000, request: 100, upload: 60_000 });
  const upload = send(uploadPath, "application/zip");
  await started;
  await once(send("/api/sessions", "application/json"), "close");
  expect(upload.closed).toBe(false);
});

test.each([uploadPath, endpoints.startUpload.path.replace(":company", randomUUID())])(
  "%s hands on what comes as bytes, and gathers no more than others",
  async (path) => {
    const { app, send } = await serve({ idle: 60_000, keepAlive: 60_000, request: 100, upload: 60_000 });
    const { port } = app.server.address() as AddressInfo;
    const post = (type: string) =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        method: "POST",
        headers: { "content-type": type, origin: "http://localhost" },
        body: " ".repeat(limits.body + 1),
      });
    expect((await post("application/json")).status).toBe(413);
    expect((await post("application/octet-stream")).status).not.toBe(413);
    await once(send(path, "application/json"), "close");
  },
);

test("a closing server cuts uploads off", async () => {
  const { app, send, started, failed } = await serve();
  const upload = send(uploadPath, "application/zip");
  await started;
  await Promise.all([app.close(), once(upload, "close")]);
  expect(toRefusal(await failed)?.code).toBe("shutting_down");
});
