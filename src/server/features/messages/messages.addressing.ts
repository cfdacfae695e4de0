import type { PersonActor } from "../../http/index.ts";
import type { ChannelAccess } from "../channels/index.ts";
import { addressesAll, mentionedIn } from "./messages.mentions.ts";

/** A team with more members than this in the channel is addressed by one row for all of them. */
export const largestMentioned = 50;
/** So is every further team of one message. */
const mostTeams = 20;

export interface AddressingDeps {
  readonly access: ChannelAccess;
  /** Those of the ids that are people of the company whom the actor may address. */
  readonly people: (actor: PersonActor, ids: readonly string[]) => Promise<string[]>;
  /** Those of the ids that are teams which the actor may see. */
  readonly teams: (actor: PersonActor, ids: readonly string[]) => Promise<string[]>;
  readonly teamMembers: (company: string, team: string) => AsyncIterable<string>;
}

/** Whom a text addresses. */
export interface Addressed {
  /** One by one: people, and the members of small teams. */
  readonly mentions: string[];
  readonly teams: string[];
  /** By one row for many. */
  readonly large: string[];
  readonly isToAll: boolean;
}

export type Addressing = ReturnType<typeof createAddressing>;

export function createAddressing(d: AddressingDeps) {
  /** The team's members in the channel, but for the author: at most one more than are mentioned. */
  async function membersHere({ company, person: author }: PersonActor, channel: string, team: string): Promise<string[]> {
    const members: string[] = [];
    for await (const person of d.teamMembers(company, team)) {
      if (person === author || (await d.access.member(company, channel, person))?.state !== "active") continue;
      members.push(person);
      if (members.length > largestMentioned) break;
    }
    return members;
  }

  return async function addressed(actor: PersonActor, channel: string, text: string): Promise<Addressed> {
    const ids = mentionedIn(text);
    const mentions = new Set(await d.people(actor, ids));
    const teams = await d.teams(
      actor,
      ids.filter((id) => !mentions.has(id)),
    );
    const large = teams.slice(mostTeams);
    for (const team of teams.slice(0, mostTeams)) {
      const members = await membersHere(actor, channel, team);
      if (members.length > largestMentioned) large.push(team);
      else for (const person of members) mentions.add(person);
    }
    return { mentions: [...mentions], teams, large, isToAll: addressesAll(text) };
  };
}
