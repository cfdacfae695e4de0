import { ApiError, newKey, UnreachableError } from "../../../client/index.ts";
import type { Problem } from "../../../contract/errors.ts";

export interface Opening {
  readonly token: string;
  readonly password?: string;
}

const address = "/api/shares/read";
/** Up to here the page fetches the bytes itself and can say how far it is and what went wrong. */
export const fetchedAtMost = 256 * 2 ** 20;

/** Milliseconds before a broken download goes on, each time. */
const patience = [500, 2000, 5000, 10_000];

/** What has come of a download, and what lets it go on as the same one. */
interface Had {
  readonly parts: Uint8Array<ArrayBuffer>[];
  bytes: number;
  pass: string | undefined;
}

/**
 * Brings the bytes behind a link and has the browser save them. Where it breaks it goes on by the pass of its first reply, and
 * counts once.
 * @throws ApiError, UnreachableError; AbortError when it was stopped
 */
export async function fetchShare(opening: Opening, name: string, onProgress: (bytes: number) => void, signal: AbortSignal): Promise<void> {
  const had: Had = { parts: [], bytes: 0, pass: undefined };
  for (let broken = 0; ; broken++) {
    try {
      await goOn(opening, had, onProgress, signal);
      return save(new Blob(had.parts, { type: "application/octet-stream" }), name);
    } catch (error) {
      // Without a pass, going on would count once more.
      if (!(error instanceof UnreachableError) || had.pass === undefined || broken >= patience.length) throw error;
      await new Promise((resolve) => setTimeout(resolve, patience[broken]));
      signal.throwIfAborted();
    }
  }
}

async function goOn({ token, password }: Opening, had: Had, onProgress: (bytes: number) => void, signal: AbortSignal): Promise<void> {
  const range = had.bytes > 0 ? { range: `bytes=${had.bytes}-` } : {};
  const headers = { "content-type": "application/json", "idempotency-key": newKey(), ...range };
  const body = JSON.stringify(had.pass === undefined ? { token, password } : { token, pass: had.pass });
  const reply = await fetch(address, { method: "POST", headers, body, credentials: "omit", signal }).catch(unreached(signal));
  if (!reply.ok) throw new ApiError((await reply.json().catch(() => ({ code: "internal", status: reply.status }))) as Problem);
  had.pass = reply.headers.get("bastide-pass") ?? had.pass;
  const end = had.bytes + Number(reply.headers.get("content-length"));
  const reader = reply.body?.getReader();
  for (;;) {
    const part = await reader?.read().catch(unreached(signal));
    if (!part || part.done) break;
    had.parts.push(part.value);
    had.bytes += part.value.length;
    onProgress(had.bytes);
  }
  if (had.bytes !== end) throw new UnreachableError();
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
