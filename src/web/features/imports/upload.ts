import { useSyncExternalStore } from "react";
import { ApiError, newKey, UnreachableError } from "../../../client/index.ts";
import type { Problem } from "../../../contract/errors.ts";
import type { imports } from "../../../contract/imports.ts";
import type { ReplyOf } from "../../../contract/index.ts";

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

/** Sends the file; `done` hears of the job as soon as the server has the whole of it. By XMLHttpRequest: fetch tells nothing of an upload's progress. */
export function startUpload(company: string, file: File, done: (job: ImportJob) => void): void {
  const request = new XMLHttpRequest();
  const started = performance.now();
  const at = (sent: number, error?: unknown) => {
    const seconds = (performance.now() - started) / 1000;
    set(company, { request, name: file.name, sent, size: file.size, rate: seconds > 0 ? sent / seconds : 0, error });
  };
  const fail = (error: unknown) => {
    removeEventListener("beforeunload", hold);
    at(0, error);
  };
  request.open("POST", `/api/companies/${encodeURIComponent(company)}/imports`);
  request.setRequestHeader("content-type", "application/octet-stream");
  request.setRequestHeader("idempotency-key", newKey());
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => at(event.loaded));
  request.addEventListener("error", () => fail(new UnreachableError()));
  request.addEventListener("abort", () => {
    removeEventListener("beforeunload", hold);
    set(company, undefined);
  });
  request.addEventListener("load", () => {
    if (request.status !== 200) return fail(refusalOf(request));
    removeEventListener("beforeunload", hold);
    set(company, undefined);
    done(request.response as ImportJob);
  });
  addEventListener("beforeunload", hold);
  at(0);
  request.send(file);
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
