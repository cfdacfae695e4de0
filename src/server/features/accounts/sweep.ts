import type { AnyRecord, KeyOf } from "../../platform/records/define.ts";
import type { SealedStore, Stored } from "../../platform/records/sealed.ts";

/** Removes the rows of a table that are dead, page by page; never on a request's way. @returns how many */
export async function sweepRows<D extends AnyRecord>(records: SealedStore, record: D, isDead: (row: Stored<D>) => boolean): Promise<number> {
  let gone = 0;
  let after: string | undefined;
  do {
    const { rows, next } = await records.port.scan(record.name, after, 500);
    // One that does not open was changed outside of Bastide; it must not keep the others.
    const opened = await Promise.allSettled(rows.map((row) => records.open(record, row)));
    const dead = opened.flatMap((one) => (one.status === "fulfilled" && isDead(one.value) ? [one.value] : []));
    if (dead.length > 0) await records.erase(record, dead as KeyOf<D>[]);
    gone += dead.length;
    after = next;
  } while (after !== undefined);
  return gone;
}
