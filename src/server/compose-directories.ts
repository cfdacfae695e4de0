/** Wires directories: what they may see and change of accounts, companies and their people. */

import type { Accounts } from "./features/accounts/index.ts";
import type { Companies, CompanySecurityService } from "./features/companies/index.ts";
import type { Connections } from "./features/connections/index.ts";
import { createDirectories } from "./features/directories/index.ts";
import type { createStewardship, People, PeopleDirectory } from "./features/people/index.ts";
import { Refusal, type Trail } from "./http/index.ts";
import type { Clock } from "./platform/clock/index.ts";
import type { Egress } from "./platform/egress/index.ts";
import type { SealedStore } from "./platform/records/sealed.ts";

export interface DirectoriesComposition {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly egress: Egress;
  readonly trail: Trail;
  readonly accounts: Accounts;
  readonly companies: Companies;
  readonly security: CompanySecurityService;
  readonly people: People;
  readonly stewardship: ReturnType<typeof createStewardship>;
  readonly connections: Connections;
  readonly directory: PeopleDirectory;
  /** Puts a newcomer into the company's first channel. */
  readonly welcome: (company: string, person: string) => Promise<void>;
  readonly settled: () => Promise<void>;
  readonly onError: (where: string, error: unknown) => void;
}

export function composeDirectories({
  accounts,
  companies,
  security,
  people,
  stewardship,
  connections,
  directory,
  welcome,
  settled,
  ...o
}: DirectoriesComposition) {
  return createDirectories({
    ...o,
    accounts,
    connections,
    standingOf: companies.standingOf,
    isLastAdministrator: companies.isLastAdministrator,
    admit: async (company, account, role) => {
      const person = await companies.admit(account, company, role);
      if (person !== undefined && role !== "guest") await welcome(company, person);
      await settled();
      return person;
    },
    follow: people.follow,
    takeOut: (company, person, operation) => people.takeOut(company, person, "disabled", operation.id),
    endReaching: (account, company) => accounts.sessions.endReaching(account, company),
    owned: (company, person) => stewardship.ownedBy(company, person),
    nameOf: async (company, person) => (await directory.get(company, person))?.name ?? "",
    describe: (account, reach) => accounts.accounts.describe(account, reach),
    requireNoRule: async (company) => {
      if ((await security.comeBy(company)).required && (await connections.connections.ways(company)).length <= 1) throw new Refusal("last_way_in");
    },
    endAll: async (company) => {
      for (const { person } of await directory.sorted(company)) {
        const account = (await companies.personRows.get({ company, person }))?.account;
        if (account) await accounts.sessions.endReaching(account, company);
      }
    },
  });
}
