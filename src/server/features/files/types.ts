/** What a file is, as its first bytes say. Its name is asked only where they leave it open, and never for anything that runs. */
import { fileTypeFromBuffer } from "file-type";

/** Bytes that are looked at. */
export const HEAD = 4100;

/** Texts that people tell apart by the ending; all of them are saved or shown as plain text. */
const texts: Readonly<Record<string, string>> = {
  md: "text/markdown",
  markdown: "text/markdown",
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  json: "application/json",
  css: "text/css",
  js: "text/javascript",
  mjs: "text/javascript",
  html: "text/html",
  htm: "text/html",
  xml: "application/xml",
  svg: "image/svg+xml",
};

/** Boxes of which the first bytes say only that they are boxes. */
const boxed: Readonly<Record<string, string>> = {
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  odt: "application/vnd.oasis.opendocument.text",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
  odp: "application/vnd.oasis.opendocument.presentation",
};

const UNKNOWN = "application/octet-stream";
const endingOf = (name: string): string => /\.([a-z0-9]{1,12})$/i.exec(name)?.[1]?.toLowerCase() ?? "";

/**
 * @param head the first 4,100 bytes, or all of a shorter file
 * @returns a media type without parameters
 */
export async function typeOf(name: string, head: Buffer): Promise<string> {
  const found = await fileTypeFromBuffer(head);
  const ending = endingOf(name);
  if (found?.mime === "application/zip") return boxed[ending] ?? found.mime;
  if (found && found.mime !== "application/xml") return found.mime;
  const text = asText(head);
  if (text === undefined) return UNKNOWN;
  // What a browser would run is told by what it says, whatever it is called.
  if (/<svg[\s>]/i.test(text)) return "image/svg+xml";
  if (/<(!doctype html|html|head|body|script|iframe)[\s>]/i.test(text)) return "text/html";
  if (found || /^\s*<\?xml/i.test(text)) return "application/xml";
  return texts[ending] ?? "text/plain";
}

/** Undefined for what is no UTF-8, but for a character that the end of the head cut off. */
function asText(head: Buffer): string | undefined {
  if (head.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: head.length >= HEAD });
  } catch {
    return undefined;
  }
}
