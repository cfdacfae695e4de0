/** The calling thread's side of the embedded index. */
import { Worker } from "node:worker_threads";
import { workerUrl } from "../../../workers.ts";
import { StorageFull, StoreUnavailable } from "../../records/port.ts";
import type { Change, CountedWord, Hit, IndexColumn, SearchIndex, Standing, Token } from "../port.ts";
import type { FromIndex, IndexRequest, ToIndex, WiredChange } from "./wire.ts";

/** Opens the folder's index; databases in it are made when they are first written. One opener at a time: who holds the store's lock. */
export async function openSqliteFts(folder: string): Promise<SearchIndex> {
  const worker = new Worker(workerUrl("index"), { workerData: { folder }, name: "search index" });
  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  const listeners = new Set<(company: string) => void>();
  const tellLost = (company: string) => {
    for (const listener of listeners) listener(company);
  };
  let lost: Error | undefined;
  let last = 0;
  worker.on("message", (message: FromIndex) => {
    const one = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.lost !== undefined) tellLost(message.lost);
    if ("error" in message) one?.reject(toError(message));
    else one?.resolve(message.answer as never);
  });
  const lose = () => {
    lost = new StoreUnavailable("the index's worker has ended");
    for (const { reject } of waiting.values()) reject(lost);
    waiting.clear();
  };
  worker.on("error", lose);
  worker.on("exit", lose);

  function ask<T>(...request: IndexRequest): Promise<T> {
    if (lost) return Promise.reject(lost);
    const id = ++last;
    return new Promise<T>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, request } satisfies ToIndex);
    });
  }

  return {
    change: (company, changes) => (changes.length === 0 ? Promise.resolve([]) : ask<Standing[]>("change", company, changes.map(wired))),
    query: (company, query) => ask<Hit[]>("query", company, query),
    standing: (company, places) =>
      places.length === 0
        ? Promise.resolve([])
        : ask<(Standing | undefined)[]>(
            "standing",
            company,
            places.map(({ source, at }) => ({ source, at })),
          ),
    walk: (company, after, limit) => ask<Standing[]>("walk", company, after, limit),
    words: (company, scope, after, limit) => ask<CountedWord[]>("words", company, scope, after, limit),
    unknown: async (company, vocabulary, tokens) => {
      const unknown = tokens.length === 0 ? "" : await ask<string>("unknown", company, vocabulary, tokens.join(" "));
      return unknown === "" ? [] : unknown.split(" ");
    },
    columns: (company) => ask<IndexColumn[]>("columns", company),
    mark: (company) => ask<string>("mark", company),
    count: (company) => ask<number>("count", company),
    drop: (company) => ask("drop", company),
    discard: async (company) => {
      await ask("drop", company);
      tellLost(company);
    },
    onLost: (listener) => void listeners.add(listener),
    close: async () => {
      if (!lost) await ask("close");
      await worker.terminate();
    },
  };
}

/** One text for one bag of tokens: what is taken out must be what was put in, and order tells nothing. */
const textOf = (tokens: readonly Token[]): string => tokens.toSorted().join(" ");

function wired(change: Change): WiredChange {
  if ("learn" in change) return change;
  if ("remove" in change) {
    const { tokens, ...rest } = change.remove;
    return { remove: { ...rest, text: textOf(tokens) } };
  }
  const { tokens, ...rest } = change.put;
  return { put: { ...rest, text: textOf(tokens) } };
}

function toError({ error, detail }: Extract<FromIndex, { error: unknown }>): Error {
  if (error === "full") return new StorageFull("no room for the search index");
  return error === "type" ? new TypeError(detail) : new StoreUnavailable(`the search index failed: ${detail}`);
}
