import { digestOf, operationId } from "../../../crypto/index.ts";
import { type Operation, refuseOtherRequest } from "../../http/index.ts";
import { StorageFull } from "../../platform/records/port.ts";
import type { Expect, Put, SealedStore } from "../../platform/records/sealed.ts";

/** An operation that nobody repeats. */
export const innerOperation = (): Operation => ({ id: operationId(), digest: null });

/** For what may stay undone while the disk is full, so that signing in goes on. */
export function unlessFull(error: unknown): void {
  if (!(error instanceof StorageFull)) throw error;
}

/** A part of an operation that takes several commits: each needs an id of its own, for two may meet in one shard. */
export const stepOf = (operation: Operation, step: string): Operation => ({ id: digestOf("step", operation.id, step), digest: operation.digest });

/**
 * Commits once per operation: a repeat counts as done. False when an expectation did not hold.
 * @throws Refusal key_reused for another request under the same Idempotency-Key
 */
export async function commitOnce(records: SealedStore, operation: Operation, expects: readonly Expect[], puts: readonly Put[]): Promise<boolean> {
  const outcome = await records.commit(operation.id, expects, puts, operation.digest);
  refuseOtherRequest(outcome, operation);
  return outcome.status !== "refused";
}

/** Whether the operation was carried out before. @throws Refusal key_reused */
export async function wasDone(records: SealedStore, root: string, operation: Operation): Promise<boolean> {
  if (operation.digest === null) return false;
  const entry = await records.port.operation(records.shardOf(root), operation.id);
  if (entry) refuseOtherRequest({ status: "repeated", entry }, operation);
  return entry !== undefined;
}
