/** What a directory says of one person, done here: made, changed, taken out, let in again. Each has its line in the company's log. */

import type { AuditAction } from "../../../contract/index.ts";
import { operationId } from "../../../crypto/index.ts";
import { decideAgain, type Operation, type Trail } from "../../http/index.ts";
import { expect, put, type SealedStore } from "../../platform/records/sealed.ts";
import type { Accounts } from "../accounts/index.ts";
import type { ConnectionsService, Identities } from "../connections/index.ts";
import { DirectoryPerson } from "./directories.records.ts";
import { entryOf, type OpenDirectory } from "./directory.ts";
import type { Known, Prospects, Role } from "./plan.ts";
import type { Member } from "./talks.ts";

interface Standing {
  readonly person: string;
  readonly state: string;
  /** When that last changed. */
  readonly since: number;
}

export interface FollowerParts {
  readonly records: SealedStore;
  readonly now: () => number;
  readonly trail: Trail;
  readonly accounts: Accounts;
  readonly connections: ConnectionsService;
  readonly identities: Identities;
  readonly standingOf: (account: string, company: string) => Promise<Standing | undefined>;
  /** Makes the account a person of the company; undefined where he was taken out of it before. */
  readonly admit: (company: string, account: string, role: Role) => Promise<string | undefined>;
  /** Name and role as the directory has them, and back again who was taken out at just this time; administrators keep their role. */
  readonly follow: (
    company: string,
    person: string,
    wanted: { readonly name: string; readonly role: Role; readonly outSince: number | null },
    operation: Operation,
  ) => Promise<void>;
  /** @returns since when he is out; null where he was out already */
  readonly takeOut: (company: string, person: string, operation: Operation) => Promise<number | null>;
  readonly endReaching: (account: string, company: string) => Promise<void>;
}

export class Follower {
  readonly #p: FollowerParts;

  constructor(parts: FollowerParts) {
    this.#p = parts;
  }

  /**
   * Who is linked with the entry; else the bearer of its address, where he confirmed it and the company showed that the domain is its own.
   * Whoever bears it without that has to link by himself.
   */
  async prospect(directory: OpenDirectory, member: Member): ReturnType<Prospects["newcomer"]> {
    const { accounts, identities, standingOf } = this.#p;
    const { connection, holder } = directory.connection;
    const linked = await identities.accountOf(elsewhere(directory, member));
    const email = linked === undefined ? await this.#trusted(directory, member) : null;
    const bearer = email === null ? undefined : await accounts.accounts.findByLogin(email);
    if (bearer !== undefined && (await accounts.accounts.find(bearer))?.emailConfirmedAt == null) return { account: undefined, obstacle: "address_taken" };
    if (bearer !== undefined && (await identities.list(bearer)).some((one) => one.connection === connection))
      return { account: bearer, obstacle: "already_linked" };
    const account = linked ?? bearer;
    const standing = account === undefined ? undefined : await standingOf(account, holder);
    return { account, obstacle: standing && standing.state !== "active" ? "taken_out" : undefined };
  }

  /** @returns false where something came in between that hinders it */
  async make(directory: OpenDirectory, member: Member, role: Role | null): Promise<boolean> {
    const { connection } = directory;
    const { accounts, identities } = this.#p;
    const operation = { id: operationId(), digest: null };
    return this.#told("person.make", directory, null, operation, async () => {
      const standing = await this.prospect(directory, member);
      if (standing.obstacle !== undefined || (standing.account === undefined && role === null)) return undefined;
      // A sync that was cut off, and who signs in meanwhile, go on with the same account.
      const once = await identities.firstOperation(elsewhere(directory, member));
      const email = await this.#trusted(directory, member);
      const account = standing.account ?? (await accounts.accounts.makeByProvider({ name: member.name, email }, once));
      await identities.link(account, elsewhere(directory, member), { id: operationId(), digest: null });
      const person = (await this.#p.standingOf(account, connection.holder))?.person ?? (await this.#p.admit(connection.holder, account, role ?? "guest"));
      if (person === undefined) return undefined;
      await this.note(directory, member, { account, person, role: role ?? "guest", state: "active" }, operation);
      return person;
    });
  }

  /** Whether he is in, or was taken out by this directory and by nobody else since. */
  async mayReturn({ holder, account, outSince }: Known): Promise<boolean> {
    const standing = await this.#p.standingOf(account, holder);
    return standing?.state === "active" || (standing?.state === "disabled" && standing.since === outSince);
  }

  async follow(directory: OpenDirectory, member: Member, known: Known, role: Role): Promise<boolean> {
    const isBack = known.state === "gone";
    const operation = { id: operationId(), digest: null };
    return this.#told(isBack ? "person.return" : "person.change", directory, known.person, operation, async () => {
      await this.#p.follow(directory.connection.holder, known.person, { name: member.name, role, outSince: known.outSince }, operation);
      await this.note(directory, member, { account: known.account, person: known.person, role, state: "active" }, { id: operationId(), digest: null });
      return known.person;
    });
  }

  async takeOut(directory: OpenDirectory, known: Known): Promise<boolean> {
    const { holder } = directory.connection;
    const operation = { id: operationId(), digest: null };
    return this.#told("person.disable", directory, known.person, operation, async () => {
      const outSince = await this.#p.takeOut(holder, known.person, operation);
      await this.#p.endReaching(known.account, holder);
      await this.#write({ ...known, state: "gone", outSince, changedAt: this.#p.now() }, { id: operationId(), digest: null });
      return known.person;
    });
  }

  /** Who came of the directory, as it was seen last. */
  async note(
    { connection: { connection, holder } }: OpenDirectory,
    member: Member,
    who: Pick<Known, "account" | "person" | "role" | "state">,
    operation: Operation,
  ): Promise<void> {
    const { name, login } = member;
    await this.#write(
      { connection, holder, entry: entryOf(this.#p.records, connection, member), changedAt: this.#p.now(), outSince: null, name, login, ...who },
      operation,
    );
  }

  async #write(row: Omit<Known, "version">, operation: Operation): Promise<void> {
    const { connection, entry } = row;
    await decideAgain(async () => {
      const version = (await this.#p.records.find(DirectoryPerson, { connection, entry }))?.version ?? 0;
      const key = expect(DirectoryPerson, { connection, entry }, version);
      return (await this.#p.records.commit(operation.id, [key], [put(DirectoryPerson, row, version + 1)])).status !== "refused";
    });
  }

  async #trusted({ connection: { holder } }: OpenDirectory, { email }: Member): Promise<string | null> {
    return email !== null && (await this.#p.connections.trusts(holder, email)) ? email : null;
  }

  async #told(
    action: AuditAction,
    { connection }: OpenDirectory,
    person: string | null,
    operation: Operation,
    work: () => Promise<string | undefined>,
  ): Promise<boolean> {
    const found = { company: connection.holder, object: connection.connection, ...(person === null ? {} : { subject: person }) };
    const entry = await this.#p.trail.begin({ action, operation, actor: undefined, origin: { address: "", userAgent: "" }, details: { by: "ldap" }, ...found });
    try {
      const subject = await work();
      if (subject !== undefined) entry.concern({ subject });
      entry.end(subject === undefined ? "refused" : "done");
      return subject !== undefined;
    } catch (error) {
      entry.end("refused");
      throw error;
    }
  }
}

/** The identity that stands for an entry: what it is called and where it stands may change. */
export const elsewhere = ({ connection: { holder, connection } }: OpenDirectory, { subject, email }: Pick<Member, "subject" | "email">) => ({
  holder,
  connection,
  issuer: "ldap",
  subject,
  email,
});
