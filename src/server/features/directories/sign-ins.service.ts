/** Signing in with name and password of a directory. A stranger hears one code; what was wrong its administrators see. */
import type { BodyOf, directories as contract } from "../../../contract/index.ts";
import { operationId } from "../../../crypto/index.ts";
import { type Actor, type Call, Refusal } from "../../http/index.ts";
import { LdapRefused } from "../../platform/egress/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import type { Accounts } from "../accounts/index.ts";
import type { ConnectionsService, Entered, SignInsService } from "../connections/index.ts";
import { DirectoryPerson } from "./directories.records.ts";
import type { DirectoriesService } from "./directories.service.ts";
import { entryOf, type OpenDirectory } from "./directory.ts";
import type { Follower, FollowerParts } from "./follower.ts";
import { roleOf } from "./plan.ts";
import { DirectoryProblem, type MayTry, type Member, type Talks } from "./talks.ts";

export interface DirectorySignInsParts {
  readonly records: SealedStore;
  readonly now: () => number;
  readonly accounts: Pick<Accounts, "attemptDirectory">;
  readonly connections: ConnectionsService;
  readonly signIns: Pick<SignInsService, "enter">;
  readonly directories: DirectoriesService;
  readonly follower: Follower;
  readonly talks: Talks;
  readonly standingOf: FollowerParts["standingOf"];
}

type Asked = Pick<Call<never>, "origin" | "operation" | "concern">;

export class DirectorySignIns {
  readonly #p: DirectorySignInsParts;

  constructor(parts: DirectorySignInsParts) {
    this.#p = parts;
  }

  /** @param before who was signed in on this browser. @throws Refusal wrong_credentials, too_many_attempts */
  async signIn({ company, connection, login, password }: BodyOf<typeof contract.signInByDirectory>, asked: Asked, before: Actor | undefined): Promise<Entered> {
    const directory = await this.#p.directories.find(company, connection);
    if (directory?.connection.state !== "on") throw new Refusal("wrong_credentials");
    const attempt = await this.#p.accounts.attemptDirectory(connection, login, asked.origin.address);
    // One person has many names there, and spellings of each.
    const mayTry: MayTry = (found) => attempt.alsoAt(found ? entryOf(this.#p.records, connection, found) : `nobody ${connection} ${login}`);
    const member = await this.#memberBy(directory, login, password, mayTry, asked);
    if (!member) {
      await asked.concern({ company, object: connection, details: { by: "ldap" } });
      throw new Refusal("wrong_credentials");
    }
    await attempt.forgive();
    await this.#letBack(directory, member);
    const { subject, name, email, groups } = member;
    const entered = await this.#p.signIns
      .enter(directory.connection, { issuer: "ldap", subject, name, email, groups, hasSecond: false, authenticatedAt: this.#p.now() }, asked, before)
      .catch((error: unknown) => {
        if (error instanceof Refusal && error.code === "sso_refused") throw new Refusal("wrong_credentials");
        throw error;
      });
    await this.#keep(directory, member, entered.account);
    return entered;
  }

  async #memberBy(directory: OpenDirectory, login: string, password: string, mayTry: MayTry, { concern }: Asked): Promise<Member | undefined> {
    const { connection, settings } = directory;
    const groups = connection.groups.map(({ group }) => group);
    try {
      return await this.#p.talks.signIn(settings, login, password, groups, mayTry);
    } catch (error) {
      if (!(error instanceof LdapRefused || error instanceof DirectoryProblem)) throw error;
      // A name is worth telling where the directory knows it, not what strangers typed while it did not answer.
      const isKnown = error.code === "several" || error.code === "no_id";
      const isNews = await this.#p.connections.noteProblem(connection, error.code, isKnown ? login : "");
      if (isNews) await concern({ company: connection.holder, object: connection.connection, details: { by: "ldap", problem: error.code } });
      throw new Refusal("wrong_credentials");
    }
  }

  /** Who was taken out by the directory, and is in it again since. */
  async #letBack(directory: OpenDirectory, member: Member): Promise<void> {
    const { follower } = this.#p;
    const known = await this.#known(directory, member);
    if (known?.state !== "gone" || !(await follower.mayReturn(known))) return;
    await follower.follow(directory, member, known, roleOf(directory.connection, member) ?? known.role);
  }

  /** The next sync knows who came in between. */
  async #keep(directory: OpenDirectory, member: Member, account: string): Promise<void> {
    if (await this.#known(directory, member)) return;
    const standing = await this.#p.standingOf(account, directory.connection.holder);
    const role = roleOf(directory.connection, member) ?? "guest";
    if (standing?.state !== "active") return;
    await this.#p.follower.note(directory, member, { account, person: standing.person, role, state: "active" }, { id: operationId(), digest: null });
  }

  #known({ connection: { connection } }: OpenDirectory, member: Member) {
    return this.#p.records.find(DirectoryPerson, { connection, entry: entryOf(this.#p.records, connection, member) });
  }
}
