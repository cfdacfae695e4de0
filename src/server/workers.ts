/**
 * The entry files of worker threads, for both worlds: sources (`*.ts`, types stripped by Node) and the built package
 * (`*.js`). Only this file knows that they differ.
 */

// Literal URLs, so that tools which look for unused code see what is started here.
const sources = {
  index: new URL("./platform/search-index/sqlite-fts/worker.ts", import.meta.url),
  preview: new URL("./features/files/previews-worker.ts", import.meta.url),
  random: new URL("./features/trust/claims/random-worker.ts", import.meta.url),
  sealer: new URL("./platform/records/sealers-worker.ts", import.meta.url),
  sqlite: new URL("./platform/records/sqlite/worker.ts", import.meta.url),
};

export type WorkerName = keyof typeof sources;

/** Where a worker's code lies, for `new Worker(url)`. */
export function workerUrl(name: WorkerName): URL {
  const source = sources[name];
  return import.meta.url.endsWith(".ts") ? source : new URL(source.href.replace(/\.ts$/, ".js"));
}
