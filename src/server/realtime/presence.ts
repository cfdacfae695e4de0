import type { ServerFrame } from "../../contract/index.ts";
import type { ChannelView } from "../features/channels/index.ts";
import { type PeopleDirectory, type PersonRow, presentPerson } from "../features/people/index.ts";
import type { Connection, Place } from "./connection.ts";
import type { Crowd } from "./crowd.ts";
import { encodeFrame } from "./frames.ts";

/** People told of in one frame; the others come with the next tick. */
const mostPeople = 500;

export interface PresenceDeps {
  readonly crowd: Crowd;
  readonly view: ChannelView;
  readonly directory: PeopleDirectory;
}

/** Tells who is here, and what of people changed, to those who may see them: members see everybody, guests whom they share a channel with. */
export class Presence {
  readonly #d: PresenceDeps;
  /** Company → who the members were told to be here. */
  readonly #told = new Map<string, Set<string>>();
  readonly #changedPeople = new Map<string, Map<string, PersonRow>>();

  constructor(d: PresenceDeps) {
    this.#d = d;
    d.directory.onChange((company, rows) => {
      const changed = this.#changedPeople.get(company) ?? new Map<string, PersonRow>();
      for (const row of rows) changed.set(row.person, row);
      this.#changedPeople.set(company, changed);
    });
  }

  /** Once per second. */
  async tick(): Promise<void> {
    const companies = [...this.#d.crowd.changed];
    this.#d.crowd.changed.clear();
    for (const company of companies) this.#tellMembers(company);
    for (const connection of this.#d.crowd.all) {
      for (const [company, place] of connection.places)
        if (isGuest(place) && (companies.includes(company) || !place.visible)) await this.#tellGuest(connection, company, place);
    }
    for (const company of [...this.#changedPeople.keys()]) await this.#tellPeople(company);
  }

  /** Everybody whom the client may see here. */
  async tellWhole(connection: Connection): Promise<void> {
    for (const [company, place] of connection.places) {
      if (isGuest(place)) await this.#tellGuest(connection, company, place, true);
      else connection.send({ type: "presence", company, here: [...(this.#told.get(company) ?? [])], gone: [], whole: true });
    }
  }

  #tellMembers(company: string): void {
    const here = this.#d.crowd.here(company);
    const told = this.#told.get(company) ?? new Set();
    if (here.size === 0) this.#told.delete(company);
    else this.#told.set(company, here);
    const diff: ServerFrame = { type: "presence", company, here: without(here, told), gone: without(told, here) };
    if (diff.here.length + diff.gone.length === 0) return;
    const frame = encodeFrame(diff);
    for (const connection of this.#d.crowd.ofCompany(company)) {
      const place = connection.places.get(company);
      if (place && !isGuest(place) && connection.isSynced) connection.write(frame);
    }
  }

  async #tellGuest(connection: Connection, company: string, place: Place, whole = false): Promise<void> {
    const visible = await this.#visible(connection, place);
    if (!connection.isSynced || connection.places.get(company) !== place) return;
    const here = new Set([...this.#d.crowd.here(company)].filter((person) => visible.has(person)));
    const told = whole ? new Set<string>() : place.shown;
    const diff: ServerFrame = { type: "presence", company, here: without(here, told), gone: without(told, here) };
    place.shown = here;
    if (whole) connection.send({ ...diff, whole });
    else if (diff.here.length + diff.gone.length > 0) connection.send(diff);
  }

  async #tellPeople(company: string): Promise<void> {
    const changed = this.#changedPeople.get(company) ?? new Map<string, PersonRow>();
    const rows = [...changed.values()].slice(0, mostPeople);
    for (const row of rows) changed.delete(row.person);
    if (changed.size === 0) this.#changedPeople.delete(company);
    const directory = await this.#d.directory.changes(company);
    const frame = encodeFrame({ type: "me.people", company, directory, people: rows.map(presentPerson) });
    for (const connection of [...this.#d.crowd.ofCompany(company)]) {
      const place = connection.places.get(company);
      if (!place) continue;
      if (!isGuest(place)) {
        connection.write(frame);
        continue;
      }
      const visible = await this.#visible(connection, place);
      const people = rows.filter(({ person }) => visible.has(person)).map(presentPerson);
      if (people.length > 0 && connection.places.get(company) === place) connection.send({ type: "me.people", company, directory, people });
    }
  }

  /** A guest himself, and who shares a channel with him. */
  #visible(connection: Connection, place: Place): Promise<ReadonlySet<string>> {
    const { company, person } = place.actor;
    place.visible ??= (async () => {
      const channels = [...connection.subscriptions.values()].filter(({ room }) => room.company === company).map(({ room }) => room.channel);
      const members = await Promise.all(channels.map((channel) => this.#d.view.membersOf(company, channel)));
      return new Set([person, ...members.flat()]);
    })();
    return place.visible;
  }
}

const without = (people: ReadonlySet<string>, others: ReadonlySet<string>): string[] => [...people].filter((person) => !others.has(person));
const isGuest = ({ actor }: Place): boolean => actor.role === "guest";
