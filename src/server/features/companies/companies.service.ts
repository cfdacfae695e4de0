import type { CompanyRole } from "../../../contract/index.ts";
import { operationId } from "../../../crypto/index.ts";
import { type Actor, decideAgain, type Operation, type PersonActor, Refusal, refuseOtherRequest } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { RowCache } from "../../platform/records/cache.ts";
import { derivedId } from "../../platform/records/ids.ts";
import { expect, put, type SealedStore } from "../../platform/records/sealed.ts";
import { type Handles, handleOf, type PeopleDirectory, Person, type PersonRow } from "../people/index.ts";
import { Company, CompanyEntry, Link } from "./companies.records.ts";
import type { CompanySecurityService } from "./security.ts";

export interface CompaniesDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly directory: PeopleDirectory;
  readonly handles: Handles;
  readonly security: CompanySecurityService;
  /** The name that a new person starts with: the account's. */
  readonly accountName: (account: string) => Promise<string>;
  /** A company was made that was not there before. */
  readonly onNew: (company: string) => Promise<void>;
}
export type Companies = ReturnType<typeof createCompanies>;

/** Companies, and the links by which accounts become people of them. */
export function createCompanies(d: CompaniesDeps) {
  const links = new RowCache(d.records, Link);
  const people = new RowCache(d.records, Person);

  async function personIn(company: string, { account, token }: Actor): Promise<PersonRow | undefined> {
    if (token && token.company !== company) return undefined;
    const link = await links.get({ account, joined: company });
    const named = token?.person ?? link?.person;
    const person = named === undefined ? undefined : await people.get({ company, person: named });
    // A service is joined to no account.
    if (token && person?.kind === "service") return person;
    return link?.state === "active" && link.person === person?.person && person.account === account ? person : undefined;
  }

  /** Who the account is in a company, if it is somebody there now. */
  async function enterCompany(actor: Actor, company: string): Promise<PersonActor | undefined> {
    if (actor.reach !== undefined && actor.reach !== company) return undefined;
    const person = await personIn(company, actor);
    if (person?.state !== "active") return undefined;
    const until = await d.security.lets(actor, company, person);
    if (d.clock.now() >= until) return undefined;
    return { ...actor, company, person: person.person, role: person.role, ...(Number.isFinite(until) ? { until } : {}) };
  }

  /** Why the account does not come in; who belongs to the company may know it. */
  async function whyNot(actor: Actor, company: string): Promise<"second_factor_needed" | "connection_needed" | "company_not_found"> {
    if (await enterCompany({ ...actor, isStrong: true }, company)) return "second_factor_needed";
    return (await enterCompany({ ...actor, isStrong: true, vouched: company }, company)) ? "connection_needed" : "company_not_found";
  }

  async function present(company: string) {
    const row = await d.records.get(Company, { company });
    if (!row) throw new Refusal("company_not_found");
    return { id: company, name: row.name, createdAt: row.createdAt, people: await d.directory.count(company) };
  }

  /** The rows that keep the count of administrators right; the last one stays. */
  async function countAdministrators(company: string, change: -1 | 0 | 1) {
    if (change === 0) return { expects: [], puts: [] };
    const row = await d.records.get(Company, { company });
    if (!row) throw new Refusal("company_not_found");
    const administrators = row.administrators + change;
    if (administrators < 1) throw new Refusal("last_owner");
    return { expects: [expect(Company, row, row.version)], puts: [put(Company, { ...row, administrators }, row.version + 1)] };
  }

  async function link(account: string, company: string, person: string): Promise<true> {
    return decideAgain(async () => {
      const standing = await d.records.get(Link, { account, joined: company });
      if (standing?.state === "active" && standing.person === person) return true;
      const version = standing?.version ?? 0;
      const row = { account, joined: company, person, state: "active", since: d.clock.now() } as const;
      const outcome = await d.records.commit(operationId(), [expect(Link, row, version)], [put(Link, row, version + 1)]);
      return outcome.status === "applied";
    });
  }

  async function unlink(account: string, company: string): Promise<true> {
    return decideAgain(async () => {
      const standing = await d.records.get(Link, { account, joined: company });
      if (standing?.state !== "active") return true;
      const outcome = await d.records.commit(
        operationId(),
        [expect(Link, standing, standing.version)],
        [put(Link, { ...standing, state: "ended" }, standing.version + 1)],
      );
      return outcome.status === "applied";
    });
  }

  /** The same account always becomes the same person. */
  const personOf = (account: string, company: string): string => derivedId(d.records.keys.indexKey(company), "person-of-account", account);

  /** The person that an account is or was in a company. */
  const standingOf = (account: string, company: string): Promise<PersonRow | undefined> =>
    d.records.find(Person, { company, person: personOf(account, company) });

  /** The row of an account's person in a company; a new one's handle is held. */
  async function newPerson(account: string, company: string, role: CompanyRole): Promise<{ row: Omit<PersonRow, "version">; standing: PersonRow | undefined }> {
    const person = personOf(account, company);
    const standing = await standingOf(account, company);
    return { row: { ...(standing ?? (await newProfile())), company, person, kind: "person", role, state: "active", account, since: d.clock.now() }, standing };

    async function newProfile() {
      const name = await d.accountName(account);
      const handle = await d.handles.takeFree(company, person, handleOf(name));
      return { name, handle, title: "", zone: null, status: null, email: null, createdAt: d.clock.now() };
    }
  }

  /** Every company of the installation that is no probe. */
  async function all(): Promise<string[]> {
    const ids: string[] = [];
    for await (const entry of d.records.all(CompanyEntry, { installation: d.records.installation })) {
      if (entry.kind === "workspace" && entry.state === "active") ids.push(entry.entry);
    }
    return ids;
  }

  return {
    enterCompany,
    whyNot,
    countAdministrators,
    isLastAdministrator: async (company: string, person: string): Promise<boolean> => {
      const [row, standing] = await Promise.all([d.records.get(Company, { company }), people.get({ company, person })]);
      return row?.administrators === 1 && standing?.role === "administrator" && standing.state === "active";
    },
    newPerson,
    standingOf,
    link,
    unlink,
    present,
    personRows: people,

    /** Those that the account is in now, by name. */
    async of(account: string) {
      const companies: { id: string; name: string; person: string; role: CompanyRole }[] = [];
      for await (const row of d.records.all(Link, { account })) {
        if (row.state !== "active") continue;
        const [company, person] = await Promise.all([
          d.records.find(Company, { company: row.joined }),
          people.get({ company: row.joined, person: row.person }),
        ]);
        if (company && person?.state === "active") companies.push({ id: row.joined, name: company.name, person: row.person, role: person.role });
      }
      return companies.sort((a, b) => a.name.localeCompare(b.name));
    },

    all,

    /**
     * Makes the account a person of the company, without an invitation: who may is the caller's question.
     * @returns undefined where the person was there before and was taken out: he comes back by an invitation only
     */
    async admit(account: string, company: string, role: Exclude<CompanyRole, "administrator">): Promise<string | undefined> {
      const person = await decideAgain(async () => {
        const { row, standing } = await newPerson(account, company, role);
        if (standing) return { id: row.person, isIn: standing.state === "active" };
        const outcome = await d.records.commit(operationId(), [expect(Person, row, 0)], [put(Person, row)]);
        if (outcome.status !== "applied") return false;
        await d.directory.apply({ ...row, version: 1 });
        return { id: row.person, isIn: true };
      });
      if (!person.isIn) return undefined;
      await link(account, company, person.id);
      return person.id;
    },

    /** @param accounts its first administrators; none from the command line before anybody has an account (see `adopt`) */
    async create(accounts: readonly string[], name: string, operation: { id: string; digest: string | null }, kind: "workspace" | "probe" = "workspace") {
      const { installation, keys } = d.records;
      const company = derivedId(keys.indexKey(installation), "company", operation.id);
      await keys.makeScope(company);
      const now = d.clock.now();
      const people = await Promise.all(accounts.map(async (account) => ({ account, row: (await newPerson(account, company, "administrator")).row })));
      const outcome = await d.records.commit(
        operation.id,
        [expect(Company, { company }, 0)],
        [
          put(CompanyEntry, { installation, entry: company, kind, state: "active", createdAt: now }),
          put(Company, { company, createdAt: now, administrators: people.length, name }),
          ...people.map(({ row }) => put(Person, row)),
        ],
        operation.digest,
      );
      refuseOtherRequest(outcome, operation);
      if (outcome.status === "refused") throw new Refusal("conflict");
      if (outcome.status === "applied" && kind === "workspace") await d.onNew(company);
      for (const { account, row } of people) {
        await d.directory.apply({ ...row, version: 1 });
        await link(account, company, row.person);
      }
      return { company, people: people.map(({ row }) => row.person) };
    },

    /** Makes an owner of the installation the administrator of companies that have none. */
    async adopt(account: string): Promise<void> {
      for (const company of await all()) {
        await decideAgain(async () => {
          const row = await d.records.get(Company, { company });
          if (!row || row.administrators > 0) return true;
          const { row: person, standing } = await newPerson(account, company, "administrator");
          const outcome = await d.records.commit(
            operationId(),
            [expect(Company, row, row.version), expect(Person, person, standing?.version ?? 0)],
            [put(Company, { ...row, administrators: 1 }, row.version + 1), put(Person, person, (standing?.version ?? 0) + 1)],
          );
          if (outcome.status !== "applied") return false;
          await d.directory.apply({ ...person, version: (standing?.version ?? 0) + 1 });
          await link(account, company, person.person);
          return true;
        });
      }
    },

    find: (company: string) => d.records.find(Company, { company }),

    /** The company that bears this name; the oldest of several. */
    async named(name: string): Promise<string | undefined> {
      const rows = await Promise.all((await all()).map((company) => d.records.find(Company, { company })));
      return rows.filter((row) => row?.name === name).sort((a, b) => (a?.createdAt ?? 0) - (b?.createdAt ?? 0))[0]?.company;
    },

    async rename(actor: PersonActor, name: string, operation: Operation) {
      return decideAgain(async () => {
        const row = await d.records.get(Company, { company: actor.company });
        if (!row) throw new Refusal("company_not_found");
        const outcome = await d.records.commit(operation.id, [expect(Company, row, row.version)], [put(Company, { ...row, name }, row.version + 1)]);
        return outcome.status === "applied" && present(actor.company);
      });
    },
  };
}
