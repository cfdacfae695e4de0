import { people as contract } from "../../../contract/index.ts";
import { accountRoute, type Call, done, personRoute, type Route } from "../../http/index.ts";
import { type People, present } from "./people.service.ts";
import type { Stewardship } from "./people.stewardship.ts";

export const peopleRoutes = (
  people: People,
  stewardship: Stewardship,
  membersOf: (company: string, channel: string, by: Parameters<People["list"]>[0]) => Promise<ReadonlySet<string>>,
): Route[] => {
  /** The account of the person in the path; the installation's log says that it is done to it. */
  const concerned = async ({ params, concern }: Pick<Call<typeof contract.endPersonSessions>, "params" | "concern">): Promise<string> => {
    const account = await stewardship.accountOf(params);
    await concern({ subject: account });
    return account;
  };
  return [
    personRoute(contract.listPeople, (actor, { query }) => people.list(actor, query)),
    personRoute(contract.findPeople, async (actor, { body }) =>
      people.find(actor, body, body.channel ? await membersOf(actor.company, body.channel, actor) : undefined),
    ),
    personRoute(contract.getPerson, async (actor, { params }) => present(await people.openPerson(actor, params.person))),
    personRoute(contract.updateMyProfile, (actor, { body }) => people.updateProfile(actor, body)),
    personRoute(contract.setPersonRole, (actor, { params, body, operation }) => people.setRole(actor, params.person, body.role, operation)),
    personRoute(contract.listOwned, (actor, { params }) => stewardship.owned(actor, params.person)),
    personRoute(contract.handOver, (actor, { params, body }) => stewardship.handOver(actor, params.person, body.to)),
    accountRoute(contract.listPersonSessions, async (actor, { params }) => stewardship.sessions(actor, await stewardship.accountOf(params))),
    accountRoute(contract.endPersonSessions, async (_actor, call) => {
      await stewardship.signOut(await concerned(call));
      return done;
    }),
    accountRoute(contract.endPersonSession, async (_actor, call) => {
      await stewardship.endSession(await concerned(call), call.params.session, call.operation);
      return done;
    }),
    accountRoute(contract.makeResetLink, async (_actor, call) => stewardship.resetLink(await concerned(call), call.body.mail)),
    personRoute(contract.disablePerson, async (actor, { params, operation }) => {
      await people.disable(actor, params.person, operation);
      return done;
    }),
  ];
};
