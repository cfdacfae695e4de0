/** Signing in by a connection, and linking one's account with it. A stranger hears one code; what was wrong its administrators see. */
import type { z } from "zod";
import type { SecondWay, SignInWay } from "../../../contract/index.ts";
import { type Actor, type Call, type Origin, Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { type Accounts, type IssuedSession, innerOperation } from "../accounts/index.ts";
import type { ConnectionsService } from "./connections.service.ts";
import type { Elsewhere, Identities } from "./identities.ts";
import { type Claims, type ConnectionRow, type Problem, ProviderProblem } from "./oidc.ts";
import type { Providers } from "./providers.ts";
import type { WaysOut } from "./ways-out.ts";
import { wordOf } from "./words.ts";

export interface SignInsParts {
  readonly clock: Clock;
  readonly records: SealedStore;
  readonly accounts: Accounts;
  readonly connections: ConnectionsService;
  readonly providers: Pick<Providers, "addressFor" | "claimsOf">;
  readonly identities: Identities;
  readonly ways: WaysOut;
  readonly secondWaysOf: (account: string) => Promise<SecondWay[]>;
  /** The person that the account is in a company now. */
  readonly personIn: (company: string, account: string) => Promise<string | undefined>;
  /** Makes the account a person of the company; undefined where he was taken out of it before. */
  readonly admit: (company: string, account: string, role: "guest" | "member") => Promise<string | undefined>;
}

type Asked = Pick<Call<never>, "origin" | "operation" | "concern" | "binding">;
type Told = Pick<Asked, "origin" | "concern">;
/** The log hears of it otherwise, or not at all: nothing was asked yet. */
const silent: Asked["concern"] = async () => undefined;

export interface Entered extends IssuedSession {
  readonly account: string;
  /** How the second factor can be shown; in no way where none is asked. */
  readonly ways: readonly SecondWay[];
  readonly reach: string | undefined;
}

/** What is to be done for who came back, decided before anything is written. */
type Decision =
  | { readonly kind: "known"; readonly account: string }
  | { readonly kind: "by address"; readonly account: string }
  | { readonly kind: "new"; readonly email: string | null; readonly role: "guest" | "member" };

export class SignInsService {
  readonly #p: SignInsParts;

  constructor(parts: SignInsParts) {
    this.#p = parts;
  }

  /** Where a browser can be led. A directory is asked by the server itself, and links by its sync. */
  async waysOut(holders: readonly string[]): Promise<z.output<typeof SignInWay>[]> {
    return (await Promise.all(holders.map((one) => this.#p.connections.ways(one)))).flat().filter(leadsOut);
  }

  /**
   * Where the browser goes. @param session of who links; "" for who signs in. @param anew whether he is to show there who he is
   * @throws Refusal sso_refused
   */
  async start(
    { holder, connection, anew = false }: Pick<z.output<typeof SignInWay>, "holder" | "connection"> & { readonly anew?: boolean },
    binding: string,
    origin: Origin,
    session = "",
  ): Promise<string> {
    const row = await this.#switchedOn(holder, connection);
    if (!leadsOut(row)) throw new Refusal("sso_refused");
    try {
      return await this.#p.providers.addressFor(row, this.#p.ways.begin({ holder, connection, session }, binding), anew);
    } catch (error) {
      throw await this.#refused(row, error, { origin, concern: silent });
    }
  }

  /** @param before who was signed in on this browser. @throws Refusal sso_refused, sso_link_first, too_many_attempts */
  async finish(answer: string, { binding, ...asked }: Asked, before: Actor | undefined): Promise<Entered> {
    const { row, claims } = await this.#answered(answer, binding, "", asked);
    return this.enter(row, claims, asked, before);
  }

  /** Lets in who was shown to be somebody there. @throws Refusal sso_refused, sso_link_first */
  async enter(row: ConnectionRow, claims: Claims, { origin, concern }: Pick<Asked, "origin" | "concern">, before: Actor | undefined): Promise<Entered> {
    const { identities, accounts } = this.#p;
    const one = elsewhere(row, claims);
    const decision = await this.#decide(row, claims).catch(async (error: unknown) => {
      throw await this.#refused(row, error, { origin, concern });
    });
    const company = row.holder === this.#p.records.installation ? undefined : row.holder;
    const known = decision.kind === "new" ? undefined : decision.account;
    const subject = company && known ? await this.#p.personIn(company, known) : known;
    await concern({ ...(company ? { company } : {}), ...(subject ? { subject } : {}), object: row.connection, details: { by: row.kind } });
    const account = decision.kind === "new" ? await this.#newcomer(one, claims, decision.email) : decision.account;
    const found = await accounts.accounts.find(account);
    // Who was taken out is not linked either.
    const isIn = found?.state === "active" && (!company || (await this.#enter(row, claims, company, account)));
    if (!isIn) throw await this.#refused(row, new ProviderProblem("disabled", claims.email ?? ""), { origin, concern: silent });
    if (decision.kind === "by address") await identities.link(account, one, innerOperation());
    await identities.use(account, one);
    return { ...(await this.#session(found, row, claims, { origin, before, company })), account, reach: company };
  }

  /** Links the signed-in account. @throws Refusal sso_refused, conflict */
  async link(answer: string, actor: Actor, { binding, operation }: Pick<Asked, "binding" | "operation">): Promise<void> {
    const { row, claims } = await this.#answered(answer, binding, actor.session, { origin: actor.origin, concern: silent });
    const { records, personIn, connections, identities } = this.#p;
    if (row.holder !== records.installation && !(await personIn(row.holder, actor.account))) throw new Refusal("sso_refused");
    try {
      await identities.link(actor.account, elsewhere(row, claims), operation);
    } catch (error) {
      if (error instanceof Refusal && error.code === "conflict") await connections.noteProblem(row, "already_linked", claims.email ?? "");
      throw error;
    }
  }

  /** What the provider says of who came back: to this browser's own question, and once. */
  async #answered(answer: string, binding: string | undefined, session: string, asked: Told): Promise<{ row: ConnectionRow; claims: Claims }> {
    const states = new URLSearchParams(answer).getAll("state");
    const way = states.length === 1 ? this.#p.ways.read(states[0] ?? "", binding, session) : undefined;
    if (!way || !(await this.#p.ways.spend(way.state))) {
      await this.#p.accounts.missAnswer(asked.origin.address);
      throw new Refusal("sso_refused");
    }
    const row = await this.#switchedOn(way.holder, way.connection);
    try {
      return { row, claims: await this.#p.providers.claimsOf(row, answer, way) };
    } catch (error) {
      throw await this.#refused(row, error, asked);
    }
  }

  async #switchedOn(holder: string, connection: string): Promise<ConnectionRow> {
    const row = await this.#p.connections.find(holder, connection);
    if (row?.state !== "on") throw new Refusal("sso_refused");
    return row;
  }

  /** By the link, else by an address that this connection is believed about, else as somebody new. @throws ProviderProblem */
  async #decide(row: ConnectionRow, claims: Claims): Promise<Decision> {
    const { accounts, identities, connections } = this.#p;
    const linked = await identities.accountOf(elsewhere(row, claims));
    if (linked !== undefined) return { kind: "known", account: linked };
    const email = claims.email !== null && (await connections.trusts(row.holder, claims.email)) ? claims.email : null;
    // A directory's people have a name and a password there: an address that counts is not what makes them somebody.
    if (email === null && row.kind !== "ldap") throw new ProviderProblem(claims.email === null ? "email_unverified" : "domain", claims.email ?? "");
    const bearer = email === null ? undefined : await accounts.accounts.findByLogin(email);
    if (bearer !== undefined) {
      const found = await accounts.accounts.find(bearer);
      // Somebody may have made the account with an address that is not his, to wait for its owner in it.
      if (found?.emailConfirmedAt == null) throw new ProviderProblem("link_first", email ?? "");
      return { kind: "by address", account: bearer };
    }
    if (row.newcomers === null) throw new ProviderProblem("nobody", claims.email ?? claims.name);
    return { kind: "new", email, role: roleOf(row, claims) };
  }

  /** Linked before it comes in anywhere, so that of two first sign-ins at once both are the same one. */
  async #newcomer(one: Elsewhere, { name }: Claims, email: string | null): Promise<string> {
    const { accounts, identities } = this.#p;
    const account = await accounts.accounts.makeByProvider({ name, email }, await identities.firstOperation(one));
    await identities.link(account, one, innerOperation());
    return account;
  }

  async #enter(row: ConnectionRow, claims: Claims, company: string, account: string): Promise<boolean> {
    if (await this.#p.personIn(company, account)) return true;
    return row.newcomers !== null && (await this.#p.admit(company, account, roleOf(row, claims))) !== undefined;
  }

  /** A session that opens one company, where it is a company's connection; an older one of the same account gains that company's word. */
  async #session(
    account: NonNullable<Awaited<ReturnType<Accounts["accounts"]["find"]>>>,
    row: ConnectionRow,
    { hasSecond, authenticatedAt }: Claims,
    { origin, before, company }: Pick<Asked, "origin"> & { readonly before: Actor | undefined; readonly company: string | undefined },
  ): Promise<IssuedSession & Pick<Entered, "ways">> {
    const { sessions } = this.#p.accounts;
    if (company && before?.account === account.account && before.reach === undefined) return { ...(await sessions.vouch(before, wordOf(row))), ways: [] };
    const isEnough = row.trustsMfa && hasSecond;
    const ways = isEnough ? [] : await this.#p.secondWaysOf(account.account);
    const { connection, epoch } = wordOf(row);
    const voucher = company ? { reach: company, vouched: company, voucher: connection, voucherEpoch: epoch } : unvouched;
    const came = { ...voucher, connection, connectionEpoch: epoch, confirmedAt: Math.min(authenticatedAt ?? 0, this.#p.clock.now()) };
    const issued =
      ways.length > 0
        ? await sessions.await(account, origin, row.kind, innerOperation(), came)
        : await sessions.start(account, origin, { by: row.kind, second: isEnough ? "provider" : "none" }, innerOperation(), came);
    if (ways.length === 0) await sessions.leave(before);
    return { ...issued, ways };
  }

  /** Tells the log and the connection's own list, and gives what the stranger hears. */
  async #refused(row: ConnectionRow, error: unknown, asked: Told): Promise<unknown> {
    if (!(error instanceof ProviderProblem)) return error;
    await this.#p.connections.noteRefused(row, error, asked);
    return new Refusal(linkFirst(error.code) ? "sso_link_first" : "sso_refused");
  }
}

const unvouched = { reach: null, vouched: null, voucher: null, voucherEpoch: null };

/** He showed that the address is his: then he may know that there is an account with it. */
const linkFirst = (code: Problem): boolean => code === "link_first";

const leadsOut = ({ kind }: Pick<z.output<typeof SignInWay>, "kind">): boolean => kind !== "ldap";

const elsewhere = ({ holder, connection }: ConnectionRow, { issuer, subject, email }: Claims): Elsewhere => ({ holder, connection, issuer, subject, email });

const roleOf = ({ newcomers, groups }: ConnectionRow, claims: Claims): "guest" | "member" => {
  const roles = groups.filter(({ group }) => claims.groups.includes(group)).map(({ role }) => role);
  return roles.includes("member") ? "member" : (roles[0] ?? newcomers ?? "guest");
};
