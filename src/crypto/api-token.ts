/**
 * API tokens: `bst_`, a letter for the kind, 43 signs that bear 256 random bits, and 6 signs of a checksum, so that scanners of
 * published code know one when they see it and nobody asks the store about a text that never was one.
 */
import { randomInt } from "node:crypto";

/** p: acts as a person · s: acts as a service */
export type ApiTokenKind = "p" | "s";

const signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SECRET_SIGNS = 43; // 62^43 > 2^256
const CHECK_SIGNS = 6; // 62^6 > 2^32
const shape = /^(bst_[ps][0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

/** Store only `tokenDigest` of it. */
export function newApiToken(kind: ApiTokenKind): string {
  const secret = Array.from({ length: SECRET_SIGNS }, () => signs[randomInt(signs.length)]).join("");
  const body = `bst_${kind}${secret}`;
  return body + checkOf(body);
}

/** Whether the text is formed as one and its checksum fits. Says nothing about whether there is such a token. */
export function isApiToken(text: string): boolean {
  const [, body = "", check] = shape.exec(text) ?? [];
  return check !== undefined && checkOf(body) === check;
}

/** CRC-32 (ISO-HDLC, as in zip) in base 62, the most significant sign first. */
function checkOf(body: string): string {
  let rest = crc32(Buffer.from(body, "latin1"));
  let check = "";
  for (let i = 0; i < CHECK_SIGNS; i++) {
    check = signs[rest % signs.length] + check;
    rest = Math.floor(rest / signs.length);
  }
  return check;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
