/**
 * The recovery kit: a key of its own on a sheet of paper; the store holds root wrapped under it. Each line carries its own
 * check characters, so that a slip of the pen is found in its line. Text and bytes: docs/formats/keys.md.
 */
import { fromBase32, grouped, plainBase32, toBase32 } from "./base32.ts";
import { lengthPrefixed } from "./bytes.ts";
import { equalDigests, sha256 } from "./hash.ts";
import { hkdf, insecureExportKey, type SecretKey, sealAway } from "./keys.ts";
import { randomBytes } from "./random.ts";
import { XAES_NONCE, XAES_TAG, xaesOpen, xaesSeal } from "./xaes.ts";

const TITLE = "Bastide recovery kit 1";
const KEY_LINES = 4;
const LINE_BYTES = 8;
const WRAP_FORM = 1;

export interface Kit {
  readonly installation: string;
  readonly id: string;
  /** Bound to installation and kit id, so that a root wrapped under it opens as no other kit's or installation's. */
  readonly key: SecretKey;
}

/** Line `line` of a kit (from 1, as in `kitLines`) is missing or mistyped. Null: the kit is whole but does not open this store. */
export class KitError extends Error {
  override readonly name = "KitError";
  readonly line: number | null;
  constructor(line: number | null) {
    super(line === null ? "The recovery kit does not open this store." : `Line ${line} of the recovery kit is mistyped.`);
    this.line = line;
  }
}

const check = (bytes: number, ...parts: readonly (string | Uint8Array)[]): Buffer => sha256(lengthPrefixed("bastide/kit-line/1", ...parts)).subarray(0, bytes);

const kitKey = (secret: SecretKey, installation: string, id: string): SecretKey => hkdf(secret, lengthPrefixed("bastide/kit/1", installation, id), 32);

/** The check group behind the installation id: four characters (20 bits). */
const installationCheck = (installation: string): string => toBase32(check(5, "installation", installation)).slice(0, 4);

/** @param installation uuid @returns the text to print and keep (it is shown once), its key and id */
export function newKit(installation: string): Kit & { readonly text: string } {
  if (!/^[0-9a-f-]+$/.test(installation)) throw new TypeError("An installation id is a uuid in lower case.");
  const idBytes = randomBytes(5);
  const id = toBase32(idBytes);
  const secret = randomBytes(KEY_LINES * LINE_BYTES);
  const lines = [TITLE, `installation: ${installation} ${installationCheck(installation)}`, `kit: ${grouped(id + toBase32(check(5, "id", installation, id)))}`];
  for (let i = 0; i < KEY_LINES; i++) {
    const data = secret.subarray(i * LINE_BYTES, (i + 1) * LINE_BYTES);
    lines.push(`key ${i + 1}: ${grouped(toBase32(Buffer.concat([data, check(2, "key", installation, id, String(i + 1), data)])))}`);
  }
  return { text: `${lines.join("\n")}\n`, key: kitKey(sealAway(secret), installation, id), id, installation };
}

/** The lines of a kit's text without empty ones, as they are numbered. The interface asks to type one of them back. */
export const kitLines = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");

const contentOf = (line: string): string => line.slice(line.lastIndexOf(":") + 1).trim();

const plainLine = (line: string): string => plainBase32(contentOf(line));

/** Whether somebody typed this line back, in whatever case and grouping, with its label or without. */
export const isSameKitLine = (line: string, typed: string): boolean => equalDigests(plainLine(line), plainLine(typed));

function readInstallation(line: string): string {
  const [installation = "", group = "", ...rest] = contentOf(line).split(/\s+/);
  const name = installation.toLowerCase();
  if (rest.length > 0 || !name.isWellFormed() || plainLine(group) !== installationCheck(name)) throw new KitError(2);
  return name;
}

function readId(line: string, installation: string): string {
  const bytes = fromBase32(contentOf(line));
  if (bytes?.length !== 10) throw new KitError(3);
  const id = toBase32(bytes.subarray(0, 5));
  if (!check(5, "id", installation, id).equals(bytes.subarray(5))) throw new KitError(3);
  return id;
}

/** Reads a kit's text, typed or pasted. @throws KitError with the number of the first line that is wrong or missing */
export function parseKit(text: string): Kit {
  const [title = "", installationLine = "", idLine = "", ...keyLines] = kitLines(text);
  if (title.toLowerCase() !== TITLE.toLowerCase()) throw new KitError(1);
  const installation = readInstallation(installationLine);
  const id = readId(idLine, installation);
  const secret = Buffer.alloc(KEY_LINES * LINE_BYTES);
  for (let i = 0; i < KEY_LINES; i++) {
    const bytes = fromBase32(contentOf(keyLines[i] ?? ""));
    if (bytes?.length !== LINE_BYTES + 2) throw new KitError(4 + i);
    const data = bytes.subarray(0, LINE_BYTES);
    if (!check(2, "key", installation, id, String(i + 1), data).equals(bytes.subarray(LINE_BYTES))) throw new KitError(4 + i);
    secret.set(data, i * LINE_BYTES);
  }
  if (keyLines.length > KEY_LINES) throw new KitError(4 + KEY_LINES);
  return { installation, id, key: kitKey(sealAway(secret), installation, id) };
}

const wrapAad = lengthPrefixed("bastide/kit-root/1");

/** Root under a kit's key, for the store: 0x01 | nonce (24) | ciphertext (32) | tag (16). */
export function wrapUnderKit(key: SecretKey, root: SecretKey): Uint8Array {
  const nonce = randomBytes(XAES_NONCE);
  const bytes = insecureExportKey(root);
  const sealed = xaesSeal(key, nonce, bytes, wrapAad);
  bytes.fill(0);
  return Buffer.concat([Uint8Array.of(WRAP_FORM), nonce, sealed]);
}

/** @throws KitError with line null when the kit is of another store, or the bytes were changed */
export function openUnderKit(key: SecretKey, bytes: Uint8Array): SecretKey {
  try {
    if (bytes[0] !== WRAP_FORM || bytes.length !== 1 + XAES_NONCE + 32 + XAES_TAG) throw new KitError(null);
    return sealAway(xaesOpen(key, bytes.subarray(1, 1 + XAES_NONCE), bytes.subarray(1 + XAES_NONCE), wrapAad));
  } catch {
    throw new KitError(null);
  }
}
