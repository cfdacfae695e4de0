/**
 * Threads that seal and open many rows at a time, for as long as much passes through. They hold nothing: each batch brings
 * its keys (as KeyObjects, never as bytes), associated data and contents, and takes the results away.
 */
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { SealTask } from "../../../crypto/index.ts";
import { workerUrl } from "../../workers.ts";
import { type FromSealer, Packed, type ToSealer, unpackResults } from "./sealers-wire.ts";

/** One thread is left for the store's own, which works beside them. */
const threads = Math.max(1, Math.min(3, availableParallelism() - 1));

/** Each dead row holds its ciphers' memory outside of the heap until it is collected: small young generations, collected often. */
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 128 };

interface Waiting {
  readonly resolve: (results: (Buffer | undefined)[]) => void;
  readonly reject: (error: Error) => void;
}

/** Rows on their way to a thread. What is added is copied at once. */
export class Batch {
  readonly keys: SealTask["key"][] = [];
  readonly packed = new Packed();
  readonly #places = new Map<SealTask["key"], number>();

  add({ key, aad }: SealTask, content: Uint8Array): void {
    let place = this.#places.get(key);
    if (place === undefined) {
      place = this.keys.push(key) - 1;
      this.#places.set(key, place);
    }
    this.packed.number(place);
    this.packed.bytes(aad);
    this.packed.bytes(content);
  }
}

export class Sealers {
  readonly #workers = Array.from({ length: threads }, (_, n) => new Worker(workerUrl("sealer"), { name: `sealer ${n + 1}`, resourceLimits }));
  readonly #waiting = new Map<number, Waiting>();
  #batches = 0;
  #lost: Error | undefined;

  constructor() {
    for (const worker of this.#workers) {
      worker.on("message", ({ batch, bytes }: FromSealer) => {
        this.#waiting.get(batch)?.resolve(unpackResults(bytes));
        this.#waiting.delete(batch);
      });
      worker.on("error", (error) => this.#lose(error));
      worker.on("exit", () => this.#lose());
    }
  }

  /** Contents → envelopes, in their order. */
  async seal(batch: Batch): Promise<Buffer[]> {
    return (await this.#run("seal", batch)) as Buffer[];
  }

  /** Envelopes → contents, in their order; undefined where one does not open. */
  open(batch: Batch): Promise<(Buffer | undefined)[]> {
    return this.#run("open", batch);
  }

  #run(work: ToSealer["work"], { keys, packed }: Batch): Promise<(Buffer | undefined)[]> {
    if (this.#lost) return Promise.reject(this.#lost);
    const batch = ++this.#batches;
    const { promise, resolve, reject } = Promise.withResolvers<(Buffer | undefined)[]>();
    this.#waiting.set(batch, { resolve, reject });
    const bytes = packed.take();
    const message: ToSealer = { batch, work, keys, bytes };
    this.#workers[batch % threads]?.postMessage(message, [bytes.buffer]);
    return promise;
  }

  /** Ends the threads when what they were given is done. */
  async stop(): Promise<void> {
    if (this.#lost) return;
    const ended = this.#workers.map((worker) => once(worker, "exit"));
    for (const worker of this.#workers) worker.postMessage(null);
    await Promise.allSettled(ended);
  }

  #lose(cause?: unknown): void {
    this.#lost ??= new Error("a sealing thread stopped", { cause });
    for (const { reject } of this.#waiting.values()) reject(this.#lost);
    this.#waiting.clear();
  }
}
