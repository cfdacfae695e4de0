import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { randomToken } from "../../crypto/index.ts";
import { Refusal } from "./refusal.ts";

/** One Trusted Types policy, scripts by nonce only, nothing from elsewhere. */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    // React sets widths and positions of virtual rows through the CSSOM, which needs no allowance here.
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types bastide",
  ].join("; ");

/** The built web app: hashed assets for a year, the page itself anew each time with its own nonce. */
export function serveApp(app: FastifyInstance, folder: string): void {
  const page = join(folder, "index.html");
  if (!existsSync(page)) {
    app.get("/", async (_request, reply) => reply.type("text/plain").send("The web app is not built. Run: npm start\n"));
    return;
  }
  // Once, so that page and server are of one build: a rebuild leaves the assets that this page names in place for a week.
  const html = readFileSync(page, "utf8");
  app.register(fastifyStatic, {
    root: join(folder, "assets"),
    prefix: "/assets/",
    index: false,
    immutable: true,
    maxAge: "365d",
    decorateReply: false,
    cacheControl: true,
    preCompressed: true,
  });
  for (const file of ["favicon.svg", "manifest.webmanifest", "robots.txt"]) {
    if (existsSync(join(folder, file)))
      app.get(`/${file}`, async (_request, reply) =>
        reply.type(file.endsWith("svg") ? "image/svg+xml" : "application/json").send(readFileSync(join(folder, file))),
      );
  }
  // Every other path outside /api is a place inside the app.
  app.get("/*", async (request, reply) => {
    if (request.url.startsWith("/api/") || request.url.startsWith("/assets/")) throw new Refusal("not_found");
    const nonce = randomToken("");
    reply.header("content-security-policy", contentSecurityPolicy(nonce));
    return reply.type("text/html; charset=utf-8").send(html.replaceAll("__CSP_NONCE__", nonce));
  });
}
