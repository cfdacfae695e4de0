import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "./refusal.ts";

const safe = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses what another site makes a browser send (CSRF). Browsers say where a request comes from by `Sec-Fetch-Site` and
 * `Origin`; what they say must be this server. A client that says neither is no browser and holds its cookie knowingly.
 */
export function requireSameSite(method: string, headers: IncomingHttpHeaders, origins: readonly string[]): void {
  if (safe.has(method)) return;
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") throw new Refusal("cross_site");
  if (headers.origin !== undefined && !origins.includes(headers.origin)) throw new Refusal("cross_site");
}

/** A socket is opened by a GET, so there the Origin is checked always: a browser sends one. */
export function isOwnOrigin(headers: IncomingHttpHeaders, origins: readonly string[]): boolean {
  return headers.origin === undefined ? headers["sec-fetch-site"] === undefined : origins.includes(headers.origin);
}
