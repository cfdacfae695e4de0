/** What every caller of a port has to do when the store was lost in the middle: ask again until the answer is known. */
import { equalDigests } from "../../../crypto/index.ts";
import type { ClaimResult, Commit, CommitResult, RecordsPort, Row, RowRef } from "./port.ts";
import { OutcomeUnknown } from "./port.ts";

const tries = 20;

/** @throws OutcomeUnknown also when a repeat surely did not happen: the first try may have */
async function again<T>(ask: (isRepeat: boolean) => Promise<T>): Promise<T> {
  let doubt: OutcomeUnknown | undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask(doubt !== undefined);
    } catch (error) {
      if (!(error instanceof OutcomeUnknown)) throw doubt ?? error;
      if (attempt === tries) throw error;
      doubt = error;
    }
  }
}

const sameRefs = (a: readonly RowRef[], b: readonly RowRef[]): boolean =>
  a.length === b.length && a.every((ref, i) => ref.table === b[i]?.table && ref.key.join() === b[i]?.key.join());

/** A commit whose answer was lost and which now stands under our operation id with our rows was our own. */
export const surelyCommit = (port: RecordsPort, shard: number, commit: Commit): Promise<CommitResult> =>
  again(async (isRepeat) => {
    const result = await port.commit(shard, commit);
    const isOurs = isRepeat && result.status === "repeated" && equalDigests(result.digest ?? "", commit.digest ?? "") && sameRefs(result.refs, commit.put);
    return isOurs ? { status: "applied", number: result.number } : result;
  });

/** Envelopes hold random nonces: one that is byte for byte ours was written by us. */
export const surelyClaim = (port: RecordsPort, row: Row, expected: number): Promise<ClaimResult> =>
  again(async (isRepeat) => {
    const result = await port.claim(row, expected);
    const isOurs = isRepeat && result.status === "taken" && result.row !== undefined && Buffer.compare(result.row.envelope, row.envelope) === 0;
    return isOurs ? { status: "held" } : result;
  });

export const surelyMerge = (port: RecordsPort, rows: readonly Row[]): Promise<void> => again(() => port.merge(rows));
export const surelyErase = (port: RecordsPort, refs: readonly RowRef[]): Promise<void> => again(() => port.erase(refs));
