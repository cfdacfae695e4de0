/**
 * The entry files of worker threads, for both worlds: sources (`*.ts`, types stripped by Node) and the built package
 * (`*.js`). Only this file knows that they differ.
 */

const entries = {
  sqlite: "platform/records/sqlite/worker",
} as const;

export type WorkerName = keyof typeof entries;

/** Where a worker's code lies, for `new Worker(url)`. */
export function workerUrl(name: WorkerName): URL {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new URL(`./${entries[name]}.${extension}`, import.meta.url);
}
