/** Claim tables and small facts of the store: written by lightweight transactions only. */
import type { ClaimResult, Row } from "../port.ts";
import type { Session } from "./session.ts";
import { bufferOf, quoted, type Table, tableOptions } from "./table.ts";

/** Writes the row if it stands at `expected` (0: absent). @throws TypeError, StoreUnavailable, OutcomeUnknown */
export async function claim(session: Session, table: Table, row: Row, expected: number): Promise<ClaimResult> {
  if (row.version <= expected) throw new TypeError(`${row.table}: a claim's version must be above the expected one`);
  const verdict = await session.transact([expected === 0 ? table.insertIfAbsent(row) : table.replaceIf(row, expected)]);
  if (verdict.applied) return { status: "held" };
  const { query, params } = table.get(row.key);
  const [stored] = await session.readSerial(query, params);
  const stands = stored && table.decode(stored);
  // Refused by our own first try, whose answer was lost: no two sealings have the same bytes.
  if (stands?.version === row.version && Buffer.compare(stands.envelope, row.envelope) === 0) return { status: "held" };
  return { status: "taken", row: stands };
}

export class Meta {
  readonly #session: Session;
  readonly #table: string;

  constructor(session: Session, keyspace: string) {
    this.#session = session;
    this.#table = `${quoted(keyspace)}."store_meta"`;
  }

  create(): string {
    return `CREATE TABLE IF NOT EXISTS ${this.#table} ("name" text PRIMARY KEY, "value" blob) WITH ${tableOptions}`;
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    const value = await this.#stored(name);
    return value && new Uint8Array(value);
  }

  async #stored(name: string): Promise<Buffer | undefined> {
    const [row] = await this.#session.readSerial(`SELECT "value" FROM ${this.#table} WHERE "name" = ?`, [name]);
    return row?.["value"] as Buffer | undefined;
  }

  /**
   * A lost answer is settled by what stands: the same bytes by another's hand count as ours. Under a lock that has
   * `seconds` to live, the value says who holds it. @throws StoreUnavailable, OutcomeUnknown
   */
  async write(name: string, value: Uint8Array, expected: Uint8Array | undefined, seconds = 0): Promise<boolean> {
    const bytes = bufferOf(value);
    const statement = expected
      ? { query: `UPDATE ${this.#table} USING TTL ? SET "value" = ? WHERE "name" = ? IF "value" = ?`, params: [seconds, bytes, name, bufferOf(expected)] }
      : { query: `INSERT INTO ${this.#table} ("name", "value") VALUES (?, ?) IF NOT EXISTS USING TTL ?`, params: [name, bytes, seconds] };
    const verdict = await this.#session.transact([statement]);
    return verdict.applied || (verdict.wasRepeated && ((await this.#stored(name))?.equals(bytes) ?? false));
  }

  async remove(name: string, expected: Uint8Array): Promise<void> {
    await this.#session.transact([{ query: `DELETE FROM ${this.#table} WHERE "name" = ? IF "value" = ?`, params: [name, bufferOf(expected)] }]);
  }
}
