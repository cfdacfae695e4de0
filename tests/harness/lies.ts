/** What a provider may lie about, one fact at a time. Told rightly, each of them would let somebody in. */
import type { HostileProvider, Twist } from "./hostile-provider.ts";
import { DOMAIN } from "./sso.ts";

const now = () => Math.floor(Date.now() / 1000);
export const lies: Readonly<Record<string, (provider: HostileProvider) => Twist>> = {
  "no signature": () => ({ header: (right) => ({ ...right, alg: "none" }), sign: () => "" }),
  "an HMAC under the public key": (provider) => ({ header: (right) => ({ ...right, alg: "HS256" }), sign: provider.withPublicKeyAsSecret }),
  "another issuer in the token": () => ({ claims: (right) => ({ ...right, iss: "https://other.example" }) }),
  "another audience": () => ({ claims: (right) => ({ ...right, aud: "another client" }) }),
  "one audience more, and nobody it is for": () => ({ claims: (right) => ({ ...right, aud: [right.aud, "another client"] }) }),
  "a token for another party": () => ({ claims: (right) => ({ ...right, azp: "another client" }) }),
  "another nonce": () => ({ claims: (right) => ({ ...right, nonce: "another" }) }),
  "no nonce": () => ({ claims: ({ nonce: _, ...right }) => right }),
  "a key that nobody published": (provider) => ({ sign: provider.withOtherKey }),
  "a key's name that nobody published": () => ({ header: (right) => ({ ...right, kid: "unknown" }) }),
  "a token of long ago": () => ({ claims: (right) => ({ ...right, iat: now() - 900, exp: now() - 600 }) }),
  "a token without an end": () => ({ claims: ({ exp: _, ...right }) => right }),
  "a token of later": () => ({ claims: (right) => ({ ...right, nbf: now() + 600 }) }),
  "a token made later": () => ({ claims: (right) => ({ ...right, iat: now() + 600, exp: now() + 900 }) }),
  "no subject": () => ({ claims: ({ sub: _, ...right }) => right }),
  "a changed token": () => ({ sign: (input) => Buffer.from(input).toString("base64url").slice(0, 342) }),
  "another issuer in the answer": () => ({ answer: (right) => new URLSearchParams({ ...Object.fromEntries(right), iss: "https://other.example" }) }),
  "no issuer in the answer": () => ({ answer: (right) => new URLSearchParams({ code: right.get("code") ?? "", state: right.get("state") ?? "" }) }),
  "an error in the answer": () => ({
    answer: (right) => new URLSearchParams({ error: "access_denied", state: right.get("state") ?? "", iss: right.get("iss") ?? "" }),
  }),
  "another code": () => ({ answer: (right) => new URLSearchParams({ ...Object.fromEntries(right), code: "guessed" }) }),
  "another state": () => ({ answer: (right) => new URLSearchParams({ ...Object.fromEntries(right), state: "guessed" }) }),
  "two states": () => ({ answer: (right) => new URLSearchParams([...right, ["state", right.get("state") ?? ""]]) }),
  "an address that nobody confirmed": () => ({ claims: (right) => ({ ...right, email_verified: false }) }),
  "an address confirmed in words": () => ({ claims: (right) => ({ ...right, email_verified: "true" }) }),
  "an address of a domain that is not ours": () => ({ claims: (right) => ({ ...right, email: `somebody@evil-${DOMAIN}` }) }),
  "no address": () => ({ claims: ({ email: _, ...right }) => right }),
  "keys without end": () => ({ jwks: () => `{"keys":[],"x":"${"x".repeat(600 * 1024)}"}` }),
  "no keys": () => ({ jwks: () => ({ keys: [] }) }),
};
