import { useSyncExternalStore } from "react";
import { ApiError, newKey, UnreachableError } from "../../../client/index.ts";
import type { Problem } from "../../../contract/errors.ts";
import type { imports } from "../../../contract/imports.ts";
import type { ReplyOf } from "../../../contract/index.ts";
import { again, isMendable } from "../../app/again.ts";
import { client } from "../../app/session.ts";

export type ImportJob = ReplyOf<(typeof imports)["getImport"]>;

export interface Upload {
  readonly name: string;
  /** Bytes. */
  readonly sent: number;
  readonly size: number;
  /** Bytes per second since the start. */
  readonly rate: number;
  readonly error: unknown;
}

/** Uploads under way, by company. They live beside the screens: walking through the app doesn't cut them off. */
const uploads = new Map<string, Upload & { request: XMLHttpRequest }>();
const listeners = new Set<() => void>();
const set = (company: string, upload: (Upload & { request: XMLHttpRequest }) | undefined) => {
  if (upload) uploads.set(company, upload);
  else uploads.delete(company);
  for (const listener of listeners) listener();
};

const hold = (event: BeforeUnloadEvent) => event.preventDefault();

export function useUpload(company: string): Upload | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => uploads.get(company),
  );
}

/** Sends the file; `done` hears of the job as soon as the server has the whole of it. */
export function startUpload(company: string, file: File, done: (job: ImportJob) => void): void {
  const started = performance.now();
  const at = (request: XMLHttpRequest, sent: number, error?: unknown) => {
    const seconds = (performance.now() - started) / 1000;
    set(company, { request, name: file.name, sent, size: file.size, rate: seconds > 0 ? sent / seconds : 0, error });
  };
  let request = new XMLHttpRequest();
  const send = (): Promise<ImportJob | undefined> => {
    request = new XMLHttpRequest();
    return sendFile(company, file, request, (sent) => at(request, sent));
  };
  addEventListener("beforeunload", hold);
  send()
    .catch((error: unknown) => (isMendable(error) ? again(error, client, send) : Promise.reject(error)))
    .finally(() => removeEventListener("beforeunload", hold))
    .then(
      (job) => {
        set(company, undefined);
        if (job) done(job);
      },
      (error: unknown) => at(request, 0, error),
    );
}

/** By XMLHttpRequest: fetch tells nothing of an upload's progress. @returns undefined when it was called off */
function sendFile(company: string, file: File, request: XMLHttpRequest, onProgress: (sent: number) => void): Promise<ImportJob | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<ImportJob | undefined>();
  request.open("POST", `/api/companies/${encodeURIComponent(company)}/imports`);
  request.setRequestHeader("content-type", "application/octet-stream");
  request.setRequestHeader("idempotency-key", newKey());
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => onProgress(event.loaded));
  request.addEventListener("error", () => reject(new UnreachableError()));
  request.addEventListener("abort", () => resolve(undefined));
  request.addEventListener("load", () => (request.status === 200 ? resolve(request.response as ImportJob) : reject(refusalOf(request))));
  onProgress(0);
  request.send(file);
  return promise;
}

export function cancelUpload(company: string): void {
  const upload = uploads.get(company);
  if (upload?.error === undefined) upload?.request.abort();
  else set(company, undefined);
}

function refusalOf(request: XMLHttpRequest): unknown {
  const problem = request.response as Problem | null;
  return typeof problem?.code === "string" ? new ApiError(problem) : new UnreachableError();
}
