/** What people have brought: what is being uploaded counts as soon as it is begun, what was destroyed no more. */
import { Refusal } from "../../http/index.ts";
import type { Row } from "../../platform/records/port.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { Upload } from "./files.records.ts";

export interface Quotas {
  /** Plain bytes; null: as many as there is room. */
  readonly perPerson: number | null;
  readonly perCompany: number | null;
}

interface Brought {
  bytes: number;
  /** Uploads that are no file yet, and whether bytes of them are missing. */
  readonly unfinished: Map<string, "open" | "whole">;
}

const [sizeAt, stateAt] = ["size", "state"].map((column) => Object.keys(Upload.clear).indexOf(column)) as [number, number];

export function createUsage(records: SealedStore, quotas: Quotas, peopleOf: (company: string) => Promise<readonly string[]>) {
  /** Read once, then kept up by what is committed here. */
  const people = new Map<string, { readonly counting: Promise<Brought>; counted?: Brought }>();
  const keyOf = ({ key }: Row) => key.slice(0, 2).join();

  records.onCommit((_shard, _number, rows) => {
    for (const row of rows) if (row.table === Upload.name) follow(row);
  });
  records.onDoubt((rows) => {
    for (const row of rows) if (row.table === Upload.name) people.delete(keyOf(row));
  });

  function follow(row: Row): void {
    const state = row.clear[stateAt];
    // Bytes of one that is begun already change nothing.
    if (state === "open" && row.version > 1) return;
    const counted = people.get(keyOf(row))?.counted;
    // Whoever is counting may have read it before or after.
    if (!counted) return void people.delete(keyOf(row));
    if (row.version === 1) counted.bytes += Number(row.clear[sizeAt]);
    if (state === "ended") counted.bytes -= Number(row.clear[sizeAt]);
    const upload = String(row.key[2]);
    if (state === "open" || state === "whole") counted.unfinished.set(upload, state);
    else counted.unfinished.delete(upload);
  }

  async function count(company: string, person: string): Promise<Brought> {
    const brought: Brought = { bytes: 0, unfinished: new Map() };
    for await (const { upload, state, size } of records.all(Upload, { company, person })) {
      if (state !== "ended") brought.bytes += size;
      if (state === "open" || state === "whole") brought.unfinished.set(upload, state);
    }
    return brought;
  }

  function ofPerson(company: string, person: string): Promise<Brought> {
    const key = [company, person].join();
    const known = people.get(key);
    if (known) return known.counting;
    const made: { counting: Promise<Brought>; counted?: Brought } = { counting: count(company, person) };
    people.set(key, made);
    made.counting.then(
      (counted) => {
        made.counted = counted;
      },
      () => {
        if (people.get(key) === made) people.delete(key);
      },
    );
    return made.counting;
  }

  async function ofCompany(company: string): Promise<number> {
    const all = await Promise.all((await peopleOf(company)).map((person) => ofPerson(company, person)));
    return all.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  return {
    /** Uploads of a person that are no file yet. */
    unfinished: async (company: string, person: string): Promise<ReadonlyMap<string, "open" | "whole">> => (await ofPerson(company, person)).unfinished,

    /** @throws Refusal quota_full, naming whose room is full */
    async requireRoom(company: string, person: string, size: number): Promise<void> {
      const full = (whose: "person" | "company") => new Refusal("quota_full", { fields: [{ path: "headers.upload-length", problem: `no_room_${whose}` }] });
      if (quotas.perPerson !== null && (await ofPerson(company, person)).bytes + size > quotas.perPerson) throw full("person");
      if (quotas.perCompany !== null && (await ofCompany(company)) + size > quotas.perCompany) throw full("company");
    },
  };
}
export type Usage = ReturnType<typeof createUsage>;
