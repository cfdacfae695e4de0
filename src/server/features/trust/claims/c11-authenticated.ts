import { randomUUID, SealError } from "../../../../crypto/index.ts";
import { openKeyRow, rootRecordKey, WrappingKey } from "../../../platform/keys/index.ts";
import type { AnyRecord, Column } from "../../../platform/records/define.ts";
import type { Cell, Row } from "../../../platform/records/port.ts";
import { RowUnreadable } from "../../../platform/records/sealed.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import { keyTables, type Place, SealedInMemory, sampleFields } from "./plant.ts";
import { plainLeaf } from "./sample.ts";
import { rowsOf } from "./scan/rows.ts";

type Opens = (record: AnyRecord, row: Row) => Promise<boolean>;

/** Whether a row opens at the place that it says it stands at. */
function opener({ records, root }: ClaimContext): Opens {
  const rootKey = rootRecordKey(root.key, records.installation, root.keyId, 1);
  const open = (record: AnyRecord, row: Row): unknown => {
    if (!keyTables.has(record.name)) return records.open(record, row);
    const isWrapping = record.name === WrappingKey.name;
    const scope = isWrapping ? records.installation : (row.key[0] as string);
    return openKeyRow(record, scope, row, (keyId) =>
      isWrapping ? (keyId === root.keyId ? rootKey : undefined) : records.keys.ring.wrappingByKeyId(scope, keyId),
    );
  };
  return async (record, row) => {
    try {
      await open(record, row);
      return true;
    } catch (error) {
      if (error instanceof SealError || error instanceof RowUnreadable) return false;
      throw error;
    }
  };
}

const other = (value: Cell, { kind, codes, isOptional }: Column<unknown>): Cell => {
  if (value !== null && isOptional) return null;
  if (kind === "id") return randomUUID();
  if (kind === "digest") return Buffer.alloc(32, 7).toString("base64url");
  if (kind === "code") return codes.find((code) => code !== value) ?? null;
  return Number(value ?? 0) + 1;
};

/** The row with one column changed, for every column that the seal binds. */
function* changedColumns(record: AnyRecord, row: Row): Generator<Row> {
  const key = Object.values({ ...record.partition, ...record.sort }) as Column<unknown>[];
  const clear = Object.values(record.clear) as Column<unknown>[];
  const replaced = (cells: readonly Cell[], i: number, column: Column<unknown>) => cells.with(i, other(cells[i] ?? null, column));
  for (const [i, column] of key.entries())
    if (!column.isLoose && replaced(row.key, i, column)[i] !== row.key[i] && !isOnlyCode(column)) yield { ...row, key: replaced(row.key, i, column) };
  for (const [i, column] of clear.entries()) if (!column.isLoose && !isOnlyCode(column)) yield { ...row, clear: replaced(row.clear, i, column) };
  yield { ...row, version: row.version + 1 };
}
/** A code with one value can't be changed to another. */
const isOnlyCode = ({ kind, codes, isOptional }: Column<unknown>): boolean => kind === "code" && codes.length < 2 && !isOptional;

function* changedEnvelopes(row: Row): Generator<Row> {
  for (let bit = 0; bit < row.envelope.length * 8; bit++) {
    const envelope = Buffer.from(row.envelope);
    envelope[bit >> 3] = (envelope[bit >> 3] as number) ^ (1 << (bit & 7));
    yield { ...row, envelope };
  }
  for (let length = 0; length < row.envelope.length; length++) yield { ...row, envelope: row.envelope.subarray(0, length) };
  yield { ...row, envelope: Buffer.concat([row.envelope, Buffer.alloc(1)]) };
}

interface Tally {
  rows: number;
  types: Set<string>;
  tries: number;
  readonly accepted: string[];
  readonly unopened: string[];
}
const newTally = (): Tally => ({ rows: 0, types: new Set(), tries: 0, accepted: [], unopened: [] });

async function attack(record: AnyRecord, row: Row, changes: Iterable<Row>, opens: Opens, tally: Tally, { signal }: ClaimContext): Promise<void> {
  tally.rows++;
  tally.types.add(record.name);
  if (!(await opens(record, row))) tally.unopened.push(record.name);
  for (const changed of changes) {
    if (++tally.tries % 256 === 0) {
      signal.throwIfAborted();
      await new Promise(setImmediate);
    }
    if (await opens(record, changed)) tally.accepted.push(record.name);
  }
}

