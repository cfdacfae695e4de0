import { teams as contract } from "../../../contract/index.ts";
import { done, personRoute, type Route } from "../../http/index.ts";
import type { Teams } from "./teams.service.ts";

export const teamRoutes = (teams: Teams): Route[] => [
  personRoute(contract.listTeams, (actor) => teams.list(actor)),
  personRoute(contract.createTeam, (actor, { body, operation }) => teams.create(actor, body.name, operation)),
  personRoute(contract.renameTeam, (actor, { params, body }) => teams.rename(actor, params.team, body.name)),
  personRoute(contract.listTeamMembers, (actor, { params }) => teams.members(actor, params.team)),
  personRoute(contract.setTeamMember, async (actor, { params, body }) => {
    await teams.setMember(actor, params.team, params.person, body.role);
    return done;
  }),
  personRoute(contract.removeTeamMember, async (actor, { params }) => {
    await teams.removeMember(actor, params.team, params.person);
    return done;
  }),
];
