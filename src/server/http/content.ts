/** Bytes of a file over HTTP: ranges, conditions and names as of RFC 9110 and RFC 6266, and nothing that a browser would run. */
import { Readable } from "node:stream";
import type { PersonActor } from "./actor.ts";

/** The reply of an endpoint that hands out stored bytes. */
export class Content {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Names these very bytes. */
  readonly tag: string;
  /** Saved, whatever it is: never shown in place of a page. */
  readonly isSaved: boolean;
  /** Goes along: with it the next range of the same is asked for. */
  readonly pass: string | undefined;
  readonly read: (start: number, end: number) => AsyncIterable<Uint8Array>;
  /** Asked again while it goes on. */
  readonly still: (actor: PersonActor) => Promise<unknown>;

  /**
   * @param name as people gave it @param tag letters, digits and hyphens @param read from `start` up to, not including, `end`
   * @param still throws a Refusal once the caller, as he is by then, may not have it any more
   */
  constructor(c: {
    name: string;
    type: string;
    size: number;
    tag: string;
    isSaved?: boolean;
    pass?: string | undefined;
    read: (start: number, end: number) => AsyncIterable<Uint8Array>;
    still: (actor: PersonActor) => Promise<unknown>;
  }) {
    this.name = c.name;
    this.type = c.type;
    this.size = c.size;
    this.tag = c.tag;
    this.isSaved = c.isSaved ?? false;
    this.pass = c.pass;
    this.read = c.read;
    this.still = c.still;
  }
}

/** Types that a browser shows and does not run; everything else is saved, whatever it says that it is. */
const shown: ReadonlySet<string> = new Set([
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
  "video/mp4",
  "video/webm",
  "video/quicktime",
  "audio/mpeg",
  "audio/mp4",
  "audio/ogg",
  "audio/wav",
  "audio/flac",
  "audio/webm",
  "text/plain",
]);

export interface ContentReply {
  readonly status: 200 | 206 | 304 | 416;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | undefined;
}

/** Headers by which a request says which bytes it wants, and when it wants none. */
export interface Asked {
  readonly range?: string | undefined;
  readonly "if-range"?: string | undefined;
  readonly "if-none-match"?: string | undefined;
}

/** The bytes that are sent; none to whoever has them, nor for a range beyond the end. */
function partOf({ tag, size }: Pick<Content, "tag" | "size">, asked: Asked): { start: number; end: number; isRange: boolean } | "had" | "unsatisfiable" {
  const etag = `"${tag}"`;
  if (asked["if-none-match"]?.split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === etag)) return "had";
  const range = asked["if-range"] === undefined || asked["if-range"] === etag ? rangeOf(asked.range, size) : undefined;
  if (range === "unsatisfiable") return range;
  return range ? { ...range, isRange: true } : { start: 0, end: size, isRange: false };
}

/** Whether the answer has the content's bytes, or some of them. */
export const sendsBytes = (content: Pick<Content, "tag" | "size">, asked: Asked): boolean => typeof partOf(content, asked) === "object";

/** What a request for stored bytes is answered. @param asked its headers */
export function answerContent(content: Content, asked: Asked): ContentReply {
  const part = partOf(content, asked);
  const isShown = shown.has(content.type);
  const headers = {
    etag: `"${content.tag}"`,
    "accept-ranges": "bytes",
    // Asked again each time, so that a right that ended ends here, too.
    "cache-control": "private, no-cache",
    "content-type": isShown ? (content.type === "text/plain" ? "text/plain; charset=utf-8" : content.type) : "application/octet-stream",
    "content-disposition": disposition(isShown && !content.isSaved ? "inline" : "attachment", content.name),
    "content-security-policy": "default-src 'none'; sandbox",
    ...(content.pass === undefined ? {} : { "bastide-pass": content.pass }),
  };
  if (part === "had") return { status: 304, headers, body: undefined };
  if (part === "unsatisfiable") return { status: 416, headers: { ...headers, "content-range": `bytes */${content.size}` }, body: undefined };
  const { start, end, isRange } = part;
  const body = Readable.from(content.read(start, end), { objectMode: false });
  const length = { "content-length": String(end - start) };
  return isRange
    ? { status: 206, headers: { ...headers, ...length, "content-range": `bytes ${start}-${end - 1}/${content.size}` }, body }
    : { status: 200, headers: { ...headers, ...length }, body };
}

/** The one range that is asked for. Several, or what is no range, are answered by the whole, as RFC 9110 §14.2 allows. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | "unsatisfiable" | undefined {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "");
  const [, first = "", last = ""] = found ?? [];
  if (!found || (first === "" && last === "")) return undefined;
  if (first === "") return Number(last) === 0 || size === 0 ? "unsatisfiable" : { start: Math.max(0, size - Number(last)), end: size };
  if (last !== "" && Number(last) < Number(first)) return undefined;
  if (Number(first) >= size) return "unsatisfiable";
  return { start: Number(first), end: last === "" ? size : Math.min(size, Number(last) + 1) };
}

/** Names that file systems keep for themselves. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** What a file is called where it is saved: no path, no hidden file, nothing that turns its direction or is cut off unseen. */
export function savedName(name: string): string {
  const plain = name
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "")
    .replace(/[\\/:*?"<>|]/g, "_")
    .replace(/^[.\s]+|[.\s]+$/gu, "");
  const safe = reserved.test(plain) ? `_${plain}` : plain;
  if (safe === "") return "file";
  // 255 bytes is what file systems take; the ending says what it is.
  const ending = /\.[^.]{1,12}$/u.exec(safe)?.[0] ?? "";
  let stem = safe.slice(0, safe.length - ending.length);
  while (Buffer.byteLength(stem + ending) > 200) stem = [...stem].slice(0, -1).join("");
  return stem + ending;
}

/** RFC 6266, with the whole name in RFC 8187's form and one in ASCII for whoever does not read it. */
export function disposition(as: "inline" | "attachment", name: string): string {
  const saved = savedName(name);
  const ascii = saved.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const extended = encodeURIComponent(saved).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${as}; filename="${ascii}"; filename*=UTF-8''${extended}`;
}
