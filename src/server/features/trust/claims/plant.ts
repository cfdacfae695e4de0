/** Rows with chosen content in every sealed field: stored in the probe (canaries), or sealed in memory only (tampering). */
import { operationId, randomBytes, randomUUID } from "../../../../crypto/index.ts";
import { DataKey, KeySet, WrappingKey } from "../../../platform/keys/index.ts";
import type { AnyRecord, Column } from "../../../platform/records/define.ts";
import type { Cell, RecordsPort, Row } from "../../../platform/records/port.ts";
import { expect, put, SealedStore } from "../../../platform/records/sealed.ts";
import { type Fill, jsonSchema, sampleOf, variantsOf } from "./sample.ts";

/** Written by the key store alone, under other keys than records are. */
export const keyTables: ReadonlySet<string> = new Set([WrappingKey.name, DataKey.name, KeySet.name]);

/** Ids that a row must name so that it belongs to the probe. */
export interface Place {
  /** Stands for the installation, too: a row of which there is but one would be written over otherwise. */
  readonly company: string;
  readonly account: string;
  readonly now: number;
}

/** Columns that say whose a row is. */
const ofCompany: ReadonlySet<string> = new Set(["installation", "holder", "company"]);

function cell(name: string, { kind, codes }: Column<unknown>, place: Place): Cell {
  if (kind === "id") return ofCompany.has(name) ? place.company : name === "account" ? place.account : randomUUID();
  if (kind === "digest") return randomBytes(32).toString("base64url");
  if (kind === "code") return codes[0] ?? null;
  return kind === "instant" ? place.now : 0;
}

/** Key and clear values, and what the schema's variants make of the sealed fields. */
export function sampleFields(record: AnyRecord, place: Place, fill: Fill, variant = 0): Record<string, unknown> {
  const columns: Record<string, Column<unknown>> = { ...record.partition, ...record.sort, ...record.clear };
  const clear = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, cell(name, column, place)]));
  return { ...clear, ...(record.sealed ? (sampleOf(jsonSchema(record.sealed), fill, variant) as object) : {}) };
}

export const variants = (record: AnyRecord): number => (record.sealed ? variantsOf(jsonSchema(record.sealed)) : 1);

/** Stores a row, over the one that stands there (whose clear values stay). @returns its key */
export async function store(records: SealedStore, record: AnyRecord, fields: Record<string, unknown>): Promise<Record<string, unknown>> {
  const standing = (await records.get(record, fields as never)) as (Record<string, unknown> & { version: number }) | undefined;
  const clear = standing && Object.fromEntries(Object.keys(record.clear).map((name) => [name, standing[name]]));
  const row = { ...fields, ...clear };
  const version = standing?.version ?? 0;
  if (record.write === "merge") await records.merge([put(record, row as never, version + 1)]);
  else if (record.write === "claim") await records.claim(record, row as never, version);
  else await records.commit(operationId(), [expect(record, row as never, version)], [put(record, row as never, version + 1)]);
  return row;
}

/** Seals rows as the real store does, under the real keys, and hands them out in place of writing them. */
export class SealedInMemory {
  readonly #rows: Row[] = [];
  readonly #store: SealedStore;

  constructor(real: SealedStore) {
    const take = async (rows: readonly Row[]) => void this.#rows.push(...rows);
    const port = {
      shards: 1,
      commit: (_shard: number, commit: { put: readonly Row[] }) => take(commit.put).then(() => ({ status: "applied", number: 1 })),
      claim: (row: Row) => take([row]).then(() => ({ status: "held" })),
      merge: take,
    };
    this.#store = new SealedStore(port as unknown as RecordsPort, real.keys, real.installation, real.records);
  }

  async seal(record: AnyRecord, fields: Record<string, unknown>): Promise<Row> {
    if (record.write === "merge") await this.#store.merge([put(record, fields as never, 1)]);
    else if (record.write === "claim") await this.#store.claim(record, fields as never);
    else await this.#store.commit(operationId(), [], [put(record, fields as never, 1)]);
    const row = this.#rows.pop();
    if (!row) throw new Error(`${record.name}: nothing was sealed`);
    return row;
  }
}
