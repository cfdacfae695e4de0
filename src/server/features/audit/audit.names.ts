import type { PersonActor } from "../../http/index.ts";

export interface NameDeps {
  readonly account: (account: string) => Promise<string | undefined>;
  readonly company: (company: string) => Promise<string | undefined>;
  readonly people: (company: string, ids: readonly string[]) => Promise<readonly { readonly person: string; readonly name: string }[]>;
  readonly channel: (company: string, channel: string) => Promise<string | undefined>;
  readonly team: (company: string, team: string) => Promise<string | undefined>;
}

/**
 * What the ids of entries are called. They are ids of entries as the reader may see them: of a private channel that is not his none is
 * among them.
 */
export const createAuditNames =
  (d: NameDeps) =>
  async (actor: PersonActor | undefined, ids: readonly string[]): Promise<Record<string, string>> => {
    if (!actor) return named(ids, async (id) => (await d.account(id)) ?? (await d.company(id)));
    const { company } = actor;
    const people = new Map((await d.people(company, ids)).map(({ person, name }) => [person, name]));
    return named(ids, async (id) => {
      if (people.has(id)) return people.get(id);
      const channel = await d.channel(company, id);
      if (channel !== undefined) return channel && `#${channel}`;
      return id === company ? d.company(id) : d.team(company, id);
    });
  };

async function named(ids: readonly string[], nameOf: (id: string) => Promise<string | undefined>): Promise<Record<string, string>> {
  const found = await Promise.all(ids.map(async (id) => [id, await nameOf(id)] as const));
  return Object.fromEntries(found.filter((pair): pair is [string, string] => Boolean(pair[1])));
}
