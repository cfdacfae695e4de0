/** Codes of an app: TOTP (RFC 6238) as every app knows it, SHA-1, six digits, thirty seconds. */
import { Secret, TOTP } from "otpauth";

const PERIOD = 30;
/** Steps that an app's clock may be off, either way. */
const DRIFT = 1;

const totp = (secret: string, label = "", issuer = ""): TOTP =>
  new TOTP({ secret: Secret.fromBase32(secret), label, issuer, algorithm: "SHA1", digits: 6, period: PERIOD });

/** Base32 of 160 random bits (RFC 4226 §4). */
export const newSecret = (): string => new Secret({ size: 20 }).base32;

/** What an app reads from the picture. */
export const uriOf = (secret: string, label: string, issuer: string): string => totp(secret, label, issuer).toString();

/** The time step that the code belongs to; undefined for a wrong one. @param now milliseconds since the epoch */
export function stepOfCode(secret: string, code: string, now: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const delta = totp(secret).validate({ token: code, timestamp: now, window: DRIFT });
  return delta === null ? undefined : Math.floor(now / 1000 / PERIOD) + delta;
}
