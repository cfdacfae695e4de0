// What it is: accounts of the installation: signing in, sessions, passwords, links, owners, the first run.
// What it is not: people of a company (people/), invitations (companies/) and recovery kits (recovery/), cookies and Origin (http/).
// Where to start: `createAccounts` below, then sessions.service.ts and credentials.service.ts; accounts.policy.ts says when a session is good.
import type { SecondWay } from "../../../contract/index.ts";
import { type Origin, Refusal, type Word } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import type { Asked, Letters } from "../mail/index.ts";
import type { SessionLife } from "./accounts.policy.ts";
import { accountRoutes, type RoutesParts } from "./accounts.routes.ts";
import { AccountsService, type CompaniesOf } from "./accounts.service.ts";
import { CredentialsService } from "./credentials.service.ts";
import { newSignIns, sweepPlaces } from "./devices.ts";
import { EmailsService } from "./emails.service.ts";
import { SignInNames } from "./names.ts";
import { type AccountsOptions, usualOptions } from "./options.ts";
import { OwnersService } from "./owners.service.ts";
import { PasswordHasher } from "./passwords/argon2.ts";
import { Slots } from "./passwords/slots.ts";
import { SessionsService } from "./sessions.service.ts";
import { SetupService } from "./setup.service.ts";
import { Throttle } from "./throttle.ts";

export { Account, accountRecords, Credential, ResetToken } from "./accounts.records.ts";
export type { SetupStep } from "./accounts.routes.ts";
export type { AccountView, NewAccount } from "./accounts.service.ts";
export { commitOnce, innerOperation, stepOf } from "./commit.ts";
export type { IssuedLink } from "./credentials.service.ts";
export { ImportUsers, importUsers } from "./import.operation.ts";
export { type AccountsOptions, usualOptions } from "./options.ts";
export { meetsFloor, type PasswordHashFacts, readPasswordHash } from "./passwords/argon2.ts";
export { type ImportedHash, isImportedStrong, readImportedHash } from "./passwords/imported.ts";
export type { Ended, IssuedSession, Renewal } from "./sessions.service.ts";
export type { ShownNow } from "./sessions.shown.ts";
export { presentSession } from "./sessions.use.ts";
export type { Attempt } from "./throttle.ts";
export { CreateUser, createUser, disableUser, makeOwner, NamedUser, removeFactors, resetLink, type UsersDeps } from "./users.operation.ts";

export interface AccountsDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly options?: AccountsOptions;
  readonly companiesOf: CompaniesOf;
  /** How the account can show a second factor; none: it has none. */
  readonly secondWaysOf: (account: string) => Promise<SecondWay[]>;
  /** Whether what a connection said still counts. */
  readonly holds: (word: Word) => Promise<boolean>;
  /** What the account's companies ask of its sessions, in place of the usual where it is stricter. */
  readonly limitsOf?: (account: string) => Promise<Partial<SessionLife>>;
  readonly letters: Letters;
  /** The origin that links begin with. */
  readonly url: () => string;
  readonly stepAfterAccount: RoutesParts["stepAfterAccount"];
  /** What an owner of the installation gets besides the role; may be called again for the same one. */
  readonly onOwner?: (account: string) => Promise<void>;
  readonly version: string;
}

export type Accounts = ReturnType<typeof createAccounts>;

