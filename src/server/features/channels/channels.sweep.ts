import type { RowRef } from "../../platform/records/port.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { ChannelEvent } from "./channels.records.ts";

const page = 1000;
const at = Object.keys(ChannelEvent.clear).indexOf("at");

/** Removes events from before an instant; who was away for longer gets a snapshot. @returns how many */
export async function sweepEvents(records: SealedStore, before: number): Promise<number> {
  let removed = 0;
  let after: string | undefined;
  do {
    const { rows, next } = await records.port.scan(ChannelEvent.name, after, page);
    const old: RowRef[] = rows.filter((row) => (row.clear[at] as number) < before).map(({ table, key }) => ({ table, key }));
    if (old.length > 0) await records.eraseRows(old);
    removed += old.length;
    after = next;
  } while (after !== undefined);
  return removed;
}
