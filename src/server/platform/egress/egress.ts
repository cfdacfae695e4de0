/** Requests to other servers. Nothing is sent anywhere but through here. */
import { Resolver } from "node:dns/promises";
import { type IncomingMessage, request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { EgressPurpose } from "../../../contract/egress.ts";
import type { Clock } from "../clock/index.ts";
import type { SealedStore } from "../records/sealed.ts";
import { type Allowed, isAllowed, isInternal } from "./addresses.ts";
import { Ledger } from "./ledger.ts";
import { Names } from "./names.ts";

export interface EgressOptions {
  readonly records: SealedStore;
  readonly clock: Clock;
  /** Beside public addresses over TLS: what the operator named. */
  readonly allow: readonly Allowed[];
  /** Name servers in place of the system's, as `address` or `address:port`. */
  readonly dns: readonly string[];
  readonly limits?: EgressLimits;
}

export interface EgressLimits {
  /** Milliseconds from the first byte out to the last one in. */
  readonly time: number;
  /** Bytes of an answer's body. */
  readonly size: number;
}

/** In the ledger: which of them answered is the resolver's to know. */
const NAME_SERVERS = "DNS";
const usualLimits: EgressLimits = { time: 10_000, size: 512 * 1024 };

export type EgressFault = "not_public" | "not_tls" | "unknown_name" | "too_slow" | "too_large" | "redirected" | "unreachable" | "bad_certificate";

/** A peer that is not spoken to, or does not answer as it must. The message names no address. */
export class EgressRefused extends Error {
  override readonly name = "EgressRefused";
  readonly code: EgressFault;

  constructor(code: EgressFault) {
    super(code);
    this.code = code;
  }
}

export interface Request {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export class Egress {
  readonly ledger: Ledger;
  readonly #clock: Clock;
  readonly #allow: readonly Allowed[];
  readonly #limits: EgressLimits;
  readonly #names: Names;
  readonly #dns: readonly string[];

  constructor({ records, clock, allow, dns, limits = usualLimits }: EgressOptions) {
    this.ledger = new Ledger(records, clock);
    this.#clock = clock;
    this.#allow = allow;
    this.#limits = limits;
    const resolver = dns.length > 0 ? new Resolver({ timeout: 3000, tries: 2 }) : undefined;
    resolver?.setServers([...dns]);
    this.#names = new Names(resolver);
    this.#dns = dns;
  }

  /**
   * Where a name leads now: the address to connect to, and those to try after it. Looked up once and judged, so that a name which leads elsewhere a
   * moment later changes nothing. Counts as a connection.
   * @throws EgressRefused not_public, unknown_name
   */
  async addressOf(
    host: string,
    port: number,
    purpose: EgressPurpose,
  ): Promise<{ readonly address: string; readonly others: readonly string[]; readonly family: 4 | 6; readonly isNamed: boolean }> {
    const bare = host.replace(/^\[|\]$/g, "");
    if (this.#names.isAskedFor(bare)) await this.#noteNames();
    const addresses = isIP(bare) === 0 ? await this.#names.addresses(bare) : [bare];
    const [first] = addresses;
    if (first === undefined) throw new EgressRefused("unknown_name");
    const isNamed = addresses.every((address) => isAllowed(this.#allow, purpose, bare, port, address));
    // One inner address among several is enough to refuse: the next try would find it.
    if (!isNamed && addresses.some(isInternal)) {
      await this.ledger.note(bare, port, purpose, "refused");
      throw new EgressRefused("not_public");
    }
    await this.ledger.note(bare, port, purpose, "connections");
    return { address: first, others: addresses.slice(1), family: isIP(first) === 6 ? 6 : 4, isNamed };
  }

  /** Whether the operator named this very place for the purpose, by its host and port. */
  isNamed({ hostname, port, protocol }: URL, purpose: EgressPurpose): boolean {
    const host = hostname.replace(/^\[|\]$/g, "");
    return isAllowed(this.#allow, purpose, host, Number(port || (protocol === "https:" ? 443 : 80)), host);
  }

  /** The name servers that are asked where these are; none where no name has to be looked up. */
  nameServersFor(hosts: readonly string[]): readonly string[] {
    if (!hosts.some((host) => this.#names.isAskedFor(host))) return [];
    return this.#dns.length > 0 ? this.#dns : [NAME_SERVERS];
  }

  /** One request, one answer; a redirect is handed back as it is and never followed. @throws EgressRefused */
  async request(target: string, purpose: EgressPurpose, { method = "GET", headers = {}, body }: Request = {}): Promise<Response> {
    const url = new URL(target);
    const isTls = url.protocol === "https:";
    if ((!isTls && url.protocol !== "http:") || url.username !== "" || url.password !== "") throw new EgressRefused("not_tls");
    const port = Number(url.port || (isTls ? 443 : 80));
    const { address, family, isNamed } = await this.addressOf(url.hostname, port, purpose);
    if (!isTls && !isNamed) throw new EgressRefused("not_tls");
    const lookup: LookupFunction = (_host, options, found) => {
      if (options.all === true) found(null, [{ address, family }]);
      else found(null, address, family);
    };
    const send = isTls ? tlsRequest : plainRequest;
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const sent = send(url, {
      method,
      lookup,
      agent: false,
      headers: { ...headers, "accept-encoding": "identity" },
      ...(isTls ? { minVersion: "TLSv1.2" } : {}),
    });
    const cancel = this.#clock.after(this.#limits.time, () => sent.destroy(new EgressRefused("too_slow")));
    sent.once("error", (error) => reject(faultOf(error)));
    sent.once("response", (reply) => void this.#read(reply).then(resolve, (error: unknown) => reject(faultOf(error))));
    sent.end(body);
    return promise.finally(() => {
      cancel();
      sent.destroy();
    });
  }

  async #read(reply: IncomingMessage): Promise<Response> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of reply as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > this.#limits.size) throw new EgressRefused("too_large");
      parts.push(part);
    }
    const headers = new Headers();
    for (const [name, value] of Object.entries(reply.headersDistinct)) for (const one of value ?? []) headers.append(name, one);
    const status = reply.statusCode ?? 500;
    const isEmpty = [204, 205, 304].includes(status);
    return new Response(isEmpty ? null : Buffer.concat(parts), { status, headers });
  }

  #noteNames(): Promise<void> {
    return this.ledger.note(NAME_SERVERS, 53, "names", "connections");
  }

  /** The texts that a name bears in the DNS; none for a name that is not there. @throws EgressRefused unreachable */
  async texts(name: string): Promise<string[]> {
    await this.#noteNames();
    return this.#names.texts(name).catch(() => {
      throw new EgressRefused("unreachable");
    });
  }
}

function faultOf(error: unknown): EgressRefused {
  if (error instanceof EgressRefused) return error;
  const code = String((error as NodeJS.ErrnoException).code ?? "");
  return new EgressRefused(/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code) ? "bad_certificate" : "unreachable");
}
