import { normaliseName } from "../../../crypto/index.ts";
import type { PersonActor } from "../../http/index.ts";
import type { Change, Consumer } from "../../platform/jobs/index.ts";
import type { Row } from "../../platform/records/port.ts";
import type { SealedStore, Stored } from "../../platform/records/sealed.ts";
import { Person } from "./people.records.ts";

export type PersonRow = Stored<typeof Person>;

interface Known {
  readonly people: Map<string, PersonRow>;
  /** By handle as it is compared. */
  readonly bearers: Map<string, string>;
  /** Sorted by name; made anew after a change. */
  sorted: PersonRow[] | undefined;
  /** Grows with every change. */
  changes: number;
}

/** The people of each company in memory, kept by the journal: searched on the server, never by the store. */
export class PeopleDirectory {
  readonly #records: SealedStore;
  readonly #companies = new Map<string, Promise<Known>>();
  readonly #listeners = new Set<(company: string, people: readonly PersonRow[], changes: number) => void>();

  constructor(records: SealedStore) {
    this.#records = records;
  }

  readonly consumer: Consumer = { name: "people-directory", tables: [Person.name], from: "present", handle: (changes) => this.#handle(changes) };

  onChange(listener: (company: string, people: readonly PersonRow[], changes: number) => void): void {
    this.#listeners.add(listener);
  }

  async get(company: string, person: string): Promise<PersonRow | undefined> {
    return (await this.#company(company)).people.get(person);
  }

  async many(company: string, ids: readonly string[]): Promise<PersonRow[]> {
    const { people } = await this.#company(company);
    return ids.map((id) => people.get(id)).filter((person) => person !== undefined);
  }

  /** Who bears a handle, given as it is compared. */
  async bearerOf(company: string, handle: string): Promise<string | undefined> {
    return (await this.#company(company)).bearers.get(handle);
  }

  /** All people by name. Do not change the array. */
  async sorted(company: string): Promise<readonly PersonRow[]> {
    const known = await this.#company(company);
    known.sorted ??= [...known.people.values()].sort((a, b) => compare(a.name, b.name) || compare(a.person, b.person));
    return known.sorted;
  }

  async changes(company: string): Promise<number> {
    return (await this.#company(company)).changes;
  }

  async count(company: string): Promise<number> {
    const { people } = await this.#company(company);
    let count = 0;
    for (const person of people.values()) if (person.state === "active") count++;
    return count;
  }

  /** Best first: whole handle, beginning of a word, anywhere. */
  async find(company: string, words: string, limit: number, visible: (person: PersonRow) => boolean): Promise<PersonRow[]> {
    const needle = fold(words.trim());
    const ranked: { person: PersonRow; rank: number }[] = [];
    for (const person of await this.sorted(company)) {
      const rank = rankOf(person, needle);
      if (rank > 0 && visible(person)) ranked.push({ person, rank });
    }
    return ranked
      .sort((a, b) => b.rank - a.rank)
      .slice(0, limit)
      .map((r) => r.person);
  }

  /** Takes a row that this process just wrote, before the journal brings it. */
  async apply(row: PersonRow): Promise<void> {
    const known = await this.#company(row.company);
    const older = known.people.get(row.person);
    if (older && older.version >= row.version) return;
    if (older && older.handle !== row.handle && known.bearers.get(normaliseName(older.handle)) === row.person)
      known.bearers.delete(normaliseName(older.handle));
    known.people.set(row.person, row);
    if (older?.handle !== row.handle) known.bearers.set(normaliseName(row.handle), row.person);
    known.sorted = undefined;
    known.changes++;
    for (const listener of this.#listeners) listener(row.company, [row], known.changes);
  }

  forget(company: string): void {
    this.#companies.delete(company);
  }

  async #handle(changes: readonly Change[]): Promise<void> {
    for (const row of changes.flatMap((change) => change.rows)) if (this.#companies.has(row.key[0] as string)) await this.#applyRaw(row);
  }

  async #applyRaw(row: Row): Promise<void> {
    await this.apply(await this.#records.open(Person, row));
  }

  #company(company: string): Promise<Known> {
    let loading = this.#companies.get(company);
    if (!loading) {
      loading = this.#load(company);
      this.#companies.set(company, loading);
      loading.catch(() => this.#companies.delete(company));
    }
    return loading;
  }

  async #load(company: string): Promise<Known> {
    const people = new Map<string, PersonRow>();
    const bearers = new Map<string, string>();
    for await (const person of this.#records.all(Person, { company })) {
      people.set(person.person, person);
      bearers.set(normaliseName(person.handle), person.person);
    }
    return { people, bearers, sorted: undefined, changes: people.size };
  }
}

const collator = new Intl.Collator(["en", "fr"], { sensitivity: "base", numeric: true });
const compare = (a: string, b: string): number => collator.compare(a, b);
export const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function rankOf(person: PersonRow, needle: string): number {
  if (needle === "") return 1;
  const handle = fold(person.handle);
  const name = fold(person.name);
  if (handle === needle || name === needle) return 5;
  if (handle.startsWith(needle)) return 4;
  if (name.startsWith(needle)) return 3;
  if (name.split(/[\s._-]+/u).some((word) => word.startsWith(needle))) return 2;
  return name.includes(needle) || handle.includes(needle) ? 1 : 0;
}

/** What a guest may see of people: himself and who shares a channel with him. */
export type SharedPeople = (actor: PersonActor) => Promise<ReadonlySet<string> | "all">;
