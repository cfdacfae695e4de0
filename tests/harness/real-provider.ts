/** A real OpenID provider on loopback (`oidc-provider`): everybody who types a name there is that name at the domain. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

export interface RealProvider {
  readonly issuer: string;
  /** As a setting takes it. */
  readonly peer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** From now on it sends people back to this address. */
  serve(redirectUri: string, domain: string): void;
  close(): void;
}

export async function startRealProvider(): Promise<RealProvider> {
  let answer: RequestListener = (_request, reply) => void reply.writeHead(503).end();
  const server = createServer((request, reply) => void answer(request, reply));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const peer = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = `http://${peer}`;
  const [clientId, clientSecret] = ["bastide", "a secret of the client"];
  return {
    ...{ issuer, peer, clientId, clientSecret },
    serve(redirectUri, domain) {
      const provider = new Provider(issuer, {
        clients: [
          { client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri], response_types: ["code"], grant_types: ["authorization_code"] },
        ],
        claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
        cookies: { keys: ["only for tests"] },
        pkce: { required: () => true },
        findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, name: id, email: `${id}@${domain}`, email_verified: true }) }),
      });
      const callback = provider.callback();
      answer = (request, reply) => void callback(request, reply);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
