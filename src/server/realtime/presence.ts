import type { ServerFrame } from "../../contract/index.ts";
import type { ChannelView } from "../features/channels/index.ts";
import { type PeopleDirectory, type PersonRow, presentPerson } from "../features/people/index.ts";
import type { Connection, Place, Standing } from "./connection.ts";
import type { Crowd } from "./crowd.ts";
import { encodeFrame } from "./frames.ts";

type PresenceFrame = Extract<ServerFrame, { type: "presence" }>;

const nobody: Standing = new Map();
/** People told of in one frame; the others come with the next tick. */
const mostPeople = 500;

export interface PresenceDeps {
  readonly crowd: Crowd;
  readonly view: ChannelView;
  readonly directory: PeopleDirectory;
}

/** Tells who is here or away, and what of people changed, to those who may see them: members see everybody, guests whom they share a channel with. */
export class Presence {
  readonly #d: PresenceDeps;
  /** Company → who the members were told to be here. */
  readonly #told = new Map<string, Standing>();
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
      if (!connection.hearsOfPeople) continue;
      for (const [company, place] of connection.places)
        if (seesSome(place) && (companies.includes(company) || !place.visible)) await this.#tellGuest(connection, company, place);
    }
    for (const company of [...this.#changedPeople.keys()]) await this.#tellPeople(company);
  }

  /** Everybody whom the client may see here. */
  async tellWhole(connection: Connection): Promise<void> {
    if (!connection.hearsOfPeople) return;
    for (const [company, place] of connection.places) {
      if (seesSome(place)) await this.#tellGuest(connection, company, place, true);
      else connection.send({ ...changes(company, this.#told.get(company) ?? nobody, nobody), whole: true });
    }
  }

  #tellMembers(company: string): void {
    const standing = this.#d.crowd.standing(company);
    const diff = changes(company, standing, this.#told.get(company) ?? nobody);
    if (standing.size === 0) this.#told.delete(company);
    else this.#told.set(company, standing);
    if (isEmpty(diff)) return;
    const frame = encodeFrame(diff);
    for (const connection of this.#d.crowd.ofCompany(company)) {
      const place = connection.places.get(company);
      if (place && !seesSome(place) && connection.isSynced && connection.hearsOfPeople) connection.write(frame);
    }
  }

  async #tellGuest(connection: Connection, company: string, place: Place, whole = false): Promise<void> {
    const visible = await this.#visible(connection, place);
    if (!connection.isSynced || connection.places.get(company) !== place) return;
    const standing: Standing = new Map([...this.#d.crowd.standing(company)].filter(([person]) => visible.has(person)));
    const diff = changes(company, standing, whole ? nobody : place.shown);
    place.shown = standing;
    if (whole) connection.send({ ...diff, whole });
    else if (!isEmpty(diff)) connection.send(diff);
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
      if (!place || !connection.hearsOfPeople) continue;
      if (!seesSome(place)) {
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

function changes(company: string, now: Standing, told: Standing): PresenceFrame {
  const changed = [...now.keys()].filter((person) => now.get(person) !== told.get(person));
  return {
    type: "presence",
    company,
    here: changed.filter((person) => now.get(person) === "here"),
    away: changed.filter((person) => now.get(person) === "away"),
    gone: [...told.keys()].filter((person) => !now.has(person)),
  };
}

const isEmpty = ({ here, away, gone }: PresenceFrame): boolean => here.length + away.length + gone.length === 0;
/** A guest, and a program whose token is made for some teams. */
const seesSome = ({ actor }: Place): boolean => actor.role === "guest" || (actor.token !== undefined && actor.token.teams !== null);
