import { notInLine } from "../../../contract/index.ts";
import { digestOf, normaliseName } from "../../../crypto/index.ts";
import { ownerOf } from "../../platform/records/define.ts";
import { expect, put, type SealedStore } from "../../platform/records/sealed.ts";
import { asHandle, type Handles, numbered, Person } from "../people/index.ts";
import { severalAtOnce } from "./several-at-once.ts";
import type { ImportedPerson, Inventory } from "./slack/index.ts";

/** People of one commit. */
const batch = 200;
const batchesAtOnce = 3;
/** Keys made at once: enough to fill a flush of the store. */
const keysAtOnce = 256;

export interface PeopleImport {
  readonly records: SealedStore;
  readonly handles: Handles;
  readonly company: string;
  readonly inventory: Inventory;
  /** The person of an export's id. */
  readonly personOf: (exportId: string) => string;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Makes every person that the export names, once: bots as bots, everybody else as an unclaimed import. */
export async function importPeople(p: PeopleImport): Promise<void> {
  const people = withHandles([...p.inventory.people.people.values()]);
  const batches = Array.from({ length: Math.ceil(people.length / batch) }, (_, i) => people.slice(i * batch, (i + 1) * batch));
  await severalAtOnce(batches, batchesAtOnce, async (own) => {
    p.signal.throwIfAborted();
    await importBatch(p, own);
  });
}

interface Handled extends ImportedPerson {
  readonly handle: string;
  /** Its number among those who would have the same one. */
  readonly variant: number;
}

/** The same export always gives the same handles, whichever batch is written first. */
function withHandles(people: readonly ImportedPerson[]): Handled[] {
  const taken = new Set<string>();
  const lasts = new Map<string, number>();
  return people.map((one) => {
    const handle = asHandle(one.name);
    const folded = normaliseName(handle);
    let variant = (lasts.get(folded) ?? 0) + 1;
    while (taken.has(normaliseName(numbered(handle, variant)))) variant++;
    lasts.set(folded, variant);
    taken.add(normaliseName(numbered(handle, variant)));
    return { ...one, handle, variant };
  });
}

async function importBatch(p: PeopleImport, people: readonly Handled[]): Promise<void> {
  const { records, company } = p;
  const standing = await records.port.getMany(people.map((one) => ({ table: Person.name, key: [company, p.personOf(one.id)] })));
  const missing = people.filter((_, i) => !standing[i]);
  if (missing.length === 0) return;
  await prepareAll(
    records,
    company,
    missing.map((one) => [ownerOf.personProfile(p.personOf(one.id))]),
  );
  const handles = await Promise.all(missing.map((one) => p.handles.takeFree(company, p.personOf(one.id), one.handle, one.variant)));
  const createdAt = p.now();
  const rows = missing.map((one, i) => ({
    company,
    person: p.personOf(one.id),
    kind: one.kind === "bot" ? ("bot" as const) : ("imported" as const),
    role: one.guest ? ("guest" as const) : ("member" as const),
    state: one.deleted ? ("disabled" as const) : ("active" as const),
    account: null,
    createdAt,
    since: createdAt,
    name: asLine(one.displayName),
    handle: handles[i] as string,
    title: asLine(one.title ?? ""),
    zone: null,
    status: null,
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

/** A line from elsewhere as one may be written here. */
export const asLine = (text: string): string => text.slice(0, 200).toWellFormed().replaceAll(notInLine, " ").trim();

/** Makes the keys for many sets of owners, several at once so that they share flushes. */
export async function prepareAll(records: SealedStore, company: string, ownerSets: readonly (readonly ReturnType<typeof ownerOf.company>[])[]): Promise<void> {
  for (let start = 0; start < ownerSets.length; start += keysAtOnce) {
    await Promise.all(ownerSets.slice(start, start + keysAtOnce).map((owners) => records.prepare(company, owners)));
  }
}
