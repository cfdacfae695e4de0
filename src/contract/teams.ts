import { z } from "zod";
import { Done, Id, Instant, limits, shortText } from "./common.ts";
import { administrator, endpoint, member, toRead, toWrite } from "./define.ts";

const company = z.object({ company: Id });
const team = company.extend({ team: Id });
const TeamRole = z.enum(["member", "manager", "administrator"]);

export const Team = z.object({ id: Id, name: z.string(), createdAt: Instant, role: TeamRole.nullable() });

export const teams = {
  listTeams: endpoint("GET", "/api/companies/:company/teams", "The teams of the company; `role` is the caller's own.", member, {
    token: toRead("teams"),
    params: company,
    reply: z.object({ teams: z.array(Team) }),
  }),
  createTeam: endpoint("POST", "/api/companies/:company/teams", "Makes a team; the caller becomes its administrator.", administrator, {
    token: toWrite("teams"),
    params: company,
    body: z.object({ name: shortText(limits.name) }),
    audit: { action: "team.create" },
    reply: Team,
  }),
  renameTeam: endpoint("PATCH", "/api/companies/:company/teams/:team", "Renames a team. Team administrators.", member, {
    token: toWrite("teams"),
    params: team,
    body: z.object({ name: shortText(limits.name) }),
    audit: { action: "team.rename", object: "team" },
    reply: Team,
  }),
  listTeamMembers: endpoint("GET", "/api/companies/:company/teams/:team/members", "Who is in the team.", member, {
    token: toRead("teams"),
    params: team,
    reply: z.object({ members: z.array(z.object({ person: Id, role: TeamRole, since: Instant })) }),
  }),
  setTeamMember: endpoint(
    "PUT",
    "/api/companies/:company/teams/:team/members/:person",
    "Adds a person to the team, or changes the role there. Team administrators; managers may add members.",
    member,
    {
      token: toWrite("teams"),
      params: team.extend({ person: Id }),
      body: z.object({ role: TeamRole }),
      audit: { action: "team.member.set", object: "team", subject: "person", details: ["role"] },
      reply: Done,
    },
  ),
  removeTeamMember: endpoint("DELETE", "/api/companies/:company/teams/:team/members/:person", "Takes a person out of the team, or leaves it.", member, {
    token: toWrite("teams"),
    params: team.extend({ person: Id }),
    audit: { action: "team.member.remove", object: "team", subject: "person" },
    reply: Done,
  }),
};
