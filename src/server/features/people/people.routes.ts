import { people as contract } from "../../../contract/index.ts";
import { accountRoute, done, personRoute, type Route } from "../../http/index.ts";
import { type People, present } from "./people.service.ts";
import type { Stewardship } from "./people.stewardship.ts";

export const peopleRoutes = (
  people: People,
  stewardship: Stewardship,
  membersOf: (company: string, channel: string, by: Parameters<People["list"]>[0]) => Promise<ReadonlySet<string>>,
): Route[] => [
  personRoute(contract.listPeople, (actor, { query }) => people.list(actor, query)),
  personRoute(contract.findPeople, async (actor, { body }) =>
    people.find(actor, body, body.channel ? await membersOf(actor.company, body.channel, actor) : undefined),
  ),
  personRoute(contract.getPerson, async (actor, { params }) => present(await people.openPerson(actor, params.person))),
  personRoute(contract.updateMyProfile, (actor, { body }) => people.updateProfile(actor, body)),
  personRoute(contract.setPersonRole, (actor, { params, body, operation }) => people.setRole(actor, params.person, body.role, operation)),
  personRoute(contract.listOwned, (actor, { params }) => stewardship.owned(actor, params.person)),
  personRoute(contract.handOver, (actor, { params, body }) => stewardship.handOver(actor, params.person, body.to)),
  accountRoute(contract.listPersonSessions, (actor, { params }) => stewardship.sessions(actor, params)),
  accountRoute(contract.endPersonSessions, async (_actor, { params }) => {
    await stewardship.signOut(params);
    return done;
  }),
  accountRoute(contract.endPersonSession, async (_actor, { params, operation }) => {
    await stewardship.endSession(params, operation);
    return done;
  }),
  accountRoute(contract.makeResetLink, (_actor, { params, body }) => stewardship.resetLink(params, body.mail)),
  personRoute(contract.disablePerson, async (actor, { params, operation }) => {
    await people.disable(actor, params.person, operation);
    return done;
  }),
];
