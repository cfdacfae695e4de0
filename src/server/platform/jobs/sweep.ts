import type { AnyRecord, KeyOf } from "../records/define.ts";
import type { SealedStore, Stored } from "../records/sealed.ts";

/** Removes the rows of a table that are dead, page by page; never on a request's way.
 * @param before removes what hangs on them, so that a stop in between leaves nothing that is not found again @returns how many */
export async function sweepRows<D extends AnyRecord>(
  records: SealedStore,
  record: D,
  isDead: (row: Stored<D>) => boolean | Promise<boolean>,
  before?: (dead: readonly Stored<D>[]) => Promise<void>,
): Promise<number> {
  let gone = 0;
  let after: string | undefined;
  do {
    const { rows, next } = await records.port.scan(record.name, after, 500);
    // One that does not open was changed outside of Bastide; it must not keep the others.
    const judged = await Promise.allSettled(
      rows.map(async (row) => {
        const opened = await records.open(record, row);
        return (await isDead(opened)) ? [opened] : [];
      }),
    );
    const dead = judged.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
    if (dead.length > 0) await before?.(dead);
    if (dead.length > 0) await records.erase(record, dead as KeyOf<D>[]);
    gone += dead.length;
    after = next;
  } while (after !== undefined);
  return gone;
}

/** One after the other; one that fails keeps none of the others from being done. @throws AggregateError */
export async function sweepEach(sweeps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failed: unknown[] = [];
  for (const sweep of sweeps)
    try {
      await sweep();
    } catch (error) {
      failed.push(error);
    }
  if (failed.length > 0) throw new AggregateError(failed, failed.map((error) => (error instanceof Error ? error.message : String(error))).join("; "));
}
