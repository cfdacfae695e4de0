/** Finds and removes what a probe left in the store: its company with all keys, its accounts, and what names either. */
import { operationId } from "../../../../crypto/index.ts";
import type { AnyRecord } from "../../../platform/records/define.ts";
import { derivedId } from "../../../platform/records/ids.ts";
import type { Row, RowRef } from "../../../platform/records/port.ts";
import { expect, put, type SealedStore } from "../../../platform/records/sealed.ts";
import { Account, type Accounts } from "../../accounts/index.ts";
import { CompanyEntry } from "../../companies/index.ts";
import { Person } from "../../people/index.ts";

export interface TracesDeps {
  readonly records: SealedStore;
  readonly accounts: Accounts;
  readonly forgetCompany: (company: string) => Promise<void>;
  readonly settled: () => Promise<void>;
}

/** The rows that commits of this process wrote for a company. */
export interface Touched {
  readonly rows: ReadonlyMap<string, RowRef>;
  stop(): void;
}

/** The id that `companies.create` gives for an operation. */
export const companyOf = (records: SealedStore, operation: string): string => derivedId(records.keys.indexKey(records.installation), "company", operation);

export function touchedBy(records: SealedStore, company: string): Touched {
  const rows = new Map<string, RowRef>();
  const stop = records.onCommit((_shard, _number, written) => {
    for (const { table, key } of written) if (key.includes(company)) rows.set(`${table} ${key.join()}`, { table, key });
  });
  return { rows, stop };
}

const PAGE = 1000;

export class Traces {
  readonly #d: TracesDeps;

  constructor(deps: TracesDeps) {
    this.#d = deps;
  }

  /** @param mark what the names of the run's accounts begin with @param touched unknown after a crash: then every table is read */
  async removeRun(mark: string, companyOperation: string, touched: Touched | undefined): Promise<void> {
    const { records } = this.#d;
    const company = companyOf(records, companyOperation);
    const accounts: string[] = [];
    for await (const row of this.#rows(Account)) if ((await records.open(Account, row)).name.startsWith(mark)) accounts.push(row.key[0] as string);
    const entry = await records.get(CompanyEntry, { installation: records.installation, entry: company });
    if (entry || accounts.length > 0) await this.#remove(entry && company, accounts, touched);
  }

  /** Probe companies of no run that is known. Nothing of them is under way: runs go one at a time. */
  async removeLeftOver(): Promise<void> {
    const { records } = this.#d;
    const entries: string[] = [];
    for await (const entry of records.all(CompanyEntry, { installation: records.installation })) if (entry.kind === "probe") entries.push(entry.entry);
    for (const company of entries) {
      const accounts: string[] = [];
      for await (const person of records.all(Person, { company }))
        if (person.account !== null && (await this.#d.accounts.accounts.find(person.account))) accounts.push(person.account);
      await this.#remove(company, accounts, undefined);
    }
  }

  async #remove(company: string | undefined, accounts: readonly string[], touched: Touched | undefined): Promise<void> {
    const { records } = this.#d;
    const { keys, installation } = records;
    for (const account of accounts) await this.#d.accounts.accounts.disable(account, { id: operationId(), digest: null });
    await this.#d.settled();
    const entry = company && (await records.get(CompanyEntry, { installation, entry: company }));
    if (entry && entry.state === "active") {
      await records.commit(
        operationId(),
        [expect(CompanyEntry, entry, entry.version)],
        [put(CompanyEntry, { ...entry, state: "shredding" }, entry.version + 1)],
      );
    }
    const ids = new Set([...(company ? [company] : []), ...accounts]);
    for (const account of accounts) await this.#dropOwner({ kind: "account", id: account });
    if (touched) await records.eraseRows([...touched.rows.values()].filter(({ table }) => table !== CompanyEntry.name));
    for (const record of records.records) {
      if (record === CompanyEntry || (record.scope === "company" && record.write === "commit" && touched)) continue;
      if (record.scope === "company" && !company) continue;
      await this.#eraseNaming(record, ids);
    }
    if (!company) return;
    await this.#dropOwner({ kind: "company", id: company }); // of what the installation keeps for it
    await keys.shred(company);
    await this.#d.forgetCompany(company);
    // Last of all: what is not gone by now is looked for again.
    await records.erase(CompanyEntry, [{ installation, entry: company }]);
  }

  /** The owner's own key set names it only inside its envelope; the key itself goes with the rows that name it. */
  async #dropOwner(owner: { readonly kind: "account" | "company"; readonly id: string }): Promise<void> {
    const { keys, installation } = this.#d.records;
    const keyId = keys.ring.keySetFor(installation, [owner]);
    if (keyId !== undefined) {
      for (let slot = 0; slot < 16; slot++) await this.#d.records.eraseRows([{ table: "keySet", key: [installation, slot, keyId] }]);
    }
    keys.ring.dropOwner(installation, owner);
  }

  async #eraseNaming(record: AnyRecord, ids: ReadonlySet<unknown>): Promise<void> {
    let found: RowRef[] = [];
    for await (const { table, key, clear } of this.#rows(record)) {
      if (key.some((cell) => ids.has(cell)) || clear.some((cell) => ids.has(cell))) found.push({ table, key });
      if (found.length < PAGE) continue;
      await this.#d.records.eraseRows(found);
      found = [];
    }
    if (found.length > 0) await this.#d.records.eraseRows(found);
  }

  async *#rows(record: AnyRecord): AsyncGenerator<Row> {
    let after: string | undefined;
    do {
      const { rows, next } = await this.#d.records.port.scan(record.name, after, PAGE);
      yield* rows;
      after = next;
    } while (after !== undefined);
  }
}
