/** Wires people of a company: whom they see, and what ends with who goes. */
import type { Accounts } from "./features/accounts/index.ts";
import type { Channels, ChannelView } from "./features/channels/index.ts";
import type { Companies } from "./features/companies/index.ts";
import { createPeople, type Handles, type PeopleDirectory } from "./features/people/index.ts";
import type { Teams } from "./features/teams/index.ts";
import type { Tokens } from "./features/tokens/index.ts";
import { type PersonActor, Refusal } from "./http/index.ts";
import type { JournalFeed } from "./platform/jobs/index.ts";
import type { SealedStore } from "./platform/records/sealed.ts";

export interface PeopleComposition {
  readonly records: SealedStore;
  readonly now: () => number;
  readonly feed: JournalFeed;
  readonly directory: PeopleDirectory;
  readonly handles: Handles;
  readonly accounts: Accounts;
  readonly companies: Companies;
  readonly view: ChannelView;
  /** What is wired after people, and knows them. */
  readonly after: () => { readonly teams: Teams; readonly tokens: Tokens; readonly channels: Channels };
  /** Puts a newcomer into the company's first channel. */
  readonly welcome: (company: string, person: string) => Promise<void>;
  readonly settled: () => Promise<void>;
}

export function composePeople({ records, now, feed, directory, handles, accounts, companies, view, after, welcome, settled }: PeopleComposition) {
  /** Members see everybody; a guest sees who shares a channel with him, a token of teams also who is in them. */
  const shared = async (actor: PersonActor): Promise<ReadonlySet<string> | "all"> => {
    const { token } = actor;
    if (actor.role !== "guest" && (!token || token.teams === null)) return "all";
    const channels = await view.mine(actor);
    const members = await Promise.all(channels.map((channel) => view.membersOf(actor.company, channel.id)));
    const seen = new Set([actor.person, ...members.flat()]);
    const { teams } = after();
    for (const team of actor.role === "guest" ? [] : (token?.teams ?? [])) for await (const person of teams.membersOf(actor.company, team)) seen.add(person);
    return seen;
  };
  /** A person with the rights that he has now, for what is done in his name while he is away. */
  const actorOf = async (company: string, person: string): Promise<PersonActor | undefined> => {
    const account = (await companies.personRows.get({ company, person }))?.account;
    if (!account || (await accounts.accounts.find(account))?.state !== "active") return undefined;
    return companies.enterCompany(
      { account, session: "", installationOwner: false, isConfirmed: false, isStrong: true, vouched: company, origin: { address: "", userAgent: "" } },
      company,
    );
  };
  /** Takes a person out of every channel and team of the company, and ends his tokens. */
  const endWhatIsHeld = async (company: string, person: string): Promise<void> => {
    const { tokens, channels, teams } = after();
    await tokens.service.revokeAllOf(company, person);
    // Which channels those are is a projection: it must have heard of the last one.
    await feed.settled(5000);
    for (const channel of await view.idsOf(company, person)) await channels.setMemberAs(company, channel, person, "removed");
    await teams.removeEverywhere(company, person);
  };
  const people = createPeople({
    records,
    directory,
    handles,
    rows: companies.personRows,
    shared,
    countAdministrators: companies.countAdministrators,
    now,
    onRole: (account) => accounts.sessions.outdate(account),
    onGuest: (company, person) => after().teams.removeEverywhere(company, person),
    onBack: async ({ account, company, person, role }) => {
      if (account) await companies.link(account, company, person);
      if (role !== "guest") await welcome(company, person);
      await settled();
    },
    onTakenOut: async (person) => {
      if (person.account) await companies.unlink(person.account, person.company);
      await endWhatIsHeld(person.company, person.person);
      await settled();
    },
  });
  const requirePerson = async (actor: PersonActor, person: string): Promise<void> => {
    const row = await people.openPerson(actor, person);
    if (row.state !== "active" || (row.kind !== "person" && row.kind !== "service")) throw new Refusal("person_not_found");
  };
  return { people, shared, actorOf, endWhatIsHeld, requirePerson };
}
