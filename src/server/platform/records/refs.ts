/**
 * The compact bytes of a journal entry's references: ids, digests and numbers, no text. Format and vectors:
 * docs/formats/journal.md.
 */
import { CompactReader, CompactWriter, readCell, sharedLength, writeCell } from "./compact.ts";
import type { Cell, ColumnSpec, RowRef, TableSpec } from "./port.ts";

const FORMAT = 1;

interface KnownTable {
  readonly number: number;
  readonly name: string;
  readonly key: readonly ColumnSpec[];
}

export interface RefsCodec {
  /** @throws TypeError for an unknown table or a cell that doesn't fit its column */
  encode(refs: readonly RowRef[]): Buffer;
  /** @throws RangeError for bytes that `encode` didn't make */
  decode(bytes: Uint8Array): RowRef[];
}

/** @param tables every table in the order of its creation by the migrations: a table's number is its place, from 1 */
export function refsCodec(tables: readonly TableSpec[]): RefsCodec {
  const known = tables.map((table, index): KnownTable => ({ number: index + 1, name: table.name, key: [...table.partition, ...table.sort] }));
  const byName = new Map(known.map((table) => [table.name, table]));
  return {
    encode(refs) {
      const writer = new CompactWriter();
      writer.byte(FORMAT);
      writer.varint(refs.length);
      let before: readonly Cell[] = [];
      for (const ref of refs) {
        const table = byName.get(ref.table);
        if (!table) throw new TypeError(`no table "${ref.table}"`);
        if (ref.key.length !== table.key.length) throw new TypeError(`${ref.table}: a key has ${table.key.length} values`);
        const shared = sharedLength(before, ref.key);
        writer.varint(table.number);
        writer.varint(shared);
        for (let at = shared; at < table.key.length; at += 1) writeCell(writer, table.key[at] as ColumnSpec, ref.key[at] as Cell);
        before = ref.key;
      }
      return writer.bytes();
    },
    decode(bytes) {
      const reader = new CompactReader(bytes, "journal references");
      if (reader.byte() !== FORMAT) throw new RangeError("journal references of an unknown format");
      const refs: RowRef[] = [];
      let before: readonly Cell[] = [];
      for (let left = reader.varint(); left > 0; left -= 1) {
        const table = known[reader.varint() - 1];
        if (!table) throw new RangeError("journal references name an unknown table");
        const shared = reader.varint();
        if (shared > before.length || shared > table.key.length) throw new RangeError("journal references share more than there is");
        const key = before.slice(0, shared);
        for (const column of table.key.slice(shared)) key.push(readCell(reader, column));
        refs.push({ table: table.name, key });
        before = key;
      }
      if (!reader.atEnd()) throw new RangeError("journal references with bytes left over");
      return refs;
    },
  };
}
