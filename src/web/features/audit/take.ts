import { ApiError, UnreachableError } from "../../../client/index.ts";
import type { Problem } from "../../../contract/errors.ts";
import { again, isMendable } from "../../app/again.ts";
import { client } from "../../app/session.ts";
import { locale } from "../../i18n/times.ts";

interface Take {
  readonly path: string;
  readonly body: object;
  readonly signal: AbortSignal;
  /** Bytes so far. */
  readonly onProgress: (received: number) => void;
}

/** Fetches a file that the server makes as it goes. @returns the browser's name for it, and its bytes */
export async function take({ path, body, signal, onProgress }: Take): Promise<{ name: string; blob: Blob }> {
  const send = async (): Promise<Response> => {
    const request = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal };
    const reply = await fetch(path, request).catch((error: unknown) => {
      throw signal.aborted ? error : new UnreachableError(error);
    });
    if (!reply.ok) throw new ApiError((await reply.json()) as Problem);
    return reply;
  };
  const reply = await send().catch((error: unknown) => {
    if (isMendable(error)) return again(error, client, send);
    throw error;
  });
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  const reader = reply.body?.getReader();
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    parts.push(read.value);
    received += read.value.length;
    onProgress(received);
  }
  const name = /filename="([\w.-]+)"/.exec(reply.headers.get("content-disposition") ?? "")?.[1] ?? "log";
  return { name, blob: new Blob(parts, { type: reply.headers.get("content-type") ?? "" }) };
}

export function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** `1.4 MB`, in the reader's language. */
export const size = (bytes: number): string => {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "kilobyte"] : [bytes / 1e6, "megabyte"];
  return new Intl.NumberFormat(locale(), { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
};
