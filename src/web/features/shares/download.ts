import { ApiError, newKey, UnreachableError } from "../../../client/index.ts";
import type { Problem } from "../../../contract/errors.ts";

export interface Opening {
  readonly token: string;
  readonly password?: string;
}

const address = "/api/shares/read";
/** Up to here the page fetches the bytes itself and can say how far it is and what went wrong. */
export const fetchedAtMost = 256 * 2 ** 20;

/**
 * Brings the bytes behind a link and has the browser save them.
 * @throws ApiError, UnreachableError; AbortError when it was stopped
 */
export async function fetchShare(opening: Opening, name: string, onProgress: (bytes: number) => void, signal: AbortSignal): Promise<void> {
  const headers = { "content-type": "application/json", "idempotency-key": newKey() };
  const reply = await fetch(address, { method: "POST", headers, body: JSON.stringify(opening), credentials: "omit", signal }).catch(unreached(signal));
  if (!reply.ok) throw new ApiError((await reply.json().catch(() => ({ code: "internal", status: reply.status }))) as Problem);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = reply.body?.getReader();
  for (;;) {
    const part = await reader?.read().catch(unreached(signal));
    if (!part || part.done) break;
    parts.push(part.value);
    bytes += part.value.length;
    onProgress(bytes);
  }
  if (bytes !== Number(reply.headers.get("content-length") ?? bytes)) throw new UnreachableError();
  save(new Blob(parts, { type: "application/octet-stream" }), name);
}

const unreached = (signal: AbortSignal) => (error: unknown) => {
  throw signal.aborted ? error : new UnreachableError(error);
};

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** What is too large for a page's memory is asked for by a form: the browser writes it to the disk as it comes. */
export function saveByForm(opening: Opening): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  form.hidden = true;
  for (const [name, value] of Object.entries(opening)) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
  form.remove();
}
