/**
 * The records port: what every store must do, in raw rows. Nothing above it knows SQL or CQL, nothing below it knows a
 * key or a plaintext. Adapters: `sqlite/`, `cassandra/`, and `adversary/` which wraps another one. One shared suite
 * (`suite.ts`) proves each of them.
 */

/** A stored clear value: id and digest and code as string, counter and instant as safe integer ≥ 0, absent as null. */
export type Cell = string | number | null;

/** The closed list of kinds that may stand in clear. Everything else is inside the envelope. */
export type ClearKind = "id" | "instant" | "counter" | "digest" | "code";

export interface ColumnSpec {
  readonly name: string;
  readonly kind: ClearKind;
  readonly optional: boolean;
  /** The closed values of a `code` column, empty for the other kinds. */
  readonly codes: readonly string[];
}

/**
 * One table. Its primary key is `partition` then `sort`; after it stand `clear`, the row version and the envelope.
 * id → 16 bytes (uuid), digest → 32 bytes (base64url in memory), both ordered bytewise; counter and instant → integer.
 */
export interface TableSpec {
  readonly name: string;
  /** The only kind of write that this table takes: see DESIGN "written by LWT only or plainly only". */
  readonly write: "commit" | "claim" | "merge";
  readonly partition: readonly ColumnSpec[];
  readonly sort: readonly ColumnSpec[];
  readonly clear: readonly ColumnSpec[];
  /** Splits long partitions: bucket = floor(sort counter ÷ size). Computed by adapters that need it, stored nowhere else. */
  readonly bucket: { readonly of: string; readonly size: number } | null;
}

export interface RowRef {
  readonly table: string;
  /** Values of the partition columns, then of the sort columns. */
  readonly key: readonly Cell[];
}

export interface Row extends RowRef {
  readonly clear: readonly Cell[];
  /** From 1, one more with each write of the row. A write that is not above the stored version changes nothing. */
  readonly version: number;
  readonly envelope: Uint8Array;
}

/** The row stands at exactly this version; 0 means that there is no such row. */
export interface Expectation extends RowRef {
  readonly version: number;
}

export interface Commit {
  /** 32 bytes as base64url: the operation id. A second commit with it changes nothing and answers `repeated`. */
  readonly opId: string;
  /** Keyed digest of the request, to tell a repeat from another request under the same id; null for inner operations. */
  readonly digest: string | null;
  readonly expect: readonly Expectation[];
  readonly put: readonly Row[];
  /** It is written so that room is made (a deletion): a store that is full may use for it what it keeps back for that. */
  readonly makesRoom?: boolean;
}

export type CommitResult =
  | { readonly status: "applied"; readonly number: number }
  | { readonly status: "repeated"; readonly number: number; readonly digest: string | null; readonly refs: readonly RowRef[] }
  /** Nothing was written; `expectation` is the index of the first one that did not hold. */
  | { readonly status: "refused"; readonly expectation: number };

export type ClaimResult = { readonly status: "held" } | { readonly status: "taken"; readonly row: Row | undefined };

export interface JournalEntry {
  readonly shard: number;
  /** Gap-free per shard, from 1. */
  readonly number: number;
  readonly opId: string;
  readonly digest: string | null;
  /** Milliseconds since the epoch, never less than that of the entry before. */
  readonly at: number;
  /** The rows that the commit wrote, in its order. */
  readonly refs: readonly RowRef[];
}

export interface ListRange {
  /** Inclusive bounds on the leading sort columns (a prefix of them is enough). */
  readonly from?: readonly Cell[];
  readonly to?: readonly Cell[];
  readonly reverse?: boolean;
  readonly limit: number;
}

export interface RecordsPort {
  readonly shards: number;

  /**
   * The one transactional write: checks `expect`, then writes `put`, atomically and in order, with the shard's next
   * journal number. All rows belong to tables with write "commit". Several commits given in one tick share one flush.
   * Durable when it resolves. @throws StorageFull, StoreUnavailable, OutcomeUnknown
   */
  commit(shard: number, commit: Commit): Promise<CommitResult>;

  /** Writes the row if it stands at `expected` (0: absent), and else answers with the row that stands there. No journal. */
  claim(row: Row, expected: number): Promise<ClaimResult>;

  /** Each row is written if its version is above the stored one. No journal, no answer about which one won. */
  merge(rows: readonly Row[]): Promise<void>;

  get(table: string, key: readonly Cell[]): Promise<Row | undefined>;
  getMany(refs: readonly RowRef[]): Promise<(Row | undefined)[]>;
  /** Rows of one partition by sort order. A bucketed table needs `from` and `to` for its bucketed column. */
  list(table: string, partition: readonly Cell[], range: ListRange): Promise<Row[]>;

  /** For sweeps (backup, verify, rotation), never on a request's way. `next` is opaque; undefined at the end. */
  scan(table: string, after: string | undefined, limit: number): Promise<{ rows: Row[]; next: string | undefined }>;
  /** All rows as of one moment, table by table, while writes go on. */
  snapshot(): AsyncIterable<Row[]>;
  /** Removes rows physically (expiry, shredding). Idempotent, no journal. */
  erase(refs: readonly RowRef[]): Promise<void>;

  /** Entries with number > after, ascending. */
  journal(shard: number, after: number, limit: number): Promise<JournalEntry[]>;
  /** The last journal number of each shard; 0 where there is none. */
  heads(): Promise<number[]>;
  /** The last journal number of each shard that was forgotten; 0 where none was. What has handled up to there missed nothing. */
  trimmed(): Promise<number[]>;
  /** The journal entry of an operation id, if it was applied. */
  operation(shard: number, opId: string): Promise<JournalEntry | undefined>;
  /** Forgets entries with number ≤ upTo, and their operation ids. */
  trimJournal(shard: number, upTo: number): Promise<void>;

  /** Small facts of the store itself (format, installation id, fingerprints, database part): name → bytes, in clear. */
  readMeta(name: string): Promise<Uint8Array | undefined>;
  /** Writes if the stored bytes equal `expected` (undefined: absent); false if they do not. */
  writeMeta(name: string, value: Uint8Array, expected: Uint8Array | undefined): Promise<boolean>;

  /** A durable no-op write: resolves when the store takes writes. @throws StorageFull, StoreUnavailable */
  probe(): Promise<void>;
  /** What the live schema really has, for the inventory (C10): every column of every table, journal and meta included. */
  liveSchema(): Promise<{ table: string; column: string; type: string }[]>;
  /** Files (embedded) that the canary scan must read; empty for a remote store. */
  files(): Promise<string[]>;
  close(): Promise<void>;
}

/** The disk is full: nothing of the operation was written, and nothing else in its flush. */
export class StorageFull extends Error {
  override readonly name = "StorageFull";
}
/** The store does not answer; the operation surely did not happen. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}
/** The store was lost while the operation was under way: it may have happened. Repeat it under the same operation id. */
export class OutcomeUnknown extends Error {
  override readonly name = "OutcomeUnknown";
}
/** Another process (or another opener in this one) holds the store; `pid` when it is known. */
export class StoreLocked extends Error {
  override readonly name = "StoreLocked";
  readonly pid: number | undefined;
  constructor(message: string, pid: number | undefined) {
    super(message);
    this.pid = pid;
  }
}
/** The store was written by a newer Bastide; `oldestReader` is the format that it needs. */
export class StoreTooNew extends Error {
  override readonly name = "StoreTooNew";
  readonly oldestReader: number | undefined;
  constructor(message: string, oldestReader?: number) {
    super(message);
    this.oldestReader = oldestReader;
  }
}
