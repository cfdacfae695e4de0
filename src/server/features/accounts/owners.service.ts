/** Who runs the installation. At least one active account always does. */
import { decideAgain, type Operation, Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { expect, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { isActive, isLastOwner } from "./accounts.policy.ts";
import { Account, InstallationRole, OwnersHead } from "./accounts.records.ts";
import { commitOnce, stepOf } from "./commit.ts";

export interface OwnersParts {
  readonly records: SealedStore;
  readonly clock: Clock;
  /** Ends the tokens that were made for other rights. */
  readonly outdate: (account: string) => Promise<void>;
  /** Called for each account that is made an owner, again when it is made one again: must do nothing the second time. */
  readonly onOwner?: (account: string) => Promise<void>;
}

export class OwnersService {
  readonly #records: SealedStore;
  readonly #clock: Clock;
  readonly #outdate: (account: string) => Promise<void>;
  readonly #onOwner: (account: string) => Promise<void>;

  constructor({ records, clock, outdate, onOwner = async () => undefined }: OwnersParts) {
    this.#records = records;
    this.#clock = clock;
    this.#outdate = outdate;
    this.#onOwner = onOwner;
  }

  async count(): Promise<number> {
    return (await this.#head())?.owners ?? 0;
  }

  /** The owners, the earliest first. */
  async list(): Promise<string[]> {
    const rows: Stored<typeof InstallationRole>[] = [];
    for await (const row of this.#records.all(InstallationRole, { installation: this.#records.installation })) if (row.role === "owner") rows.push(row);
    return rows.sort((a, b) => a.since - b.since).map((row) => row.account);
  }

  async isOwner(account: string): Promise<boolean> {
    return (await this.#role(account))?.role === "owner";
  }

  /** Makes an active account an owner; does nothing for one. @throws Refusal not_found */
  async add(account: string, operation: Operation): Promise<void> {
    await this.#requireActive(account);
    await this.#change(account, "owner", operation);
    try {
      await this.#requireActive(account);
    } catch (error) {
      // Disabled in between, on its own shard: nobody who can't sign in may count as the last owner.
      await this.#change(account, "none", stepOf(operation, "undo"));
      throw error;
    }
    await this.#onOwner(account);
  }

  /** Takes the role away; does nothing where there is none. @throws Refusal last_owner */
  async remove(account: string, operation: Operation): Promise<void> {
    await this.#change(account, "none", operation);
  }

  async #change(account: string, role: "owner" | "none", operation: Operation): Promise<void> {
    const key = { installation: this.#records.installation };
    let wasOne = true;
    await decideAgain(async () => {
      const [head, standing] = await Promise.all([this.#head(), this.#role(account)]);
      wasOne = standing !== undefined;
      if ((standing?.role ?? "none") === role) return true;
      const owners = head?.owners ?? 0;
      if (role === "none" && isLastOwner(owners)) throw new Refusal("last_owner");
      return commitOnce(
        this.#records,
        operation,
        [expect(OwnersHead, key, head?.version ?? 0), expect(InstallationRole, { ...key, account }, standing?.version ?? 0)],
        [
          put(OwnersHead, { ...key, owners: owners + (role === "owner" ? 1 : -1) }, (head?.version ?? 0) + 1),
          put(InstallationRole, { ...key, account, role, since: this.#clock.now() }, (standing?.version ?? 0) + 1),
        ],
      );
    });
    // Also where nothing changed: who asks again may be the one whose first try ended in between.
    if (wasOne || role === "owner") await this.#outdate(account);
  }

  async #requireActive(account: string): Promise<void> {
    if (!isActive(await this.#records.find(Account, { account }))) throw new Refusal("not_found");
  }

  /** One that does not open must stop whoever asks: without owners there would be a first-run link. */
  #head() {
    return this.#records.get(OwnersHead, { installation: this.#records.installation });
  }

  #role(account: string) {
    return this.#records.find(InstallationRole, { installation: this.#records.installation, account });
  }
}
