/** Codes as an app shows them, made by the library and not by the code that checks them. */
import { Secret, TOTP } from "otpauth";

/** @param now milliseconds since the epoch */
export const codeAt = (secret: string, now: number): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now });

/** The codes of the steps after now, the nearest first. */
export const codesOf = (secret: string, now: number, count: number): string[] =>
  Array.from({ length: count }, (_, step) => codeAt(secret, now + (step + 1) * 30_000));
