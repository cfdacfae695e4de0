/**
 * The driver with its two ways of asking. `plain`: idempotent, sent to a second node when the first is slow. `cas`
 * (lightweight transactions): sent once by the driver, and repeated here, where it is known what a repetition means.
 */
import { setTimeout as delay } from "node:timers/promises";
import { Client, ExecutionProfile, errors, policies, type QueryOptions, types } from "cassandra-driver";
import { OutcomeUnknown, StoreUnavailable } from "../port.ts";
import { repairControlConnection } from "./control-connection.ts";

export type CqlValue = Buffer | bigint | number | string | null | readonly CqlValue[] | typeof types.unset;
export interface Statement {
  readonly query: string;
  readonly params: readonly CqlValue[];
}
export type StoredRow = types.Row;

interface SessionOptions {
  /** host or host:port. */
  readonly contactPoints: readonly string[];
  readonly localDataCenter: string;
}

/** What a conditional statement came to. */
interface Verdict {
  readonly applied: boolean;
  /** An earlier try got no certain answer: "not applied" may be that try's doing. */
  readonly wasRepeated: boolean;
}

const READ_TIMEOUT_MS = 1500;
const HEARTBEAT_MS = 1000;
// Longer than the server's own limit for contended transactions, so that its answer is heard.
const CAS_TIMEOUT_MS = 2500;
const DDL_TIMEOUT_MS = 60_000;
/** How long an operation is tried while nothing says that it was done: longer than a lost connection takes to come back. */
const PATIENCE_MS = 5000;
/** How long a write that may have been done, or is decided, is repeated before its caller hears that nobody knows. */
const INSIST_MS = 10_000;
const IN_FLIGHT = 64;

export class Session {
  readonly #client: Client;

  constructor(options: SessionOptions) {
    const consistency = types.consistencies.localQuorum;
    const serialConsistency = types.consistencies.localSerial;
    this.#client = new Client({
      contactPoints: [...options.contactPoints],
      localDataCenter: options.localDataCenter,
      encoding: { useBigIntAsLong: true },
      socketOptions: { readTimeout: READ_TIMEOUT_MS, connectTimeout: READ_TIMEOUT_MS },
      pooling: { heartBeatInterval: HEARTBEAT_MS },
      policies: {
        reconnection: new policies.reconnection.ConstantReconnectionPolicy(HEARTBEAT_MS),
        // Only statements marked as idempotent are ever sent twice.
        speculativeExecution: new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(100, 2),
      },
      profiles: [
        new ExecutionProfile("plain", { consistency, readTimeout: READ_TIMEOUT_MS }),
        new ExecutionProfile("cas", { consistency, serialConsistency, readTimeout: CAS_TIMEOUT_MS, retry: new policies.retry.FallthroughRetryPolicy() }),
        new ExecutionProfile("serial", { consistency: serialConsistency, readTimeout: CAS_TIMEOUT_MS }),
      ],
    });
    repairControlConnection(this.#client);
  }

  /** @throws StoreUnavailable when no node answers */
  async connect(): Promise<void> {
    await this.#client.connect().catch(unavailable);
  }

  async close(): Promise<void> {
    await this.#client.shutdown();
  }

  /** Up nodes of the local data centre. */
  nodes(localDataCenter: string): number {
    return this.#client.hosts.values().filter((host) => host.datacenter === localDataCenter && host.isUp()).length;
  }

  /** A change of the schema; returns when the nodes agree on it. */
  async define(query: string): Promise<void> {
    await this.#client.execute(query, [], { prepare: false, readTimeout: DDL_TIMEOUT_MS }).catch(unavailable);
  }

  /** All rows of a query, or one page of it. @throws StoreUnavailable */
  async read(query: string, params: readonly CqlValue[]): Promise<StoredRow[]> {
    const rows: StoredRow[] = [];
    let page: string | undefined;
    do {
      const answer = await this.page(query, params, page, 5000);
      rows.push(...answer.rows);
      page = answer.next;
    } while (page !== undefined);
    return rows;
  }

  /** @throws StoreUnavailable */
  async page(query: string, params: readonly CqlValue[], after: string | undefined, limit: number): Promise<{ rows: StoredRow[]; next: string | undefined }> {
    const paging = { fetchSize: limit, ...(after === undefined ? {} : { pageState: after }) };
    const result = await this.#insist(() => this.#client.execute(query, params, { ...PLAIN, ...paging }), "read");
    return { rows: result.rows, next: result.pageState ?? undefined };
  }

  /** The rows as the transactions left them, after ending any that is half done. Within one partition only. @throws StoreUnavailable */
  async readSerial(query: string, params: readonly CqlValue[]): Promise<StoredRow[]> {
    const options: QueryOptions = { executionProfile: "serial", prepare: true, isIdempotent: true };
    return (await this.#insist(() => this.#client.execute(query, params, options), "read")).rows;
  }

  /**
   * Statements of one partition, written together; safe to repeat. `decided`: the write has happened as far as others
   * can see and only has to be carried out, so it is never given up as "not done". @throws StoreUnavailable, OutcomeUnknown
   */
  async write(statements: readonly Statement[], isDecided = false): Promise<void> {
    const [first] = statements;
    if (!first) return;
    const send = () =>
      statements.length === 1 ? this.#client.execute(first.query, first.params, PLAIN) : this.#client.batch(batchOf(statements), { ...PLAIN, logged: false });
    await this.#insist(send, isDecided ? "decided" : "write");
  }

  /**
   * Statements of one partition of which at least one has a condition: all are applied or none. Repeated until the
   * answer is certain: either the first application makes the condition false, or applying twice does no harm.
   * So "not applied" after a repetition may mean that an earlier try was: the caller looks into the store.
   * @throws StoreUnavailable when surely nothing happened, OutcomeUnknown when that can't be found out now
   */
  async transact(statements: readonly Statement[]): Promise<Verdict> {
    let tries = 0;
    const result = await this.#insist(() => {
      tries += 1;
      const [only] = statements;
      if (only && statements.length === 1) return this.#client.execute(only.query, only.params, CAS);
      return this.#client.batch(batchOf(statements), { ...CAS, logged: false });
    }, "write");
    return { applied: result.wasApplied(), wasRepeated: tries > 1 };
  }

  async #insist<T>(send: () => Promise<T>, kind: "read" | "write" | "decided"): Promise<T> {
    const begun = performance.now();
    let mayBeDone = kind === "decided";
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await send();
      } catch (error) {
        const doubt = doubtOf(error);
        if (doubt === "ours") throw error;
        if (doubt === "uncertain" && kind === "write") mayBeDone = true;
        if (performance.now() - begun > (mayBeDone ? INSIST_MS : PATIENCE_MS)) {
          if (mayBeDone) throw new OutcomeUnknown("the store was lost during a write", { cause: error });
          throw new StoreUnavailable("the store does not answer", { cause: error });
        }
        await delay(Math.min(20 * 2 ** attempt, 300));
      }
    }
  }
}

