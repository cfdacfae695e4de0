import type { PersonActor } from "../http/index.ts";
import type { Connection, Standing } from "./connection.ts";

const nobody: ReadonlySet<Connection> = new Set();

/** Who is connected: by account, and by company and person. */
export class Crowd {
  readonly all = new Set<Connection>();
  /** Companies in which somebody came, went or became away since the last look. */
  readonly changed = new Set<string>();
  readonly #accounts = new Map<string, Set<Connection>>();
  readonly #companies = new Map<string, Map<string, Set<Connection>>>();

  add(connection: Connection): void {
    this.all.add(connection);
    entry(this.#accounts, connection.account, () => new Set<Connection>()).add(connection);
  }

  remove(connection: Connection): void {
    this.all.delete(connection);
    for (const company of [...connection.places.keys()]) this.leave(connection, company);
    const own = this.#accounts.get(connection.account);
    own?.delete(connection);
    if (own?.size === 0) this.#accounts.delete(connection.account);
  }

  /** The connection acts as a person of a company, or in another role than before. */
  enter(connection: Connection, actor: PersonActor): void {
    const { company, person } = actor;
    const place = connection.places.get(company);
    connection.places.set(company, { actor, visible: undefined, shown: place?.shown ?? new Map() });
    const people = entry(this.#companies, company, () => new Map<string, Set<Connection>>());
    if (!place || !people.has(person)) this.changed.add(company);
    entry(people, person, () => new Set<Connection>()).add(connection);
  }

  leave(connection: Connection, company: string): void {
    const place = connection.places.get(company);
    if (!place) return;
    connection.places.delete(company);
    const people = this.#companies.get(company);
    const own = people?.get(place.actor.person);
    own?.delete(connection);
    this.changed.add(company);
    if (own?.size !== 0) return;
    people?.delete(place.actor.person);
    if (people?.size === 0) this.#companies.delete(company);
  }

  ofAccount(account: string): ReadonlySet<Connection> {
    return this.#accounts.get(account) ?? nobody;
  }

  ofPerson(company: string, person: string): ReadonlySet<Connection> {
    return this.#companies.get(company)?.get(person) ?? nobody;
  }

  *ofCompany(company: string): Generator<Connection> {
    for (const own of this.#companies.get(company)?.values() ?? []) yield* own;
  }

  setAway(connection: Connection, isAway: boolean): void {
    if (connection.isAway === isAway) return;
    connection.isAway = isAway;
    for (const company of connection.places.keys()) this.changed.add(company);
  }

  /** The people of a company who are at a connection. */
  standing(company: string): Standing {
    const people = [...(this.#companies.get(company) ?? [])].map(([person, own]) => [person, [...own].filter(({ isAtHand }) => isAtHand)] as const);
    return new Map(people.flatMap(([person, own]) => (own.length === 0 ? [] : [[person, own.every(({ isAway }) => isAway) ? "away" : "here"]])));
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
