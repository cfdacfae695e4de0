import type { AnyRecord, KeyOf } from "./define.ts";
import type { Row } from "./port.ts";
import type { SealedStore, Stored } from "./sealed.ts";

/**
 * Opened rows of one record type in memory, absence included, bounded, oldest out first. Every commit of this process
 * drops what it wrote before the commit is answered, so that a decision never rests on a row that a reply already denied.
 */
export class RowCache<D extends AnyRecord> {
  readonly #records: SealedStore;
  readonly #record: D;
  readonly #most: number;
  readonly #rows = new Map<string, { row: Stored<D> | undefined }>();
  readonly #reading = new Map<string, Promise<Stored<D> | undefined>>();

  constructor(records: SealedStore, record: D, most = 20_000) {
    this.#records = records;
    this.#record = record;
    this.#most = most;
    const drop = (rows: readonly Row[]) => {
      for (const row of rows) if (row.table === record.name) this.#drop(row.key.join());
    };
    records.onCommit((_shard, _number, rows) => drop(rows));
    records.onDoubt(drop);
  }

  async get(key: KeyOf<D>): Promise<Stored<D> | undefined> {
    const name = this.#name(key);
    const known = this.#rows.get(name);
    if (known) return known.row;
    const running = this.#reading.get(name);
    if (running) return running;
    // A row that grants and does not open grants nothing: it is as good as none.
    const reading = this.#records.find(this.#record, key).then((row) => {
      // Dropped while it was read: the caller may use what stood when it asked, nobody after it.
      if (this.#reading.get(name) === reading) {
        this.#reading.delete(name);
        this.#keep(name, row);
      }
      return row;
    });
    this.#reading.set(name, reading);
    reading.catch(() => {
      if (this.#reading.get(name) === reading) this.#reading.delete(name);
    });
    return reading;
  }

  /** Forgets a row, so that the next decision reads it anew. */
  forget(key: KeyOf<D>): void {
    this.#drop(this.#name(key));
  }

  clear(): void {
    this.#rows.clear();
    this.#reading.clear();
  }

  #keep(name: string, row: Stored<D> | undefined): void {
    if (this.#rows.size >= this.#most) {
      const oldest = this.#rows.keys().next().value;
      if (oldest !== undefined) this.#rows.delete(oldest);
    }
    this.#rows.set(name, { row });
  }

  #drop(name: string): void {
    this.#rows.delete(name);
    this.#reading.delete(name);
  }

  #name(key: KeyOf<D>): string {
    const values = key as Record<string, unknown>;
    return [...Object.keys(this.#record.partition), ...Object.keys(this.#record.sort)].map((column) => values[column]).join();
  }
}
