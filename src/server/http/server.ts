import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { ReadableStream } from "node:stream/web";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController, type onRequestHookHandler } from "fastify";
import { type Endpoint, endpoints, limits, unaudited } from "../../contract/index.ts";
import { isLoopback, type TlsOptions } from "../config/index.ts";
import type { Origin } from "./actor.ts";
import { challengeOf, tokenOf } from "./bearer.ts";
import { answerContent, disposition } from "./content.ts";
import { requireSameSite } from "./cross-site.ts";
import { type DispatchDeps, dispatch } from "./dispatch.ts";
import { problemOf, Refusal, toRefusal } from "./refusal.ts";
import { Download, isSent, Redirect, type Route, type Sent, WebReply } from "./route.ts";
import { bindingName, bindingOf, cookieName, isSecure } from "./session-cookie.ts";
import { serveApp } from "./static.ts";

export interface HttpDeps extends DispatchDeps {
  readonly routes: readonly Route[];
  readonly tls: TlsOptions | null;
  readonly isTrustedProxy: ((address: string) => boolean) | null;
  /** Origins under which people reach this server; what a browser sends must be one of them. */
  readonly origins: () => readonly string[];
  readonly log: { readonly level: string; readonly stream: { write(line: string): void } };
  /** Folder of the built web app. */
  readonly app: string;
  readonly health: { readonly live: () => boolean; readonly ready: () => readonly string[]; readonly version: () => object };
  readonly requestId: () => string;
  readonly timeouts?: Timeouts;
}

/** Milliseconds. */
export interface Timeouts {
  /** Without a byte either way, the handler's time included. */
  readonly idle: number;
  /** Between two requests. */
  readonly keepAlive: number;
  /** Until a request is there with its body; uploads have longer. */
  readonly request: number;
  readonly upload: number;
}

/** Seconds that a browser remembers to come back over TLS only (RFC 6797 §6.1.1). */
const YEAR = 31_536_000;
/** Handed on as they come: no limit of a gathered body is theirs. */
const streamed: ReadonlySet<string> = new Set(["application/zip", "application/octet-stream", "application/offset+octet-stream"]);
/** Bytes of a form. */
const MOST_FORM = 1024 * 1024;
const usualTimeouts: Timeouts = { idle: 120_000, keepAlive: 30_000, request: 60_000, upload: 4 * 3_600_000 };

/**
 * Every endpoint of the contract has exactly one route, and every route an access; what changes something is an action of the
 * log, or says why it is none. @throws TypeError else: no start
 */
export function requireComplete(routes: readonly Route[]): void {
  const served = new Set<Endpoint>();
  for (const { endpoint } of routes) {
    const name = `${endpoint.method} ${endpoint.path}`;
    if (!endpoint.access) throw new TypeError(`${name} declares no access`);
    if (endpoint.token && endpoint.confirmed) throw new TypeError(`${name} is grave: it is not open to tokens`);
    if (endpoint.audit?.subject && endpoint.access.who !== "person") throw new TypeError(`${name} is of the installation's log, which names accounts`);
    if (served.has(endpoint)) throw new TypeError(`${name} is served twice`);
    served.add(endpoint);
  }
  for (const [name, endpoint] of Object.entries(endpoints)) {
    if (!served.has(endpoint)) throw new TypeError(`${name} of the contract is not served`);
    const isSpoken = endpoint.method === "GET" || endpoint.audit !== null;
    if (isSpoken === name in unaudited) throw new TypeError(`${name} is either an action of the log or says why it is none`);
  }
}

