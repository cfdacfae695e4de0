/** The first run: a link that is good once and for half an hour makes the first account, which then runs the installation. */
import { randomToken, randomUUID, tokenDigest } from "../../../crypto/index.ts";
import { Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { expect, put, type SealedStore } from "../../platform/records/sealed.ts";
import { isOpenLink } from "./accounts.policy.ts";
import { SetupLink } from "./accounts.records.ts";
import type { AccountsService, NewAccount } from "./accounts.service.ts";
import { commitOnce, innerOperation, stepOf } from "./commit.ts";
import type { Attempted } from "./credentials.service.ts";
import type { OwnersService } from "./owners.service.ts";
import type { IssuedSession, SessionsService } from "./sessions.service.ts";

export interface SetupParts {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly accounts: AccountsService;
  readonly owners: OwnersService;
  readonly sessions: SessionsService;
  /** Milliseconds that the first-run link is good. */
  readonly linkLife: number;
}

export class SetupService {
  readonly #parts: SetupParts;

  constructor(parts: SetupParts) {
    this.#parts = parts;
  }

  /** Whether somebody runs the installation already. */
  async hasOwner(): Promise<boolean> {
    return (await this.#parts.owners.count()) > 0;
  }

  /**
   * For each start of the server: path and fragment of a new first-run link, which ends the one before; undefined when
   * somebody runs the installation. The token stands in the fragment, which browsers send to nobody.
   */
  async issueLink(): Promise<string | undefined> {
    if (await this.hasOwner()) return undefined;
    const { records, clock, linkLife } = this.#parts;
    const installation = records.installation;
    const before = await records.get(SetupLink, { installation });
    if (before?.account && (await this.#finish(before.account))) return undefined;
    const token = randomToken("bsu_");
    const link = { installation, state: "open" as const, tokenHash: tokenDigest(token), expiresAt: clock.now() + linkLife, account: null };
    const version = before?.version ?? 0;
    const operation = innerOperation();
    if (!(await commitOnce(records, operation, [expect(SetupLink, { installation }, version)], [put(SetupLink, link, version + 1)])))
      throw new Refusal("conflict");
    return `/setup#token=${token}`;
  }

  /** The link was used and its account written, but the process died before the account became owner. */
  async #finish(account: string): Promise<boolean> {
    if (!(await this.#parts.accounts.find(account))) return false;
    await this.#parts.owners.add(account, innerOperation());
    return true;
  }

  /**
   * Makes the first account, an owner, and signs it in. The link is used up before the account is written: of two at
   * once only one goes on.
   * @throws Refusal already_set_up, link_not_found, weak_password, name_taken
   */
  async createFirstAccount(token: string, wanted: NewAccount, { origin, operation, concern }: Attempted): Promise<IssuedSession & { account: string }> {
    const { records, clock, accounts, owners, sessions } = this.#parts;
    if (await this.hasOwner()) throw new Refusal("already_set_up");
    const installation = records.installation;
    const tokenHash = tokenDigest(token);
    const open = async () => {
      const link = await records.find(SetupLink, { installation });
      if (!link || !isOpenLink(link, tokenHash, clock.now())) throw new Refusal("link_not_found");
      return link;
    };
    await open();
    const prepared = await accounts.prepare(wanted);
    const account = randomUUID();
    await concern({ subject: account });
    await accounts.holdNames(account, prepared);
    const link = await open();
    const used = put(SetupLink, { ...link, state: "used", account }, link.version + 1);
    if (!(await commitOnce(records, stepOf(operation, "link"), [expect(SetupLink, { installation }, link.version)], [used])))
      throw new Refusal("link_not_found");
    await accounts.write(account, prepared, operation);
    await owners.add(account, stepOf(operation, "owner"));
    const made = await accounts.find(account);
    if (!made) throw new Refusal("conflict");
    return { ...(await sessions.start(made, origin)), account };
  }
}
