/**
 * Root is made of three parts kept in three places: the database, the installation's state folder, the configuration. Any two
 * say nothing about it. Text form and derivation: docs/formats/keys.md.
 */
import { lengthPrefixed } from "./bytes.ts";
import { equalDigests, sha256 } from "./hash.ts";
import { hkdf, insecureExportKey, joinKeys, type SecretKey, secretKeyFrom } from "./keys.ts";
import { randomBytes } from "./random.ts";

export type PartKind = "database" | "installation" | "configuration";

const PART_LENGTH = 32;

/** A part's text is damaged or of another kind. The message names the kind and nothing else. */
export class PartError extends Error {
  override readonly name = "PartError";
  readonly code = "wrong";
  readonly kind: PartKind;
  constructor(kind: PartKind) {
    super(`The ${kind} part is wrong.`);
    this.kind = kind;
  }
}

export interface RootParts {
  readonly database: Uint8Array;
  readonly installation: Uint8Array;
  readonly configuration: Uint8Array;
  readonly kms?: Uint8Array | undefined;
}

/** 32 random bytes. */
export const makePart = (): Uint8Array => randomBytes(PART_LENGTH);

const checkOf = (kind: PartKind, installation: string, bytes: Uint8Array): string =>
  sha256(lengthPrefixed("bastide/part-check/1", kind, installation, bytes))
    .subarray(0, 6)
    .toString("base64url");

const prefixOf = (kind: PartKind): string => `bastide-${kind}-part`;

/**
 * One line of text without its line break: `bastide-<kind>-part:<installation id>:<base64url of 32 bytes>:<check>`.
 * The check value finds a damaged line and one pasted from another installation. @throws PartError for other lengths
 */
export function encodePart(kind: PartKind, installationId: string, bytes: Uint8Array): string {
  if (bytes.length !== PART_LENGTH || !/^[0-9A-Za-z-]+$/.test(installationId)) throw new PartError(kind);
  return [prefixOf(kind), installationId, Buffer.from(bytes).toString("base64url"), checkOf(kind, installationId, bytes)].join(":");
}

/** Reads what `encodePart` wrote; white space around it is ignored. @throws PartError */
export function decodePart(kind: PartKind, text: string): { installation: string; bytes: Uint8Array } {
  const [prefix, installation = "", encoded = "", check = "", ...rest] = text.trim().split(":");
  const bytes = Buffer.from(encoded, "base64url");
  const isWhole = prefix === prefixOf(kind) && rest.length === 0 && bytes.length === PART_LENGTH && bytes.toString("base64url") === encoded;
  if (!isWhole || !installation.isWellFormed() || !equalDigests(check, checkOf(kind, installation, bytes))) throw new PartError(kind);
  return { installation, bytes };
}

/** What the store keeps to recognise a part: one-way, different per kind. 16 bytes as base64url. */
export const partFingerprint = (kind: PartKind, bytes: Uint8Array): string =>
  insecureExportKey(hkdf(secretKeyFrom(bytes), lengthPrefixed("bastide/part-fingerprint/1", kind), 16)).toString("base64url");

/** HKDF-SHA256 over database ‖ installation ‖ configuration ‖ optional KMS part, 32 bytes each. @throws PartError for another length */
export function deriveRoot({ database, installation, configuration, kms }: RootParts): SecretKey {
  for (const [kind, bytes] of Object.entries({ database, installation, configuration }) as [PartKind, Uint8Array][]) {
    if (bytes.length !== PART_LENGTH) throw new PartError(kind);
  }
  if (kms && kms.length !== PART_LENGTH) throw new RangeError("A KMS part has 32 bytes.");
  const parts = [database, installation, configuration, ...(kms ? [kms] : [])];
  return hkdf(joinKeys(parts.map(secretKeyFrom)), lengthPrefixed("bastide/root/1"), 32);
}
