/** Connections and domains of a company, or of the installation: setting them up, and what they offer. */
import type { z } from "zod";
import type { BodyOf, connections as contract, Connection as Shown, SignInWay } from "../../../contract/index.ts";
import { blindToken, randomToken } from "../../../crypto/index.ts";
import { type Call, decideAgain, type Operation, Refusal, type Word } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { type Egress, EgressRefused } from "../../platform/egress/index.ts";
import { derivedId } from "../../platform/records/ids.ts";
import { expect, type Fields, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { commitOnce, innerOperation } from "../accounts/index.ts";
import { Connection, ConnectionProblems, DomainHolder, TrustedDomain } from "./connections.records.ts";
import { type ConnectionRow, type Problem, ProviderProblem } from "./oidc.ts";
import type { Providers } from "./providers.ts";

export interface ConnectionsParts {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly egress: Egress;
  readonly providers: Pick<Providers, "test">;
  readonly redirectUri: () => string;
  /** Writes to those who look after the holder's domains. @param source names the letter */
  readonly tellLost: (
    holder: string,
    lost: { readonly domain: string; readonly record: string; readonly until: number; readonly source: string },
  ) => Promise<void>;
  /** Counts what nobody is let in for, by network. @throws Refusal too_many_attempts */
  readonly missAnswer: (address: string) => Promise<void>;
  readonly samlAddresses: (row: ConnectionRow) => { readonly entityId: string; readonly acs: string };
}

type View = z.output<typeof Shown>;
type SamlFacts = NonNullable<ConnectionRow["saml"]>;
type Given = Pick<Fields<typeof Connection>, "kind" | "name" | "issuer" | "newcomers" | "trustsMfa" | "groups"> & Partial<Fields<typeof Connection>>;
type DomainRow = Stored<typeof TrustedDomain>;
type Wanted = BodyOf<typeof contract.createConnection>;
type Changes = BodyOf<typeof contract.changeConnection>;

/** What only an OpenID provider is told. */
const ofOidc = ["brand", "issuer", "clientId", "clientSecret", "tenants"];
/** Problems that are kept of a connection: of those that name somebody, whom the provider vouched for, and of those that strangers bring. */
const MOST_PROBLEMS = 20;
/** Milliseconds in which the same problem is told to the log once. */
const TOLD_ONCE_IN = 3_600_000;
const MOST_CONNECTIONS = 20;
const MOST_DOMAINS = 50;
const DAY = 86_400_000;
/** Milliseconds after which a domain's record is looked for again. */
const LOOK_EVERY = DAY;
/** Milliseconds that a domain counts without its record, for who mends a zone. */
const GRACE = 3 * DAY;

export class ConnectionsService {
  readonly #p: ConnectionsParts;

  constructor(parts: ConnectionsParts) {
    this.#p = parts;
  }

  async list(holder: string) {
    const [all, domains] = await Promise.all([this.rows(holder), this.#domains(holder)]);
    // Directories are looked after in features/directories.
    const rows = all.filter(({ kind }) => kind !== "ldap");
    return {
      connections: await Promise.all(rows.map((row) => this.#present(row))),
      domains: domains.map((one) => presentDomain(one, this.#p.clock.now())),
      redirectUri: this.#p.redirectUri(),
    };
  }

  /** Those that are switched on. */
  async ways(holder: string): Promise<z.output<typeof SignInWay>[]> {
    return (await this.rows(holder)).filter(({ state }) => state === "on").map(wayOf);
  }

  /** Null where there is none, or none any more. */
  async wayOf({ holder, connection }: Word): Promise<z.output<typeof SignInWay> | null> {
    const row = await this.find(holder, connection);
    return row ? wayOf(row) : null;
  }

  /** @throws Refusal connection_not_found */
  async open(holder: string, connection: string): Promise<ConnectionRow> {
    const row = await this.find(holder, connection);
    if (!row) throw new Refusal("connection_not_found");
    return row;
  }

  /** Undefined where there is none, or none any more. */
  async find(holder: string, connection: string): Promise<ConnectionRow | undefined> {
    const row = await this.#p.records.find(Connection, { holder, connection });
    return row?.state === "removed" ? undefined : row;
  }

  create(holder: string, wanted: Wanted, operation: Operation): Promise<View> {
    return this.insert(holder, { ...wanted, kind: "oidc" }, operation);
  }

  /** Of any kind, switched off. */
  async insert(holder: string, given: Given, operation: Operation): Promise<View> {
    const { records, clock } = this.#p;
    const connection = derivedId(records.keys.indexKey(records.installation), "connection", holder, operation.id);
    if ((await this.rows(holder)).length >= MOST_CONNECTIONS) throw new Refusal("conflict");
    const now = clock.now();
    const row: Fields<typeof Connection> = {
      ...{ brand: "other", clientId: "", clientSecret: "", tenants: [], saml: null, ...given },
      ...{ holder, connection, state: "draft", createdAt: now, changedAt: now, epoch: 0 },
    };
    if (!(await commitOnce(records, operation, [expect(Connection, { holder, connection }, 0)], [put(Connection, row)]))) throw new Refusal("conflict");
    return this.#present(await this.open(holder, connection));
  }

  /** @returns the connection, and whether it was switched off. @throws Refusal connection_not_found */
  async change(holder: string, connection: string, changes: Changes, operation: Operation): Promise<View> {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<Fields<typeof Connection>>;
    const { kind, issuer, clientSecret } = await this.#openProvider(holder, connection);
    const misplaced = kind === "oidc" ? undefined : ofOidc.find((name) => name in given);
    if (misplaced) throw new Refusal("invalid_request", { fields: [{ path: `body.${misplaced}`, problem: "kind" }] });
    // What was written for one server is not sent to another.
    const isElsewhere = given.issuer !== undefined && given.issuer !== issuer;
    if (isElsewhere && clientSecret !== "" && given.clientSecret === undefined)
      throw new Refusal("invalid_request", { fields: [{ path: "body.clientSecret", problem: "again" }] });
    await this.alter(holder, connection, given, operation);
    return this.#present(await this.open(holder, connection));
  }

  async show(holder: string, connection: string): Promise<View> {
    return this.#present(await this.open(holder, connection));
  }

  async remove(holder: string, connection: string, operation: Operation): Promise<void> {
    await this.#openProvider(holder, connection);
    await this.alter(holder, connection, { state: "removed", clientSecret: "", saml: null }, operation);
  }

  /** What a SAML provider says of itself now; our own key stays. @throws Refusal connection_not_found */
  async replaceSaml(holder: string, connection: string, theirs: Pick<SamlFacts, "entryPoint" | "certificates">, operation: Operation): Promise<View> {
    const { saml } = await this.open(holder, connection);
    if (!saml) throw new Refusal("connection_not_found");
    await this.alter(holder, connection, { saml: { ...saml, ...theirs } }, operation);
    return this.#present(await this.open(holder, connection));
  }

  /** One that is no directory. @throws Refusal connection_not_found */
  async #openProvider(holder: string, connection: string): Promise<ConnectionRow> {
    const row = await this.open(holder, connection);
    if (row.kind === "ldap") throw new Refusal("connection_not_found");
    return row;
  }

  /** Changes of any kind of connection. */
  alter(holder: string, connection: string, changes: Partial<Fields<typeof Connection>>, operation: Operation): Promise<true> {
    const { records, clock } = this.#p;
    return decideAgain(async () => {
      const row = await this.open(holder, connection);
      // What it said is worth nothing from here on, also when it is switched on again.
      const isOver = row.state === "on" && changes.state !== undefined && changes.state !== "on";
      const epoch = (row.epoch ?? 0) + Number(isOver);
      const changed = put(Connection, { ...row, ...changes, epoch, changedAt: clock.now() }, row.version + 1);
      return (await commitOnce(records, operation, [expect(Connection, { holder, connection }, row.version)], [changed])) || undefined;
    });
  }

  /** Asks the provider for all that signing in needs. */
  async test(holder: string, connection: string): Promise<{ problem: Problem | null; keys: number; algorithms: string[] }> {
    const row = await this.#openProvider(holder, connection);
    try {
      return { problem: null, ...(await this.#p.providers.test(row)) };
    } catch (error) {
      if (!(error instanceof ProviderProblem)) throw error;
      return { problem: error.code, keys: 0, algorithms: [] };
    }
  }

  /** Somebody was not let in: counted, listed, and told to the log, the same once an hour. @throws Refusal too_many_attempts */
  async noteRefused(row: ConnectionRow, { code, about }: ProviderProblem, { origin, concern }: Pick<Call<never>, "origin" | "concern">): Promise<void> {
    const { holder, connection, kind } = row;
    await this.#p.missAnswer(origin.address);
    if (!(await this.noteProblem(row, code, about))) return;
    await concern({ ...(holder === this.#p.records.installation ? {} : { company: holder }), object: connection, details: { by: kind, problem: code } });
  }

  /**
   * What went wrong, for who looks after it. One that meets another is lost: it is a help, no log.
   * @returns whether it is news: the same was not told within the hour
   */
  async noteProblem({ holder, connection }: ConnectionRow, code: Problem, given: string): Promise<boolean> {
    const { records, clock } = this.#p;
    const at = clock.now();
    const about = given.slice(0, 320);
    const standing = await records.find(ConnectionProblems, { holder, connection });
    const others = (standing?.problems ?? []).filter((one) => one.code !== code || one.about !== about);
    const same = standing?.problems.find((one) => one.code === code && one.about === about);
    const isNews = same === undefined || at - same.toldAt >= TOLD_ONCE_IN;
    const problem = { at, code, about, count: (same?.count ?? 0) + 1, toldAt: isNews ? at : same.toldAt };
    const [named, unnamed] = [others.filter((one) => one.about !== ""), others.filter((one) => one.about === "")];
    const problems = [problem, ...named.slice(0, MOST_PROBLEMS - 1), ...unnamed.slice(0, MOST_PROBLEMS - 1)].sort((a, b) => b.at - a.at);
    const version = standing?.version ?? 0;
    const row = { holder, connection, changedAt: at, problems };
    const { status } = await records.commit(
      blindToken(records.keys.indexKey(records.installation), "connection-problem", connection, String(version), String(at)),
      [expect(ConnectionProblems, { holder, connection }, version)],
      [put(ConnectionProblems, row, version + 1)],
    );
    return isNews && status === "applied";
  }

  /** @throws Refusal conflict for too many */
  async addDomain(holder: string, name: string, operation: Operation) {
    const { records, clock } = this.#p;
    const domain = this.#domainId(name);
    return decideAgain(async () => {
      const standing = await records.find(TrustedDomain, { holder, domain });
      if (standing && standing.state !== "removed") return presentDomain(standing, clock.now());
      if ((await this.#domains(holder)).length >= MOST_DOMAINS) throw new Refusal("conflict");
      const fresh = { state: "pending", addedAt: clock.now(), checkedAt: null, lostAt: null } as const;
      const row: Fields<typeof TrustedDomain> = { holder, domain, ...fresh, name, token: randomToken("") };
      const version = standing?.version ?? 0;
      const isDone = await commitOnce(records, operation, [expect(TrustedDomain, { holder, domain }, version)], [put(TrustedDomain, row, version + 1)]);
      return isDone && presentDomain({ ...row, version: version + 1 }, clock.now());
    });
  }

  /** Looks for the record; a domain that lost it counts no more. @throws Refusal domain_not_found, store_unavailable where no name server answers */
  async verifyDomain(holder: string, domain: string, operation: Operation) {
    const { records, clock, egress } = this.#p;
    const row = await this.#domain(holder, domain);
    const { name, text } = recordOf(row);
    const texts: string[] = await egress.texts(name).catch((error: unknown): string[] => {
      if (error instanceof EgressRefused) return [];
      throw error;
    });
    const state = texts.includes(text) ? ("verified" as const) : ("pending" as const);
    if (state === "verified") await records.claim(DomainHolder, { domain, holder, since: clock.now() });
    const changed = { ...row, state, checkedAt: clock.now(), lostAt: null };
    if (!(await commitOnce(records, operation, [expect(TrustedDomain, { holder, domain }, row.version)], [put(TrustedDomain, changed, row.version + 1)])))
      throw new Refusal("conflict");
    return presentDomain(changed, clock.now());
  }

  /** Looks once a day whether domains still have their record. One that lost it is told of, and counts for some days more. */
  async lookAgain(holders: readonly string[]): Promise<void> {
    for (const holder of [this.#p.records.installation, ...holders]) {
      for (const row of await this.#domains(holder)) {
        if (row.state === "verified" && this.#p.clock.now() >= (row.checkedAt ?? 0) + LOOK_EVERY) await this.#lookAgain(row);
      }
    }
  }

  async #lookAgain(row: DomainRow): Promise<void> {
    const { records, clock, egress } = this.#p;
    const { holder, domain } = row;
    const { name, text } = recordOf(row);
    // Where no name server answers nothing is said about the domain.
    const texts = await egress.texts(name).catch(() => undefined);
    if (!texts) return;
    const now = clock.now();
    const lostAt = texts.includes(text) ? null : (row.lostAt ?? now);
    if (lostAt !== null && row.lostAt === null)
      await this.#p.tellLost(holder, { domain: row.name, record: name, until: lostAt + GRACE, source: `${domain} ${row.version}` });
    const changed = put(TrustedDomain, { ...row, checkedAt: now, lostAt }, row.version + 1);
    await commitOnce(records, innerOperation(), [expect(TrustedDomain, { holder, domain }, row.version)], [changed]);
  }

  async removeDomain(holder: string, domain: string, operation: Operation): Promise<void> {
    const { records } = this.#p;
    const row = await this.#domain(holder, domain);
    const removed = put(TrustedDomain, { ...row, state: "removed" }, row.version + 1);
    if (!(await commitOnce(records, operation, [expect(TrustedDomain, { holder, domain }, row.version)], [removed]))) throw new Refusal("conflict");
    await records.erase(DomainHolder, [{ domain, holder }]);
  }

  /** Whether the holder showed that the address's domain is its own. */
  async trusts(holder: string, email: string): Promise<boolean> {
    const row = await this.#p.records.find(TrustedDomain, { holder, domain: this.#domainId(domainOf(email)) });
    return row !== undefined && isCounting(row, this.#p.clock.now());
  }

  /** Who showed that the address's domain is theirs. */
  async holdersOf(email: string): Promise<string[]> {
    const holders: string[] = [];
    const domain = this.#domainId(domainOf(email));
    for await (const { holder } of this.#p.records.all(DomainHolder, { domain })) if (await this.trusts(holder, email)) holders.push(holder);
    return holders;
  }

  #domainId(name: string): string {
    return blindToken(this.#p.records.keys.indexKey(this.#p.records.installation), "domain", name.toLowerCase());
  }

  async #domain(holder: string, domain: string): Promise<DomainRow> {
    const row = /^[\w-]{43}$/.test(domain) ? await this.#p.records.find(TrustedDomain, { holder, domain }) : undefined;
    if (!row || row.state === "removed") throw new Refusal("domain_not_found");
    return row;
  }

  async #domains(holder: string): Promise<DomainRow[]> {
    const rows: DomainRow[] = [];
    for await (const row of this.#p.records.all(TrustedDomain, { holder })) if (row.state !== "removed") rows.push(row);
    return rows.sort((a, b) => a.addedAt - b.addedAt);
  }

  /** All that stand, of any kind. */
  async rows(holder: string): Promise<ConnectionRow[]> {
    const rows: ConnectionRow[] = [];
    for await (const row of this.#p.records.all(Connection, { holder })) if (row.state !== "removed") rows.push(row);
    return rows.sort((a, b) => a.createdAt - b.createdAt);
  }

  async #present(row: ConnectionRow): Promise<View> {
    const { holder, connection, state, clientSecret } = row;
    const found = await this.#p.records.find(ConnectionProblems, { holder, connection });
    const { name, brand, issuer, clientId, tenants, newcomers, trustsMfa, groups, kind, createdAt } = row;
    return {
      ...{ id: connection, kind, createdAt, name, brand, issuer, clientId, newcomers, trustsMfa },
      state: state === "removed" ? "off" : state,
      hasSecret: clientSecret !== "",
      saml: row.saml && { ...this.#p.samlAddresses(row), ...presentSaml(row.saml) },
      tenants: [...tenants],
      groups: groups.map((one) => ({ ...one })),
      problems: (found?.problems ?? []).map(({ at, code, about, count }) => ({ at, code: code as Problem, about, count })),
    };
  }
}

const presentSaml = ({ entryPoint, certificates, ownEnds }: SamlFacts) => ({
  entryPoint,
  certificates: certificates.map(({ subject, fingerprint, notAfter }) => ({ subject, fingerprint, notAfter })),
  ownCertificateEnds: ownEnds,
});

export const wayOf = ({ holder, connection, kind, brand, name }: ConnectionRow): z.output<typeof SignInWay> => ({ holder, connection, kind, brand, name });

const domainOf = (email: string): string => email.slice(email.lastIndexOf("@") + 1).toLowerCase();

const recordOf = ({ name, token }: Pick<DomainRow, "name" | "token">) => ({ name: `_bastide.${name}`, text: `bastide-verify=${token}` });

/** A domain counts while the DNS says whose it is, and for some days after. */
const isCounting = ({ state, lostAt }: DomainRow, now: number): boolean => state === "verified" && (lostAt === null || now < lostAt + GRACE);

const presentDomain = (row: DomainRow, now: number) => {
  const counts = isCounting(row, now);
  return {
    id: row.domain,
    name: row.name,
    state: counts ? ("verified" as const) : ("pending" as const),
    until: counts && row.lostAt !== null ? row.lostAt + GRACE : null,
    record: recordOf(row),
  };
};
