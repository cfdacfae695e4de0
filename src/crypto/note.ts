/**
 * Signed tree heads: a checkpoint (C2SP tlog-checkpoint) inside a signed note (C2SP signed-note), Ed25519 only.
 * docs/formats/audit-log.md
 */
import { sha256 } from "./hash.ts";
import { type SigningKey, verifySignature } from "./signature.ts";

/** What a log was at some moment: how many leaves, under which root. */
export interface Checkpoint {
  /** Names the log; one line. */
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

const ED25519 = 1;
const noteName = /^[^\s+]+$/;
const numeral = /^(0|[1-9]\d{0,15})$/;

const keyBytes = (publicKey: string): Buffer => Buffer.concat([Buffer.of(ED25519), Buffer.from(publicKey, "base64url")]);
const keyId = (name: string, publicKey: string): Buffer => sha256(Buffer.concat([Buffer.from(`${name}\n`, "utf8"), keyBytes(publicKey)])).subarray(0, 4);

/** The public key as others take it: `name+key id+key`. @throws TypeError for a name with a space or a plus */
export function verifierKey(name: string, publicKey: string): string {
  if (!noteName.test(name)) throw new TypeError("No name for a key.");
  return `${name}+${keyId(name, publicKey).toString("hex")}+${keyBytes(publicKey).toString("base64")}`;
}

/** @returns undefined for what is no Ed25519 verifier key, or one whose id is not its own */
export function parseVerifierKey(text: string): { readonly name: string; readonly publicKey: string } | undefined {
  // Base64 may hold a plus itself.
  const [name = "", , ...key] = text.trim().split("+");
  const bytes = Buffer.from(key.join("+"), "base64");
  if (bytes.length !== 33 || bytes[0] !== ED25519 || !noteName.test(name)) return undefined;
  const publicKey = bytes.subarray(1).toString("base64url");
  return verifierKey(name, publicKey) === text.trim() ? { name, publicKey } : undefined;
}

export const checkpointText = ({ origin, size, root }: Checkpoint): string => `${origin}\n${size}\n${root.toString("base64")}\n`;

/** A checkpoint, signed. @returns the whole note, which ends with a line feed */
export function signCheckpoint(checkpoint: Checkpoint, name: string, key: SigningKey): string {
  const text = checkpointText(checkpoint);
  const signature = Buffer.concat([keyId(name, key.publicKey), key.sign(text)]);
  return `${text}\n— ${name} ${signature.toString("base64")}\n`;
}

/**
 * Reads a signed checkpoint. Signatures of other keys are passed over.
 * @param verifier as `verifierKey` gives it
 * @returns undefined unless this key signed it
 */
export function openCheckpoint(note: string, verifier: string): Checkpoint | undefined {
  const known = parseVerifierKey(verifier);
  const split = note.indexOf("\n\n");
  if (!known || split < 0 || !note.endsWith("\n")) return undefined;
  const text = note.slice(0, split + 1);
  const id = keyId(known.name, known.publicKey);
  const isSigned = note
    .slice(split + 2, -1)
    .split("\n")
    .some((line) => {
      const [dash, name, encoded = "", ...more] = line.split(" ");
      const bytes = Buffer.from(encoded, "base64");
      if (
        dash !== "—" ||
        name !== known.name ||
        more.length > 0 ||
        bytes.length !== 68 ||
        bytes.toString("base64") !== encoded ||
        !bytes.subarray(0, 4).equals(id)
      )
        return false;
      return verifySignature(known.publicKey, text, bytes.subarray(4).toString("base64url"));
    });
  return isSigned ? parseCheckpoint(text) : undefined;
}

/** Lines after the third are extensions, which say nothing here. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin = "", size = "", encoded = ""] = text.split("\n");
  const root = Buffer.from(encoded, "base64");
  if (origin === "" || !numeral.test(size) || root.length !== 32 || root.toString("base64") !== encoded) return undefined;
  return { origin, size: Number(size), root };
}
