/** Passwords at work: signing in, changing, resetting. Whether an account exists shows neither in the answer nor in its time. */
import type { Endpoint, MailLanguage, SecondWay } from "../../../contract/index.ts";
import { randomToken, tokenDigest } from "../../../crypto/index.ts";
import { type Actor, type Call, decideAgain, type Operation, Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { sweepRows } from "../../platform/jobs/index.ts";
import { expect, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import type { Answer, Asked, Letters } from "../mail/index.ts";
import { isActive, isAskedAgain, isOpenLink } from "./accounts.policy.ts";
import { Account, AskedResetLink, Credential, ResetLink, ResetToken } from "./accounts.records.ts";
import type { CompaniesOf } from "./accounts.service.ts";
import { commitOnce, innerOperation, unlessFull, wasDone } from "./commit.ts";
import type { SignInNames } from "./names.ts";
import { Nobody } from "./nobody.ts";
import type { PasswordHasher } from "./passwords/argon2.ts";
import { requireStrong } from "./passwords/strength.ts";
import type { IssuedSession, SessionsService } from "./sessions.service.ts";
import { byPassword } from "./sessions.shown.ts";
import type { Throttle } from "./throttle.ts";

/** A link that a person opens; the token stands in its fragment, which browsers send to nobody. */
export interface IssuedLink {
  /** Path and fragment; put the public URL before it. */
  readonly path: string;
  readonly expiresAt: number;
}

export interface CredentialsParts {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly names: SignInNames;
  readonly hasher: PasswordHasher;
  readonly throttle: Throttle;
  readonly sessions: SessionsService;
  readonly companiesOf: CompaniesOf;
  readonly letters: Letters;
  /** The origin that links begin with. */
  readonly url: () => string;
  readonly secondWaysOf: (account: string) => Promise<SecondWay[]>;
  /** Milliseconds that a reset link is good. */
  readonly linkLife: number;
}

/** From where somebody tries whom nobody knows yet; the log hears whom it concerns. */
export type Attempted = Pick<Call<Endpoint>, "origin" | "operation" | "concern">;

/** Whose sign-in it is, and how the second factor can be shown: in no way where there is none. */
interface Entered {
  readonly account: string;
  readonly ways: readonly SecondWay[];
}

interface Bearer {
  readonly account: Stored<typeof Account>;
  readonly credential: Stored<typeof Credential>;
}

/** What an account's reset links are now, whoever they were made for. */
interface Links {
  readonly made: Stored<typeof ResetLink> | undefined;
  readonly asked: Stored<typeof AskedResetLink> | undefined;
}

export class CredentialsService {
  readonly #parts: CredentialsParts;
  readonly #nobody: Nobody;

  constructor(parts: CredentialsParts) {
    this.#parts = parts;
    this.#nobody = new Nobody(parts.records, parts.names);
  }

  /**
   * @param before who was signed in on this browser; that session ends
   * @returns a session, or where the account has a second factor the ticket with which it is shown
   * @throws Refusal wrong_credentials, too_many_attempts
   */
  async signIn(login: string, password: string, { origin, operation, concern }: Attempted, before?: Actor): Promise<IssuedSession & Entered> {
    const { names, throttle, hasher, sessions, secondWaysOf } = this.#parts;
    const token = names.tokenOf(login);
    const attempt = await throttle.attempt(token, origin.address);
    const known = await this.#bearerNamed(token);
    await concern(known ? { subject: known.account.account } : {});
    const isRight = await hasher.verify(known?.credential.phc, password);
    if (!known || !isRight || !isActive(known.account)) throw new Refusal("wrong_credentials");
    await attempt.forgive();
    const { account } = known.account;
    const ways = await secondWaysOf(account);
    // Who signs in again under the same key gets another session.
    const once = operation.digest === null ? operation : innerOperation();
    const issued =
      ways.length > 0 ? await sessions.await(known.account, origin, "password", once) : await sessions.start(known.account, origin, byPassword, once);
    await this.#renewHash(known.credential, password).catch(unlessFull);
    if (ways.length === 0) await sessions.leave(before);
    return { ...issued, account, ways };
  }

  /** When the password was set; undefined for an account that has none. */
  async changedAt(account: string): Promise<number | undefined> {
    return (await this.#parts.records.find(Credential, { account, kind: "password" }))?.changedAt;
  }

  /** Asks the signed-in person again, before something grave. @throws Refusal wrong_password, too_many_attempts */
  async confirm(actor: Actor, password: string): Promise<Bearer> {
    const attempt = await this.#parts.throttle.attempt(actor.account, actor.origin.address);
    const bearer = await this.#bearerOf(actor.account);
    if (!(await this.#parts.hasher.verify(bearer?.credential.phc, password)) || !bearer) throw new Refusal("wrong_password");
    await attempt.forgive();
    return bearer;
  }

  /**
   * Sets a new password, gives this session a new token and ends all others.
   * @returns the new token; undefined when the operation was carried out before
   * @throws Refusal wrong_password, weak_password, too_many_attempts, conflict
   */
  async changePassword(actor: Actor, current: string, next: string, operation: Operation): Promise<IssuedSession | undefined> {
    const { records, hasher, sessions } = this.#parts;
    if (await wasDone(records, actor.account, operation)) return undefined;
    const { account, credential } = await this.confirm(actor, current);
    await requireStrong(next, await this.#ownWords(account), "body.next");
    const phc = await hasher.hash(next);
    const renewal = await sessions.renew(actor, { epoch: account.epoch + 1, confirmedAt: this.#parts.clock.now() });
    const { expects, puts } = this.#newPassword({ account, credential }, phc, await this.#linksOf(actor.account));
    if (!(await commitOnce(records, operation, [...expects, ...renewal.expects], [...puts, ...renewal.puts]))) throw new Refusal("conflict");
    return renewal;
  }

  /** A link by which the account's owner sets a new password, once. Ends every older one, also one that was asked for. @throws Refusal not_found */
  async makeResetLink(account: string): Promise<IssuedLink> {
    const { records } = this.#parts;
    if (!isActive(await records.find(Account, { account }))) throw new Refusal("not_found");
    const { issued, link } = await this.#newLink(account);
    await decideAgain(async () => {
      const { made, asked } = await this.#linksOf(account);
      const version = made?.version ?? 0;
      return commitOnce(
        records,
        innerOperation(),
        [expect(ResetLink, { account }, version), expect(AskedResetLink, { account }, asked?.version ?? 0)],
        [put(ResetLink, link, version + 1), ...(asked ? [put(AskedResetLink, { ...asked, state: "used" }, asked.version + 1)] : [])],
      );
    });
    return issued;
  }

  /** Its token can be looked up; it opens nothing before the link's row is written. */
  async #newLink(account: string) {
    const { records, clock, linkLife } = this.#parts;
    const token = randomToken("bsr_");
    const link = { account, state: "open" as const, tokenHash: tokenDigest(token), expiresAt: clock.now() + linkLife };
    await records.claim(ResetToken, { token: link.tokenHash, account, expiresAt: link.expiresAt });
    return { issued: { path: `/reset#token=${token}`, expiresAt: link.expiresAt }, link };
  }

  /**
   * Asks for a reset link to one's own mailbox. The request is written down whoever it is for; whether there is such an
   * account with a confirmed address is found out later, so that neither answer nor time shows it.
   * @throws Refusal too_many_attempts
   */
  async askReset(login: string, language: MailLanguage, { origin, operation, concern }: Attempted): Promise<void> {
    const { records, names, throttle, letters, clock, linkLife } = this.#parts;
    const token = names.tokenOf(login);
    await throttle.attempt(`reset ${token}`, origin.address);
    const bearer = await this.#bearerNamed(token);
    await concern(bearer ? { subject: bearer.account.account } : {});
    const of = { kind: "installation" as const, id: records.installation };
    const until = clock.now() + linkLife;
    await letters.post({ source: operation.id, template: "reset", to: "", language, values: { login }, of, isAsked: true, until });
  }

  /** The letter for who asked for a link; undefined where nobody is to get one, or just got one. */
  async answerReset({ mail, language, values }: Asked): Promise<Answer> {
    const { names, records, clock } = this.#parts;
    const bearer = await this.#bearerNamed(names.tokenOf(values["login"] ?? ""));
    if (!bearer || !isActive(bearer.account)) return undefined;
    const { account, email, emailConfirmedAt } = bearer.account;
    if (email === null || emailConfirmedAt === null) return undefined;
    const standing = await records.find(AskedResetLink, { account });
    if (isAskedAgain(standing, mail, clock.now())) return undefined;
    const { issued, link } = await this.#newLink(account);
    const version = standing?.version ?? 0;
    const row = put(AskedResetLink, { ...link, madeAt: clock.now(), letter: mail }, version + 1);
    if (!(await commitOnce(records, innerOperation(), [expect(AskedResetLink, { account }, version)], [row]))) throw new Refusal("conflict");
    return { to: email, language, of: { kind: "account", id: account }, ...this.#letterOf(issued) };
  }

  /** Sends a link that somebody else made to the account's confirmed address. @returns whether it has one */
  async mailReset(account: string, link: IssuedLink): Promise<boolean> {
    const found = await this.#parts.records.find(Account, { account });
    if (!found || found.email === null || found.emailConfirmedAt === null) return false;
    const { email: to, mailLanguage } = found;
    const of = { kind: "account" as const, id: account };
    return this.#parts.letters.post({ source: link.path, template: "reset_by_owner", to, language: mailLanguage ?? "en", of, ...this.#letterOf(link) });
  }

  #letterOf({ path, expiresAt }: IssuedLink) {
    return { values: { url: `${this.#parts.url()}${path}`, until: String(expiresAt) }, until: expiresAt };
  }

  /**
   * Sets a new password by a reset link, ends every session and every other link. Who redeems it may sign in at once, however often the old
   * password was tried from there.
   * @throws Refusal link_not_found, weak_password
   */
  async redeemReset(token: string, password: string, { origin, operation, concern }: Attempted): Promise<void> {
    const { records, clock, hasher, names, throttle } = this.#parts;
    const tokenHash = tokenDigest(token);
    const account = (await records.find(ResetToken, { token: tokenHash }))?.account;
    if (account === undefined) throw new Refusal("link_not_found");
    if (await wasDone(records, account, operation)) return;
    const open = async () => {
      const [bearer, links] = await Promise.all([this.#bearerOf(account), this.#linksOf(account)]);
      const isOpen = [links.made, links.asked].some((link) => isOpenLink(link, tokenHash, clock.now()));
      if (!bearer || !isActive(bearer.account) || !isOpen) throw new Refusal("link_not_found");
      return { bearer, links };
    };
    const before = (await open()).bearer.account;
    const { name, email } = before;
    await concern({ subject: account });
    await requireStrong(password, await this.#ownWords(before), "body.password");
    const phc = await hasher.hash(password);
    await decideAgain(async () => {
      const { bearer, links } = await open();
      const { expects, puts } = this.#newPassword(bearer, phc, links);
      return commitOnce(records, operation, expects, puts);
    });
    const subjects = [account, ...[name, email].flatMap((text) => (text === null ? [] : [names.tokenOf(text)]))];
    for (const subject of subjects) await throttle.pardon(subject, origin.address);
  }

  async sweep(): Promise<number> {
    const now = this.#parts.clock.now();
    return sweepRows(this.#parts.records, ResetToken, ({ expiresAt }) => now >= expiresAt);
  }

  /** What everybody knows about the person, and where he works. */
  async #ownWords({ account, name, email }: Bearer["account"]): Promise<(string | null)[]> {
    return [name, email, ...(await this.#parts.companiesOf(account)).map((company) => company.name)];
  }

  async #linksOf(account: string): Promise<Links> {
    const { records } = this.#parts;
    const [made, asked] = await Promise.all([records.find(ResetLink, { account }), records.find(AskedResetLink, { account })]);
    return { made, asked };
  }

  /** A new password and the end of every session and every link, in one. */
  #newPassword({ account, credential }: Bearer, phc: string, { made, asked }: Links) {
    const key = { account: account.account };
    return {
      expects: [
        expect(Account, key, account.version),
        expect(Credential, { ...key, kind: "password" }, credential.version),
        expect(ResetLink, key, made?.version ?? 0),
        expect(AskedResetLink, key, asked?.version ?? 0),
      ],
      puts: [
        put(Account, { ...account, epoch: account.epoch + 1 }, account.version + 1),
        put(Credential, { ...credential, phc, changedAt: this.#parts.clock.now() }, credential.version + 1),
        ...(made ? [put(ResetLink, { ...made, state: "used" }, made.version + 1)] : []),
        ...(asked ? [put(AskedResetLink, { ...asked, state: "used" }, asked.version + 1)] : []),
      ],
    };
  }

  /** Brings a hash of older parameters up to date while the password is at hand; who was faster has done so. */
  async #renewHash(credential: Stored<typeof Credential>, password: string): Promise<void> {
    const { records, hasher } = this.#parts;
    if (!hasher.isOutdated(credential.phc)) return;
    const key = { account: credential.account, kind: credential.kind };
    const phc = await hasher.hash(password);
    await commitOnce(
      records,
      innerOperation(),
      [expect(Credential, key, credential.version)],
      [put(Credential, { ...credential, phc }, credential.version + 1)],
    );
  }

  /** Who bears the name; as long for a name that nobody bears. */
  async #bearerNamed(token: string): Promise<Bearer | undefined> {
    const { names } = this.#parts;
    const holder = await names.holder(token);
    if (holder === undefined) return this.#nobody.read(token);
    const bearer = await this.#bearerOf(holder);
    return bearer && names.isBorneBy(token, bearer.account) ? bearer : undefined;
  }

  async #bearerOf(account: string): Promise<Bearer | undefined> {
    const { records } = this.#parts;
    const [found, credential] = await Promise.all([records.find(Account, { account }), records.find(Credential, { account, kind: "password" })]);
    return found && credential ? { account: found, credential } : undefined;
  }
}
