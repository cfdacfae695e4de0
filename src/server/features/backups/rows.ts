/** Rows as bytes, by the tables that the backup itself describes: it is read without the program that made it. */
import { z } from "zod";
import { CompactReader, CompactWriter, readCell, sharedLength, writeCell } from "../../platform/records/compact.ts";
import type { Cell, ColumnSpec, Row, TableSpec } from "../../platform/records/port.ts";

const Columns = z.array(
  z.strictObject({ name: z.string(), kind: z.enum(["id", "instant", "counter", "digest", "code"]), optional: z.boolean(), codes: z.array(z.string()) }),
);
export const BackedUpTable = z.strictObject({
  name: z.string(),
  write: z.enum(["commit", "claim", "merge"]),
  partition: Columns,
  sort: Columns,
  clear: Columns,
  bucket: z.nullable(z.strictObject({ of: z.string(), size: z.number().int() })),
});

/** Rows of one table as a frame's payload: table ‖ count ‖ rows, each with only what its key does not share with the one before. */
export function encodeRows(tables: readonly TableSpec[], rows: readonly Row[]): Buffer {
  const first = rows[0] as Row;
  const place = tables.findIndex((table) => table.name === first.table);
  const table = tables[place] as TableSpec;
  const keyColumns = [...table.partition, ...table.sort];
  const writer = new CompactWriter();
  writer.varint(place + 1);
  writer.varint(rows.length);
  let before: readonly Cell[] = [];
  for (const row of rows) {
    const shared = sharedLength(before, row.key);
    writer.varint(shared);
    for (let at = shared; at < keyColumns.length; at += 1) writeCell(writer, keyColumns[at] as ColumnSpec, row.key[at] as Cell);
    for (const [at, column] of table.clear.entries()) {
      const cell = row.clear[at] ?? null;
      if (column.optional) writer.byte(cell === null ? 0 : 1);
      if (cell !== null || !column.optional) writeCell(writer, column, cell);
    }
    writer.varint(row.version);
    writer.varint(row.envelope.length);
    writer.raw(row.envelope);
    before = row.key;
  }
  return writer.bytes();
}

/** @throws RangeError for bytes that `encodeRows` didn't make */
export function decodeRows(tables: readonly TableSpec[], bytes: Uint8Array): Row[] {
  const reader = new CompactReader(bytes, "rows");
  const table = tables[reader.varint() - 1];
  if (!table) throw new RangeError("rows of an unknown table");
  const keyColumns = [...table.partition, ...table.sort];
  const rows: Row[] = [];
  let before: readonly Cell[] = [];
  for (let left = reader.varint(); left > 0; left -= 1) {
    const shared = reader.varint();
    if (shared > before.length) throw new RangeError("rows share more than there is");
    const key = [...before.slice(0, shared), ...keyColumns.slice(shared).map((column) => readCell(reader, column))];
    const clear = table.clear.map((column) => (column.optional && reader.byte() === 0 ? null : readCell(reader, column)));
    const version = reader.varint();
    rows.push({ table: table.name, key, clear, version, envelope: reader.raw(reader.varint()) });
    before = key;
  }
  if (!reader.atEnd()) throw new RangeError("rows with bytes left over");
  return rows;
}