export async function createHttpServer(d: HttpDeps): Promise<FastifyInstance> {
  requireComplete(d.routes);
  const timeouts = d.timeouts ?? usualTimeouts;
  const app = Fastify({
    connectionTimeout: timeouts.idle,
    keepAliveTimeout: timeouts.keepAlive,
    requestTimeout: timeouts.upload,
    ...(d.tls ? { https: d.tls } : {}),
    bodyLimit: limits.body,
    trustProxy: d.isTrustedProxy ? (address: string) => d.isTrustedProxy?.(address) ?? false : false,
    genReqId: d.requestId,
    // Addresses of requests name people and messages: they are not logged.
    logController: new LogController({ disableRequestLogging: true }),
    logger: { level: d.log.level, stream: d.log.stream },
    routerOptions: { maxParamLength: 200 },
    // Addresses that no route is asked about, and what is no HTTP: Fastify's own answers would quote them.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => answerError(badAddress(error), request, reply.headers(bareHeaders)),
    clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => answerBroken(error, socket, d.requestId()),
  } as object) as unknown as FastifyInstance;
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: false,
    strictTransportSecurity: false,
    referrerPolicy: { policy: "no-referrer" },
    xFrameOptions: { action: "deny" },
    crossOriginEmbedderPolicy: true,
  });
  const { isTrustedProxy } = d;
  if (isTrustedProxy && !d.tls) {
    // Without TLS of our own only the declared proxy, and this machine, may speak to us in clear.
    app.addHook("onRequest", async (request) => {
      const peer = request.socket.remoteAddress ?? "";
      if (!isTrustedProxy(peer) && !isLoopback(peer)) request.socket.destroy();
    });
  }
  app.addHook("onSend", async (request, reply) => {
    // Of a body that is refused nobody reads the rest: the next request on this connection would wait behind it.
    if (request.body instanceof Readable && !request.raw.complete) reply.header("connection", "close");
    // Over the declared proxy, too; the neighbours of this host decide for themselves.
    if (isSecure(d.origins())) reply.header("strict-transport-security", `max-age=${YEAR}`);
    for (const [name, value] of Object.entries(bareHeaders)) if (!reply.hasHeader(name)) reply.header(name, value);
  });
  // Uploads are handed on as they come; nothing is gathered in memory or on disk here.
  app.addContentTypeParser([...streamed], (_request, payload, done) => done(null, payload));
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply));
  app.setNotFoundHandler((request, reply) => answerError(new Refusal("not_found"), request, reply));
  const uploads = new Set<IncomingMessage>();
  // A stopping server does not wait for what may take hours: whoever uploads is cut off and comes again.
  app.addHook("preClose", async () => {
    for (const upload of uploads) upload.destroy(new Refusal("shutting_down"));
  });
  for (const route of d.routes.filter(({ endpoint }) => !endpoint.form))
    serve(app, d, route, route.endpoint.upload || route.endpoint.tus ? asUpload(uploads, within(timeouts.request)) : within(timeouts.request));
  // In a room of their own: nowhere else a form is read, which other sites can have a browser send without asking.
  await app.register(async (forms) => {
    forms.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(body.toString()))),
    );
    for (const route of d.routes.filter(({ endpoint }) => endpoint.form)) serve(forms, d, route, within(timeouts.request));
  });
  serveHealth(app, d);
  serveApp(app, d.app);
  return app;
}

function serve(app: FastifyInstance, d: HttpDeps, route: Route, onRequest: onRequestHookHandler): void {
  const { endpoint } = route;
  app.route({
    // Fastify's own way of answering HEAD reads all that GET would send: for bytes we answer it ourselves.
    ...(endpoint.stream && endpoint.method === "GET" ? { method: ["GET", "HEAD"], exposeHeadRoute: false } : { method: endpoint.method }),
    url: endpoint.path,
    onRequest,
    ...(endpoint.form ? { bodyLimit: MOST_FORM } : {}),
    handler: async (request, reply) => {
      if (!endpoint.form) requireSameSite(request.method, request.headers, d.origins());
      const key = request.headers["idempotency-key"];
      const answer = await dispatch(d, route, {
        token: endpoint.form ? undefined : tokenOf(request.headers, d.origins()),
        origin: originOf(request),
        params: request.params,
        query: request.query,
        asked: request.headers,
        body: endpoint.upload || endpoint.tus ? undefined : (request.body ?? undefined),
        upload: endpoint.upload ? (request.body as Readable | undefined) : undefined,
        ...(endpoint.tus ? { web: () => webRequest(request, request.body instanceof Readable ? request.body : undefined), told: uploadOf(request) } : {}),
        idempotencyKey: typeof key === "string" ? key : undefined,
        setSession: (token, expiresAt) => setSession(reply, d.origins(), token, expiresAt),
        binding: endpoint.form ? undefined : bindingOf(request.headers, d.origins()),
        setBinding: (binding, expiresAt) => setBinding(reply, d.origins(), binding, expiresAt),
      });
      return isSent(answer) ? send(request, reply, answer) : answer;
    },
  });
}

function send(request: FastifyRequest, reply: FastifyReply, answer: Sent): FastifyReply {
  if (answer instanceof Redirect) return reply.redirect(answer.to, 303);
  if (answer instanceof WebReply)
    return reply
      .code(answer.status)
      .headers(answer.headers)
      .send(answer.body === "" ? undefined : answer.body);
  const { status, headers, body } = answer instanceof Download ? answerDownload(answer) : answerContent(answer, request.headers);
  const isAsked = request.method !== "HEAD";
  if (!isAsked) body?.destroy();
  return reply
    .code(status)
    .headers(headers)
    .send(isAsked ? body : undefined);
}

const answerDownload = ({ type, file, body }: Download) => ({
  status: 200,
  headers: { "content-type": type, "content-disposition": disposition("attachment", file) },
  body,
});

/** What an upload is to be, as the tus protocol has it. */
const uploadOf = ({ headers }: FastifyRequest) => ["upload-length", "upload-metadata"].map((name) => headers[name]?.toString());

