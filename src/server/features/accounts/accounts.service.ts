/** Accounts: making, finding, describing, disabling. */
import type { z } from "zod";
import type { Account as AccountShape } from "../../../contract/accounts.ts";
import { notInLine } from "../../../contract/common.ts";
import { digestOf } from "../../../crypto/index.ts";
import { decideAgain, type Operation, Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { derivedId } from "../../platform/records/ids.ts";
import { expect, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { Account, Credential } from "./accounts.records.ts";
import { commitOnce, stepOf } from "./commit.ts";
import type { SignInNames } from "./names.ts";
import type { OwnersService } from "./owners.service.ts";
import type { PasswordHasher } from "./passwords/argon2.ts";
import { requireStrong } from "./passwords/strength.ts";

export type AccountView = z.output<typeof AccountShape>;
export type CompaniesOf = (account: string) => Promise<AccountView["companies"]>;

export interface NewAccount {
  readonly name: string;
  readonly password: string;
  readonly email?: string | undefined;
}

/** An account that may be written: its password is strong and hashed, its names are not yet held. */
export interface PreparedAccount {
  readonly name: string;
  readonly email: string | null;
  readonly phc: string;
}

export interface AccountsParts {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly names: SignInNames;
  readonly hasher: PasswordHasher;
  readonly owners: OwnersService;
  readonly companiesOf: CompaniesOf;
}

export class AccountsService {
  readonly #parts: AccountsParts;

  constructor(parts: AccountsParts) {
    this.#parts = parts;
  }

  /**
   * Makes an account; who may is the caller's question. A repeat of the operation gives the same id.
   * @param field where the password stood in the request. @returns the account's id. @throws Refusal weak_password, name_taken, too_many_requests
   */
  async make(wanted: NewAccount, operation: Operation, field = "body.password"): Promise<string> {
    const { records } = this.#parts;
    const account = derivedId(records.keys.indexKey(records.installation), "account", operation.id);
    await this.write(account, await this.prepare(wanted, field), stepOf(operation, "account"));
    return account;
  }

  async prepare({ name, password, email }: NewAccount, field = "body.password"): Promise<PreparedAccount> {
    await requireStrong(password, [name, email], field);
    return { name, email: email ?? null, phc: await this.#parts.hasher.hash(password) };
  }

  /** @throws Refusal name_taken */
  holdNames(account: string, { name, email }: PreparedAccount): Promise<void> {
    return this.#parts.names.hold(account, { name, email });
  }

  /** Holds the names, then writes the account that confirms them. @throws Refusal name_taken */
  async write(account: string, { name, email, phc }: PreparedAccount, operation: Operation): Promise<void> {
    const { records, clock } = this.#parts;
    await this.#parts.names.hold(account, { name, email });
    const now = clock.now();
    const isApplied = await commitOnce(
      records,
      operation,
      [expect(Account, { account }, 0)],
      [
        put(Account, { account, state: "active", epoch: 1, createdAt: now, rotation: null, name, email, emailConfirmedAt: null, mailLanguage: null }),
        put(Credential, { account, kind: "password", changedAt: now, phc }),
      ],
    );
    if (!isApplied) throw new Refusal("conflict");
  }

  /**
   * An account without a password, for whom a provider is believed about this address. A name that is taken is numbered.
   * @param wanted `email` null: nobody is believed about one
   * @throws Refusal name_taken where somebody has the address
   */
  async makeByProvider({ name, email }: { readonly name: string; readonly email: string | null }, operation: Operation): Promise<string> {
    const { records, clock, names } = this.#parts;
    const account = derivedId(records.keys.indexKey(records.installation), "account", operation.id);
    if (await records.find(Account, { account })) return account;
    const local = email === null ? "" : email.slice(0, email.lastIndexOf("@"));
    const wanted = [name, local].map((one) => one.replaceAll("@", " ").replace(notInLine, " ").trim().slice(0, 60)).find((one) => one !== "") ?? "person";
    const now = clock.now();
    for (const free of [wanted, ...Array.from({ length: 98 }, (_, at) => `${wanted} ${at + 2}`)]) {
      const bearer = { name: free, email };
      const isHeld = await names.hold(account, bearer).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Refusal && error.code === "name_taken") return false;
          throw error;
        },
      );
      if (!isHeld) continue;
      const row = {
        account,
        state: "active" as const,
        epoch: 1,
        createdAt: now,
        rotation: null,
        ...bearer,
        emailConfirmedAt: email === null ? null : now,
        mailLanguage: null,
      };
      if (!(await commitOnce(records, operation, [expect(Account, { account }, 0)], [put(Account, row)]))) throw new Refusal("conflict");
      return account;
    }
    throw new Refusal("name_taken");
  }

  /** Makes an account with a hash from elsewhere; a second time nothing. @throws Refusal name_taken */
  async importOne({ name, email, hash }: { name: string; email?: string | undefined; hash: string }): Promise<void> {
    const account = this.#importedAs(name);
    if (await this.find(account)) return;
    await this.write(account, { name, email: email ?? null, phc: hash }, { id: digestOf("import", account), digest: null });
  }

  async wasImported(name: string): Promise<boolean> {
    return (await this.find(this.#importedAs(name))) !== undefined;
  }

  /** Whether a name or address belongs to another account than the one that an import makes of this name. */
  async isTaken(name: string, login: string): Promise<boolean> {
    const bearer = await this.findByLogin(login);
    return bearer !== undefined && bearer !== this.#importedAs(name);
  }

  #importedAs(name: string): string {
    const { records, names } = this.#parts;
    return derivedId(records.keys.indexKey(records.installation), "imported account", names.tokenOf(name));
  }

  async find(account: string): Promise<Stored<typeof Account> | undefined> {
    return this.#parts.records.find(Account, { account });
  }

  /** The account that bears this name or e-mail address; undefined for none. For operators: the answer tells that it exists. */
  async findByLogin(login: string): Promise<string | undefined> {
    const token = this.#parts.names.tokenOf(login);
    const account = await this.#parts.names.holder(token);
    const found = account === undefined ? undefined : await this.find(account);
    return found && this.#parts.names.isBorneBy(token, found) ? found.account : undefined;
  }

  /** The account as its owner sees it. @param reach the one company that the session opens @throws Refusal not_found */
  async describe(account: string, reach?: string): Promise<AccountView> {
    const [found, installationOwner, companies] = await Promise.all([
      this.find(account),
      this.#parts.owners.isOwner(account),
      this.#parts.companiesOf(account),
    ]);
    if (!found) throw new Refusal("not_found");
    const { name, email, emailConfirmedAt, createdAt } = found;
    const own = { id: account, name, email, emailConfirmedAt, createdAt };
    if (reach !== undefined) return { ...own, installationOwner: false, companies: companies.filter(({ id }) => id === reach) };
    return { ...own, installationOwner, companies };
  }

  /**
   * Ends every session at once and lets nobody in any more. An owner loses the role with it.
   * @throws Refusal not_found, last_owner
   */
  async disable(account: string, operation: Operation): Promise<void> {
    await this.#parts.owners.remove(account, stepOf(operation, "role"));
    await this.#setState(account, "disabled", operation);
    // Made an owner in between, on another shard: nobody who can't sign in may count as the last owner.
    await this.#parts.owners.remove(account, stepOf(operation, "role again"));
  }

  /** Lets a disabled account sign in again; its old sessions stay over. @throws Refusal not_found */
  async enable(account: string, operation: Operation): Promise<void> {
    await this.#setState(account, "active", operation);
  }

  async #setState(account: string, state: "active" | "disabled", operation: Operation): Promise<void> {
    await decideAgain(async () => {
      const found = await this.find(account);
      if (!found) throw new Refusal("not_found");
      if (found.state === state) return true;
      return commitOnce(
        this.#parts.records,
        operation,
        [expect(Account, { account }, found.version)],
        [put(Account, { ...found, state, epoch: found.epoch + 1 }, found.version + 1)],
      );
    });
  }
}
