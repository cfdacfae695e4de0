/**
 * Snapshots as of their start: a scan of each table, in which rows that changed since then are replaced by what stood
 * before. The writers of this process bring those rows before they write; so it is exact as long as they are the only ones.
 */
import type { Row, RowRef } from "../port.ts";
import type { Gate } from "./gate.ts";
import type { Rows } from "./rows.ts";
import { rowId } from "./table.ts";

const PAGE = 500;

/** Row id → the row as it stood, or null where there was none. */
type Before = Map<string, Row | null>;

export class Snapshots {
  readonly #rows: Rows;
  readonly #gate: Gate;
  readonly #open = new Set<Before>();

  constructor(rows: Rows, gate: Gate) {
    this.#rows = rows;
    this.#gate = gate;
  }

  /** To be awaited inside the gate before these rows are written or erased. `absent`: those known not to exist. */
  async keep(refs: readonly RowRef[], absent: ReadonlySet<string> = new Set()): Promise<void> {
    if (this.#open.size === 0) return;
    const unread = refs.filter((ref) => !absent.has(rowId(ref)) && [...this.#open].some((before) => !before.has(rowId(ref))));
    const stood = new Map((await this.#rows.getMany(unread)).map((row, at) => [rowId(unread[at] as RowRef), row ?? null]));
    for (const before of this.#open) {
      for (const ref of refs) if (!before.has(rowId(ref))) before.set(rowId(ref), stood.get(rowId(ref)) ?? null);
    }
  }

  /** @param settle ends what a failure left half written */
  async *take(settle: () => Promise<void>): AsyncGenerator<Row[], undefined> {
    const before: Before = new Map();
    // At rest: every write either stands whole or will be announced.
    await this.#gate.alone(async () => {
      await settle();
      this.#open.add(before);
    });
    try {
      for (const { spec } of this.#rows.all()) {
        let after: string | undefined;
        do {
          const page = await this.#rows.scan(spec.name, after, PAGE);
          const rows = page.rows.flatMap((row) => {
            const stood = before.get(rowId(row));
            return stood === null ? [] : [stood ?? row];
          });
          if (rows.length > 0) yield rows;
          after = page.next;
        } while (after !== undefined);
      }
    } finally {
      this.#open.delete(before);
    }
  }
}
