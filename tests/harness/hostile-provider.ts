/** An OpenID provider on loopback that does what it is told: rightly, or with one fact changed. */
import { createHash, createHmac, createSign, generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

type Json = Record<string, unknown>;

/** One fact that is changed. Each is given what is right and gives what is sent. */
export interface Twist {
  readonly metadata?: (right: Json) => unknown;
  readonly jwks?: (right: Json) => unknown;
  readonly claims?: (right: Json) => Json;
  readonly header?: (right: Json) => Json;
  /** Over header and claims, both base64url. */
  readonly sign?: (input: string) => string;
  /** What the browser brings back. */
  readonly answer?: (right: URLSearchParams) => URLSearchParams;
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Milliseconds before the discovery document is answered. */
  readonly delay?: number;
}

export interface Grant {
  readonly nonce: string | null;
  readonly challenge: string | null;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly claims: Json;
}

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

export class HostileProvider {
  issuer = "";
  twist: Twist = {};
  /** Requests by path. */
  readonly asked = new Map<string, number>();
  readonly #codes = new Map<string, Grant>();
  readonly #key = generateKeyPairSync("rsa", { modulusLength: 2048 });
  readonly #other = generateKeyPairSync("rsa", { modulusLength: 2048 });
  readonly #kid = randomUUID();
  readonly #server = createServer((request, reply) => void this.#answer(request, reply));

  static async start(): Promise<HostileProvider> {
    const provider = new HostileProvider();
    await new Promise<void>((resolve) => provider.#server.listen(0, "127.0.0.1", resolve));
    provider.issuer = `http://127.0.0.1:${(provider.#server.address() as AddressInfo).port}`;
    return provider;
  }

  get peer(): string {
    return this.issuer.slice("http://".length);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  signedBy(key: KeyObject, input: string): string {
    return createSign("RSA-SHA256").update(input).sign(key).toString("base64url");
  }

  /** Right but for the key, which nobody published. */
  readonly withOtherKey = (input: string): string => this.signedBy(this.#other.privateKey, input);

  /** HMAC under the published key's text: what a careless verifier takes for a signature. */
  readonly withPublicKeyAsSecret = (input: string): string =>
    createHmac("sha256", this.#key.publicKey.export({ type: "spki", format: "pem" }))
      .update(input)
      .digest("base64url");

  /** The person agrees. @param url where the product sent the browser @returns the query it comes back with */
  authorize(url: string, claims: Json): string {
    const asked = new URL(url).searchParams;
    const code = randomUUID();
    this.#codes.set(code, {
      nonce: asked.get("nonce"),
      challenge: asked.get("code_challenge"),
      clientId: asked.get("client_id") ?? "",
      redirectUri: asked.get("redirect_uri") ?? "",
      claims,
    });
    const right = new URLSearchParams({ code, state: asked.get("state") ?? "", iss: this.issuer });
    return String(this.twist.answer?.(right) ?? right);
  }

  async #answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", this.issuer);
    this.asked.set(pathname, (this.asked.get(pathname) ?? 0) + 1);
    const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      reply.writeHead(status, { "content-type": "application/json", ...headers });
      reply.end(typeof body === "string" ? body : JSON.stringify(body));
    };
    if (pathname.endsWith("/.well-known/openid-configuration")) {
      if (this.twist.delay) await new Promise((resolve) => setTimeout(resolve, this.twist.delay));
      const right = this.#metadata();
      return send(this.twist.status ?? 200, this.twist.metadata?.(right) ?? right, this.twist.headers);
    }
    if (pathname === "/jwks") {
      const right = { keys: [{ ...this.#key.publicKey.export({ format: "jwk" }), kid: this.#kid, use: "sig", alg: "RS256" }] };
      return send(200, this.twist.jwks?.(right) ?? right);
    }
    if (pathname === "/token") return this.#exchange(new URLSearchParams(await text(request)), send);
    send(404, {});
  }

  #metadata(): Json {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256", "HS256", "none"],
      authorization_response_iss_parameter_supported: true,
    };
  }

  #exchange(form: URLSearchParams, send: (status: number, body: unknown) => void): void {
    const grant = this.#codes.get(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (!grant || grant.challenge !== challenge || form.get("redirect_uri") !== grant.redirectUri) return send(400, { error: "invalid_grant" });
    this.#codes.delete(form.get("code") ?? "");
    const now = Math.floor(Date.now() / 1000);
    const right = { iss: this.issuer, aud: grant.clientId, exp: now + 300, iat: now, nonce: grant.nonce, ...grant.claims };
    const header = { alg: "RS256", typ: "JWT", kid: this.#kid };
    const input = `${base64(this.twist.header?.(header) ?? header)}.${base64(this.twist.claims?.(right) ?? right)}`;
    const signature = this.twist.sign ? this.twist.sign(input) : this.signedBy(this.#key.privateKey, input);
    send(200, { access_token: randomUUID(), token_type: "Bearer", expires_in: 300, id_token: `${input}.${signature}` });
  }
}
