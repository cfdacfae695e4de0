/** Wires signing in by other servers: what it may see of accounts, companies and their people. */

import type { Accounts } from "./features/accounts/index.ts";
import type { Companies, CompanySecurityService } from "./features/companies/index.ts";
import { createConnections } from "./features/connections/index.ts";
import type { Factors } from "./features/factors/index.ts";
import type { PeopleDirectory } from "./features/people/index.ts";
import type { Clock } from "./platform/clock/index.ts";
import type { Egress } from "./platform/egress/index.ts";
import type { SealedStore } from "./platform/records/sealed.ts";

export interface ConnectionsComposition {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly egress: Egress;
  readonly url: () => string;
  readonly accounts: Accounts;
  readonly companies: Companies;
  readonly security: CompanySecurityService;
  readonly factors: Factors;
  readonly directory: PeopleDirectory;
  /** Puts a newcomer into the company's first channel. */
  readonly welcome: (company: string, person: string) => Promise<void>;
  readonly settled: () => Promise<void>;
}

export function composeConnections({ accounts, companies, security, factors, directory, welcome, settled, ...o }: ConnectionsComposition) {
  const activeIn = async (company: string) => (await directory.sorted(company)).filter(({ state }) => state === "active");
  return createConnections({
    ...o,
    accounts,
    secondWaysOf: (account) => factors.factors.waysOf(account),
    personIn: async (company, account) => {
      const person = await companies.standingOf(account, company);
      return person?.state === "active" ? person.person : undefined;
    },
    admit: async (company, account, role) => {
      const person = await companies.admit(account, company, role);
      if (person !== undefined && role !== "guest") await welcome(company, person);
      await settled();
      return person;
    },
    describe: (account, reach) => accounts.accounts.describe(account, reach),
    companiesOf: (account) => companies.of(account),
    companyName: async (company) => (await companies.find(company))?.name,
    rule: { get: security.comeBy, set: security.setComeBy },
    administrators: async (company, people) =>
      (await activeIn(company)).filter(({ person, role }) => role === "administrator" && people.includes(person)).map(({ person }) => person),
    accountsOf: async (company) => {
      const rows = await Promise.all((await activeIn(company)).map(({ person }) => companies.personRows.get({ company, person })));
      return rows.flatMap((row) => (row?.account ? [{ person: row.person, account: row.account }] : []));
    },
    hasOtherWay: async (account) =>
      (await accounts.credentials.changedAt(account)) !== undefined || (await factors.factors.list(account)).some(({ kind }) => kind === "passkey"),
    endReaching: (account, company) => accounts.sessions.endReaching(account, company),
  });
}
