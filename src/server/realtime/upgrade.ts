import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type ErrorCode, errorCodes } from "../../contract/index.ts";
import { randomUUID } from "../../crypto/index.ts";
import { challengeOf, tokenOf } from "../http/bearer.ts";
import { isOwnOrigin } from "../http/cross-site.ts";
import { type Actor, identify, type Origin, problemOf, Refusal, requireScope, toRefusal } from "../http/index.ts";
import type { GatewayDeps } from "./deps.ts";

export const socketPath = "/api/socket";

/** What a token must be made to read, so that it hears what happens. */
const socketNouns = ["channels", "messages"] as const;

/** Who asks for a socket, with the token that proves it. */
export interface Admitted {
  readonly actor: Actor;
  readonly token: string;
}

type AdmitDeps = Pick<GatewayDeps, "authenticator" | "limit" | "origins" | "isTrustedProxy">;

/** A page of another site can open a socket with the reader's cookie; so Origin is checked before the session is looked at. @throws Refusal */
export async function admit(d: AdmitDeps, request: IncomingMessage): Promise<Admitted> {
  if (!isOwnOrigin(request.headers, d.origins())) throw new Refusal("cross_site");
  const token = tokenOf(request.headers, d.origins());
  const actor = await identify(d, token, originOf(request, d.isTrustedProxy));
  if (token === undefined || !actor) throw new Refusal("not_signed_in");
  for (const noun of socketNouns) requireScope(actor.token, `${noun}:read`);
  return { actor, token };
}

/** Answers an upgrade that is refused as HTTP would. */
export function refuseUpgrade(wire: Duplex, error: unknown): void {
  const refusal = toRefusal(error) ?? new Refusal("internal");
  const problem = problemOf(refusal, randomUUID());
  const body = JSON.stringify(problem);
  const challenge = challengeOf(refusal);
  const head = [
    `HTTP/1.1 ${problem.status} ${titleOf(refusal.code)}`,
    "Connection: close",
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    ...(challenge ? [`WWW-Authenticate: ${challenge}`] : []),
    "",
    body,
  ];
  wire.end(head.join("\r\n"));
}

const titleOf = (code: ErrorCode): string => errorCodes[code].title.replaceAll(/[^\w .,']/g, "");

/** The nearest address that no declared proxy stands for. */
function originOf(request: IncomingMessage, isTrustedProxy: ((address: string) => boolean) | null): Origin {
  const hops = String(request.headers["x-forwarded-for"] ?? "")
    .split(",")
    .map((hop) => hop.trim())
    .filter((hop) => hop !== "");
  let address = request.socket.remoteAddress ?? "";
  while (isTrustedProxy?.(address)) {
    const hop = hops.pop();
    if (hop === undefined) break;
    address = hop;
  }
  return { address, userAgent: String(request.headers["user-agent"] ?? "").slice(0, 300) };
}
