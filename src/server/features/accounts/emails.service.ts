/** The e-mail address of an account: only a link that was sent there makes it count. */
import type { MailLanguage } from "../../../contract/mail.ts";
import { randomToken, tokenDigest } from "../../../crypto/index.ts";
import { type Actor, decideAgain, type Operation, Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { expect, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import type { Answer, Asked, Letters } from "../mail/index.ts";
import { isActive, isOpenLink } from "./accounts.policy.ts";
import { Account, EmailLink, ResetToken } from "./accounts.records.ts";
import { commitOnce, innerOperation, wasDone } from "./commit.ts";
import type { SignInNames } from "./names.ts";
import type { Throttle } from "./throttle.ts";

export interface EmailsParts {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly names: SignInNames;
  readonly throttle: Throttle;
  readonly letters: Letters;
  /** The origin that links begin with. */
  readonly url: () => string;
  /** Milliseconds that a link is good. */
  readonly linkLife: number;
}

type Row = Stored<typeof Account>;

export class EmailsService {
  readonly #parts: EmailsParts;

  constructor(parts: EmailsParts) {
    this.#parts = parts;
  }

  async state(account: string) {
    const [{ email, emailConfirmedAt }, link] = await Promise.all([this.#account(account), this.#parts.records.find(EmailLink, { account })]);
    const isWaiting = link?.state === "open" && this.#parts.clock.now() < link.expiresAt;
    return {
      email,
      confirmedAt: emailConfirmedAt,
      pending: isWaiting ? { email: link.email, expiresAt: link.expiresAt } : null,
      isMailOn: this.#parts.letters.isOn,
    };
  }

  /**
   * Sends a link to the new address; the present one stays until it is followed. Ends every older link. What is written is the
   * same whoever has the address; the letter's job finds out, so that it shows in the mailbox only. Without mail the address is taken as it is, unconfirmed.
   * @throws Refusal too_many_attempts; name_taken where no mail is sent
   */
  async ask(actor: Actor, email: string, language: MailLanguage): Promise<void> {
    const { letters, throttle, clock, linkLife, url } = this.#parts;
    const { account } = actor;
    await throttle.attempt(`email ${account}`, actor.origin.address);
    if (!letters.isOn) return this.#set(account, email);
    const found = await this.#account(account);
    const until = clock.now() + linkLife;
    const token = await this.issueLink(account, email, language, until);
    const values = { name: found.name, host: this.#host(), url: `${url()}/confirm-email#token=${token}`, until: String(until) };
    const of = { kind: "account" as const, id: account };
    await letters.post({ source: tokenDigest(token), template: "email_confirm", to: email, language, values, of, isAsked: true, until });
  }

  /** The letter with the link; where somebody else confirmed the address he hears of it instead, and nobody gets the link. */
  async answerAsk({ to, of, language, values }: Asked): Promise<Answer> {
    const { letters, names, clock, linkLife } = this.#parts;
    const holder = await this.#bearer(names.tokenOf(to));
    if (!holder || holder.account === of.id || holder.emailConfirmedAt === null) return { to, of, language, values };
    await letters.post({
      source: `${of.id} ${holder.account} ${Math.floor(clock.now() / linkLife)}`,
      template: "email_taken",
      to: holder.email ?? to,
      language: holder.mailLanguage ?? language,
      values: { host: this.#host() },
      of: { kind: "account", id: holder.account },
    });
    return undefined;
  }

  /** Makes the link's token and ends the ones before it; only its hash is stored. With it the account takes the address. */
  async issueLink(account: string, email: string, language: MailLanguage, until = this.#parts.clock.now() + this.#parts.linkLife): Promise<string> {
    const token = randomToken("bse_");
    const tokenHash = tokenDigest(token);
    await this.#parts.records.claim(ResetToken, { token: tokenHash, account, expiresAt: until });
    await this.#putLink({ account, state: "open", tokenHash, expiresAt: until, email, language, before: null });
    return token;
  }

  /** Takes the address off. Whoever has the old one hears of it. */
  async remove(actor: Actor): Promise<void> {
    await this.#close(actor.account);
    const before = await this.#account(actor.account);
    if (before.email === null) return;
    await this.#set(actor.account, null);
    await this.#tellOld(actor.account, before, `removed ${before.version}`);
  }

  /**
   * Takes the new address by the link's token. Every session must take a new token. The mailbox alone is not enough: its bearer
   * would give his address to an account that a stranger made and waits in.
   * @returns the address. @throws Refusal link_not_found, also for another account's; name_taken when somebody else confirmed it first
   */
  async confirm({ account }: Actor, token: string, operation: Operation): Promise<{ email: string }> {
    const { records, clock, names } = this.#parts;
    const tokenHash = tokenDigest(token);
    if (await wasDone(records, account, operation)) {
      const used = await records.find(EmailLink, { account });
      if (used?.tokenHash !== tokenHash) throw new Refusal("link_not_found");
      await this.#tellLink(used);
      return { email: used.email };
    }
    const open = async () => {
      const [found, link] = await Promise.all([records.find(Account, { account }), records.find(EmailLink, { account })]);
      if (!found || !link || !isActive(found) || !isOpenLink(link, tokenHash, clock.now())) throw new Refusal("link_not_found");
      return { found, link };
    };
    const { link } = await open();
    await this.#takeFromUnconfirmed(account, link.email);
    await decideAgain(async () => {
      const { found, link } = await open();
      await names.hold(account, { name: found.name, email: link.email });
      const isOther = found.email !== null && names.tokenOf(found.email) !== names.tokenOf(link.email);
      const before = isOther && found.emailConfirmedAt !== null ? found.email : null;
      const changed = { ...found, email: link.email, emailConfirmedAt: clock.now(), mailLanguage: link.language, rotation: (found.rotation ?? 0) + 1 };
      return commitOnce(
        records,
        operation,
        [expect(Account, { account }, found.version), expect(EmailLink, { account }, link.version)],
        [put(Account, changed, found.version + 1), put(EmailLink, { ...link, state: "used", before }, link.version + 1)],
      );
    });
    const used = await records.find(EmailLink, { account });
    if (used) await this.#tellLink(used);
    return { email: link.email };
  }

  /** Whoever proves the mailbox has the address; who only claimed it has not. @throws Refusal name_taken */
  async #takeFromUnconfirmed(account: string, email: string): Promise<void> {
    await decideAgain(async () => {
      const holder = await this.#bearer(this.#parts.names.tokenOf(email));
      if (!holder || holder.account === account) return true;
      if (holder.emailConfirmedAt !== null) throw new Refusal("name_taken");
      const key = { account: holder.account };
      return commitOnce(
        this.#parts.records,
        innerOperation(),
        [expect(Account, key, holder.version)],
        [put(Account, { ...holder, email: null }, holder.version + 1)],
      );
    });
  }

  /** The account that bears the name or address now. */
  async #bearer(token: string): Promise<Row | undefined> {
    const holder = await this.#parts.names.holder(token);
    const found = holder === undefined ? undefined : await this.#parts.records.find(Account, { account: holder });
    return found && this.#parts.names.isBorneBy(token, found) ? found : undefined;
  }

  async #set(account: string, email: string | null): Promise<void> {
    const { records, names } = this.#parts;
    await decideAgain(async () => {
      const found = await this.#account(account);
      if (found.email === email) return true;
      await names.hold(account, { name: found.name, email });
      const changed = { ...found, email, emailConfirmedAt: null, rotation: (found.rotation ?? 0) + 1 };
      return commitOnce(records, innerOperation(), [expect(Account, { account }, found.version)], [put(Account, changed, found.version + 1)]);
    });
  }

  async #close(account: string): Promise<void> {
    const link = await this.#parts.records.find(EmailLink, { account });
    if (link?.state === "open") await this.#putLink({ ...link, state: "used" });
  }

  async #putLink(link: Omit<Stored<typeof EmailLink>, "version">): Promise<void> {
    const key = { account: link.account };
    await decideAgain(async () => {
      const version = (await this.#parts.records.get(EmailLink, key))?.version ?? 0;
      return commitOnce(this.#parts.records, innerOperation(), [expect(EmailLink, key, version)], [put(EmailLink, link, version + 1)]);
    });
  }

  async #tellLink({ account, before, language, tokenHash }: Stored<typeof EmailLink>): Promise<void> {
    const found = await this.#account(account);
    await this.#tellOld(account, { ...found, email: before, mailLanguage: language, emailConfirmedAt: before === null ? null : 0 }, tokenHash);
  }

  /** To who could sign in by the old address, and had proven it. */
  async #tellOld(account: string, { name, email, emailConfirmedAt, mailLanguage }: Row, source: string): Promise<void> {
    const { letters, clock } = this.#parts;
    if (email === null || emailConfirmedAt === null) return;
    const values = { name, host: this.#host(), at: String(clock.now()) };
    await letters.post({ source, template: "email_changed", to: email, language: mailLanguage ?? "en", values, of: { kind: "account", id: account } });
  }

  #host(): string {
    return new URL(this.#parts.url()).host;
  }

  async #account(account: string): Promise<Row> {
    const found = await this.#parts.records.find(Account, { account });
    if (!found) throw new Refusal("not_found");
    return found;
  }
}