const PLAIN: QueryOptions = { executionProfile: "plain", prepare: true, isIdempotent: true };
const CAS: QueryOptions = { executionProfile: "cas", prepare: true, isIdempotent: false };

const batchOf = (statements: readonly Statement[]) => statements.map(({ query, params }) => ({ query, params: [...params] }));

/**
 * What an error says about a write. "not done": it reached no coordinator, or that one saw too few replicas alive.
 * "ours": the server refuses the statement itself (codes from 0x2000), or it could not even be encoded.
 * "uncertain": everything else, such as a time-out on either side or a cut connection.
 */
function doubtOf(error: unknown): "not done" | "ours" | "uncertain" {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof errors.ArgumentError) return "ours";
  if (error instanceof errors.NoHostAvailableError) return Object.values(error.innerErrors).every(neverSent) ? "not done" : "uncertain";
  if (error instanceof errors.ResponseError) return error.code === UNAVAILABLE ? "not done" : error.code >= FIRST_OWN_FAULT ? "ours" : "uncertain";
  return "uncertain";
}

const UNAVAILABLE = 0x1000;
const FIRST_OWN_FAULT = 0x2000;

// Text: the driver took the node for dead and didn't ask it.
const neverSent = (inner: unknown): boolean =>
  typeof inner === "string" ||
  inner instanceof errors.BusyConnectionError ||
  inner instanceof errors.NoHostAvailableError ||
  (inner instanceof errors.ResponseError && inner.code === UNAVAILABLE) ||
  (inner as { code?: unknown } | null)?.code === "ECONNREFUSED";

function unavailable(error: unknown): never {
  if (doubtOf(error) === "ours") throw error;
  throw new StoreUnavailable("the store does not answer", { cause: error });
}

/** Runs `work` on each item, at most 64 at a time; fails with the first failure, after all that had begun have ended. */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  let failure: { error: unknown } | undefined;
  const lane = async (): Promise<void> => {
    while (next < items.length && !failure) {
      const item = items[next++] as T;
      await work(item).catch((error: unknown) => {
        failure ??= { error };
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, items.length) }, lane));
  if (failure) throw failure.error;
}
