import { digestOf, equalDigests, operationId } from "../../../crypto/index.ts";
import { type Operation, Refusal } from "../../http/index.ts";
import { StorageFull } from "../../platform/records/port.ts";
import type { Expect, Put, SealedStore } from "../../platform/records/sealed.ts";

/** One more try after each change by somebody else; nobody loses so often by chance. */
const TRIES = 8;

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
  if (outcome.status === "repeated") refuseOther(outcome.entry.digest, operation);
  return outcome.status !== "refused";
}

/** Whether the operation was carried out before. @throws Refusal key_reused */
export async function wasDone(records: SealedStore, root: string, operation: Operation): Promise<boolean> {
  if (operation.digest === null) return false;
  const entry = await records.port.operation(records.shardOf(root), operation.id);
  if (entry) refuseOther(entry.digest, operation);
  return entry !== undefined;
}

function refuseOther(first: string | null, { digest }: Operation): void {
  if (digest !== null && (first === null || !equalDigests(first, digest))) throw new Refusal("key_reused");
}

/** Reads, decides and commits until no change came in between. @throws Refusal conflict when that never happens */
export async function untilApplied(attempt: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) if (await attempt()) return;
  throw new Refusal("conflict");
}