function* both(...lists: Iterable<Row>[]): Generator<Row> {
  for (const list of lists) yield* list;
}

function judged({ rows, types, tries, accepted, unopened }: Tally, records: readonly AnyRecord[]): Finding {
  if (unopened.length > 0)
    return { looked: rows, ok: false, evidence: `${unopened.length} rows do not open at the place where they stand: ${[...new Set(unopened)].join(", ")}.` };
  const left = records.filter(({ name }) => !types.has(name)).map(({ name }) => name);
  const ok = accepted.length === 0 && left.length === 0;
  const without = left.length > 0 ? ` No row of ${left.join(", ")}.` : "";
  return {
    looked: tries,
    ok,
    evidence: `${rows} rows of ${types.size} record types opened untouched; ${accepted.length} of ${tries} changed ones did${accepted.length > 0 ? ` (${[...new Set(accepted)].join(", ")})` : ""}.${without}`,
  };
}

const isSamePlace = (a: Row, b: Row): boolean =>
  a.table === b.table && a.version === b.version && a.key.join() === b.key.join() && a.clear.join() === b.clear.join();

/** Two rows of every record type, sealed by the real keys of the probe: every bit, column, truncation and swap. */
async function everyChangeRefused(context: ClaimContext): Promise<Finding> {
  const { records, clock } = context;
  const { company, administrator } = await context.probe();
  const place: Place = { company, account: administrator.account, now: clock.now() };
  const memory = new SealedInMemory(records);
  const opens = opener(context);
  const tally = newTally();
  const rowsByType = new Map<AnyRecord, Row[]>();
  for (const record of records.records) {
    if (keyTables.has(record.name)) rowsByType.set(record, (await records.port.scan(record.name, undefined, 2)).rows);
    else
      rowsByType.set(
        record,
        await Promise.all(
          [0, 1].map(() =>
            memory.seal(
              record,
              sampleFields(record, place, (leaf) => plainLeaf(leaf, randomUUID)),
            ),
          ),
        ),
      );
  }
  const all = [...rowsByType.values()].flat();
  for (const [record, rows] of rowsByType) {
    const [first, second] = rows;
    if (!first) continue;
    const swapped = all.filter((row) => !isSamePlace(row, first)).map(({ envelope }) => ({ ...first, envelope }));
    await attack(record, first, both(changedEnvelopes(first), changedColumns(record, first), swapped), opens, tally, context);
    if (second) await attack(record, second, changedColumns(record, second), opens, tally, context);
  }
  return judged(tally, records.records);
}

/** Real rows are read and changed in memory only. */
const MOST_OPENED = 20_000;
const WHOLLY = 1;

async function realRowsHold(context: ClaimContext): Promise<Finding> {
  const { records, pace, signal } = context;
  const opens = opener(context);
  const tally = newTally();
  for (const record of records.records) {
    let seen = 0;
    let before: Row | undefined;
    for await (const row of rowsOf(records, record, pace, signal)) {
      if (++seen > MOST_OPENED) break;
      const swapped = before ? [{ ...row, envelope: before.envelope }] : [];
      const changes = seen <= WHOLLY ? both(changedEnvelopes(row), changedColumns(record, row), swapped) : swapped;
      await attack(record, row, changes, opens, tally, context);
      before = row;
    }
  }
  return judged(tally, []);
}

export const authenticated = defineClaim({
  id: "C11",
  group: "who-can-read",
  source: "privacy",
  sentence: {
    en: "Content is encrypted with AES-256, and nobody can change a stored row unseen.",
    fr: "Le contenu est chiffré en AES-256, et nul ne peut changer une ligne stockée sans que cela se voie.",
  },
  clauses: [
    {
      id: "C11a",
      sentence: "Of every record type, each flipped bit, truncation, changed column and exchanged envelope is refused.",
      where: "instance",
      check: everyChangeRefused,
    },
    { id: "C11b", sentence: "Stored rows open where they stand, and nowhere else.", where: "instance", check: realRowsHold },
  ],
});
