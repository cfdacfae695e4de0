import { digestOf } from "../../../crypto/index.ts";
import { ownerOf } from "../../platform/records/define.ts";
import { expect, put, type SealedStore } from "../../platform/records/sealed.ts";
import { Person } from "../people/index.ts";
import { severalAtOnce } from "./several-at-once.ts";
import type { ImportedPerson, Inventory } from "./slack/index.ts";

/** People of one commit. */
const batch = 200;
const batchesAtOnce = 3;
/** Keys made at once: enough to fill a flush of the store. */
const keysAtOnce = 256;

export interface PeopleImport {
  readonly records: SealedStore;
  readonly company: string;
  readonly inventory: Inventory;
  /** The person of an export's id. */
  readonly personOf: (exportId: string) => string;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Makes every person that the export names, once: bots as bots, everybody else as an unclaimed import. */
export async function importPeople(p: PeopleImport): Promise<void> {
  const people = [...p.inventory.people.people.values()];
  const batches = Array.from({ length: Math.ceil(people.length / batch) }, (_, i) => people.slice(i * batch, (i + 1) * batch));
  await severalAtOnce(batches, batchesAtOnce, async (own) => {
    p.signal.throwIfAborted();
    await importBatch(p, own);
  });
}

async function importBatch(p: PeopleImport, people: readonly ImportedPerson[]): Promise<void> {
  const { records, company } = p;
  const standing = await records.port.getMany(people.map((one) => ({ table: Person.name, key: [company, p.personOf(one.id)] })));
  const missing = people.filter((_, i) => !standing[i]);
  if (missing.length === 0) return;
  await prepareAll(
    records,
    company,
    missing.map((one) => [ownerOf.personProfile(p.personOf(one.id))]),
  );
  const createdAt = p.now();
  const rows = missing.map((one) => ({
    company,
    person: p.personOf(one.id),
    kind: one.kind === "bot" ? ("bot" as const) : ("imported" as const),
    role: one.guest ? ("guest" as const) : ("member" as const),
    state: one.deleted ? ("disabled" as const) : ("active" as const),
    account: null,
    createdAt,
    since: createdAt,
    name: one.displayName.slice(0, 200),
    handle: one.name.slice(0, 200),
    title: one.title ?? "",
    email: one.email,
  }));
  // Named after what it writes: a second try after a crash meets its own rows.
  const operation = digestOf("import-people", company, ...rows.map((row) => row.person));
  const outcome = await records.commit(
    operation,
    rows.map((row) => expect(Person, row, 0)),
    rows.map((row) => put(Person, row)),
  );
  if (outcome.status === "refused") throw new Error("a person appeared while it was imported");
}

/** Makes the keys for many sets of owners, several at once so that they share flushes. */
export async function prepareAll(records: SealedStore, company: string, ownerSets: readonly (readonly ReturnType<typeof ownerOf.company>[])[]): Promise<void> {
  for (let start = 0; start < ownerSets.length; start += keysAtOnce) {
    await Promise.all(ownerSets.slice(start, start + keysAtOnce).map((owners) => records.prepare(company, owners)));
  }
}
