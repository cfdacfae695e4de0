import { digestOf } from "../../../crypto/index.ts";
import { ConsumerCursor } from "../../platform/jobs/index.ts";
import { WrappingKey } from "../../platform/keys/index.ts";
import type { RecordsPort, Row, TableSpec } from "../../platform/records/port.ts";

/** Tables of places in this store's own journal. A restored store has a new journal, so they stay behind. */
export const journalTables: ReadonlySet<string> = new Set([ConsumerCursor.name]);
/** A restore wraps these anew under another root: the one thing in which the restored rows differ. */
const rewrapped: ReadonlySet<string> = new Set([WrappingKey.name]);

const MODULUS = 1n << 256n;

/**
 * A digest over a set in any order: the sum of its members' SHA-256 modulo 2^256, as hex. It compares a store with the backup
 * that it came from; against forgery stand the file's chain of digests and its seal.
 */
export class SetDigest {
  #sum = 0n;

  add(...parts: readonly (string | Uint8Array)[]): void {
    this.#sum = (this.#sum + BigInt(`0x${Buffer.from(digestOf(...parts), "base64url").toString("hex")}`)) % MODULUS;
  }

  hex(): string {
    return this.#sum.toString(16).padStart(64, "0");
  }
}

export class RowsDigest {
  readonly #set = new SetDigest();
  rows = 0;

  add(row: Row): void {
    this.rows++;
    if (rewrapped.has(row.table)) return;
    const last = row.clear.findLastIndex((cell) => cell !== null);
    // A column that a later migration adds holds null in old rows, and is left out at the end.
    const cells = JSON.stringify([row.key, row.clear.slice(0, last + 1), row.version]);
    this.#set.add(row.table, cells, row.envelope);
  }

  hex(): string {
    return this.#set.hex();
  }
}

/** Over every row that a backup carries, wrapping keys apart: the same before a backup and after its restore. */
export async function digestOfStore(
  port: Pick<RecordsPort, "scan">,
  tables: readonly TableSpec[],
  signal?: AbortSignal,
): Promise<{ rows: number; digest: string }> {
  const digest = new RowsDigest();
  for (const { name } of tables) {
    if (journalTables.has(name)) continue;
    let after: string | undefined;
    do {
      signal?.throwIfAborted();
      const page = await port.scan(name, after, 1000);
      for (const row of page.rows) digest.add(row);
      after = page.next;
    } while (after !== undefined);
  }
  return { rows: digest.rows, digest: digest.hex() };
}
