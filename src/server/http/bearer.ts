/** What a request shows to say who it is: the session cookie of a browser, or a program's token (RFC 6750 §2.1). Never both. */
import type { IncomingHttpHeaders } from "node:http";
import type { ErrorCode } from "../../contract/index.ts";
import { isApiToken } from "../../crypto/index.ts";
import { Refusal } from "./refusal.ts";
import { sessionOf } from "./session-cookie.ts";

const scheme = /^bearer(?: +|$)/i;

/**
 * The token of the request: a session's, or one for which `isApiToken` holds.
 * @throws Refusal invalid_request for a request with a cookie and a bearer: which of them counts would be a guess; token_invalid
 */
export function tokenOf(headers: IncomingHttpHeaders, origins: readonly string[]): string | undefined {
  const session = sessionOf(headers, origins);
  const { authorization = "" } = headers;
  // Other schemes may be a proxy's.
  if (!scheme.test(authorization)) return session !== undefined && isApiToken(session) ? undefined : session;
  if (session !== undefined) throw new Refusal("invalid_request", { fields: [{ path: "headers.authorization", problem: "beside_cookie" }] });
  const token = authorization.replace(scheme, "");
  if (!isApiToken(token)) throw new Refusal("token_invalid");
  return token;
}

const errors: Partial<Record<ErrorCode, string>> = { token_invalid: "invalid_token", out_of_scope: "insufficient_scope" };

/** The `WWW-Authenticate` header of a refusal (RFC 6750 §3), for those that are about a token. */
export function challengeOf({ code, fields }: Refusal): string | undefined {
  const error = errors[code];
  const scope = code === "out_of_scope" ? fields[0]?.problem : undefined;
  return error && `Bearer realm="bastide", error="${error}"${scope ? `, scope="${scope}"` : ""}`;
}