/** As the web's own libraries want it; the body is handed on as it comes. */
function webRequest(request: FastifyRequest, body: Readable | undefined): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === "string") headers.set(name, value);
  const { method } = request;
  return new Request(new URL(request.url, "http://localhost"), {
    method,
    headers,
    // Not toWeb, which copies each piece. Who stops reading still gets his answer on this connection.
    ...(body
      ? { body: ReadableStream.from<Uint8Array>(body.iterator({ destroyOnReturn: false })) as NonNullable<RequestInit["body"]>, duplex: "half" as const }
      : {}),
  });
}

/** @param other for what comes there and is no upload */
const asUpload = (uploads: Set<IncomingMessage>, other: onRequestHookHandler): onRequestHookHandler =>
  function (request, reply, done) {
    if (!streamed.has(request.mediaType ?? "")) return other.call(this, request, reply, done);
    const { raw } = request;
    uploads.add(raw);
    raw.once("close", () => uploads.delete(raw));
    done();
  };

/** Node's own limit is one for all requests, and uploads have to live with it: this is the one for the others. */
const within =
  (ms: number): onRequestHookHandler =>
  ({ raw }, _reply, done) => {
    const timer = setTimeout(() => raw.complete || raw.destroy(), ms).unref();
    raw.once("close", () => clearTimeout(timer));
    done();
  };

export const originOf = (request: Pick<FastifyRequest, "ip" | "headers">): Origin => ({
  address: request.ip,
  userAgent: String(request.headers["user-agent"] ?? "").slice(0, 300),
});

/** Strict, too: the provider's answer comes by a page of our own, which asks the server from here. */
function setBinding(reply: FastifyReply, origins: readonly string[], binding: string, expiresAt: number): void {
  const expires = new Date(expiresAt);
  reply.setCookie(bindingName(origins), binding, { path: "/", httpOnly: true, secure: isSecure(origins), sameSite: "strict", expires });
}

function setSession(reply: FastifyReply, origins: readonly string[], token: string | null, expiresAt?: number): void {
  const name = cookieName(origins);
  const options = { path: "/", httpOnly: true, secure: isSecure(origins), sameSite: "strict" } as const;
  if (token === null) reply.clearCookie(name, options);
  else reply.setCookie(name, token, { ...options, ...(expiresAt === undefined ? {} : { expires: new Date(expiresAt) }) });
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = toRefusal(error) ?? frameworkRefusal(error) ?? new Refusal("internal");
  // The error itself may quote content: only its kind and where it was thrown are logged.
  if (refusal.code === "internal") request.log.error({ requestId: request.id, kind: (error as Error)?.name, at: stackOf(error) }, "request failed");
  const problem = problemOf(refusal, request.id);
  if (refusal.retryAfter !== undefined) reply.header("retry-after", String(Math.ceil(refusal.retryAfter)));
  const challenge = challengeOf(refusal);
  if (challenge) reply.header("www-authenticate", challenge);
  reply.code(problem.status).type("application/problem+json").send(JSON.stringify(problem));
}

const stackOf = (error: unknown): string[] =>
  ((error as Error)?.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());

const bareHeaders = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const badAddress = (error: unknown): Refusal =>
  (error as { code?: string }).code === "FST_ERR_BAD_URL"
    ? new Refusal("invalid_request", { fields: [{ path: "url", problem: "unreadable" }] })
    : new Refusal("not_found");

/** There is no request to answer, only a socket. */
function answerBroken(error: NodeJS.ErrnoException, socket: Socket, requestId: string): void {
  if (error.code !== "ECONNRESET" && socket.writable) {
    const problem = problemOf(new Refusal("invalid_request"), requestId);
    const headers = { "content-type": "application/problem+json", connection: "close", ...bareHeaders };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 ${problem.status} Bad Request\r\n${lines.join("")}\r\n${JSON.stringify(problem)}`);
  }
  socket.destroy(error);
}

/** What Fastify itself refuses: bodies that are too large, no JSON, of a wrong type. */
function frameworkRefusal(error: unknown): Refusal | undefined {
  const status = (error as { statusCode?: number }).statusCode;
  if (status === 413) return new Refusal("too_large");
  if (status !== undefined && status >= 400 && status < 500) return new Refusal("invalid_request", { fields: [{ path: "body", problem: "unreadable" }] });
  return undefined;
}

function serveHealth(app: FastifyInstance, d: HttpDeps): void {
  app.get("/livez", async (_request, reply) => reply.code(d.health.live() ? 200 : 503).send({ live: d.health.live() }));
  app.get("/readyz", async (_request, reply) => {
    const problems = d.health.ready();
    return reply.code(problems.length === 0 ? 200 : 503).send({ ready: problems.length === 0, problems });
  });
  app.get("/version", async () => d.health.version());
}
