/** What is asked of a directory: who somebody is who signs in, and who all its people are. */
import { AndFilter, EqualityFilter, ExtensibleFilter, type Filter, PresenceFilter } from "ldapts";
import type { Clock } from "../../platform/clock/index.ts";
import { type Egress, type LdapLimits, type LdapLink, LdapRefused, openLdap } from "../../platform/egress/index.ts";
import type { DirectorySettings } from "./directory.ts";
import { anyOf, attributesOf, type Found, filterOf, loginFilter, personOf, sameName } from "./entries.ts";

/** What is wrong with what a directory says, beside the conversation itself. */
export type DirectoryFault = "service_account" | "several" | "no_id" | "bad_filter";

export class DirectoryProblem extends Error {
  override readonly name = "DirectoryProblem";
  readonly code: DirectoryFault;

  constructor(code: DirectoryFault) {
    super(code);
    this.code = code;
  }
}

export interface Member extends Found {
  /** Those of the asked groups that the person is in. */
  readonly groups: readonly string[];
}

/** Whether a password may be tried; asked for nobody, too. */
export type MayTry = (found: Found | undefined) => Promise<boolean>;

/** People that one sync takes in. */
const MOST = 50_000;
/** Groups of groups, looked into by the directory (MS-ADTS, 3.1.1.3.4.4.3). */
const IN_CHAIN = "1.2.840.113556.1.4.1941";

export class Talks {
  readonly #egress: Egress;
  readonly #clock: Clock;
  readonly #limits: LdapLimits | undefined;
  readonly #open = new Set<LdapLink>();

  constructor(egress: Egress, clock: Clock, limits?: LdapLimits) {
    this.#egress = egress;
    this.#clock = clock;
    this.#limits = limits;
  }

  /**
   * Finds the one who has this name, then binds as him, and learns of his groups once the password was right: whoever has no
   * right one causes the same work in the same order, so that how long it takes does not tell who is there.
   * @param mayTry hears who was found, and says whether his password may be tried
   * @returns undefined for a wrong name or password, and for who is disabled. @throws LdapRefused, DirectoryProblem
   */
  async signIn(settings: DirectorySettings, login: string, password: string, groups: readonly string[], mayTry: MayTry): Promise<Member | undefined> {
    // A bind with a name and no password succeeds as nobody (RFC 4513, 5.1.2).
    if (password === "" || login === "") return undefined;
    const found = await this.#asService(settings, (link) => this.#byName(link, settings, login));
    const isTried = (await mayTry(found)) && found?.isDisabled === false;
    const isRight = await this.#linked(settings, (link) =>
      isTried ? link.bind(found.dn, password) : link.bind(`cn=nobody,${settings.base}`, password).catch(no),
    );
    if (!isTried || !isRight) return undefined;
    return { ...found, groups: await this.#asService(settings, (link) => this.#groupsOf(link, settings, found, groups)) };
  }

