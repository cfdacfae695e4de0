/** The session cookie: what it is called and how it is read, for requests and for the socket's upgrade alike. */
import type { IncomingHttpHeaders } from "node:http";

/** `__Host-` has the browser take it from this very host over TLS only: no neighbour and no plain page can plant one. */
const names = { secure: "__Host-bastide", plain: "bastide" } as const;

/** Most UTF-16 units of a Cookie header that are looked at. */
const mostLooked = 16_384;

/** Whether people reach this server over TLS, its own or a proxy's. */
export const isSecure = (origins: readonly string[]): boolean => origins.some((origin) => origin.startsWith("https:"));

export const cookieName = (origins: readonly string[]): string => (isSecure(origins) ? names.secure : names.plain);

/** The token in the one cookie that this server sets; tokens need no decoding, and the first of two cookies of the name counts. */
export const sessionOf = (headers: IncomingHttpHeaders, origins: readonly string[]): string | undefined => cookieOf(headers, cookieName(origins));

/** Another one binds the way to a provider and back to this browser. It opens nothing. */
export const bindingName = (origins: readonly string[]): string => `${cookieName(origins)}-out`;
export const bindingOf = (headers: IncomingHttpHeaders, origins: readonly string[]): string | undefined => cookieOf(headers, bindingName(origins));

function cookieOf({ cookie = "" }: IncomingHttpHeaders, name: string): string | undefined {
  const start = `${name}=`;
  const parts = cookie.slice(0, mostLooked).split(";");
  return parts
    .map((part) => part.trim())
    .find((part) => part.startsWith(start))
    ?.slice(start.length);
}
