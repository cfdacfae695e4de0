/** Password hashes that were made elsewhere: read as they are, verified once, and then replaced by an Argon2id hash. */
import { parseOptions, verify as verifyBcrypt } from "@node-rs/bcrypt";
import { equalBytes, pbkdf2 } from "../../../../crypto/index.ts";

export type ImportedHash =
  | { readonly kind: "pbkdf2"; readonly hash: "sha256" | "sha512"; readonly rounds: number; readonly salt: Buffer; readonly value: Buffer }
  | { readonly kind: "bcrypt"; readonly cost: number; readonly text: string };

/** bcrypt looks at no more of a password. */
export const BCRYPT_BYTES = 72;
/** More work would hold the server up for seconds at each guess. */
const mostRounds = 10_000_000;
const mostCost = 16;
/** Bytes of a result. */
const [leastValue, mostValue] = [16, 64];

/** The least work that ASVS 5.0, appendix C, asks for. */
const floors = { sha256: 600_000, sha512: 210_000, bcrypt: 10 } as const;

const django = /^pbkdf2_(sha256|sha512)\$(\d{1,9})\$([^$]{1,128})\$([A-Za-z0-9+/]+={0,2})$/;
/** As a PHC string with named parameters, or as passlib writes it: `.` in place of `+`. */
const modular = /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,9})(?:,l=\d{1,3})?\$([A-Za-z0-9+/.]{1,172})\$([A-Za-z0-9+/.]+)$/;
const bcrypt = /^\$2[aby]\$\d{2}\$[A-Za-z0-9./]{53}$/;

/** Reads PBKDF2 of Django, passlib or PHC, and bcrypt; undefined for everything else, and for work out of all bounds. */
export function readImportedHash(text: string): ImportedHash | undefined {
  if (bcrypt.test(text)) {
    const { cost } = parseOptions(text);
    return cost <= mostCost ? { kind: "bcrypt", cost, text } : undefined;
  }
  const isDjango = django.exec(text);
  const [, hash, rounds, salt = "", value = ""] = isDjango ?? modular.exec(text) ?? [];
  if (hash !== "sha256" && hash !== "sha512") return undefined;
  const read = {
    kind: "pbkdf2" as const,
    hash,
    rounds: Number(rounds),
    salt: isDjango ? Buffer.from(salt, "utf8") : Buffer.from(salt.replaceAll(".", "+"), "base64"),
    value: Buffer.from(value.replaceAll(".", "+"), "base64"),
  } as const;
  const fits = read.rounds >= 1 && read.rounds <= mostRounds && read.value.length >= leastValue && read.value.length <= mostValue;
  return fits ? read : undefined;
}

/** Whether it was made with as much work as ASVS 5.0 asks for. */
export const isImportedStrong = (read: ImportedHash): boolean => (read.kind === "bcrypt" ? read.cost >= floors.bcrypt : read.rounds >= floors[read.hash]);

/** cut: it fits, but only because bcrypt leaves out what comes after 72 bytes. */
export async function verifyImported(read: ImportedHash, password: string): Promise<"fits" | "cut" | "wrong"> {
  if (read.kind === "pbkdf2") {
    const { hash, salt, rounds, value } = read;
    return equalBytes(await pbkdf2(hash, password, salt, rounds, value.length), value) ? "fits" : "wrong";
  }
  if (!(await verifyBcrypt(password, read.text))) return "wrong";
  return Buffer.byteLength(password) > BCRYPT_BYTES ? "cut" : "fits";
}