/** Wires the noun. @throws RangeError for password parameters below the floor */
export function createAccounts(d: AccountsDeps) {
  const { records, clock, options = usualOptions, companiesOf, secondWaysOf, limitsOf, letters, url, stepAfterAccount, onOwner, version } = d;
  const hasher = new PasswordHasher(options.argon2, new Slots(clock, options.slots));
  const names = new SignInNames(records, clock);
  const throttle = new Throttle(records, clock, options.guesses);
  const lifeOf = async (account: string) => strictest(options.sessions, await limitsOf?.(account));
  const sessionsBy = (by: Clock) => new SessionsService({ records, clock: by, lifeOf, secondWaysOf, holds: d.holds });
  const sessions = sessionsBy(clock);
  const ahead: { ms: number; sessions?: SessionsService } = { ms: 0 };
  const owners = new OwnersService({ records, clock, outdate: (account) => sessions.outdate(account), ...(onOwner ? { onOwner } : {}) });
  const accounts = new AccountsService({ records, clock, names, hasher, owners, companiesOf });
  const credentialsBy = (by: Clock) =>
    new CredentialsService({
      records,
      clock: by,
      names,
      hasher,
      throttle,
      sessions,
      companiesOf,
      letters,
      url,
      secondWaysOf,
      linkLife: options.linkLife,
    });
  const credentials = credentialsBy(clock);
  const emails = new EmailsService({ records, clock, names, throttle, letters, url, linkLife: options.linkLife });
  const setup = new SetupService({ records, clock, accounts, owners, sessions, linkLife: options.linkLife });
  return {
    accounts,
    credentials,
    emails,
    sessions,
    owners,
    setup,
    /** What becomes of a letter that was asked for. */
    answerLetter: (asked: Asked) => (asked.template === "email_confirm" ? emails.answerAsk(asked) : credentials.answerReset(asked)),
    /** Writes to whom it concerns when an account is signed in to from a new kind of device or network. */
    newSignIns: newSignIns({ records, clock, letters, url }),
    /** Notes a guess at an account's second factor. A stranger gets so far only with the password. @throws Refusal too_many_attempts */
    attemptSecond: (account: string, address: string) => throttle.attempt(`second ${account}`, address, options.guesses.perAccount),
    /** Whether somebody may act for the account at all. Asked at every request of its tokens. */
    isActive: (account: string) => sessions.isAccountActive(account),
    /** Notes a guess at a name of a directory. @throws Refusal too_many_attempts */
    attemptDirectory: (connection: string, login: string, address: string) => throttle.attempt(names.tokenOf(`${connection} ${login}`), address),
    /** Notes an API token that there never was. @throws Refusal too_many_attempts */
    attemptToken: (address: string) => throttle.attempt("api token", address),
    /** Hashes a password that is no account's. @throws Refusal too_many_requests */
    hashPassword: (password: string) => hasher.hash(password),
    /** Tries a password of a link, counted as guesses are. @throws Refusal wrong_password, too_many_attempts */
    async requireLinkPassword(link: string, phc: string, password: string, address: string): Promise<void> {
      const attempt = await throttle.attempt(`link ${link}`, address, options.guesses.perAccount);
      if (!(await hasher.verify(phc, password))) throw new Refusal("wrong_password");
      await attempt.forgive();
    },
    /** Does what a link opens; what opens nothing is counted by network. @throws Refusal too_many_attempts */
    opening: <T>(origin: Pick<Origin, "address">, work: () => Promise<T>): Promise<T> => throttle.opening(origin, work),
    /** Notes an answer of a provider that was none. @throws Refusal too_many_attempts */
    missAnswer: (address: string): Promise<void> => throttle.miss("answer", address),
    /** The sessions as they will stand in so many milliseconds, to be looked at only: the claims' checks can't wait. */
    sessionsIn: (ms: number): Pick<SessionsService, "isAlive" | "look"> => {
      ahead.ms = ms;
      ahead.sessions ??= sessionsBy({ ...clock, now: () => clock.now() + ahead.ms });
      return ahead.sessions;
    },
    /** Reset links as they will be taken in so many milliseconds. */
    credentialsIn: (ms: number): Pick<CredentialsService, "redeemReset"> => credentialsBy({ ...clock, now: () => clock.now() + ms }),
    /** Takes back every guess from an address at these, of whatever kind: the claims' checks leave none. */
    async forgetGuesses(
      address: string,
      { account, login, link }: { readonly account?: string; readonly login?: string; readonly link?: string },
    ): Promise<void> {
      const byAccount = account === undefined ? [] : [account, `email ${account}`];
      const byLogin = login === undefined ? [] : [names.tokenOf(login), `reset ${names.tokenOf(login)}`];
      for (const one of ["api token", ...byAccount, ...byLogin]) await throttle.forget(one, address);
      if (account !== undefined) await throttle.forget(`second ${account}`, address, options.guesses.perAccount);
      if (link !== undefined) await throttle.forget(`link ${link}`, address, options.guesses.perAccount);
      await throttle.forgetMisses(address);
    },
    authenticate: (token: string, origin: Origin) => sessions.authenticate(token, origin),
    routes: accountRoutes({ accounts, credentials, emails, sessions, setup, throttle, isMailOn: () => letters.isOn, stepAfterAccount, version }),
    /** Removes rows that count no more: for a schedule, an hour or so apart. @returns how many */
    sweep: async (): Promise<number> =>
      (await throttle.sweep()) + (await sessions.sweep()) + (await credentials.sweep()) + (await sweepPlaces(records, clock.now())),
  };
}

const strictest = (usual: SessionLife, { idle = usual.idle, most = usual.most }: Partial<SessionLife> = {}): SessionLife => ({
  idle: Math.min(usual.idle, idle),
  most: Math.min(usual.most, most),
});
