/** The record tables: reads of all of them, and the plain writes of those that are not claims. */

import { checkNumber } from "../cells.ts";
import type { Cell, ListRange, Row, RowRef, TableSpec } from "../port.ts";
import { inParallel, type Session, type Statement } from "./session.ts";
import { rowId, type Table } from "./table.ts";

/** Rows of one partition go as one batch: one mutation for the store, as long as it stays small. */
const BATCH_ROWS = 50;
const BATCH_BYTES = 256 * 1024;
const READ_KEYS = 100;
/** 16 million numbers of a bucketed table: whoever asks for more has forgotten its bounds. */
const LIST_BUCKETS = 4096;

export class Rows {
  readonly #session: Session;
  readonly #tables: ReadonlyMap<string, Table>;

  constructor(session: Session, tables: readonly Table[]) {
    this.#session = session;
    this.#tables = new Map(tables.map((table) => [table.spec.name, table]));
  }

  /** @throws TypeError for an unknown table, or one that takes another kind of write */
  table(name: string, write?: TableSpec["write"]): Table {
    const table = this.#tables.get(name);
    if (!table) throw new TypeError(`no table "${name}"`);
    if (write && table.spec.write !== write) throw new TypeError(`${name} is written by "${table.spec.write}", not by "${write}"`);
    return table;
  }

  all(): Table[] {
    return [...this.#tables.values()];
  }

  async getMany(refs: readonly RowRef[]): Promise<(Row | undefined)[]> {
    const found = await this.#read(refs);
    return refs.map((ref) => found.get(rowId(ref)));
  }

  /** Stored versions by row id; 0 where there is no row. */
  async versions(refs: readonly RowRef[]): Promise<Map<string, number>> {
    const found = await this.#read(refs);
    return new Map(refs.map((ref) => [rowId(ref), found.get(rowId(ref))?.version ?? 0]));
  }

  async #read(refs: readonly RowRef[]): Promise<Map<string, Row>> {
    const found = new Map<string, Row>();
    const groups = grouped(refs, (ref) => this.table(ref.table).siblingsId(ref.key)).flatMap((group) => chunks(group, () => 1, READ_KEYS));
    await inParallel(groups, async (group) => {
      const [first] = group;
      if (!first) return;
      const table = this.table(first.table);
      const { query, params } = table.getAll(group.map((ref) => ref.key));
      for (const stored of await this.#session.read(query, params)) {
        const row = table.decode(stored);
        found.set(rowId(row), row);
      }
    });
    return found;
  }

  async list(name: string, partition: readonly Cell[], range: ListRange): Promise<Row[]> {
    const table = this.table(name);
    const limit = checkNumber(range.limit);
    const lists = table.lists(partition, range);
    if (lists.count > LIST_BUCKETS) throw new RangeError(`${name}: a list over ${lists.count} buckets`);
    const rows: Row[] = [];
    for (let index = 0; index < lists.count && rows.length < limit; index += 1) {
      const { query, params } = lists.at(index);
      for (const stored of await this.#session.read(query, params)) rows.push(table.decode(stored));
    }
    return rows.slice(0, limit);
  }

  /** In the order of the partitions' hashes. */
  async scan(name: string, after: string | undefined, limit: number): Promise<{ rows: Row[]; next: string | undefined }> {
    const table = this.table(name);
    const { rows, next } = await this.#session.page(table.scanAll, [], after, limit);
    return { rows: rows.map((stored) => table.decode(stored)), next };
  }

  /** Writes each row under its version's timestamp. `isDecided`: the journal has them already. */
  async write(rows: readonly Row[], isDecided: boolean): Promise<void> {
    const batches = grouped(rows, (row) => this.table(row.table).partitionId(row.key)).flatMap((group) => chunks(group, sizeOf, BATCH_BYTES));
    await inParallel(batches, async (batch) => {
      await this.#session.write(
        batch.map((row) => this.table(row.table).insert(row)),
        isDecided,
      );
    });
  }

  /** Removes what stands now. Later versions of the same row would show again; earlier ones never. */
  async erase(refs: readonly RowRef[]): Promise<void> {
    const versions = await this.versions(refs);
    const deletions = refs.flatMap((ref): Statement[] => {
      const version = versions.get(rowId(ref)) ?? 0;
      return version === 0 ? [] : [this.table(ref.table).erase(ref.key, version)];
    });
    await inParallel(deletions, (deletion) => this.#session.write([deletion]));
  }
}

const sizeOf = (row: Row): number => row.envelope.length + 200 + BATCH_BYTES / BATCH_ROWS / 2;

function grouped<T>(items: readonly T[], idOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const id = idOf(item);
    const group = groups.get(id);
    if (group) group.push(item);
    else groups.set(id, [item]);
  }
  return [...groups.values()];
}

/** Parts of at most `most`, by the sum of their sizes; a larger single item stands alone. */
function chunks<T>(items: readonly T[], sizeOf: (item: T) => number, most: number): T[][] {
  const parts: T[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const item of items) {
    size += sizeOf(item);
    if (size > most) {
      parts.push([]);
      size = sizeOf(item);
    }
    parts.at(-1)?.push(item);
  }
  return parts;
}
