import { operationId } from "../../../crypto/index.ts";
import { decideAgain, type Operation, type PersonActor, Refusal, reachesTeam, refuseOtherRequest } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import type { RowCache } from "../../platform/records/cache.ts";
import { derivedId } from "../../platform/records/ids.ts";
import { expect, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import type { PersonRow } from "../people/index.ts";
import { requireMayChange, requireTeamRole, type TeamRole } from "./teams.policy.ts";
import { Team, TeamMember } from "./teams.records.ts";

export interface TeamsDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly members: RowCache<typeof TeamMember>;
  readonly openPerson: (actor: PersonActor, person: string) => Promise<PersonRow>;
}

export type Teams = ReturnType<typeof createTeams>;
type TeamRow = Stored<typeof Team>;

export function createTeams(d: TeamsDeps) {
  async function roleOf(company: string, team: string, person: string): Promise<TeamRole | undefined> {
    const row = await d.members.get({ company, team, person });
    return row?.state === "active" ? row.role : undefined;
  }

  /** The one door: a team of the actor's company, or the same refusal for missing and forbidden. */
  async function openTeam(actor: PersonActor, team: string): Promise<TeamRow> {
    const row = reachesTeam(actor, team) ? await d.records.get(Team, { company: actor.company, team }) : undefined;
    if (!row) throw new Refusal("team_not_found");
    return row;
  }

  const present = (row: TeamRow, role: TeamRole | undefined) => ({ id: row.team, name: row.name, createdAt: row.createdAt, role: role ?? null });

  /** Makes a person an administrator of a team, without an actor's rights. */
  async function raise(company: string, team: string, person: string): Promise<void> {
    await decideAgain(async () => {
      const key = { company, team, person };
      const [row, standing] = await Promise.all([d.records.get(Team, { company, team }), d.records.get(TeamMember, key)]);
      if (!row || (standing?.state === "active" && standing.role === "administrator")) return true;
      const version = standing?.version ?? 0;
      const member = { ...key, role: "administrator", state: "active", since: d.clock.now() } as const;
      const outcome = await d.records.commit(
        operationId(),
        [expect(Team, row, row.version), expect(TeamMember, key, version)],
        [put(Team, { ...row, administrators: row.administrators + 1 }, row.version + 1), put(TeamMember, member, version + 1)],
      );
      return outcome.status === "applied";
    });
  }

  async function setMember(actor: PersonActor, team: string, person: string, role: TeamRole | undefined, operation: Operation): Promise<true> {
    return decideAgain(async () => {
      const row = await openTeam(actor, team);
      const mine = await d.records.get(TeamMember, { company: actor.company, team, person: actor.person });
      const own = mine?.state === "active" ? mine.role : undefined;
      const key = { company: actor.company, team, person };
      const standing = await d.records.get(TeamMember, key);
      const from = standing?.state === "active" ? standing.role : undefined;
      if (!(person === actor.person && role === undefined && from !== undefined)) requireMayChange(actor, own, from, role);
      if (from === role) return true;
      const administrators = row.administrators + Number(role === "administrator") - Number(from === "administrator");
      if (administrators < 1) throw new Refusal("last_owner");
      const member = { ...key, role: role ?? standing?.role ?? "member", state: role ? "active" : "removed", since: d.clock.now() } as const;
      const done = await d.records.commit(
        operation.id,
        [
          expect(Team, row, row.version),
          expect(TeamMember, key, standing?.version ?? 0),
          expect(TeamMember, { ...key, person: actor.person }, mine?.version ?? 0),
        ],
        [put(Team, { ...row, administrators }, row.version + 1), put(TeamMember, member, (standing?.version ?? 0) + 1)],
      );
      return done.status === "applied";
    });
  }

  /** Teams that a person alone administers. */
  async function administered(company: string, person: string): Promise<string[]> {
    const found: string[] = [];
    for await (const { team, administrators } of d.records.all(Team, { company })) {
      if (administrators === 1 && (await roleOf(company, team, person)) === "administrator") found.push(team);
    }
    return found;
  }

  return {
    /** What a person administers, and giving it on: the heir becomes an administrator beside him. */
    estate: {
      count: async (company: string, person: string) => (await administered(company, person)).length,

      async give(company: string, from: string, to: string): Promise<void> {
        for (const team of await administered(company, from)) await raise(company, team, to);
      },
    },

    openTeam,
    roleOf,

    /** The oldest team that bears the name. */
    async named(company: string, name: string): Promise<string | undefined> {
      let found: TeamRow | undefined;
      for await (const row of d.records.all(Team, { company }))
        if (row.name === name && row.createdAt < (found?.createdAt ?? Number.POSITIVE_INFINITY)) found = row;
      return found?.team;
    },

    /** Those of the ids that are teams which the actor may see: a guest sees none. */
    async known(actor: PersonActor, ids: readonly string[]): Promise<string[]> {
      if (actor.role === "guest") return [];
      const reached = ids.filter((team) => reachesTeam(actor, team));
      const rows = await Promise.all(reached.map((team) => d.records.find(Team, { company: actor.company, team })));
      return rows.flatMap((row) => (row ? [row.team] : []));
    },

    async *membersOf(company: string, team: string): AsyncGenerator<string> {
      for await (const row of d.records.all(TeamMember, { company, team })) if (row.state === "active") yield row.person;
    },

    async list(actor: PersonActor) {
      const teams: ReturnType<typeof present>[] = [];
      for await (const row of d.records.all(Team, { company: actor.company })) {
        if (reachesTeam(actor, row.team)) teams.push(present(row, await roleOf(actor.company, row.team, actor.person)));
      }
      return { teams: teams.sort((a, b) => a.name.localeCompare(b.name)) };
    },

    async create(actor: PersonActor, name: string, operation: Operation) {
      if (!reachesTeam(actor, null)) throw new Refusal("out_of_scope");
      const { company, person } = actor;
      const team = derivedId(d.records.keys.indexKey(company), "team", operation.id);
      const now = d.clock.now();
      const done = await d.records.commit(
        operation.id,
        [],
        [
          put(Team, { company, team, name, createdAt: now, administrators: 1 }),
          put(TeamMember, { company, team, person, role: "administrator", state: "active", since: now }),
        ],
        operation.digest,
      );
      refuseOtherRequest(done, operation);
      return present(await openTeam(actor, team), await roleOf(company, team, person));
    },

    async rename(actor: PersonActor, team: string, name: string, operation: Operation) {
      return decideAgain(async () => {
        const row = await openTeam(actor, team);
        const own = await roleOf(actor.company, team, actor.person);
        requireTeamRole(actor, own, "administrator");
        const next = { ...row, name, version: row.version + 1 };
        const done = await d.records.commit(operation.id, [expect(Team, row, row.version)], [put(Team, next, next.version)]);
        return done.status === "applied" && present(next, own);
      });
    },

    async members(actor: PersonActor, team: string) {
      await openTeam(actor, team);
      const members: { person: string; role: TeamRole; since: number }[] = [];
      for await (const row of d.records.all(TeamMember, { company: actor.company, team })) {
        if (row.state === "active") members.push({ person: row.person, role: row.role, since: row.since });
      }
      return { members };
    },

    async setMember(actor: PersonActor, team: string, person: string, role: TeamRole, operation: Operation): Promise<void> {
      await openTeam(actor, team);
      const row = await d.openPerson(actor, person);
      // A guest sees only what is shared with him, so he cannot stand in a team.
      if (row.state !== "active" || row.role === "guest") throw new Refusal("person_not_found");
      await setMember(actor, team, person, role, operation);
    },

    /** Who leaves the company or becomes a guest leaves its teams, even as their last administrator: the company's stand above. */
    async removeEverywhere(company: string, person: string): Promise<void> {
      for await (const { team } of d.records.all(Team, { company })) {
        await decideAgain(async () => {
          const key = { company, team, person };
          const [row, standing] = await Promise.all([d.records.get(Team, { company, team }), d.records.get(TeamMember, key)]);
          if (!row || standing?.state !== "active") return true;
          const administrators = Math.max(0, row.administrators - Number(standing.role === "administrator"));
          const done = await d.records.commit(
            operationId(),
            [expect(Team, row, row.version), expect(TeamMember, key, standing.version)],
            [
              put(Team, { ...row, administrators }, row.version + 1),
              put(TeamMember, { ...standing, state: "removed", since: d.clock.now() }, standing.version + 1),
            ],
          );
          return done.status === "applied";
        });
      }
    },

    async removeMember(actor: PersonActor, team: string, person: string, operation: Operation): Promise<void> {
      await openTeam(actor, team);
      await setMember(actor, team, person, undefined, operation);
    },
  };
}
