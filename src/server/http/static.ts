import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
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
    "media-src 'self'",
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

/** What lies beside the page, by its ending. The worker is asked for anew each time: it is how a browser learns of a new build. */
const besidePage: Readonly<Record<string, { readonly type: string; readonly cache: string; readonly policy?: string }>> = {
  ".js": {
    type: "text/javascript; charset=utf-8",
    cache: "no-cache",
    policy: "default-src 'none'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
  },
  ".webmanifest": { type: "application/manifest+json", cache: "no-cache" },
  ".svg": { type: "image/svg+xml", cache: "public, max-age=86400" },
  ".png": { type: "image/png", cache: "public, max-age=86400" },
  ".txt": { type: "text/plain; charset=utf-8", cache: "no-cache" },
};

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
  for (const file of [...readdirSync(folder), ...filesIn(folder, "icons")]) {
    const how = besidePage[extname(file)];
    if (!how) continue;
    const content = readFileSync(join(folder, file)); // once, like the page: worker and page are of one build
    app.get(`/${file}`, async (_request, reply) => {
      if (how.policy) reply.header("content-security-policy", how.policy);
      return reply.type(how.type).header("cache-control", how.cache).send(content);
    });
  }
  // Every other path outside /api is a place inside the app.
  app.get("/*", async (request, reply) => {
    if (request.url.startsWith("/api/") || request.url.startsWith("/assets/")) throw new Refusal("not_found");
    const nonce = randomToken("");
    reply.header("content-security-policy", contentSecurityPolicy(nonce));
    return reply.type("text/html; charset=utf-8").send(html.replaceAll("__CSP_NONCE__", nonce));
  });
}

const filesIn = (folder: string, name: string): string[] =>
  existsSync(join(folder, name)) ? readdirSync(join(folder, name)).map((file) => `${name}/${file}`) : [];