  async #byName(link: LdapLink, settings: DirectorySettings, login: string): Promise<Found | undefined> {
    const named = [filter(settings.filter), loginFilter(settings.loginAttributes, login)];
    const search = (filters: Filter[], attributes = attributesOf(settings)) => link.search({ base: settings.base, filter: all(filters), attributes, most: 10 });
    const entries = await search(named);
    const disabled = settings.disabledFilter === null ? [] : await search([...named, filter(settings.disabledFilter)], ["1.1"]);
    if (entries.length > 1) throw new DirectoryProblem("several");
    const [entry] = entries;
    if (!entry) return undefined;
    const person = this.#person(entry, settings);
    return { ...person, isDisabled: person.isDisabled || disabled.length > 0 };
  }

  /** All people, those who are disabled among them. @throws LdapRefused, DirectoryProblem */
  async everybody(settings: DirectorySettings, groups: readonly string[]): Promise<Member[]> {
    return this.#asService(settings, async (link) => {
      const people = filter(settings.filter);
      const search = (more: readonly Filter[], attributes = attributesOf(settings)) =>
        link.search({ base: settings.base, filter: all([people, ...more]), attributes, most: MOST });
      const found = (await search([])).map((entry) => this.#person(entry, settings));
      const disabled = settings.disabledFilter === null ? [] : await search([filter(settings.disabledFilter)], ["1.1"]);
      const off = new Set(disabled.map(({ dn }) => sameName(dn)));
      const members = new Map<string, ReadonlySet<string>>();
      for (const group of groups) {
        const names = settings.groupRule === "listed" ? await listed(link, group) : (await search([inGroup(settings, group)], ["1.1"])).map(({ dn }) => dn);
        members.set(group, new Set(names.map(sameName)));
      }
      return found.map((one) => ({
        ...one,
        isDisabled: one.isDisabled || off.has(sameName(one.dn)),
        groups: groups.filter((group) => members.get(group)?.has(sameName(one.dn)) || (one.login !== "" && members.get(group)?.has(sameName(one.login)))),
      }));
    });
  }

  /** @param reached hears of each step that went well. @throws LdapRefused, DirectoryProblem */
  async test(settings: DirectorySettings, reached: (step: "reach" | "secure" | "bind" | "search", protocol: string) => void): Promise<number> {
    const link = await this.#connect(settings).catch((error: unknown) => {
      if (error instanceof LdapRefused && isSecuring(error)) reached("reach", "");
      throw error;
    });
    try {
      reached("reach", "");
      reached("secure", link.protocol);
      await asService(link, settings);
      reached("bind", "");
      const people = await link.search({ base: settings.base, filter: filter(settings.filter), attributes: attributesOf(settings), most: MOST });
      for (const one of people) this.#person(one, settings);
      if (settings.disabledFilter !== null) filter(settings.disabledFilter);
      reached("search", "");
      return people.length;
    } finally {
      link.close();
    }
  }

  #person(entry: Parameters<typeof personOf>[0], settings: DirectorySettings): Found {
    const person = personOf(entry, settings, this.#clock.now());
    if (!person) throw new DirectoryProblem("no_id");
    return person;
  }

  async #is(link: LdapLink, { dn }: Found, asked: Filter): Promise<boolean> {
    return (await link.search({ base: dn, scope: "base", filter: asked, attributes: ["1.1"], most: 1 })).length > 0;
  }

  async #groupsOf(link: LdapLink, settings: DirectorySettings, person: Found, groups: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const group of groups) {
      const isIn =
        settings.groupRule === "listed"
          ? (await orNothing(link.search({ base: group, scope: "base", filter: lists(person), attributes: ["1.1"], most: 1 }))).length > 0
          : await this.#is(link, person, inGroup(settings, group));
      if (isIn) found.push(group);
    }
    return found;
  }

  #asService<T>(settings: DirectorySettings, work: (link: LdapLink) => Promise<T>): Promise<T> {
    return this.#linked(settings, async (link) => {
      await asService(link, settings);
      return work(link);
    });
  }

  /** Cuts every conversation off: the server ends. */
  close(): void {
    for (const link of this.#open) link.close();
  }

  async #linked<T>(settings: DirectorySettings, work: (link: LdapLink) => Promise<T>): Promise<T> {
    const link = await this.#connect(settings);
    this.#open.add(link);
    try {
      return await work(link);
    } finally {
      this.#open.delete(link);
      link.close();
    }
  }

  #connect(settings: DirectorySettings): Promise<LdapLink> {
    return openLdap(this.#egress, this.#clock, settings, this.#limits);
  }
}

async function asService(link: LdapLink, { bindDn, bindPassword }: DirectorySettings): Promise<void> {
  if (!(await link.bind(bindDn, bindPassword))) throw new DirectoryProblem("service_account");
}

const no = (): boolean => false;

const isSecuring = ({ code }: LdapRefused): boolean => ["bad_certificate", "no_tls", "tls_failed", "bad_reply", "cut_off"].includes(code);

const all = (filters: Filter[]): Filter => new AndFilter({ filters });

function filter(text: string): Filter {
  try {
    return filterOf(text);
  } catch {
    throw new DirectoryProblem("bad_filter");
  }
}

const inGroup = ({ groupRule }: DirectorySettings, group: string): Filter =>
  groupRule === "nested"
    ? new ExtensibleFilter({ matchType: "memberOf", rule: IN_CHAIN, value: group })
    : new EqualityFilter({ attribute: "memberOf", value: group });

const lists = ({ dn, login }: Found): Filter =>
  anyOf([
    new EqualityFilter({ attribute: "member", value: dn }),
    new EqualityFilter({ attribute: "uniqueMember", value: dn }),
    new EqualityFilter({ attribute: "memberUid", value: login }),
  ]);

/** Names of those whom a group lists: distinguished ones, or logins. None where there is no such group. */
async function listed(link: LdapLink, group: string): Promise<string[]> {
  const attributes = ["member", "uniqueMember", "memberUid"];
  const found = await orNothing(link.search({ base: group, scope: "base", filter: new PresenceFilter({ attribute: "objectClass" }), attributes, most: 1 }));
  return found.flatMap(({ values }) => attributes.flatMap((name) => values.get(name.toLowerCase()) ?? [])).map((bytes) => bytes.toString("utf8"));
}

const NO_SUCH_OBJECT = 32;

async function orNothing<T>(search: Promise<T[]>): Promise<T[]> {
  return search.catch((error: unknown) => {
    if (error instanceof LdapRefused && error.result === NO_SUCH_OBJECT) return [];
    throw error;
  });
}
