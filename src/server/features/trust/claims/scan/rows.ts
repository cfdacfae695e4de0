import type { AnyRecord } from "../../../../platform/records/define.ts";
import type { Row } from "../../../../platform/records/port.ts";
import type { SealedStore } from "../../../../platform/records/sealed.ts";
import type { Pace } from "./pace.ts";

const PAGE = 500;
/** What a row's clear part comes to in bytes, roughly. */
const CLEAR = 100;

/** Every stored row of a type as it lies there, unopened, at the scan's pace. */
export async function* rowsOf(records: SealedStore, record: AnyRecord, pace: Pace, signal: AbortSignal): AsyncGenerator<Row> {
  let after: string | undefined;
  do {
    const { rows, next } = await records.port.scan(record.name, after, PAGE);
    await pace.took(
      rows.reduce((sum, row) => sum + row.envelope.length + CLEAR, 0),
      signal,
    );
    yield* rows;
    after = next;
  } while (after !== undefined);
}
