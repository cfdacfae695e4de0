/**
 * What a directory answers (RFC 4511), read strictly. The library's own reader waits for ever on a value that ends too early and
 * holds whatever it is sent, so that requests are its and replies are ours: definite lengths, each part as long as it says, nothing after it.
 */

/** A reply that is none. */
export class BadReply extends Error {
  override readonly name = "BadReply";
}

interface Part {
  readonly tag: number;
  readonly content: Buffer;
}

export interface LdapEntry {
  readonly dn: string;
  /** By name in small letters, without options. */
  readonly values: ReadonlyMap<string, readonly Buffer[]>;
}

export interface LdapResult {
  readonly code: number;
  /** Where paging goes on; null at the end. */
  readonly cookie: Buffer | null;
}

export type LdapReply = { readonly id: number } & (
  | { readonly kind: "entry"; readonly entry: LdapEntry }
  | { readonly kind: "referral" }
  | { readonly kind: "bound" | "done" | "extended"; readonly result: LdapResult }
);

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const TEXT = 0x04;
const ENUMERATED = 0x0a;
const CONTROLS = 0xa0;
const ENTRY = 0x64;
const REFERRAL = 0x73;
const results = new Map<number, "bound" | "done" | "extended">([
  [0x61, "bound"],
  [0x65, "done"],
  [0x78, "extended"],
]);
const PAGED = "1.2.840.113556.1.4.319";
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Bytes of the message at the front, its head included; undefined while not even its length is there. @throws BadReply */
export function lengthOf(bytes: Buffer): number | undefined {
  if (bytes.length > 0 && bytes[0] !== SEQUENCE) throw new BadReply("no message");
  return extent(bytes, 0)?.end;
}

/** Where the content of the part at `at` begins and ends. @returns undefined where its head is cut off. @throws BadReply */
function extent(bytes: Buffer, at: number): { readonly begin: number; readonly end: number } | undefined {
  const first = bytes[at + 1];
  if (first === undefined) return undefined;
  if (first < 0x80) return { begin: at + 2, end: at + 2 + first };
  const digits = first - 0x80;
  if (digits === 0 || digits > 4) throw new BadReply("length");
  const begin = at + 2 + digits;
  return bytes.length < begin ? undefined : { begin, end: begin + bytes.readUIntBE(at + 2, digits) };
}

function partsOf(bytes: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < bytes.length; ) {
    const found = extent(bytes, at);
    if (!found || found.end > bytes.length) throw new BadReply("cut off");
    parts.push({ tag: bytes[at] ?? 0, content: bytes.subarray(found.begin, found.end) });
    at = found.end;
  }
  return parts;
}

function contentOf(part: Part | undefined, tag: number): Buffer {
  if (part?.tag !== tag) throw new BadReply("tag");
  return part.content;
}

function numberOf(part: Part | undefined, tag: number): number {
  const content = contentOf(part, tag);
  if (content.length < 1 || content.length > 4) throw new BadReply("number");
  return content.readIntBE(0, content.length);
}

/** @throws BadReply for bytes that are no UTF-8 */
export function textOf(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new BadReply("text");
  }
}

/** @param message one whole message. @throws BadReply */
export function readReply(message: Buffer): LdapReply {
  const [outer, ...rest] = partsOf(message);
  const [idPart, body, controls, ...more] = partsOf(contentOf(outer, SEQUENCE));
  if (rest.length > 0 || more.length > 0 || body === undefined) throw new BadReply("parts");
  const id = numberOf(idPart, INTEGER);
  if (body.tag === ENTRY) return { id, kind: "entry", entry: entryOf(body.content) };
  if (body.tag === REFERRAL) return { id, kind: "referral" };
  const kind = results.get(body.tag);
  if (kind === undefined) throw new BadReply("operation");
  const [code, matched, note] = partsOf(body.content);
  contentOf(matched, TEXT);
  contentOf(note, TEXT);
  return { id, kind, result: { code: numberOf(code, ENUMERATED), cookie: controls === undefined ? null : cookieOf(contentOf(controls, CONTROLS)) } };
}

function entryOf(bytes: Buffer): LdapEntry {
  const [dn, attributes, ...more] = partsOf(bytes);
  if (more.length > 0) throw new BadReply("parts");
  const values = new Map<string, Buffer[]>();
  for (const attribute of partsOf(contentOf(attributes, SEQUENCE))) {
    const [type, set, ...others] = partsOf(contentOf(attribute, SEQUENCE));
    if (others.length > 0) throw new BadReply("parts");
    const [name = ""] = textOf(contentOf(type, TEXT)).toLowerCase().split(";");
    const found = partsOf(contentOf(set, SET)).map((value) => contentOf(value, TEXT));
    values.set(name, [...(values.get(name) ?? []), ...found]);
  }
  return { dn: textOf(contentOf(dn, TEXT)), values };
}

function cookieOf(controls: Buffer): Buffer | null {
  for (const control of partsOf(controls)) {
    const [type, ...rest] = partsOf(contentOf(control, SEQUENCE));
    if (textOf(contentOf(type, TEXT)) !== PAGED) continue;
    const [value] = partsOf(contentOf(rest.at(-1), TEXT));
    const [size, cookie] = partsOf(contentOf(value, SEQUENCE));
    numberOf(size, INTEGER);
    const bytes = contentOf(cookie, TEXT);
    return bytes.length === 0 ? null : bytes;
  }
  return null;
}
