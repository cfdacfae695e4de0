/**
 * What travels between the calling thread and the worker. Requests are plain arrays (the cheapest thing to clone);
 * all envelopes of a message lie one after the other in one buffer that is moved, not copied.
 */

import type { Migration } from "../migrations.ts";
import type { Cell, CommitResult, Expectation, JournalEntry, ListRange, Row, RowRef } from "../port.ts";

/** A row whose envelope lies at [start, end) of the message's bytes. */
export type WireRow = readonly [table: string, key: readonly Cell[], clear: readonly Cell[], version: number, start: number, end: number];

export type WireCommit = readonly [
  "commit",
  shard: number,
  at: number,
  opId: string,
  digest: string | null,
  expect: readonly Expectation[],
  put: readonly WireRow[],
  makesRoom: boolean,
];

/** These share the group's transaction, in order of arrival. */
export type WriteRequest =
  | WireCommit
  | readonly ["claim", row: WireRow, expected: number]
  | readonly ["merge", rows: readonly WireRow[]]
  | readonly ["erase", refs: readonly RowRef[]]
  | readonly ["trim", shard: number, upTo: number]
  | readonly ["writeMeta", name: string, value: Uint8Array, expected: Uint8Array | undefined]
  | readonly ["probe"];

/** These see the store as it was before the group that they arrive with, and don't wait for its flush. */
export type ReadRequest =
  | readonly ["getMany", refs: readonly RowRef[]]
  | readonly ["list", table: string, partition: readonly Cell[], range: ListRange]
  | readonly ["scan", table: string, after: string | undefined, limit: number]
  | readonly ["snapshot", id: number]
  | readonly ["endSnapshot", id: number]
  | readonly ["journal", shard: number, after: number, limit: number]
  | readonly ["operation", shard: number, opId: string]
  | readonly ["heads"]
  | readonly ["trimmed"]
  | readonly ["readMeta", name: string]
  | readonly ["liveSchema"]
  | readonly ["files"];

export type Request = WriteRequest | ReadRequest;

/** What each request answers with. A number from "commit" is an applied one's journal number. */
export interface Answers {
  commit: number | CommitResult;
  claim: { held: true } | { held: false; row: WireRow | undefined };
  merge: undefined;
  erase: undefined;
  trim: undefined;
  writeMeta: boolean;
  probe: undefined;
  getMany: (WireRow | undefined)[];
  list: WireRow[];
  scan: { rows: WireRow[]; next: string | undefined };
  snapshot: WireRow[] | undefined;
  endSnapshot: undefined;
  journal: JournalEntry[];
  operation: JournalEntry | undefined;
  heads: number[];
  trimmed: number[];
  readMeta: Uint8Array | undefined;
  liveSchema: { table: string; column: string; type: string }[];
  files: string[];
}

/** A class name of `port.ts` or a built-in error, with its message. */
export interface WireError {
  readonly error: string;
  readonly message: string;
}

export interface WorkerSetup {
  readonly folder: string;
  readonly shards: number;
  readonly migrations: readonly Migration[];
  readonly maxBytes: number | undefined;
  readonly now: number;
}

export type ToWorker = { readonly group: number; readonly requests: readonly Request[]; readonly bytes: Uint8Array } | { readonly close: true };

export type FromWorker =
  | { readonly opened: { shards: number } }
  | { readonly failed: WireError; readonly detail: number | undefined }
  | { readonly group: number; readonly answers: readonly (readonly [place: number, answer: unknown])[]; readonly bytes: Uint8Array }
  | { readonly closed: WireError | undefined };

/** Gathers the envelopes of a message. */
export class Packer {
  #bytes = new Uint8Array(4096);
  #length = 0;

  row(row: Row): WireRow {
    return this.cells(row.table, row.key, row.clear, row.version, row.envelope);
  }

  cells(table: string, key: readonly Cell[], clear: readonly Cell[], version: number, envelope: Uint8Array): WireRow {
    const start = this.#length;
    const end = start + envelope.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, start));
      this.#bytes = larger;
    }
    this.#bytes.set(envelope, start);
    this.#length = end;
    return [table, key, clear, version, start, end];
  }

  get length(): number {
    return this.#length;
  }

  /** The bytes so far; the packer is spent. Their buffer belongs on the transfer list. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** The envelopes stay views of the message's bytes: a row that is kept for long should be copied by who keeps it. */
export const unpackRow = ([table, key, clear, version, start, end]: WireRow, bytes: Uint8Array): Row => ({
  table,
  key,
  clear,
  version,
  envelope: bytes.subarray(start, end),
});
