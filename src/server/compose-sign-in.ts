/** Wires signing in by other servers, directories among them: what they may see and change of accounts, companies and their people. */
import type { EgressPurpose } from "../contract/index.ts";
import type { Accounts } from "./features/accounts/index.ts";
import type { Companies, CompanySecurityService } from "./features/companies/index.ts";
import { createConnections } from "./features/connections/index.ts";
import { createDirectories } from "./features/directories/index.ts";
import type { Factors } from "./features/factors/index.ts";
import type { Letters } from "./features/mail/index.ts";
import type { createStewardship, People, PeopleDirectory } from "./features/people/index.ts";
import type { Trail } from "./http/index.ts";
import type { Clock } from "./platform/clock/index.ts";
import type { Egress } from "./platform/egress/index.ts";
import type { SealedStore } from "./platform/records/sealed.ts";

export interface SignInComposition {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly egress: Egress;
  readonly trail: Trail;
  readonly url: () => string;
  readonly letters: Letters;
  readonly accounts: Accounts;
  readonly companies: Companies;
  readonly security: CompanySecurityService;
  readonly factors: Factors;
  readonly people: People;
  readonly stewardship: ReturnType<typeof createStewardship>;
  readonly directory: PeopleDirectory;
  /** Undefined where nothing is mailed. */
  readonly mailServer: string | undefined;
  /** Puts a newcomer into the company's first channel. */
  readonly welcome: (company: string, person: string) => Promise<void>;
  readonly settled: () => Promise<void>;
  readonly onError: (where: string, error: unknown) => void;
}

export function composeSignIn({
  accounts,
  companies,
  security,
  factors,
  people,
  stewardship,
  directory,
  welcome,
  settled,
  mailServer,
  ...o
}: SignInComposition) {
  const activeIn = async (company: string) => (await directory.sorted(company)).filter(({ state }) => state === "active");
  const administratorsOf = async (company: string) => {
    const people = (await activeIn(company)).filter(({ role }) => role === "administrator");
    const rows = await Promise.all(people.map(({ person }) => companies.personRows.get({ company, person })));
    return rows.flatMap((row) => row?.account ?? []);
  };
  const shared = {
    ...o,
    accounts,
    admit: async (company: string, account: string, role: "guest" | "member"): Promise<string | undefined> => {
      const person = await companies.admit(account, company, role);
      if (person !== undefined && role !== "guest") await welcome(company, person);
      await settled();
      return person;
    },
    describe: accounts.accounts.describe.bind(accounts.accounts),
  };
  const connections = createConnections({
    ...shared,
    secondWaysOf: (account) => factors.factors.waysOf(account),
    personIn: async (company, account) => {
      const person = await companies.standingOf(account, company);
      return person?.state === "active" ? person.person : undefined;
    },
    companiesOf: (account) => companies.of(account),
    keepersOf: async (holder) => {
      const ids = holder === o.records.installation ? await accounts.owners.list() : await administratorsOf(holder);
      const found = await Promise.all(ids.map((account) => accounts.accounts.find(account)));
      return found.flatMap((one) =>
        one && one.email !== null && one.emailConfirmedAt !== null ? [{ account: one.account, to: one.email, language: one.mailLanguage ?? "en" }] : [],
      );
    },
    companyName: async (company) => (await companies.find(company))?.name,
    rule: { get: security.comeBy, set: security.setComeBy },
    administrators: async (company, among) =>
      (await activeIn(company)).filter(({ person, role }) => role === "administrator" && among.includes(person)).map(({ person }) => person),
    accountsOf: async (company, after, limit) => {
      const all = await activeIn(company);
      const from = all.findIndex(({ person }) => person === after) + 1;
      const page = all.slice(from, from + limit);
      const rows = await Promise.all(page.map(({ person }) => companies.personRows.get({ company, person })));
      const accounts = rows.flatMap((row) => (row?.account ? [{ person: row.person, account: row.account }] : []));
      return { accounts, next: from + limit < all.length ? (page.at(-1)?.person ?? null) : null };
    },
    hasOtherWay: async (account) =>
      (await accounts.credentials.changedAt(account)) !== undefined || (await factors.factors.list(account)).some(({ kind }) => kind === "passkey"),
  });
  const directories = createDirectories({
    ...shared,
    connections,
    standingOf: companies.standingOf,
    endReaching: accounts.sessions.endReaching.bind(accounts.sessions),
    isLastAdministrator: companies.isLastAdministrator,
    follow: people.follow,
    takeOut: (company, person, operation) => people.takeOut(company, person, "disabled", operation.id),
    owned: (company, person) => stewardship.ownedBy(company, person),
    nameOf: async (company, person) => (await directory.get(company, person))?.name ?? "",
  });
  /** Names of the other servers that this one was told to connect to, for this company or for all. */
  const outgoing = async (company: string): Promise<Record<EgressPurpose, string[]>> => {
    const { providers, domains } = await connections.peersOf(company);
    const peers = { "sign-in": [...providers], directory: await directories.peersOf(company), mail: mailServer === undefined ? [] : [mailServer] };
    return { ...peers, names: [...o.egress.nameServersFor([...Object.values(peers).flat(), ...domains])] };
  };
  return { connections, directories, outgoing };
}
