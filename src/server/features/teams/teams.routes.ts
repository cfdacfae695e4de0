import { teams as contract } from "../../../contract/index.ts";
import { done, personRoute, type Route } from "../../http/index.ts";
import type { Teams } from "./teams.service.ts";

export const teamRoutes = (teams: Teams): Route[] => [
  personRoute(contract.listTeams, (actor) => teams.list(actor)),
  personRoute(contract.createTeam, (actor, { body, operation }) => teams.create(actor, body.name, operation)),
  personRoute(contract.renameTeam, (actor, { params, body, operation }) => teams.rename(actor, params.team, body.name, operation)),
  personRoute(contract.listTeamMembers, (actor, { params }) => teams.members(actor, params.team)),
  personRoute(contract.setTeamMember, async (actor, { params, body, operation }) => {
    await teams.setMember(actor, params.team, params.person, body.role, operation);
    return done;
  }),
  personRoute(contract.removeTeamMember, async (actor, { params, operation }) => {
    await teams.removeMember(actor, params.team, params.person, operation);
    return done;
  }),
];
